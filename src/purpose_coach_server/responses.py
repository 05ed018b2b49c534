"""What the OpenAPI document says of an operation's answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from purpose_coach_server.envelope import STATUS
from purpose_coach_server.headers import PROVENANCE
from purpose_coach_server.routes import AnyOperation

__all__ = ["ERROR", "responses_of"]

Node = dict[str, Any]

EVIDENCE: Node = {
    "type": "array",
    "items": {"type": "object"},
    "description": "With evidence only: what the items stand on. In an object it stands within `data`.",
}

MEANING: Mapping[int, str] = {
    401: "No valid key was shown.",
    403: "This caller, tenant or page may not.",
    404: "There is no such thing, or it is another tenant's.",
    405: "This address takes another method.",
    409: "Something else was done at the same time.",
    413: "More than this server or the model reads.",
    415: "The body is no JSON.",
    422: "The request does not fit; `errors` says what, by field.",
    429: "Too many requests of this tenant.",
    500: "A defect of this server.",
    503: "No usable answer could be had from the model; try again after `Retry-After` seconds.",
}
HEADERS: Mapping[int, str] = {401: "WWW-Authenticate", 405: "Allow", 429: "Retry-After", 503: "Retry-After"}

ERROR: Node = {
    "type": "object",
    "required": ["success", "error", "code"],
    "properties": {
        "success": {"const": False},
        "error": {"type": "string", "description": "One sentence for a person."},
        "code": {"enum": sorted(STATUS)},
        "errors": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "On 422: what is wrong, by the field's name.",
        },
        "details": {},
    },
    "additionalProperties": False,
}


def responses_of(operation: AnyOperation, result: Node, links: Node) -> Node:
    """Every response of the operation, by status."""
    return {"200": _answer(result, links), **dict(_errors(_codes(operation)))}


def _answer(result: Node, links: Node) -> Node:
    envelope: Node = {
        "type": "object",
        "required": ["success", "data"],
        "properties": {
            "success": {"const": True},
            "data": result,
            "warnings": {"type": "array", "items": {"type": "string"}, "description": "With evidence only."},
            **({} if "$ref" in result else {"evidence": EVIDENCE}),
        },
    }
    answer: Node = {
        "description": "The answer.",
        "headers": {name: _text() for name in (*PROVENANCE, "X-Request-ID")},
        "content": {"application/json": {"schema": envelope}},
    }
    return {**answer, "links": links} if links else answer


def _codes(operation: AnyOperation) -> Iterator[str]:
    yield from ("UNAUTHORIZED", "FORBIDDEN", "METHOD_NOT_ALLOWED", "RATE_LIMIT_EXCEEDED")
    yield from ("VALIDATION_ERROR", operation.invalid, "INSUFFICIENT_CONTEXT", "PAYLOAD_TOO_LARGE")
    yield from ("AI_SERVICE_UNAVAILABLE", operation.beyond_repair.code, "INTERNAL_SERVER_ERROR")
    if operation.asked_by == "body":
        yield "UNSUPPORTED_MEDIA_TYPE"
    if "{" in operation.path:
        yield from ("RESOURCE_NOT_FOUND", "CONFLICT")


def _errors(codes: Iterable[str]) -> Iterator[tuple[str, Node]]:
    by_status: dict[int, set[str]] = {}
    for code in codes:
        by_status.setdefault(STATUS.get(code, 422), set()).add(code)
    for status, named in sorted(by_status.items()):
        told = {"properties": {"code": {"enum": sorted(named)}}}
        schema = {"allOf": [{"$ref": "#/components/schemas/Error"}, told]}
        error: Node = {
            "description": MEANING[status],
            "content": {"application/json": {"schema": schema}},
        }
        if status in HEADERS:
            error["headers"] = {HEADERS[status]: {**_text(), "required": True}}
        yield str(status), error


def _text() -> Node:
    return {"schema": {"type": "string"}}
