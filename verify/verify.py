#!/usr/bin/env python3
"""Computes published scores, and the digests of published pages, again, with nothing but Python's standard library.

It shares no code with the service: it reads receipts as the service hands them out
(GET /v1/reports/{report}/scorecard/receipt), or a public board with its criteria set and its units' results
(GET /v1/public/boards/{board}, .../criteria-set, .../units/{organisation}), and computes every line and total from the
inputs alone. A list of criteria is computed in whole hundredths, and whatever is rounded is cut down. A tree is computed
in fractions, and rounded where and as it says; every step that the receipt shows is compared. The ranks of a board are
computed again from its totals and tie-breaks, its rating bands from their conditions; official results of other boards
that a value is made of are read there again.

    verify.py receipts.jsonl             one receipt a line; '-' reads standard input
    verify.py --board http://HOST/v1/public/boards/BOARD
    verify.py --release http://HOST/v1/public/releases/RELEASE

It reads pages of the forms 1 (those without a formatVersion) and 2, and refuses any other, because it cannot know what
the fields of a later form mean.

A release's digest is SHA-256 over one line for each of its pages (.../pages), ordered by the bytes of their addresses:
the SHA-256 of the page, two spaces, its address, a line feed.

Ends with 0 if every score or digest agrees, 1 if one does not, 2 if it could not read what it was given.
"""

import hashlib
import json
import math
import sys
import urllib.request
from fractions import Fraction

WHOLE = 10_000  # 100 % in basis points
FORMS = (1, 2)  # the forms of published pages that are read


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


def exact(number):
    """A number as it was written, as a fraction."""
    return Fraction(str(number))


def said(number):
    """A fraction as receipts write it."""
    return f"{number.numerator}/{number.denominator}"


def rounded(number, rounding):
    """Cut toward minus infinity, or to the nearest with a half away from zero."""
    scale = 10 ** int(rounding["decimals"])
    if rounding["mode"] == "CUT":
        return Fraction(math.floor(number * scale), scale)
    away = Fraction(math.floor(abs(number) * scale + Fraction(1, 2)), scale)
    return away if number >= 0 else -away


def at_leaves(number, rounding):
    return rounded(number, rounding) if rounding["at"] == "LEAVES_AND_ROOT" else number


def amount(number, rounding):
    """Points as they are shown, and the fraction if it is not the same number."""
    shown = rounded(number, rounding)
    return (shown, None if shown == number else said(number))


def clamp(number, least, most):
    if least is not None:
        number = max(number, exact(least))
    return number if most is None else min(number, exact(most))


def along(curve, value):
    """The place of the piece that holds for a value, and the points there."""
    begin = None
    for place, piece in enumerate(curve):
        to = piece.get("to")
        if to is None or value < exact(to["at"]) or (value == exact(to["at"]) and to["included"]):
            if "step" in piece:
                return place, exact(piece["step"])
            if "line" in piece:
                first, last = map(exact, piece["line"])
                start, end = begin, exact(to["at"])
                return place, first + (value - start) * (last - first) / (end - start)
            on = {name: exact(number) for name, number in piece["on"].items()}
            return place, on["points"] + (value - on["at"]) / on["per"] * on["each"]
        begin = exact(to["at"])
    raise ValueError("the curve has no piece for a value")


def of_value(spec, line):
    """(value, state) of a leaf: one of both."""
    if "ratio" in spec:
        n, d = exact(line["numerator"]), exact(line["denominator"])
        if d == 0:
            return None, "NOTHING_TO_COUNT" if spec["ratio"]["zero"] == "NOT_APPLICABLE" else "ZERO_REFUSED"
        return n * exact(spec["ratio"]["per"]) / d, None
    if "number" in spec or "survey" in spec:
        return exact(line["number"] if "number" in line else line["count"]), None
    if "choice" in spec:
        options = {option["code"]: exact(option["points"]) for option in spec["choice"]["options"]}
        return options[line["choice"]], None
    return exact(line["givenPoints"]), None


def over(derived, cycles, values):
    """A unit's official results of several cycles as one value; none if too many are missing. A cycle that was cancelled
    has no place among them."""
    found, partial, combine = [value for value in values if value is not None], derived["partial"], derived["combine"]
    needed = min(int(derived["best"]), len(values)) if combine == "BEST" else len(values)
    if combine == "LAST":
        return found[-1] if partial and found else (values or [None])[-1]
    if not found or (len(found) < needed and not partial):
        return None
    if combine == "WEIGHTED":
        weights = dict(zip(derived["cycles"], derived["weights"]))
        weighed = [(exact(weights[cycle]), value) for cycle, value in zip(cycles, values) if value is not None]
        return sum(weight * value for weight, value in weighed) / sum(weight for weight, _ in weighed)
    taken = sorted(found, reverse=True)[:needed] if combine == "BEST" else found
    return sum(taken, Fraction(0)) / len(taken)


def growth(spec, figure, line, sources):
    """A figure against the earlier ones of the unit and of those that became part of it."""
    found = [source for source in sources if "value" in source]
    if line is None or "notApplicable" in line or not found:
        return None
    if "context" in figure["value"] or "number" in figure["value"]:
        if not ("number" in line or "count" in line):
            return None
        now = exact(line["number"] if "number" in line else line["count"])
        added = figure["value"].get("number", {}).get("unit") in ("COUNT", "DONG")
        if len(found) > 1 and not added:
            return None
        then = sum((Fraction(source["value"]) for source in found), Fraction(0))
    else:
        if "numerator" not in line or exact(line["denominator"]) == 0:
            return None
        per = exact(figure["value"]["ratio"]["per"])
        now = exact(line["numerator"]) * per / exact(line["denominator"])
        whole = sum(exact(source["denominator"]) for source in found)
        if whole == 0:
            return None
        then = sum(exact(source["numerator"]) for source in found) * per / whole
    if spec["form"] == "DIFFERENCE":
        return now - then
    return now * 100 / then if then else None


def rolled_up(spec, sources):
    """The results of the units below as one value; none if there is none, or one is missing that must be there."""
    found = [source for source in sources if "value" in source]
    if not found or (len(found) < len(sources) and not spec["partial"]):
        return None
    if spec["form"] == "SHARE_MET":
        return Fraction(100 * sum(source.get("met") is True for source in found), len(found))
    whole = sum((Fraction(source["value"]) for source in found), Fraction(0))
    return whole if spec["form"] == "SUM" else whole / len(found)


def of_results(leaf, step, leaves, lines):
    """The value that official results give, from the results that the receipt names."""
    spec, sources = leaf["value"], step.get("sources", [])
    if "derived" in spec:
        values = [Fraction(one["value"]) if "value" in one else None for one in sources]
        return over(spec["derived"], [one["cycleCode"] for one in sources], values)
    if "growth" in spec:
        code = spec["growth"]["figure"]
        return growth(spec["growth"], leaves[code], lines.get(code), sources)
    return rolled_up(spec["rollUp"], sources)


COUNTED = ("SCORED", "NO_FIGURES", "UNFIT", "ZERO_REFUSED")
APPLICABILITY = {**dict.fromkeys(COUNTED, "APPLICABLE"), "LEFT_OUT": "NOT_APPLICABLE"}


def is_official(leaf):
    """Whether a leaf is made of official results of other cycles or units."""
    return any(name in leaf["value"] for name in ("derived", "growth", "rollUp"))


def of_leaf(leaf, kind, line, left_out, rounding, official):
    """Every step of a leaf: its state, and what is known of it; `official` computes what official results give."""
    spec, none = leaf["value"], {"points": Fraction(0)}
    if "context" in spec:
        return {**none, "state": "COLLECTED"}
    if left_out:
        return {**none, "state": "LEFT_OUT"}
    if kind in leaf["demands"]["exemptKinds"]:
        return {**none, "state": "EXEMPT_KIND"}
    if is_official(leaf):
        value = official()
        if value is None:
            return {**none, "state": leaf["absence"]}
    else:
        if "notApplicable" in line:
            return {**none, "state": leaf["absence"] if "survey" in spec else "NOT_APPLICABLE"}
        if not any(name in line for name in ("numerator", "count", "number", "choice", "givenPoints")):
            if "survey" in spec:
                return {**none, "state": leaf["absence"]}
            return {**none, "state": "NO_FIGURES", "met": False}
        value, state = of_value(spec, line)
        if state:
            return {**none, "state": state, **({"met": False} if state in COUNTED else {})}
    step = {"state": "SCORED", "value": value}
    compared, curved = value, any(name in spec for name in ("ratio", "number", "survey")) or is_official(leaf)
    if "normalise" in leaf:
        if "best" not in line:
            return {**none, "state": "PENDING", "value": value}
        reference = step["reference"] = of_value(spec, line["best"])[0]
        if leaf["normalise"] == "BEST":
            compared = value / reference if reference else None
        else:
            compared = Fraction(1) if value <= reference else reference / value
    if compared is None:
        absence = leaf.get("absence", "ZERO")
        if absence != "ZERO":
            return {**none, "state": absence}
        raw = Fraction(0)
    elif curved:
        step["piece"], raw = along(leaf["curve"], compared)
    else:
        raw = value
    full = exact(leaf["full"])
    points = clamp(raw, leaf.get("least", 0), leaf.get("most", leaf["full"]))
    if points != raw:
        step["unbounded"] = raw
    if "target" in leaf:
        at = exact(leaf["target"]["at"])
        step["met"] = at <= value if leaf["target"]["side"] == "AT_LEAST" else value <= at
    elif full:
        step["met"] = full <= points
    return {**step, "points": at_leaves(points, rounding)}


def weigh(part, share):
    """A child's share of the points that it reached; none of what has no full points that count."""
    points, applicable, full, counts, scored = part
    if applicable == 0:
        return Fraction(0), Fraction(0), share, False, scored
    return points * share / applicable, share, share, counts, scored


def leaves_of(branch):
    """The leaves of a branch, in reading order."""
    for child in branch["children"]:
        if "children" in child:
            yield from leaves_of(child)
        else:
            yield child


class Walk:
    """A tree from the leaves to the main branch: what each step gives, and where the receipt says something else."""

    def __init__(self, kind, model, card):
        self.kind, self.rounding, self.found = kind, model["rounding"], []
        self.lines = {line["criterion"]: line for line in card["lines"]}
        self.nodes = {node["code"]: node for node in card.get("nodes", [])}
        self.seen, self.states = [], {}
        self.leaves = {leaf["code"]: leaf for leaf in leaves_of(model["main"])}

    def compare(self, what, stated, computed):
        if stated != computed:
            self.found.append(f"{what}: said {stated}, computed {computed}")

    def compare_amount(self, what, stated, number):
        computed = None if number is None else amount(number, self.rounding)
        self.compare(what, None if stated is None else (exact(stated["shown"]), stated.get("exact")), computed)

    def leaf(self, leaf, share):
        """(points, applicable, full, counts, scored), the same of every node."""
        code, line = leaf["code"], self.lines.get(leaf["code"])
        self.seen.append(code)
        scored = "context" not in leaf["value"]
        if line is None:
            self.found.append(f"{code}: no line")
            return Fraction(0), Fraction(0), Fraction(0), False, scored
        stated = line.get("step", {})
        if is_official(leaf) and stated.get("state") == "PENDING" and not stated.get("sources"):
            # Before a unit is scored officially, its other results have not been looked up.
            step = {"state": "PENDING", "points": Fraction(0)}
        else:
            official = lambda: of_results(leaf, stated, self.leaves, self.lines)
            step = of_leaf(leaf, self.kind, line, "leftOut" in stated, self.rounding, official)
        if "derived" in leaf["value"] and stated.get("sources"):
            cycles = [source["cycleCode"] for source in stated["sources"]]
            named = [cycle for cycle in leaf["value"]["derived"]["cycles"] if cycle in cycles]
            self.compare(f"{code} cycles", cycles, named)
        state = self.states[code] = step["state"]
        self.compare(f"{code} state", stated.get("state"), state)
        self.compare(f"{code} applicability", line["applicability"], APPLICABILITY.get(state, state))
        self.compare(f"{code} met", line.get("met"), step.get("met"))
        self.compare(f"{code} piece", stated.get("piece"), step.get("piece"))
        self.compare(f"{code} maxPoints", exact(line["maxPoints"]), exact(leaf["full"]))
        for name in ("value", "reference", "unbounded"):
            self.compare(f"{code} {name}", stated.get(name), said(step[name]) if name in step else None)
        points, full = step["points"], exact(leaf["full"])
        self.compare(f"{code} points", exact(line["points"]), rounded(points, self.rounding))
        self.compare_amount(f"{code} step points", stated.get("points"), points)
        counts = state in COUNTED
        part = points, full if counts else Fraction(0), full, counts, scored
        if share is not None and scored:
            part = weigh(part, share)
        weighted = part[0] if share is not None and scored and part[3] else None
        self.compare_amount(f"{code} weighted", stated.get("weighted"), weighted)
        return part

    def branch(self, branch, share):
        code, first, combine = branch["code"], len(self.seen), branch.get("combine", "SUM")
        parts = []
        for child in branch["children"]:
            of_child = exact(child.get("share", 0)) if combine == "WEIGHTED" else None
            parts.append(self.branch(child, of_child) if "children" in child else self.leaf(child, of_child))
        counting = [part for part in parts if part[3]]
        points, applicable = (sum((part[place] for part in counting), Fraction(0)) for place in (0, 1))
        full, scored = sum((part[2] for part in parts), Fraction(0)), sum(part[4] for part in parts)
        if combine == "MEAN":
            points, applicable = (one / len(counting) if counting else Fraction(0) for one in (points, applicable))
            full = full / scored if scored else Fraction(0)
        node = self.nodes.get(code, {})
        left_out = [leaf for leaf in self.seen[first:] if self.states.get(leaf) not in (*COUNTED, "COLLECTED")]
        self.compare(f"{code} leftOut", node.get("leftOut"), left_out)
        for name, number in (("combined", points), ("applicable", applicable), ("full", full)):
            self.compare_amount(f"{code} {name}", node.get(name), number)
        rebased = None
        if branch.get("rebase", "ABOVE") == "HERE" and applicable != full and applicable:
            rebased = points = points * full / applicable
            applicable = full
        self.compare_amount(f"{code} rebased", node.get("rebased"), rebased)
        part = points, applicable, full, bool(counting), bool(scored)
        if share is not None:
            part = weigh(part, share)
        weighted = part[0] if share is not None and part[3] else None
        self.compare_amount(f"{code} weighted", node.get("weighted"), weighted)
        points = clamp(part[0], branch.get("least"), branch.get("most")) if part[3] else part[0]
        self.compare_amount(f"{code} points", node.get("points"), points)
        return points, *part[1:]

    def extras(self, kind, lines, entries, card):
        """The points of all bonuses, or of all penalties, each line within its cap."""
        total = Fraction(0)
        stated = {line["line"]: line for line in card.get("bonusAndPenaltyLines", []) if line["kind"] == kind}
        for line in lines["lines"]:
            own = [entry for entry in entries if entry["line"] == line["code"]]
            if not own:
                continue
            if "fixed" in line:
                entered = exact(line["fixed"])
            elif "each" in line:
                entered = exact(line["each"]) * sum(int(entry["times"]) for entry in own)
            else:
                entered = sum((min(exact(entry["points"]), exact(line["free"])) for entry in own), Fraction(0))
            points, shown = clamp(entered, None, line.get("cap")), stated.pop(line["code"], {})
            self.compare_amount(f"{line['code']} entered", shown.get("entered"), entered)
            self.compare_amount(f"{line['code']} points", shown.get("points"), points)
            total += points
        self.compare(f"lines of {kind}", sorted(stated), [])
        return clamp(total, None, lines.get("cap"))


def tree_mismatches(kind, model, card):
    """The same for a tree."""
    walk, rounding, scale = Walk(kind, model, card), model["rounding"], exact(model["scale"])
    points, applicable, full, _, _ = walk.branch(model["main"], None)
    walk.compare("criteria", sorted(walk.lines), sorted(walk.seen))
    unscored = "UNSCORED" in walk.states.values()
    base = None if unscored or applicable <= 0 else at_leaves(points * scale / applicable, rounding)
    walk.compare_amount("base", card.get("base"), base)
    bonus = penalty = Fraction(0)
    total = band = None
    if base is not None:
        entries = card.get("adjustments", [])
        bonus = walk.extras("BONUS", model["bonus"], entries, card)
        penalty = walk.extras("PENALTY", model["penalty"], entries, card)
        whole = clamp(base + bonus - penalty, 0, None if model["mayExceedScale"] else model["scale"])
        total = rounded(whole, rounding)
        reached = [one for one in model["bands"] if exact(one["from"]) <= total]
        band = reached[-1]["code"] if reached else None
    walk.compare("scale", exact(card["scale"]), scale)
    walk.compare("points", exact(card["points"]), rounded(points, rounding))
    walk.compare("applicablePoints", exact(card["applicablePoints"]), rounded(applicable, rounding))
    walk.compare("bonus", exact(card.get("bonus", "0")), rounded(bonus, rounding))
    walk.compare("penalty", exact(card.get("penalty", "0")), rounded(penalty, rounding))
    walk.compare("total", exact(card["total"]) if "total" in card else None, total)
    if not any(one.get("conditions") for one in model["bands"]):
        walk.compare("band", card.get("band"), band)
    elif "head" not in card:
        # Conditions are decided over a whole board; nothing is said before.
        walk.compare("band", card.get("band"), None)
    return walk.found


def points_of(card, code):
    """The points of a leaf or a branch as they are shown; none if nothing of it counts."""
    for line in card["lines"]:
        if line["criterion"] == code:
            return exact(line["points"]) if line["applicability"] == "APPLICABLE" else None
    node = next(node for node in card["nodes"] if node["code"] == code)
    counts = node["applicable"] == node["full"] or exact(node["applicable"]["shown"]) != 0
    return exact(node["points"]["shown"]) if counts else None


def whole(amount):
    return Fraction(amount["exact"]) if "exact" in amount else exact(amount["shown"])


def reached(card, code):
    """The points of a node that a condition is judged by, as if everything in it applied; none if nothing does."""
    for line in card["lines"]:
        if line["criterion"] == code:
            return whole(line["step"]["points"]) if line["applicability"] == "APPLICABLE" else None
    node = next(node for node in card["nodes"] if node["code"] == code)
    points, applicable, full = whole(node["points"]), whole(node["applicable"]), whole(node["full"])
    if applicable == full or (applicable and ("rebased" in node or "weighted" in node)):
        return points
    return points * full / applicable if applicable else None


def misses(condition, card):
    """Whether a card misses a condition of its own."""
    if "nodeAtLeast" in condition:
        points = reached(card, condition["nodeAtLeast"]["node"])
        return points is not None and points < exact(condition["nodeAtLeast"]["points"])
    if "notOption" in condition:
        leaf, option = condition["notOption"]["leaf"], condition["notOption"]["option"]
        return any(line["criterion"] == leaf and line.get("choice") == option for line in card["lines"])
    return False


def keys(laws, units):
    """What orders each scored unit, best first: its total, then the tie-breaks of a tree; what is missing comes last."""
    ties = laws.get("model", {}).get("tieBreaks", [])
    found = {}
    for unit in units:
        if "total" not in unit:
            continue
        key = [(False, -exact(unit["total"]))]
        for tie in ties:
            points = points_of(unit, tie["node"])
            sign = -1 if tie["order"] == "HIGHEST" else 1
            key.append((points is None, sign * (points or 0)))
        found[unit["organisation"]] = key
    return found


def banded(bands, units, ranks):
    """The band of each scored unit and the bands that it left, with the condition that it missed."""
    own = {}
    for unit in units:
        if unit["organisation"] in ranks:
            fitting = [place for place, band in enumerate(bands) if exact(band["from"]) <= exact(unit["total"])]
            own[unit["organisation"]] = fitting[-1]
    cards, moves = {unit["organisation"]: unit for unit in units}, {unit: [] for unit in own}

    def down(unit, place, condition):
        moves[unit].append((bands[place]["code"], bands[place - 1]["code"], condition))
        own[unit] = place - 1

    for place in range(len(bands) - 1, 0, -1):
        conditions = bands[place].get("conditions", [])
        for unit in [unit for unit, at in own.items() if at == place]:
            missed = [condition for condition in conditions if misses(condition, cards[unit])]
            if missed:
                down(unit, place, missed[0])
        for condition in conditions:
            inside = sorted((ranks[unit], unit) for unit, at in own.items() if at == place)
            share = exact(condition["greatestShare"]) / 100 if "greatestShare" in condition else 1
            limit = math.floor(share * len(ranks))
            if limit < len(inside):
                for rank, unit in inside:
                    if rank >= inside[limit][0]:
                        down(unit, place, condition)
    return {unit: bands[place]["code"] for unit, place in own.items()}, moves


def mismatches(kind, laws, card):
    """What the service says and what comes out here, wherever the two differ."""
    if "model" in laws:
        return tree_mismatches(kind, laws["model"], card)
    criteria, grading, found = laws["criteria"], laws["grading"], []

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


def known(page, address):
    """A page of a form that this program knows."""
    form = page.get("formatVersion", 1)
    if form not in FORMS:
        forms = " and ".join(map(str, FORMS))
        raise ValueError(f"{address} has the form {form}, and this program reads {forms}: use a newer verify.py")
    return page


def fetch(address):
    with urllib.request.urlopen(address) as answer:
        return known(read(answer.read()), address)


def receipts(source):
    with sys.stdin if source == "-" else open(source, encoding="utf-8") as lines:
        for line in filter(str.strip, lines):
            receipt = read(line)
            card = receipt["scorecard"]
            yield receipt["report"], receipt["kind"], receipt, card


def board(address):
    """The criteria set of a board, its lines, and its units' results."""
    laws, standings = fetch(address + "/criteria-set"), fetch(address)["standings"]
    return laws, standings, [fetch(f"{address}/units/{standing['organisation']}") for standing in standings]


def scores(laws, standings, units):
    for standing, unit in zip(standings, units):
        yield unit["name"], unit["kind"], laws, unit
        if standing.get("total") != unit.get("total"):
            yield unit["name"] + " on the board", unit["kind"], laws, {**unit, **standing}


def places(laws, standings, units):
    """The units of a board whose rank does not follow from their points, or whose band not from its conditions."""
    known = keys(laws, units)
    ranks = {unit: 1 + sum(other < key for other in known.values()) for unit, key in known.items()}
    bands = laws.get("model", {}).get("bands", [])
    own, moves = banded(bands, units, ranks) if bands else ({}, {})
    for line in (*standings, *units):
        unit, name = line["organisation"], line["name"]
        if line.get("rank") != ranks.get(unit):
            yield f"{name}: said rank {line.get('rank')}, computed {ranks.get(unit)}"
        if bands and line.get("band") != own.get(unit):
            yield f"{name}: said band {line.get('band')}, computed {own.get(unit)}"
        left = [(one["from"], one["to"], one["condition"]) for one in line.get("bandMoves", [])]
        if left != moves.get(unit, []):
            yield f"{name}: said to have left {left}, computed {moves.get(unit, [])}"


def compared(laws, units):
    """The criteria whose best or least value of the group is not the same for every unit of a board. It is settled by the
    first official score, so a later correction may pass it."""
    for leaf in leaves_of(laws["model"]["main"]) if "model" in laws else ():
        lines = [line for unit in units for line in unit["lines"] if line["criterion"] == leaf["code"]]
        stated = {of_value(leaf["value"], line["best"])[0] for line in lines if "normalise" in leaf and "best" in line}
        if len(stated) > 1:
            yield f"{leaf['code']}: the group has one value to compare with, said {', '.join(map(str, sorted(stated)))}"


def stated_elsewhere(spec, figure, card):
    """What the result of another board is for a value: its points, or its figure."""
    if "growth" not in spec:
        node = next(iter(spec.values())).get("node")
        if node is None:
            return exact(card["total"]) if "total" in card else None
        return points_of({"nodes": [], **card}, node)
    line = next(line for line in card["lines"] if line["criterion"] == spec["growth"]["figure"])
    if "numerator" in line:
        return exact(line["numerator"]) * exact(figure["value"]["ratio"]["per"]) / exact(line["denominator"])
    return exact(line["number"] if "number" in line else line["count"])


def all_of(address):
    """Every item of a list, page by page."""
    page = fetch(address)
    items = page["items"]
    while "nextCursor" in page:
        page = fetch(f"{address}?cursor={page['nextCursor']}")
        items += page["items"]
    return items


def left_out(address, laws, units):
    """The cycles that a value names and whose results stand on no receipt, although they are held."""
    host, cycles = address[: address.index("/v1/")], None
    for leaf in leaves_of(laws["model"]["main"]) if "model" in laws else ():
        for unit in units if "derived" in leaf["value"] else ():
            line = next(line for line in unit["lines"] if line["criterion"] == leaf["code"])
            sources = line.get("step", {}).get("sources", [])
            absent = set(leaf["value"]["derived"]["cycles"]) - {source["cycleCode"] for source in sources}
            if not absent or line["applicability"] == "EXEMPT_KIND" or "leftOut" in line.get("step", {}):
                continue
            cycles = all_of(host + "/v1/public/cycles") if cycles is None else cycles
            own = next(cycle for cycle in cycles if cycle["id"] == unit["head"]["cycle"])
            held = {one["code"] for one in cycles if one["campaign"] == own["campaign"] and one["state"] != "CANCELLED"}
            for code in sorted(absent & held):
                yield f"{unit['name']}: {leaf['code']} leaves the cycle {code} out, which is held"


def sourced(address, laws, units):
    """The official results that a board names and that the boards they were read on do not state."""
    yield from left_out(address, laws, units)
    boards, known = address[: address.rindex("/")], {}
    leaves = {leaf["code"]: leaf for leaf in leaves_of(laws["model"]["main"])} if "model" in laws else {}
    for unit in units:
        for line in unit["lines"]:
            for source in line.get("step", {}).get("sources", []):
                if "value" not in source:
                    continue
                page = f"{boards}/{source['board']}/units/{source['organisation']}"
                if page not in known:
                    known[page] = fetch(page)
                spec, there = leaves[line["criterion"]]["value"], known[page]
                figure = leaves.get(spec.get("growth", {}).get("figure"))
                stated, head = stated_elsewhere(spec, figure, there), there["head"]
                places = ("cycleCode", "release", "releaseNumber", "board")
                counts = [one for one in there["lines"] if figure and one["criterion"] == figure["code"]]
                bent = [name for name in places if head[name] != source[name]]
                bent += [n for n in ("numerator", "denominator") if n in source and counts[0].get(n) != source[n]]
                code = spec.get("growth", {}).get("figure") or next(iter(spec.values())).get("node")
                met = [one.get("met") for one in there["lines"] if one["criterion"] == code]
                if "met" in source and met != [source["met"]]:
                    bent.append("met")
                if bent or stated is None or said(stated) != source["value"]:
                    yield f"{unit['name']}: {line['criterion']} takes {source} from {page}, which states {stated} {bent}"


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
    of_board = len(arguments) == 2 and arguments[0] == "--board"
    if not of_board and (len(arguments) != 1 or arguments[0].startswith("--")):
        print(__doc__, file=sys.stderr)
        return 2
    count = wrong = 0
    try:
        read_board = board(arguments[1].rstrip("/")) if of_board else None
        cases = scores(*read_board) if of_board else receipts(arguments[0])
        for name, *case in cases:
            count += 1
            for difference in mismatches(*case):
                wrong += 1
                print(f"{name}: {difference}")
        for difference in places(*read_board) if of_board else ():
            wrong += 1
            print(difference)
        for difference in compared(read_board[0], read_board[2]) if of_board else ():
            wrong += 1
            print(difference)
        for difference in sourced(arguments[1].rstrip("/"), read_board[0], read_board[2]) if of_board else ():
            wrong += 1
            print(difference)
    except (OSError, ValueError, KeyError, TypeError, StopIteration) as error:
        print(f"cannot read: {error!r}", file=sys.stderr)
        return 2
    print(f"{count} scores computed again, {wrong} mismatches")
    return 1 if wrong or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
