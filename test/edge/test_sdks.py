"""What real SDKs send, with the default and with envelopes open. The README's table is made from this run."""

import os

import pytest
from conftest import OPEN, start_edge
from processes import ROOT
from sdks import SDKS, Relay, event_of, run, version

BEGIN, END = "<!-- from npm run test:edge: begin -->\n", "<!-- end -->\n"
ENDPOINT = {
    "raven-python": "store", "sentry-sdk (Python) 1": "store", "sentry-sdk (Python) 2": "envelope",
    "raven-node": "store", "@sentry/node 6": "store", "@sentry/node 7": "envelope", "@sentry/node, newest": "envelope",
    "raven-js": "store", "@sentry/browser 6": "store", "@sentry/browser 7": "envelope", "@sentry/browser, newest": "envelope",
}  # fmt: skip
results = {}


@pytest.fixture(scope="module")
def sdk_relay():
    backend = Relay("relay")
    yield backend
    backend.close()


@pytest.fixture(scope="module", params=OPEN)
def open_edge(request, sdk_relay, names):
    edge = start_edge(sdk_relay.port, names, OPEN[request.param])
    yield request.param, edge.ports["door"]
    edge.stop()


@pytest.mark.parametrize("name, how, module, source", SDKS, ids=[name for name, *_ in SDKS])
def test_sdk(open_edge, sdk_relay, name, how, module, source):
    opened, port = open_edge
    sdk_relay.requests.clear()
    told = run(how, module, source, port)
    posted = [(seen, event_of(seen)) for seen in sdk_relay.requests if seen.method == "POST"]
    arrived = [(seen, event) for seen, event in posted if event is not None and "event_id" in event]
    ids = [event["event_id"].replace("-", "") for _, event in arrived]
    expected = ENDPOINT[name] in opened.split("-")
    if expected:
        assert ids == [told["id"].replace("-", "")]
        [(seen, event)] = arrived
        assert seen.target.split("?")[0] == f"/api/1/{ENDPOINT[name]}/"
        assert event["exception"], "the exception is not in the event"
    else:
        assert ids == []
    if how == "page":
        assert told.get("preflight") == 200, told
        assert [seen.method for seen in sdk_relay.requests].count("OPTIONS") >= 1
    results[name, opened] = "arrives" if ids else "refused"


def test_the_table_in_the_readme_is_of_this_run():
    """UPDATE_README=1 writes it."""
    if len(results) < len(SDKS) * len(OPEN):
        pytest.fail("run the whole file: the table is made of all its results")
    rows = ["| SDK | version | sends errors to | `[store]` | `[store, envelope]` |", "| --- | --- | --- | --- | --- |"]
    rows += [
        f"| {name} | {version(how, source)} | {ENDPOINT[name]} | {results[name, 'store']} | {results[name, 'store-envelope']} |"
        for name, how, _, source in SDKS
    ]
    readme = ROOT / "README.md"
    before, _, rest = readme.read_text().partition(BEGIN)
    table, _, after = rest.partition(END)
    wanted = "\n".join(rows) + "\n"
    if os.environ.get("UPDATE_README"):
        readme.write_text(before + BEGIN + wanted + END + after)
    else:
        assert table == wanted
