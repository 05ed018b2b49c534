"""Headers in and out: request ids, where an answer came from, and how long a client waits."""

import re

import pytest
from attrs import evolve
from tests.judges import judging
from tests.provider import Provider, ok
from tests.server import sample
from tests.serving import serving

from purpose_coach import AsyncCoach
from purpose_coach.backends import OpenAICompatible, Scripted

CHECK = "/api/coaching/alignment-check"
GOOD = {"goalIntent": "Repair more", "businessFoundation": {"purpose": "Keep goods in use"}}


@pytest.fixture(scope="module")
def plain():
    """Without a model."""
    with serving() as running:
        yield running


def test_an_answer_says_where_it_came_from():
    """Model, prompt and tokens of a fresh answer; a kept one cost nothing."""
    with serving(AsyncCoach(judging(model="some/judge"))) as running:
        fresh, kept = (running.post(CHECK, GOOD) for _ in range(2))

    assert ("model", "some/judge", "purpose-coach; fwd=miss") == (
        fresh.headers["x-coach-source"], fresh.headers["x-coach-model"], fresh.headers["cache-status"],
    )  # fmt: skip
    assert re.fullmatch(r"[0-9a-f]{12}", fresh.headers["x-coach-prompt"])
    assert ("purpose-coach; hit", "0") == (kept.headers["cache-status"], kept.headers["x-coach-tokens"])
    assert fresh.body == kept.body


def test_an_answer_without_a_model_says_so():
    """`unaided` names no model and no prompt."""
    with serving() as running:
        headers = running.post(CHECK, GOOD).headers

    assert ("unaided", "0") == (headers["x-coach-source"], headers["x-coach-tokens"])
    assert not {"x-coach-model", "x-coach-prompt"} & set(headers)


def test_tokens_are_those_that_the_provider_counted():
    """Input and output together, of all calls."""
    content = '{"rows":[{"row":0,"levels":[4],"quotes":[],"why":"It keeps goods in use."}]}'
    with (
        Provider([ok(content)]) as provider,
        serving(AsyncCoach(OpenAICompatible(provider.base_url, "m"))) as running,
    ):
        response = running.post(CHECK, GOOD)

    assert (200, "150") == (response.status, response.headers["x-coach-tokens"])


def test_a_model_with_an_odd_name_breaks_no_header():
    """What cannot stand in a header is shown as a question mark."""
    model = evolve(judging(), model="jüdge\r\nX-Evil: 1")
    with serving(AsyncCoach(model)) as running:
        headers = running.post(CHECK, GOOD).headers

    assert "j?dge??X-Evil: 1" == headers["x-coach-model"]
    assert "x-evil" not in headers


@pytest.mark.parametrize("given", ["abc", "A.b_c-9", "x" * 64])
def test_a_request_id_comes_back(plain, given):
    """On success and on error."""
    answered = [plain.post(CHECK, body, X_Request_ID=given) for body in (GOOD, {})]

    assert [given, given] == [response.headers["x-request-id"] for response in answered]


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "a/b", "ä"])
def test_a_request_id_that_is_none_is_replaced(plain, given):
    """It gets into logs, so it cannot be just anything."""
    named = plain.post(CHECK, GOOD, X_Request_ID=given).headers["x-request-id"]

    assert re.fullmatch(r"[0-9a-f]{32}", named)


def test_every_response_has_an_id_and_a_sure_type():
    """Errors, health, documentation and preflights included."""
    with serving() as running:
        answered = [running.get(path) for path in ("/healthz", "/docs", "/openapi.json", "/nothing", CHECK)]
        origin = {"Origin": "http://localhost:3000", "Access-Control-Request-Method": "POST"}
        answered.append(running.send("OPTIONS", CHECK, headers=origin))

    for response in answered:
        assert {"x-request-id", "x-content-type-options"} <= set(response.headers)
        assert "server" not in response.headers


@pytest.mark.parametrize(("wished", "expected"), [("0.5", 0.5), ("1e9", 30), ("inf", 30), (None, 30)])
def test_a_clients_time_reaches_the_model(wished, expected):
    """The deadline of a call is the client's limit, or the server's where that is shorter."""
    import asyncio

    left = list[float]()

    def answer(ask):
        left.append(ask.deadline - asyncio.get_running_loop().time())
        return "{}"

    headers = {} if wished is None else {"X_Request_Timeout": wished}
    with serving(AsyncCoach(Scripted(answer), timeout=30), timeout=600) as running:
        assert 503 == running.post(CHECK, GOOD, **headers).status

    assert expected - 0.4 < left[0] <= expected


def test_a_spent_deadline_is_503_with_retry_after():
    """A model that takes longer than the client waits is given up, and the call with it."""
    with Provider([evolve(ok("{}"), late=30.0)]) as provider:
        with serving(AsyncCoach(OpenAICompatible(provider.base_url, "m"))) as running:
            response = running.post(CHECK, GOOD, X_Request_Timeout="0.2")

        assert (503, "AI_SERVICE_UNAVAILABLE", "10") == (
            response.status, response.code, response.headers["retry-after"],
        )  # fmt: skip
        assert 1 == provider.count == provider.abandoned


def test_documentation_has_a_strict_policy_and_names_no_other_host():
    """The page works offline: no script or style comes from anywhere else, none is inline."""
    with serving(operations=sample.OPERATIONS) as running:
        page = running.get("/docs")

    assert "default-src 'none'; script-src 'self'" in page.headers["content-security-policy"]
    assert "http" not in page.body.decode()
    assert re.findall(r'(?:src|href)="(?!data:)([^"]*)"', page.body.decode()) == [
        "docs/swagger-ui.css", "docs/swagger-ui-bundle.js", "docs/start.js",
    ]  # fmt: skip
