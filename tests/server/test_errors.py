"""Every error that can be met, in the contract's envelope, and never with what was sent."""

import json

import pytest
from tests.contract.answers import Error
from tests.provider import CANARY, Provider, error, ok
from tests.server import sample
from tests.serving import serving

from purpose_coach import AsyncCoach, errors
from purpose_coach.backends import OpenAICompatible

CHECK = "/api/coaching/alignment-check"
GOOD = {"goalIntent": "Repair more", "businessFoundation": {"purpose": "Keep goods in use"}}


@pytest.fixture(scope="module")
def server():
    """Without a model."""
    with serving() as running:
        yield running


def held(response, status, code):
    """The response is this error, in exactly the envelope."""
    told = Error.model_validate_json(response.body)
    assert (status, code) == (response.status, told.code)
    assert "application/json" == response.headers["content-type"]
    assert (status == 422) == ("errors" in response.json)
    return told


TABLE = [
    ("no JSON", "POST", CHECK, b"{", {}, 422, "VALIDATION_ERROR"),
    ("empty body", "POST", CHECK, b"", {}, 422, "VALIDATION_ERROR"),
    ("no object", "POST", CHECK, b"[]", {}, 422, "INVALID_GOAL_DATA"),
    ("missing field", "POST", CHECK, b"{}", {}, 422, "INVALID_GOAL_DATA"),
    ("wrong type", "POST", CHECK, {**GOOD, "goalIntent": 5}, {}, 422, "INVALID_GOAL_DATA"),
    ("too long a text", "POST", CHECK, {**GOOD, "goalIntent": "x" * 5001}, {}, 422, "INVALID_GOAL_DATA"),
    ("too long a list", "POST", CHECK, {**GOOD, "kpis": ["k"] * 101}, {}, 422, "INVALID_GOAL_DATA"),
    ("NUL", "POST", CHECK, {**GOOD, "goalIntent": "a\0b"}, {}, 422, "INVALID_GOAL_DATA"),
    ("lone surrogate", "POST", CHECK, b'{"goalIntent":"\\ud800"}', {}, 422, "VALIDATION_ERROR"),
    ("broken UTF-8", "POST", CHECK, b'{"goalIntent":"\xff"}', {}, 422, "VALIDATION_ERROR"),
    ("UTF-16", "POST", CHECK, json.dumps(GOOD).encode("utf-16"), {}, 422, "VALIDATION_ERROR"),
    ("deep", "POST", CHECK, b'{"x":' * 5000 + b"1" + b"}" * 5000, {}, 422, "VALIDATION_ERROR"),
    ("deep list", "POST", CHECK, b"[" * 100_000, {}, 422, "VALIDATION_ERROR"),
    ("NaN", "POST", CHECK, b'{"goalIntent":"x","unknown":NaN}', {}, 422, "VALIDATION_ERROR"),
    ("infinity", "POST", CHECK, b'{"goalIntent":"x","unknown":-Infinity}', {}, 422, "VALIDATION_ERROR"),
    ("blank goal", "POST", CHECK, {**GOOD, "goalIntent": " "}, {}, 422, "INSUFFICIENT_CONTEXT"),
    ("form", "POST", CHECK, b"a=b", {"Content-Type": "text/plain"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
    ("no type", "POST", CHECK, None, {}, 415, "UNSUPPORTED_MEDIA_TYPE"),
    ("too large", "POST", CHECK, b" " * 262_145, {}, 413, "PAYLOAD_TOO_LARGE"),
    ("nothing there", "POST", "/api/nothing", GOOD, {}, 404, "RESOURCE_NOT_FOUND"),
    ("slash", "POST", f"{CHECK}/", GOOD, {}, 404, "RESOURCE_NOT_FOUND"),
    ("encoded slash", "POST", "/api%2Fcoaching", GOOD, {}, 404, "RESOURCE_NOT_FOUND"),
    ("broken path", "GET", "/%ff%00", None, {}, 404, "RESOURCE_NOT_FOUND"),
    ("wrong method", "GET", CHECK, None, {}, 405, "METHOD_NOT_ALLOWED"),
    ("delete", "DELETE", "/docs", None, {}, 405, "METHOD_NOT_ALLOWED"),
    ("options", "OPTIONS", CHECK, None, {}, 405, "METHOD_NOT_ALLOWED"),
    ("foreign page", "POST", CHECK, GOOD, {"Origin": "https://evil.example"}, 403, "FORBIDDEN"),
    ("rebound name", "POST", CHECK, GOOD, {"Host": "evil.example"}, 403, "FORBIDDEN"),
    ("odd tenant", "POST", CHECK, GOOD, {"X-Tenant-Id": "a b"}, 403, "FORBIDDEN"),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_a_request_that_cannot_be_answered(server, row):
    """Each has the status and the code that the contract's notes give it."""
    _, verb, path, body, headers, status, code = row

    held(server.send(verb, path, body, headers), status, code)


def test_a_refused_method_says_which_one_is_taken(server):
    """405 has Allow."""
    assert "POST" == server.get(CHECK).headers["allow"]


def test_errors_are_by_the_names_that_the_client_uses(server):
    """Fields are named as on the wire, by their paths."""
    foundation = {"coreValues": [1], "targetMarket": 5}
    response = server.post(CHECK, {"goalIntent": "x", "businessFoundation": foundation})

    assert {"businessFoundation.coreValues.0", "businessFoundation.targetMarket"} == set(
        held(response, 422, "INVALID_GOAL_DATA").errors
    )


def test_nan_as_text_is_welcome(server):
    """Only the number is refused: a name may hold the word."""
    assert 200 == server.post(CHECK, {**GOOD, "kpis": ["NaN", "Infinity pools sold"]}).status


def test_a_compressed_body_is_refused_as_what_it_is(server):
    """Bytes that are no JSON are refused, whatever encoding they name."""
    response = server.send("POST", CHECK, b"\x1f\x8b\x08\0", {"Content-Encoding": "gzip"})

    held(response, 422, "VALIDATION_ERROR")


def test_a_body_without_a_length_is_bounded_too(server):
    """A chunked body is refused once it is too long, however it goes on."""
    head = b"POST %b HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" % CHECK.encode()
    chunks = (b"10000\r\n" + b" " * 65536 + b"\r\n") * 5
    answer = server.raw(
        head + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + chunks + b"0\r\n\r\n"
    )

    assert answer.startswith(b"HTTP/1.1 413 ")


UNAVAILABLE = [
    (errors.ModelOverloaded("busy", retry_after=7.2), "AI_SERVICE_UNAVAILABLE", "8"),
    (errors.ModelOverloaded("busy", retry_after=float("inf")), "AI_SERVICE_UNAVAILABLE", "3600"),
    (errors.ModelTimeout("late"), "AI_SERVICE_UNAVAILABLE", "10"),
    (errors.ModelRefused("key"), "AI_SERVICE_UNAVAILABLE", "10"),
    (errors.AnswerBeyondRepair("no"), "AI_SERVICE_UNAVAILABLE", "10"),
    (errors.AlignmentFailed("no"), "ALIGNMENT_CALCULATION_FAILED", "10"),
]


@pytest.mark.parametrize(("raised", "code", "wait"), UNAVAILABLE)
def test_a_model_that_cannot_be_had_is_503(raised, code, wait):
    """It is never a 500, which the front end would retry, and says when to try again."""
    with serving(operations=[sample.failing(raised)]) as running:
        response = running.post("/failing", {"topic": "x"})

    held(response, 503, code)
    assert wait == response.headers["retry-after"]


class OddError(errors.CoachError):
    """A third party's error with a code of its own."""

    code = "SOMETHING_ODD"


class Missing(errors.CoachError):
    """A third party's error with a documented code."""

    code = "RESOURCE_NOT_FOUND"


OTHERS = [
    (errors.PromptTooLong("send less"), 413, "PAYLOAD_TOO_LARGE"),
    (Missing("no such conversation"), 404, "RESOURCE_NOT_FOUND"),
    (errors.InvalidRequest("odd", {"x": "y"}, "SOMETHING_ODD"), 422, "VALIDATION_ERROR"),
    (OddError("odd"), 500, "INTERNAL_SERVER_ERROR"),
    (errors.MissingExtra("install it"), 500, "INTERNAL_SERVER_ERROR"),
    (errors.SettingsError("wrong"), 500, "INTERNAL_SERVER_ERROR"),
    (ValueError(sample.SECRET), 500, "INTERNAL_SERVER_ERROR"),
    (ExceptionGroup("many", [KeyError(sample.SECRET)]), 500, "INTERNAL_SERVER_ERROR"),
    (RecursionError(sample.SECRET), 500, "INTERNAL_SERVER_ERROR"),
]


@pytest.mark.parametrize(("raised", "status", "code"), OTHERS)
def test_whatever_an_operation_raises_has_its_envelope(raised, status, code):
    """A defect says nothing of itself; a code that no client knows does not get out."""
    with serving(operations=[sample.failing(raised)]) as running:
        response = running.post("/failing", {"topic": "x"})

    told = held(response, status, code)
    assert status < 500 or told.error.startswith("Something went wrong on our side")
    assert sample.SECRET not in response.body.decode()


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 409, 413, 422, 429, 500, 503, 529])
def test_what_a_provider_refuses_is_never_the_clients_fault(status):
    """A provider's 401 would log the user out: it is our 503, and its words stay with us."""
    with Provider([error(status)]) as provider:
        coach = AsyncCoach(OpenAICompatible(provider.base_url, "any", api_key="sk-secret"))
        with serving(coach) as running:
            response = running.post(CHECK, GOOD)

    assert response.status == (413 if status == 413 else 503)
    assert CANARY not in response.body.decode()


def test_an_answer_beyond_repair_is_no_500():
    """A model that answers nonsense twice costs two calls and gives ALIGNMENT_CALCULATION_FAILED."""
    with (
        Provider([ok('{"rows": []}')]) as provider,
        serving(AsyncCoach(OpenAICompatible(provider.base_url, "m"))) as running,
    ):
        response = running.post(CHECK, GOOD)

    held(response, 503, "ALIGNMENT_CALCULATION_FAILED")
    assert 2 == provider.count


MALFORMED = [
    b"GARBAGE\r\n\r\n",
    b"GET /\xff HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"POST http:// HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X-Long: " + b"a" * 70_000 + b"\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc",
]


@pytest.mark.parametrize("sent", MALFORMED)
def test_what_is_no_http_is_refused_in_the_envelope(server, sent):
    """The server's own refusal is JSON as well, and the connection is closed."""
    head, _, body = server.raw(sent).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"connection: close" in head
    Error.model_validate_json(body)
