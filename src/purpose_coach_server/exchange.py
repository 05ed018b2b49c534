"""Reading a request and writing a response, in plain ASGI."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic_core import from_json
from starlette.types import Receive, Scope, Send

from purpose_coach_server.envelope import Answer, Refusal
from purpose_coach_server.waiting import in_time

__all__ = ["body_of", "header", "headers_of", "path_of", "respond", "state_of"]

JSON = b"application/json"
HEADERS = "purpose_coach.headers"
PATIENCE = 10.0
"""Seconds in which a body must have come."""

TOO_LARGE = "The request is larger than this server reads: send less."
NOT_JSON = "Send the request as JSON, with the header Content-Type: application/json."
NO_NUMBER = "The request is not valid JSON: NaN and Infinity are no JSON numbers."
TOO_SLOW = "The request did not arrive in time: send it again."
CLOSE = ((b"connection", b"close"),)


def headers_of(scope: Scope) -> Mapping[bytes, bytes]:
    """The headers by name, made once a request, for every layer asks for some; of several, the last."""
    headers: Mapping[bytes, bytes] | None = scope.get(HEADERS)
    if headers is None:
        headers = scope[HEADERS] = dict(scope["headers"])
    return headers


def header(scope: Scope, name: bytes) -> str | None:
    """The header of this name, if there is one."""
    value = headers_of(scope).get(name)
    return None if value is None else value.decode("latin-1")


def path_of(scope: Scope) -> str:
    """The path inside this application, wherever it is mounted."""
    path: str = scope["path"]
    root: str = scope.get("root_path", "")
    return path.removeprefix(root) if root else path


def state_of(scope: Scope) -> dict[str, Any]:
    """What the layers tell each other about a request."""
    state: dict[str, Any] = scope.setdefault("state", {})
    return state


async def body_of(scope: Scope, receive: Receive, limit: int) -> bytes:
    """The body: JSON, at most `limit` bytes, received in time; nothing beyond them is kept."""
    headers = headers_of(scope)
    kind = headers.get(b"content-type", b"")
    if kind != JSON and kind.partition(b";")[0].strip().lower() != JSON:
        # A form or plain text can be sent by any page without a preflight; JSON cannot.
        raise Refusal("UNSUPPORTED_MEDIA_TYPE", NOT_JSON)
    promised = headers.get(b"content-length", b"")
    if promised.isdigit() and int(promised) > limit:
        raise Refusal("PAYLOAD_TOO_LARGE", TOO_LARGE)
    try:
        body = await in_time(_received(receive, limit), PATIENCE)
    except TimeoutError:
        raise Refusal("VALIDATION_ERROR", TOO_SLOW, CLOSE) from None
    if b"NaN" in body or b"Infinity" in body:
        _without_nan(body)
    return body


async def _received(receive: Receive, limit: int) -> bytes:
    parts, size = list[bytes](), 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionAbortedError
        part: bytes = message.get("body", b"")
        size += len(part)
        if size > limit:
            raise Refusal("PAYLOAD_TOO_LARGE", TOO_LARGE)
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


def _without_nan(body: bytes) -> None:
    """Refuse the numbers that are none, in unknown fields too; as text they are welcome."""
    try:
        from_json(body, allow_inf_nan=False)
    except ValueError:
        raise Refusal("VALIDATION_ERROR", NO_NUMBER, errors={"body": "Invalid JSON"}) from None


async def respond(answer: Answer, send: Send) -> None:
    """Send the whole response."""
    headers = [
        (b"content-type", JSON),
        (b"content-length", b"%d" % len(answer.body)),
        *answer.headers,
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
