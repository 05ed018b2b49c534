"""What goes over the wire around an answer: the contract's envelopes, statuses and error codes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import ceil

from attrs import field, frozen

from purpose_coach.errors import CoachError, InvalidRequest, SourceUnavailable, Unavailable
from purpose_coach.result import Outcome

__all__ = ["STATUS", "Answer", "Refusal", "failure", "problem", "success"]

STATUS: Mapping[str, int] = {
    "VALIDATION_ERROR": 422,
    "INVALID_GOAL_DATA": 422,
    "INSUFFICIENT_CONTEXT": 422,
    "WEBSITE_UNREACHABLE": 422,
    "UNAUTHORIZED": 401,
    "FORBIDDEN": 403,
    "RESOURCE_NOT_FOUND": 404,
    "METHOD_NOT_ALLOWED": 405,
    "CONFLICT": 409,
    "PAYLOAD_TOO_LARGE": 413,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "RATE_LIMIT_EXCEEDED": 429,
    "AI_SERVICE_UNAVAILABLE": 503,
    "ALIGNMENT_CALCULATION_FAILED": 503,
    "INTERNAL_SERVER_ERROR": 500,
}
"""The contract's codes and their statuses. A provider's 401 or 429 is our 503: the front end would log
its user out on a 401."""

UNAVAILABLE = {
    "AI_SERVICE_UNAVAILABLE": "The coaching service cannot be reached right now: try again in a moment.",
    "ALIGNMENT_CALCULATION_FAILED": "The alignment could not be worked out: try again in a moment.",
}
"""What an end user reads; the front end shows it. What an operator should mend is in the log."""
SOURCE_UNAVAILABLE = "The business data cannot be reached right now: try again in a moment."
DEFECT = "Something went wrong on our side; it has been logged."
AGAIN_IN = 10
"""Seconds after which a 503 may be tried again, where nothing better is known."""
LONGEST_WAIT = 3600

Headers = tuple[tuple[bytes, bytes], ...]


@frozen
class Answer:
    """A response: status, headers and a JSON body."""

    status: int
    body: bytes
    headers: Headers = ()


@frozen
class Refusal(Exception):
    """A request that the server itself refuses, before any operation sees it."""

    code: str
    message: str
    headers: Headers = ()
    errors: Mapping[str, str] = field(factory=dict[str, str])
    """On 422: what is wrong, by the name of the header or parameter."""


def success(result: Outcome, *, evidence: bool = False) -> bytes:
    """The result in its envelope; with `evidence` also what it stands on."""
    if evidence:
        return _json(_with_evidence(result))
    return b'{"success":true,"data":%b%b}' % (result.to_json(), _beside(result))


def _with_evidence(result: Outcome) -> dict[str, object]:
    data, evidence = result.body(), list(result.evidence_rows())
    around = {"warnings": list(result.warnings), **result.beside()}
    if isinstance(data, dict):
        return {"success": True, "data": {**data, "evidence": evidence}, **around}
    # A bare array has no place for it: there it stands beside.
    return {"success": True, "data": data, "evidence": evidence, **around}


def _beside(result: Outcome) -> bytes:
    """What stands beside `data`, as pagination does."""
    beside = result.beside()
    return b"," + _json(beside)[1:-1] if beside else b""


def failure(error: Exception) -> Answer:
    """The answer to a request that failed; a defect of ours says nothing of itself."""
    match error:
        case Refusal():
            return problem(error.code, error.message, errors=error.errors, headers=error.headers)
        case InvalidRequest():
            return problem(_documented(error, "VALIDATION_ERROR"), error.message, errors=error.errors)
        case Unavailable():
            wait = min(error.retry_after or AGAIN_IN, LONGEST_WAIT)
            code = _documented(error, "AI_SERVICE_UNAVAILABLE")
            said = SOURCE_UNAVAILABLE if isinstance(error, SourceUnavailable) else UNAVAILABLE[code]
            return problem(code, said, headers=((b"retry-after", b"%d" % ceil(wait)),))
        case CoachError() if STATUS.get(error.code, 500) < 500:
            return problem(error.code, error.message)
        case _:
            return problem("INTERNAL_SERVER_ERROR", DEFECT)


def _documented(error: CoachError, otherwise: str) -> str:
    """The error's code; a third party's operation may have made up one that no client knows."""
    return error.code if STATUS.get(error.code) == STATUS[otherwise] else otherwise


def problem(
    code: str, message: str, *, errors: Mapping[str, str] | None = None, headers: Headers = ()
) -> Answer:
    """An error in its envelope."""
    body: dict[str, object] = {"success": False, "error": message, "code": code}
    if STATUS[code] == 422:
        body["errors"] = dict(errors or {})
    return Answer(STATUS[code], _json(body), headers)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
