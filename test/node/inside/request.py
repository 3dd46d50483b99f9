"""request.py <method> <url> [<body> [<header: value>…]]: prints status and body as JSON. Runs in a pod's network namespace."""

import json
import sys
import urllib.error
import urllib.request

method, url, *rest = sys.argv[1:]
body, headers = (rest or [""])[0], dict(header.split(": ", 1) for header in rest[1:])
request = urllib.request.Request(url, body.encode() or None, {"Content-Type": "text/plain", **headers}, method=method)
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
try:
    answer = opener.open(request, timeout=20)
except urllib.error.HTTPError as error:
    answer = error
except OSError as error:
    sys.exit(f"{method} {url}: {error}")
print(json.dumps({"status": answer.status, "body": answer.read().decode(errors="replace")}))
