#!/usr/bin/env python3
"""Checks a bundle of papers (gói hồ sơ, gói tin lưu trữ) with nothing but Python's standard library.

    verify_bundle.py BUNDLE.zip KEYS

KEYS is a saved copy of GET /v1/public/certificate-keys, its address, or '-' to leave the signature unchecked.

Every file must have the size and the SHA-256 that manifest.json says; there is nothing that it does not list, and nothing
that it lists is missing; manifest.jws is a compact JWS (EdDSA) of the manifest's SHA-256 by one of the keys. Prints the
index with the papers that are not in the bundle, and why, and the decisions that correct what is in it. Ends with 0 if all of it holds, 1 if something does not, 2 if it
could not read what it was given.
"""

import base64
import hashlib
import json
import sys
import urllib.request
import zipfile

FORMATS, KIND = (1,), "thidua-bundle+jwt"  # the forms of manifest.json that are read; what is signed
MANIFEST, SIGNATURE, METADATA = "manifest.json", "manifest.jws", "metadata.json"
BYTES_MAX = 3 << 30  # of all files together, as the archive says; more is no bundle of the service
STATES = {"NOT_KEPT": "chưa lưu tệp (not kept)", "TAKEN_DOWN": "đã tiêu hủy (destroyed)"}
STATES |= {"NOT_READABLE": "ngoài phạm vi được xem (not readable)", "NOT_PRINTED": "chưa in được (not printed)"}


class Unreadable(Exception):
    """What was given is no bundle, or no list of keys."""


# Ed25519 (RFC 8032, 5.1.7): points in extended coordinates (X : Y : Z : T) of -x² + y² = 1 + dx²y².
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT = pow(2, (P - 1) // 4, P)  # of -1


def point(encoded):
    """A point from its 32 bytes; None if they are no point in its one spelling."""
    odd, y = divmod(int.from_bytes(encoded, "little"), 1 << 255)
    if len(encoded) != 32 or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x * ROOT % P if (x * x - square) % P else x
    if (x * x - square) % P or (x == 0 and odd):
        return None
    x = P - x if x & 1 != odd else x
    return (x, y, 1, x * y % P)


def add(one, two):
    a = (one[1] - one[0]) * (two[1] - two[0]) % P
    b = (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(number, base):
    total = (0, 1, 1, 0)
    while number:
        total = add(total, base) if number & 1 else total
        base, number = add(base, base), number >> 1
    return total


def same(one, two):
    return (one[0] * two[2] - two[0] * one[2]) % P == 0 and (one[1] * two[2] - two[1] * one[2]) % P == 0


BASE = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def signed_by(public, message, signature):
    """Whether a key signed a message."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, commitment, scalar = point(public), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or scalar >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    return same(times(scalar, BASE), add(commitment, times(challenge, key)))


def once(pairs):
    """An object none of whose names stands twice: two readers would take different ones."""
    if len(pairs) != len(dict(pairs)):
        raise Unreadable("a name stands twice in one object")
    return dict(pairs)


def read_json(text, what):
    try:
        return json.loads(text, object_pairs_hook=once)
    except ValueError as error:
        raise Unreadable(f"{what} is no JSON: {error}") from error


def unpadded(part):
    decoded = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    if base64.urlsafe_b64encode(decoded).rstrip(b"=").decode() != part:
        raise ValueError("another spelling of base64url")
    return decoded


def keys_at(place):
    remote = place.startswith(("http://", "https://"))
    with urllib.request.urlopen(place, timeout=30) if remote else open(place, "rb") as source:
        text = source.read()
    try:
        return {key["kid"]: unpadded(key["x"]) for key in read_json(text, place)["keys"] if key["crv"] == "Ed25519"}
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"{place} is no list of keys: {error!r}") from error


def signature_faults(jws, manifest, keys):
    try:
        header, payload, signature = jws.decode("ascii").strip().split(".")
        said, claims = read_json(unpadded(header), "the header"), read_json(unpadded(payload), "the payload")
        if said != {"alg": "EdDSA", "typ": KIND, "kid": said["kid"]}:
            return [f"{SIGNATURE} is no signature of a bundle"]
        if said["kid"] not in keys:
            return [f"{SIGNATURE} is signed with a key that is not among those given: {said['kid']}"]
        if not signed_by(keys[said["kid"]], f"{header}.{payload}".encode(), unpadded(signature)):
            return [f"{SIGNATURE} is not signed with the key that it names"]
        if claims["manifestSha256"] != hashlib.sha256(manifest).hexdigest():
            return [f"{MANIFEST} is not the one that was signed"]
        print(f"signed by {claims['iss']}, key {said['kid']}")
        return []
    except (Unreadable, KeyError, TypeError, ValueError) as error:
        return [f"{SIGNATURE} cannot be read: {error}"]


def file_faults(archive, manifest):
    """What is missing, added or changed."""
    listed = {entry["path"]: entry for entry in manifest["files"]}
    faults = [] if len(listed) == len(manifest["files"]) else ["the manifest lists a file twice"]
    there = [name for name in archive.namelist() if name not in (MANIFEST, SIGNATURE)]
    faults += [f"{name} stands in the archive twice" for name in sorted({name for name in there if there.count(name) > 1})]
    faults += [f"{name} is missing" for name in sorted(set(listed) - set(there))]
    faults += [f"{name} is in the archive and not in the manifest" for name in sorted(set(there) - set(listed))]
    for name in sorted(set(listed) & set(there)):
        digest, size = hashlib.sha256(), 0
        try:
            with archive.open(name) as file:
                while chunk := file.read(1 << 20):
                    digest.update(chunk)
                    size += len(chunk)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
            faults.append(f"{name} cannot be unpacked: {error}")
            continue
        if (size, digest.hexdigest()) != (listed[name]["bytes"], listed[name]["sha256"]):
            faults.append(f"{name} is not what the manifest says: {size} bytes, SHA-256 {digest.hexdigest()}")
    return faults


def corrections(archive):
    """What the metadata say of decisions that correct the one in the bundle (đính chính); one that is not public counts later, or
    never, if the awards that it corrects were revoked."""
    if METADATA not in archive.namelist():
        return []
    decision = read_json(archive.read(METADATA), METADATA).get("decision") or {}
    lines = []
    for later in decision.get("correctedBy") or []:
        waiting = "" if later["state"] == "PUBLISHED" else ", chưa công khai (not public yet)"
        if later.get("neverPublic"):
            waiting = ", không công khai, khen thưởng đã bị hủy bỏ (never public, the awards were revoked)"
        lines.append(f"corrected by (được đính chính theo) {later['symbol']}, {later['date']}{waiting}")
    earlier = decision.get("corrected")
    if earlier:
        lines.append(f"corrects (đính chính) {earlier['symbol']}, {earlier['date']}")
    return lines


def check(path, keys):
    """Prints the index and returns every fault; `keys` is None if the signature is not to be checked."""
    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > BYTES_MAX:
            raise Unreadable("the archive unpacks to more than a bundle has")
        if [archive.namelist().count(name) for name in (MANIFEST, SIGNATURE)] != [1, 1]:
            return [f"{MANIFEST} or {SIGNATURE} is missing, or there are several"]
        text, jws = archive.read(MANIFEST), archive.read(SIGNATURE)
        manifest = read_json(text, MANIFEST)
        if manifest["format"] not in FORMATS:
            raise Unreadable(f"a manifest of the form {manifest['format']}, of which this program knows nothing")
        print(f"{manifest['of']} {manifest['id']}, as of {manifest['readAt']}")
        for entry in manifest["files"]:
            print(f"  {entry['bytes']:>12}  {entry['path']}")
        for absent in manifest["absent"]:
            state = STATES.get(absent["state"], absent["state"])
            print(f"  {'-':>12}  {absent['title']} ({absent.get('number', '-')}): {state}")
        for line in corrections(archive):
            print(line)
        faults = file_faults(archive, manifest)
        if keys is not None:
            return faults + signature_faults(jws, text, keys)
    print("the signature was not checked")
    return faults


def main(arguments):
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        faults = check(arguments[0], None if arguments[1] == "-" else keys_at(arguments[1]))
    except (Unreadable, OSError, zipfile.BadZipFile, KeyError, TypeError) as error:
        print(f"cannot be read: {error!r}", file=sys.stderr)
        return 2
    for fault in faults:
        print(f"WRONG: {fault}", file=sys.stderr)
    print("not in order" if faults else "in order")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
