"""Creates the first superuser unless it exists: $ADMIN_EMAIL with $ADMIN_PASSWORD.

    admin.py [command…]    what to run in place of sentry
"""

import os
import subprocess
import sys

# `sentry createuser` without --force-update, when the user is there.
USER_EXISTS = 3


def required(name):
    value = os.environ.get(name)
    if not value:
        raise SystemExit(f"admin.py: the environment variable {name} is not set")
    return value


def main(command):
    email, password = required("ADMIN_EMAIL"), required("ADMIN_PASSWORD")
    code = subprocess.run(
        [*command, "createuser", "--email", email, "--password", password, "--superuser", "--no-input"],
        check=False,
    ).returncode
    if code == USER_EXISTS:
        print(f"{email} exists already, its password is left as it is", flush=True)
        return 0
    if code != 0:
        print(f"admin.py: createuser failed with exit code {code}", file=sys.stderr, flush=True)
        return 1
    print(f"{email} is a superuser", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["sentry"]))
