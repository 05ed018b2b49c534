"""Generated requests, good and bad: nothing of what anybody sends is answered by a defect."""

import http.client
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contract.answers import Error
from tests.contract.requests import ROUTES
from tests.server import sample
from tests.serving import serving

from purpose_coach import AsyncCoach
from purpose_coach_server.envelope import STATUS

HERE = Path(__file__).parent
CI, NIGHTLY = 500, 5_000


@pytest.fixture(scope="module")
def server():
    """The catalogue, and the sample's irregular operations with their links."""
    with serving(operations=[*AsyncCoach.operations(), *sample.OPERATIONS]) as running:
        yield running


def _schemathesis(server, folder, *arguments):
    return subprocess.run(
        [
            *(
                sys.executable,
                "-m",
                "schemathesis.cli",
                f"--config-file={HERE / 'fuzzing/schemathesis.toml'}",
            ),
            *(
                "run",
                f"http://{server.host}/openapi.json",
                "--checks=all",
                "--seed=1",
                "--no-color",
                *arguments,
            ),
        ],
        cwd=folder,  # it keeps what it has found where it runs
        env={
            **os.environ,
            "SCHEMATHESIS_HOOKS": "tests.server.fuzzing.hooks",
            "PYTHONPATH": str(HERE.parents[1]),
        },
        capture_output=True,
        text=True,
    )


@pytest.mark.fuzz
@pytest.mark.timeout(1500)
def test_schemathesis_finds_nothing(server, tmp_path):
    """All its checks and ours, in all its phases: examples, coverage, fuzzing and stateful."""
    done = _schemathesis(server, tmp_path, "--max-examples=5")

    assert 0 == done.returncode, done.stdout[-6000:] + done.stderr
    assert 4 == len(re.findall("✅ (?:Examples|Coverage|Fuzzing|Stateful)", done.stdout)), done.stdout


@pytest.mark.nightly
@pytest.mark.timeout(3000)
def test_schemathesis_finds_nothing_in_a_night(server, tmp_path):
    """The same with more of everything."""
    done = _schemathesis(server, tmp_path, "--max-examples=300")

    assert 0 == done.returncode, done.stdout[-6000:]


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["", " ", "\0", "tbd"]),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=9,
)
paths = st.sampled_from(
    [path for route in ROUTES for path in {route.path, route.path.removeprefix("/api")}]
    + ["/conversations/c-1/message", "/teams/a/members/1", "/multitenant/data", "/healthz", "/docs", "/"]
)
bodies = [dict(route.body) for route in ROUTES if route.body]


@st.composite
def spoiled(draw):
    """A documented body with one or two of its parts replaced, removed or renamed."""
    body = json.loads(json.dumps(draw(st.sampled_from(bodies))))
    for _ in range(draw(st.integers(1, 2))):
        place = body
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if isinstance(place[key], dict | list) and place[key] and draw(st.booleans()):
                place = place[key]
                continue
            action = draw(st.sampled_from(["replace", "remove", "rename"]))
            if action == "replace" or isinstance(place, list):
                place[key] = draw(values)
            else:
                value = place.pop(key)
                if action == "rename":
                    place[draw(st.text(max_size=9))] = value
            break
    return json.dumps(body).encode()


@st.composite
def broken(draw):
    """The bytes of a body, cut, doubled, or with some of them changed."""
    sent = bytearray(draw(spoiled()))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(sent)))
        sent[at : at + draw(st.integers(0, 5))] = draw(st.binary(max_size=5))
    return bytes(sent)


contents = st.one_of(
    spoiled(), broken(), values.map(lambda v: json.dumps(v).encode()), st.binary(max_size=50)
)
words = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=30)
headers = st.fixed_dictionaries(
    {
        "Content-Type": st.sampled_from(
            ["application/json"] * 6 + ["application/json; charset=utf-16", "text/plain", ""]
        )
    },
    optional={
        "X-Tenant-Id": words,
        "X-Request-Timeout": st.one_of(words, st.floats(allow_nan=True).map(str)),
        "X-Request-ID": words,
        "Authorization": words,
        "Origin": words,
        "Accept": words,
        "Idempotency-Key": words,
    },
)
queries = st.one_of(
    st.just(""),
    st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="#"), max_size=20).map(
        "?{}".format
    ),
    st.sampled_from(
        ["?include=evidence", "?page=0", "?page_size=1e9", "?page=%00", "?include=%ff", "?a=" + "b" * 9000]
    ),
)
verbs = st.sampled_from(["POST"] * 8 + ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "QUERY"])


def _held(server, verb, target, content, sent):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.request(verb, target, content, {name: v.encode("latin-1") for name, v in sent.items()})
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    assert response.status < 500, body
    if response.status >= 400 and verb != "HEAD":
        told = Error.model_validate_json(body)
        assert response.status == STATUS[told.code]
        assert (response.status == 422) == (told.errors is not None)


def _generated(count):
    def held(test):
        return settings(
            max_examples=count, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
        )(given(verbs, paths, queries, contents, headers)(test))

    return held


@_generated(CI)
def test_bad_input_is_never_a_defect(server, verb, path, query, content, sent):
    """No answer is a 5xx; every 4xx is in the envelope, with a documented code of that status."""
    _held(server, verb, f"{path}{query}".replace("{", "%7B"), content, sent)


@pytest.mark.nightly
@pytest.mark.timeout(3000)
@_generated(NIGHTLY)
def test_much_bad_input_is_never_a_defect(server, verb, path, query, content, sent):
    """The same, five thousand times."""
    _held(server, verb, f"{path}{query}".replace("{", "%7B"), content, sent)
