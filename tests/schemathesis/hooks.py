"""Signs the caller in, and again before the token ends."""

import os
import time

import requests
import schemathesis

SERVICE = os.environ["SERVICE"]
CALLER = os.environ["CALLER"]
# Of every demonstration account; the service prints it at its start.
PASSWORD = "thi-dua-demo-password"
# A token works for ten minutes.
REFRESH_SECONDS = 300
ANSWER_SECONDS = 30
# They end or renew a sign-in: they get one of their own, or all that follows would be 401.
OWN_SIGN_IN = {"DELETE /v1/sessions/current", "POST /v1/sessions/current/renewal"}


def key(case, _context):
    return case.operation.label if case.operation.label in OWN_SIGN_IN else ""


if CALLER != "nobody":

    @schemathesis.auth(refresh_interval=REFRESH_SECONDS, cache_by_key=key, retry_on=[])
    class Caller:
        def get(self, _case, _context):
            body = {"username": CALLER, "password": PASSWORD}
            while True:
                answer = requests.post(f"{SERVICE}/v1/sessions", json=body, timeout=ANSWER_SECONDS)
                if answer.status_code != 429:
                    answer.raise_for_status()
                    return answer.json()["accessToken"]
                # The sign-ins that the tool has tried count against the same limit.
                time.sleep(float(answer.headers["Retry-After"]))

        def set(self, case, data, _context):
            case.headers["Authorization"] = f"Bearer {data}"
