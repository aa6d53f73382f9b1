"""Reads what the tool has recorded of its runs, and tells the failures that are explained from the others.

    judge.py document.json explained.json run.ndjson...
"""

import base64
import collections
import json
import re
import sys

import jsonschema_rs

# Failures of one kind that are shown.
SHOWN = 3
TEXT_LENGTH = 600


def events(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            ((name, event),) = json.loads(line).items()
            yield name, event


def text(content):
    if isinstance(content, dict):
        return base64.b64decode(content["$base64"]).decode(errors="replace")
    return content or ""


def faults(body):
    """What an answer names: places and codes of a problem, or the error of RFC 6749."""
    try:
        body = json.loads(body)
    except ValueError:
        return []
    if not isinstance(body, dict):
        return []
    named = [(fault["pointer"], fault["code"]) for fault in body.get("violations", [])]
    return named or [("", body.get("code") or body.get("error") or "")]


def without_nulls(value):
    if isinstance(value, dict):
        return {name: without_nulls(part) for name, part in value.items() if part is not None}
    if isinstance(value, list):
        return [without_nulls(part) for part in value]
    return value


class Judge:
    def __init__(self, document, rules):
        self.document = document
        self.rules = rules
        self.explained = collections.Counter()
        self.others = collections.OrderedDict()

    def only_nulls(self, operation, case):
        """Whether a body is wrong by its nulls alone, which mean the same as absence."""
        method, path = operation.split(" ", 1)
        content = self.document["paths"][path][method.lower()]["requestBody"]["content"]
        schema = content[case["media_type"]]["schema"]
        whole = {"$ref": schema["$ref"], "components": self.document["components"]} if "$ref" in schema else schema
        body = case.get("body")
        return without_nulls(body) != body and jsonschema_rs.is_valid(whole, without_nulls(body))

    def explains(self, rule, check, operation, message, case, uri, status, fault):
        place, code = fault
        return (
            rule["check"] == check
            and rule.get("status", status) == status
            and re.fullmatch(rule["operations"], operation) is not None
            and rule.get("message", "") in message
            and ("pointer" not in rule or re.fullmatch(rule["pointer"], place) is not None)
            and ("codes" not in rule or code in rule["codes"])
            and ("uri" not in rule or re.search(rule["uri"], uri) is not None)
            and (not rule.get("nulls") or self.only_nulls(operation, case))
        )

    def failure(self, run, operation, check, message, case, interaction):
        response = interaction.get("response") or {}
        status = response.get("status_code")
        body = text(response.get("content"))
        # Every fault that the answer names has to be explained.
        found = faults(body) or [("", "")]
        uri = (interaction.get("request") or {}).get("uri") or ""
        kinds, others = set(), set()
        for place, code in found:
            asked = (check, operation, message, case, uri, status, (place, code))
            kind = next((rule["kind"] for rule in self.rules if self.explains(rule, *asked)), None)
            if kind is None:
                others.add((re.sub(r"[0-9]+", "0", place), code))
            else:
                kinds.add(kind)
        if not others:
            self.explained.update(kinds)
        for place, code in others:
            sent = json.dumps(case.get("body"), ensure_ascii=False)[:TEXT_LENGTH]
            key = (check, status, operation, place, code)
            self.others.setdefault(key, []).append((run, message, uri, sent, body[:TEXT_LENGTH]))

    def run(self, path):
        """Reads one run; answers what kept it from being complete."""
        tested, refused, requests, ended, broken = set(), 0, 0, False, []
        for name, event in events(path):
            if name == "NonFatalError":
                broken.append(f"{event['label']}: {event['value'].get('message')}")
            elif name == "EngineFinished":
                ended = True
            elif name == "ScenarioFinished":
                recorder = event["recorder"]
                tested.add(recorder["label"])
                interactions = recorder.get("interactions", {})
                requests += len(interactions)
                for case, checks in recorder.get("checks", {}).items():
                    for check in checks:
                        if check["status"] == "failure":
                            failure = check["failure_info"]["failure"]
                            self.failure(path, recorder["label"], check["name"], failure["message"],
                                         recorder["cases"][case]["value"], interactions.get(case, {}))
        if not ended:
            broken.append("the run did not come to its end")
        methods = ("get", "put", "post", "delete", "patch", "options", "head", "trace")
        known = {f"{m.upper()} {p}" for p, item in self.document["paths"].items() for m in methods if m in item}
        broken += [f"not tested: {operation}" for operation in sorted(known - tested)]
        print(f"{path}: {len(tested & known)} operations, {requests} requests")
        return broken


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        document = json.load(file)
    with open(sys.argv[2], encoding="utf-8") as file:
        rules = json.load(file)
    judge = Judge(document, rules)
    broken = [f"{path}: {fault}" for path in sys.argv[3:] for fault in judge.run(path)]
    for kind, count in sorted(judge.explained.items()):
        print(f"explained: {kind}: {count}")
    for fault in broken:
        print(f"BROKEN {fault}")
    for (check, status, operation, place, code), cases in judge.others.items():
        print(f"FAILURE {check}, {status}, {operation}, {place} {code}: {len(cases)} times")
        for run, message, uri, sent, body in cases[:SHOWN]:
            print(f"    {run}\n    {message}\n    {uri}\n    {sent}\n    {body}\n")
    return 1 if broken or judge.others else 0


if __name__ == "__main__":
    sys.exit(main())
