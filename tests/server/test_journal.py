"""What is written down: a line a request, a defect by type and place, and never what was sent."""

import logging

import pytest
from tests.provider import CANARY, ERRORS, Provider, error, ok
from tests.server import sample
from tests.serving import serving

from purpose_coach import AsyncCoach
from purpose_coach.backends import OpenAICompatible

CHECK = "/api/coaching/alignment-check"
PLACES = [
    "goal",
    "strategy",
    "kpi",
    "vision",
    "purpose",
    "value",
    "market",
    "unknown",
    "query",
    "path",
    "token",
    "agent",
    "cookie",
    "referer",
]
CANARIES = {place: f"canary-{number}-of-somebody" for number, place in enumerate(PLACES)}
FOUNDATION = {
    "vision": CANARIES["vision"],
    "purpose": CANARIES["purpose"],
    "coreValues": [CANARIES["value"]],
    "targetMarket": CANARIES["market"],
}
BODY = {
    "goalIntent": CANARIES["goal"],
    "strategies": [CANARIES["strategy"]],
    "kpis": [CANARIES["kpi"]],
    "businessFoundation": FOUNDATION,
    CANARIES["unknown"]: CANARIES["unknown"],
}
SENT = {
    "Authorization": f"Bearer {CANARIES['token']}",
    "User-Agent": CANARIES["agent"],
    "Cookie": CANARIES["cookie"],
    "Referer": f"http://localhost/{CANARIES['referer']}",
}
PROBLEMS = [
    BODY,
    {**BODY, "goalIntent": 5},
    {**BODY, "strategies": [CANARIES["strategy"] * 500]},
    {**BODY, "businessFoundation": CANARIES["vision"]},
    {**BODY, "goalIntent": f"{CANARIES['goal']}\0"},
    f'{{"goalIntent": {CANARIES["goal"]}'.encode(),
    f'{{"goalIntent": "{CANARIES["goal"]}", "x": NaN}}'.encode(),
    CANARIES["goal"].encode() * 20_000,
]


def _written(caplog):
    return caplog.text


def _told(caplog, *canaries):
    """Canaries that were written down; nothing may be."""
    shown = _written(caplog)
    return [canary for canary in (*CANARIES.values(), CANARY, sample.SECRET, *canaries) if canary in shown]


@pytest.mark.parametrize("behaviour", [ok("{}"), ok(CANARY), *ERRORS.values()])
def test_nothing_that_was_sent_is_written_down(caplog, behaviour):
    """Bodies, headers, queries, paths, keys and what a provider says: none of it is in any log or error."""
    caplog.set_level(logging.INFO)
    bodies = list[bytes]()
    with Provider([behaviour]) as provider:
        coach = AsyncCoach(OpenAICompatible(provider.base_url, "m", api_key="sk-canary"))
        with serving(coach) as running:
            for body in PROBLEMS:
                response = running.send("POST", f"{CHECK}?a={CANARIES['query']}", body, SENT)
                bodies += [response.body] if response.status >= 400 else []
            bodies.append(running.send("GET", f"/{CANARIES['path']}", headers=SENT).body)

    assert [] == _told(caplog, "sk-canary")
    said = b"".join(bodies).decode()
    assert [] == [canary for canary in (*CANARIES.values(), CANARY, "sk-canary") if canary in said]


def test_a_request_has_one_line(caplog):
    """Verb, operation, status, code, milliseconds and request id."""
    caplog.set_level(logging.INFO, "purpose_coach.server")
    with serving() as running:
        running.post("/coaching/alignment-check", {"goalIntent": "x"}, X_Request_ID="r-1")
        running.get("/nothing", X_Request_ID="r-2")
        running.get("/healthz")

    lines = [record.getMessage() for record in caplog.records if record.name == "purpose_coach.server"]
    first, second = lines
    assert first.startswith("POST alignment_check 422 INVALID_GOAL_DATA ")
    assert first.endswith("ms request=r-1")
    assert second.startswith("GET - 404 - ")
    assert second.endswith("ms request=r-2")


def test_a_defect_is_written_down_by_type_and_place(caplog):
    """Where it happened and what led to it, without the message that may hold a text of somebody's."""
    failed = ValueError(sample.SECRET)
    failed.__cause__ = KeyError(sample.SECRET)
    with serving(operations=[sample.failing(failed)]) as running:
        response = running.post("/failing", {"topic": sample.SECRET})

    assert 500 == response.status
    (line,) = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert line.startswith("defect: ValueError at ")
    assert "sample.py:" in line
    assert "< KeyError at " in line
    assert line.endswith(f"request={response.headers['x-request-id']}")
    assert [] == _told(caplog)


def test_a_wrong_configuration_is_written_down_with_its_cure(caplog):
    """Our own errors hold no text of anybody's, so the operator reads what to do."""
    from purpose_coach.errors import MissingExtra

    with serving(operations=[sample.failing(MissingExtra("install it with pip"))]) as running:
        response = running.post("/failing", {"topic": "x"})

    assert "pip" not in response.json["error"]
    assert ["MissingExtra: install it with pip"] == [
        record.getMessage().partition(" request=")[0]
        for record in caplog.records
        if record.levelno == logging.ERROR
    ]


def test_an_answer_that_breaks_off_says_nothing_either(caplog):
    """What fails after the first byte closes the connection; the server's own log has no message of it."""
    import re

    from tests.serving import serving_app

    from purpose_coach_server.auth import anyone
    from purpose_coach_server.guard import Guard

    async def breaks(scope, receive, send):
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"9")]})
            raise ValueError(sample.SECRET)
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})

    guarded = Guard(breaks, anyone, re.compile("x"), None, frozenset())
    with serving_app(guarded) as running:
        received = running.raw(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")

    assert received.endswith(b"\r\n\r\n")
    assert "BrokenOffError" in caplog.text
    assert [] == _told(caplog)


def test_a_refused_key_is_nowhere(caplog):
    """A provider that refuses our key names it in vain."""
    caplog.set_level(logging.DEBUG, "purpose_coach")
    with Provider([error(401, text="Incorrect API key provided: sk-canary")]) as provider:
        coach = AsyncCoach(OpenAICompatible(provider.base_url, "m", api_key="sk-canary"))
        with serving(coach) as running:
            body = running.post(CHECK, BODY).body.decode()

    assert "sk-canary" not in body
    assert [] == _told(caplog, "sk-canary")
