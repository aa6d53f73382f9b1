#!/usr/bin/env python3
"""Tests of verify_bundle.py: vectors of RFC 8032, and bundles with planted faults. `python3 verify/test_verify_bundle.py`"""

import base64
import contextlib
import hashlib
import io
import json
import tempfile
import unittest
import warnings
import zipfile
from pathlib import Path

import verify_bundle as checker

# RFC 8032, 7.1: public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655"
        "141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00"
        "d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc02"
        "7beceea1ec40a",
    ),
]
SECRET, OTHER = b"\x01" * 32, b"\x02" * 32
PAPERS = {"giay-to/01-to-trinh.pdf": b"%PDF-1.7 paper", "metadata.json": b"{}", "muc-luc.pdf": b"%PDF-1.7 index"}


def packed(number):
    return base64.urlsafe_b64encode(number).rstrip(b"=").decode()


def encoded(point):
    x, y, z, _ = point
    inverse = pow(z, -1, checker.P)
    x, y = x * inverse % checker.P, y * inverse % checker.P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def expanded(secret):
    hashed = hashlib.sha512(secret).digest()
    scalar = int.from_bytes(hashed[:32], "little")
    return scalar & ((1 << 254) - 8) | (1 << 254), hashed[32:]


def public(secret):
    return encoded(checker.times(expanded(secret)[0], checker.BASE))


def sign(secret, message):
    scalar, prefix = expanded(secret)
    nonce = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % checker.ORDER
    commitment = encoded(checker.times(nonce, checker.BASE))
    challenge = int.from_bytes(hashlib.sha512(commitment + public(secret) + message).digest(), "little") % checker.ORDER
    return commitment + ((nonce + challenge * scalar) % checker.ORDER).to_bytes(32, "little")


def manifest_of(papers):
    files = [{"path": path, "bytes": len(text), "sha256": hashlib.sha256(text).hexdigest()} for path, text in papers.items()]
    absent = [{"title": "Biên bản", "number": "9/BB", "state": "NOT_KEPT"}]
    said = {"format": 1, "of": "NOMINATION", "id": "1", "readAt": "2026-11-30T00:00:00Z", "files": files, "absent": absent}
    return json.dumps(said).encode()


def jws_of(manifest, secret=SECRET, kid="one", kind=checker.KIND, **more):
    header = packed(json.dumps({"alg": "EdDSA", "typ": kind, "kid": kid, **more}).encode())
    claims = {"iss": "thidua", "iat": 0, "manifestSha256": hashlib.sha256(manifest).hexdigest()}
    text = f"{header}.{packed(json.dumps(claims).encode())}"
    return f"{text}.{packed(sign(secret, text.encode()))}".encode()


class Checker(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.keys = self.folder / "keys.json"
        keys = [{"kty": "OKP", "crv": "Ed25519", "kid": "one", "x": packed(public(SECRET))}]
        self.keys.write_text(json.dumps({"keys": keys}))

    def checked(self, papers, manifest, jws, keys=None):
        bundle = self.folder / "bundle.zip"
        with warnings.catch_warnings(), zipfile.ZipFile(bundle, "w") as archive:
            warnings.simplefilter("ignore")  # of names that stand twice
            for path, text in papers + [(checker.MANIFEST, manifest), (checker.SIGNATURE, jws)]:
                if text is not None:
                    archive.writestr(path, text)
        said, wrong = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(wrong):
            code = checker.main([str(bundle), str(keys or self.keys)])
        return code, said.getvalue(), wrong.getvalue()

    def test_vectors_of_the_standard(self):
        for key, message, signature in VECTORS:
            key, message, signature = map(bytes.fromhex, (key, message, signature))
            self.assertTrue(checker.signed_by(key, message, signature))
            for at in range(64):
                altered = signature[:at] + bytes([signature[at] ^ 1]) + signature[at + 1 :]
                self.assertFalse(checker.signed_by(key, message, altered), at)
            self.assertFalse(checker.signed_by(key, message + b"x", signature))
            higher = int.from_bytes(signature[32:], "little") + checker.ORDER
            self.assertFalse(checker.signed_by(key, message, signature[:32] + higher.to_bytes(32, "little")), "malleable")
        self.assertIsNone(checker.point(b"\xff" * 32), "no other spelling of a point")

    def test_a_sound_bundle_is_in_order(self):
        manifest = manifest_of(PAPERS)
        code, said, wrong = self.checked(list(PAPERS.items()), manifest, jws_of(manifest))
        self.assertEqual((code, wrong), (0, ""), said)
        self.assertIn("giay-to/01-to-trinh.pdf", said)
        self.assertIn("Biên bản (9/BB): chưa lưu tệp", said)
        code, said, _ = self.checked(list(PAPERS.items()), manifest, b"nothing", keys="-")
        self.assertEqual(code, 0)
        self.assertIn("the signature was not checked", said)

    def test_a_corrected_decision_is_said_to_be_corrected(self):
        later = {"symbol": "336/QĐ-UBND", "date": "2024-12-20", "state": "ISSUED"}
        gone = {"symbol": "337/QĐ-UBND", "date": "2024-12-21", "state": "ISSUED", "neverPublic": True}
        said = {"decision": {"correctedBy": [later, gone], "corrected": {"symbol": "1/QĐ-UBND", "date": "2024-01-05"}}}
        papers = {**PAPERS, "metadata.json": json.dumps(said).encode()}
        manifest = manifest_of(papers)
        code, said, wrong = self.checked(list(papers.items()), manifest, jws_of(manifest))
        self.assertEqual((code, wrong), (0, ""), said)
        self.assertIn("(được đính chính theo) 336/QĐ-UBND, 2024-12-20, chưa công khai", said)
        self.assertIn("(được đính chính theo) 337/QĐ-UBND, 2024-12-21, không công khai", said)
        self.assertIn("corrects (đính chính) 1/QĐ-UBND, 2024-01-05", said)

    def test_every_planted_fault_is_found(self):
        manifest, papers = manifest_of(PAPERS), list(PAPERS.items())
        flipped = [(papers[0][0], b"%PDF-1.7 papes"), *papers[1:]]
        swapped = manifest_of({**PAPERS, papers[0][0]: b"%PDF-1.7 papes"})
        for what, bundle, text, jws, fault in [
            ("a flipped byte", flipped, manifest, jws_of(manifest), "is not what the manifest says"),
            ("a removed file", papers[1:], manifest, jws_of(manifest), "giay-to/01-to-trinh.pdf is missing"),
            ("an added file", [*papers, ("more.pdf", b"x")], manifest, jws_of(manifest), "not in the manifest"),
            ("a file twice", [*papers, papers[0]], manifest, jws_of(manifest), "stands in the archive twice"),
            ("a changed manifest", flipped, swapped, jws_of(manifest), "is not the one that was signed"),
            ("another key", papers, manifest, jws_of(manifest, OTHER), "is not signed with the key that it names"),
            ("an unknown key", papers, manifest, jws_of(manifest, kid="two"), "not among those given"),
            ("another kind", papers, manifest, jws_of(manifest, kind="thidua-certificate+jwt"), "no signature of a bundle"),
            ("more in the header", papers, manifest, jws_of(manifest, crit=["b64"]), "no signature of a bundle"),
            ("no signature", papers, manifest, None, "is missing"),
            ("an empty signature", papers, manifest, b"", "cannot be read"),
        ]:
            with self.subTest(what):
                code, said, wrong = self.checked(bundle, text, jws)
                self.assertEqual(code, 1, said)
                self.assertIn(fault, wrong)
                self.assertIn("not in order", said)

    def test_what_cannot_be_read_is_said(self):
        manifest = manifest_of(PAPERS)
        twice = manifest.replace(b'"format": 1', b'"format": 1, "format": 1')
        later = manifest.replace(b'"format": 1', b'"format": 2')
        for text in (twice, later, b"no JSON"):
            self.assertEqual(self.checked(list(PAPERS.items()), text, jws_of(text))[0], 2)
        keys = self.folder / "other.json"
        keys.write_text("{}")
        self.assertEqual(self.checked(list(PAPERS.items()), manifest, jws_of(manifest), keys)[0], 2)
        with contextlib.redirect_stderr(io.StringIO()):
            self.assertEqual(checker.main([str(keys), "-"]), 2, "no archive")
            self.assertEqual(checker.main([]), 2)


if __name__ == "__main__":
    unittest.main()
