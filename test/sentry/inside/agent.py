"""Calls functions of checks.py inside a configured Sentry: a line of JSON in ([name, arguments]), one out."""

import json
import os
import sys
import traceback

# Whatever Sentry itself prints goes with the errors.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

from sentry.runner import configure  # noqa: E402

configure()

import checks  # noqa: E402

print(json.dumps({"result": "ready"}), file=answers, flush=True)
for line in sys.stdin:
    name, arguments = json.loads(line)
    try:
        answer = {"result": getattr(checks, name)(**arguments)}
    except Exception:
        answer = {"error": traceback.format_exc()}
    print(json.dumps(answer, default=repr), file=answers, flush=True)
