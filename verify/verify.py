#!/usr/bin/env python3
"""Computes published scores, and the digests of published pages, again, with nothing but Python's standard library.

It shares no code with the service: it reads receipts as the service hands them out
(GET /v1/reports/{report}/scorecard/receipt), or a public board with its criteria set and its units' results
(GET /v1/public/boards/{board}, .../criteria-set, .../units/{organisation}), and computes every line and total from the
inputs alone. All arithmetic is on whole hundredths; whatever is rounded is cut down.

    verify.py receipts.jsonl             one receipt a line; '-' reads standard input
    verify.py --board http://HOST/v1/public/boards/BOARD
    verify.py --release http://HOST/v1/public/releases/RELEASE

A release's digest is SHA-256 over one line for each of its pages (.../pages), ordered by the bytes of their addresses:
the SHA-256 of the page, two spaces, its address, a line feed.

Ends with 0 if every score or digest agrees, 1 if one does not, 2 if it could not read what it was given.
"""

import hashlib
import json
import sys
import urllib.request

WHOLE = 10_000  # 100 % in basis points


def hundredths(number):
    """'33.3' -> 3330, exactly; numbers are kept as they were written."""
    whole, _, part = str(number).partition(".")
    if len(part) > 2 or not (whole + part).isdigit():
        raise ValueError(f"not a number with two decimals: {number}")
    return int(whole) * 100 + int((part + "00")[:2])


def reaches(numerator, denominator, basis_points):
    return basis_points * denominator <= numerator * WHOLE


def highest(rungs, reached):
    return max((hundredths(rung["points"]) for rung in rungs if reached(rung)), default=0)


def of_ratio(ratio, most, line):
    n, d = line["numerator"], line["denominator"]
    target = hundredths(ratio["targetPercent"])
    met = reaches(n, d, target)
    rule = ratio["rule"]
    if rule == "THRESHOLD_PROPORTIONAL":
        return most if met else most * n * WHOLE // (target * d)
    if rule == "THRESHOLD_ALL_OR_NOTHING":
        return most if met else 0
    if rule == "LINEAR":
        return most * n // d
    if rule == "STEP_TABLE":
        return highest(ratio["rungs"], lambda rung: reaches(n, d, hundredths(rung["fromPercent"])))
    if rule == "NORMALISED_BY_MAX":
        best = line["best"]
        return 0 if best["numerator"] == 0 else min(most, most * n * best["denominator"] // (d * best["numerator"]))
    raise ValueError(f"unknown rule {rule}")


def of_count(count, most, line):
    number, rule = line["count"], count["rule"]
    if rule == "STEP_TABLE":
        return highest(count["rungs"], lambda rung: rung["from"] <= number)
    if rule == "CAPPED_COUNT":
        return min(most, number * hundredths(count["pointsEach"]))
    if rule == "NORMALISED_BY_MAX":
        best = line["best"]["count"]
        return 0 if best == 0 else min(most, most * number // best)
    raise ValueError(f"unknown rule {rule}")


def of_line(criterion, kind, line):
    """(applicability, points, met) of one criterion, from its rule and its input."""
    most = hundredths(criterion["maxPoints"])
    body = next(criterion[name] for name in ("ratio", "count", "choice", "manual") if name in criterion)
    exempt = body["exemptKinds"] if "ratio" in criterion else body["demands"]["exemptKinds"]
    if kind in exempt:
        return "EXEMPT_KIND", 0, None
    if "notApplicable" in line:
        return "NOT_APPLICABLE", 0, None
    if not any(name in line for name in ("numerator", "count", "choice", "givenPoints")):
        return "APPLICABLE", 0, False
    if "ratio" in criterion and line["denominator"] == 0:
        lacking = body["zeroDenominator"] == "NOT_APPLICABLE"
        return ("NOTHING_TO_COUNT", 0, None) if lacking else ("APPLICABLE", 0, False)
    if body.get("rule") == "NORMALISED_BY_MAX" and "best" not in line:
        return "PENDING", 0, None
    if "ratio" in criterion:
        points = of_ratio(body, most, line)
        return "APPLICABLE", points, reaches(line["numerator"], line["denominator"], hundredths(body["targetPercent"]))
    if "count" in criterion:
        points = of_count(body, most, line)
    elif "choice" in criterion:
        points = next(hundredths(option["points"]) for option in body["options"] if option["code"] == line["choice"])
    else:
        points = min(most, hundredths(line["givenPoints"]))
    return "APPLICABLE", points, points == most if most else None


def of_total(grading, scale, points, applicable, adjustments):
    """(bonus, penalty, total, band) from what the lines gave."""
    if applicable == 0:
        return 0, 0, None, None
    kinds = {line["code"]: line["kind"] for line in grading["lines"]}
    given = {"BONUS": 0, "PENALTY": 0}
    for entry in adjustments:
        given[kinds[entry["line"]]] += hundredths(entry["points"])
    bonus = min(given["BONUS"], hundredths(grading["bonusCap"]))
    penalty = min(given["PENALTY"], hundredths(grading["penaltyCap"]))
    total = max(0, points * scale // applicable + bonus - penalty)
    if not grading["mayExceedScale"]:
        total = min(total, scale)
    reached = [band for band in grading["bands"] if hundredths(band["from"]) <= total]
    band = max(reached, key=lambda band: hundredths(band["from"]))["code"] if reached else None
    return bonus, penalty, total, band


def mismatches(kind, criteria, grading, card):
    """What the service says and what comes out here, wherever the two differ."""
    found = []

    def compare(what, said, computed):
        if said != computed:
            found.append(f"{what}: said {said}, computed {computed}")

    points = applicable = 0
    lines = {line["criterion"]: line for line in card["lines"]}
    compare("criteria", sorted(lines), sorted(criterion["code"] for criterion in criteria))
    for criterion in criteria:
        code = criterion["code"]
        line = lines.get(code)
        if line is None:
            continue
        applicability, reached, met = of_line(criterion, kind, line)
        compare(f"{code} applicability", line["applicability"], applicability)
        compare(f"{code} points", hundredths(line["points"]), reached)
        compare(f"{code} met", line.get("met"), met)
        compare(f"{code} maxPoints", line["maxPoints"], criterion["maxPoints"])
        if applicability == "APPLICABLE":
            points += reached
            applicable += hundredths(criterion["maxPoints"])
    adjustments = card.get("adjustments", [])
    bonus, penalty, total, band = of_total(grading, hundredths(card["scale"]), points, applicable, adjustments)
    compare("points", hundredths(card["points"]), points)
    compare("applicablePoints", hundredths(card["applicablePoints"]), applicable)
    compare("bonus", hundredths(card.get("bonus", "0")), bonus)
    compare("penalty", hundredths(card.get("penalty", "0")), penalty)
    compare("total", hundredths(card["total"]) if "total" in card else None, total)
    compare("band", card.get("band"), band)
    return found


def read(text):
    return json.loads(text, parse_float=str)


def fetch(address):
    with urllib.request.urlopen(address) as answer:
        return read(answer.read())


def receipts(source):
    with sys.stdin if source == "-" else open(source, encoding="utf-8") as lines:
        for line in filter(str.strip, lines):
            receipt = read(line)
            card = receipt["scorecard"]
            yield receipt["report"], receipt["kind"], receipt["criteria"], receipt["grading"], card


def board(address):
    laws, standings = fetch(address + "/criteria-set"), fetch(address)["standings"]
    for standing in standings:
        unit = fetch(f"{address}/units/{standing['organisation']}")
        yield unit["name"], unit["kind"], laws["criteria"], laws["grading"], unit
        if standing.get("total") != unit.get("total"):
            yield unit["name"] + " on the board", unit["kind"], laws["criteria"], laws["grading"], {**unit, **standing}


def release(address):
    """How many pages a release has, and which of them or of its digests are not what it says."""
    host, listed, found, lines = address[: address.index("/v1/")], fetch(address + "/pages"), [], ""
    for page in sorted(listed["pages"], key=lambda page: page["href"].encode()):
        with urllib.request.urlopen(host + page["href"]) as answer:
            digest = hashlib.sha256(answer.read()).hexdigest()
        if digest != page["sha256"]:
            found.append(f"{page['href']}: said {page['sha256']}, computed {digest}")
        lines += f"{digest}  {page['href']}\n"
    digest = hashlib.sha256(lines.encode()).hexdigest()
    for said in (listed["digest"], fetch(address)["digest"]):
        if said != digest:
            found.append(f"the release: said {said}, computed {digest}")
    return len(listed["pages"]), found


def pinned(address):
    try:
        count, found = release(address)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"cannot read: {error!r}", file=sys.stderr)
        return 2
    for difference in found:
        print(difference)
    print(f"{count} pages hashed again, {len(found)} mismatches")
    return 1 if found or count == 0 else 0


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "--release":
        return pinned(arguments[1].rstrip("/"))
    if len(arguments) == 2 and arguments[0] == "--board":
        cases = board(arguments[1].rstrip("/"))
    elif len(arguments) == 1 and not arguments[0].startswith("--"):
        cases = receipts(arguments[0])
    else:
        print(__doc__, file=sys.stderr)
        return 2
    count = wrong = 0
    try:
        for name, *case in cases:
            count += 1
            for difference in mismatches(*case):
                wrong += 1
                print(f"{name}: {difference}")
    except (OSError, ValueError, KeyError, TypeError, StopIteration) as error:
        print(f"cannot read: {error!r}", file=sys.stderr)
        return 2
    print(f"{count} scores computed again, {wrong} mismatches")
    return 1 if wrong or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
