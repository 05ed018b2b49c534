"""What is written down of a request: one line, and of a defect where it happened; never what was sent."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator, Sequence
from itertools import count
from time import perf_counter
from traceback import extract_tb

from attrs import frozen
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from purpose_coach.errors import CoachError, Unavailable
from purpose_coach_server.envelope import Refusal
from purpose_coach_server.exchange import header, state_of
from purpose_coach_server.lines import Lines

__all__ = ["Journal", "note"]

log = logging.getLogger("purpose_coach.server")

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
PROCESS, NUMBER = os.urandom(12).hex(), count()
"""Together a name for a request that no other has."""
NOSNIFF = (b"x-content-type-options", b"nosniff")


@frozen
class Journal:
    """The outermost layer: every response has a request id, and every request has its line.

    The line names the operation, not the address: an address may hold what somebody typed.
    """

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take the client's `X-Request-ID` where it has the form of one, else make one."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state, started = state_of(scope), perf_counter()
        given = header(scope, b"x-request-id")
        name = given if given and REQUEST_ID.fullmatch(given) else f"{PROCESS}{next(NUMBER):08x}"
        state["request_id"] = name
        answered: list[int] = []  # stays empty when nobody waits for an answer

        async def identified(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered.append(message["status"])
                message["headers"] = [*message["headers"], (b"x-request-id", name.encode()), NOSNIFF]
            await send(message)

        try:
            await self.app(scope, receive, identified)
        finally:
            _write(scope, answered, perf_counter() - started)


def _write(scope: Scope, answered: Sequence[int], seconds: float) -> None:
    state = state_of(scope)
    # Probes come every few seconds and tell nobody anything.
    level = logging.DEBUG if "operation" not in state and answered == [200] else logging.INFO
    if not log.isEnabledFor(level):
        return
    what, code = state.get("operation", "-"), state.get("code", "-")
    status = answered[0] if answered else "left"
    name = state["request_id"]
    line = f"{scope['method']} {what} {status} {code} {seconds * 1000:.1f}ms request={name}"
    handlers = log.handlers
    if len(handlers) == 1 and isinstance(handlers[0], Lines):  # as `serve` has it
        handlers[0].put(f"{logging.getLevelName(level)} {log.name}: {line}")
    else:
        log.log(level, line)


def note(error: Exception, scope: Scope) -> None:
    """Keep an expected error's code for the request's line; log a defect by type and place.

    An exception's own message may hold what was sent, so it is not logged, except of our own errors
    that hold none.
    """
    state = state_of(scope)
    state["code"] = getattr(error, "code", "INTERNAL_SERVER_ERROR")
    if isinstance(error, Unavailable):  # the client reads one fixed sentence, an operator why
        log.warning("%s: %s request=%s", type(error).__name__, error.message, state.get("request_id"))
    elif isinstance(error, CoachError) and state["code"] == "INTERNAL_SERVER_ERROR":
        log.error("%s: %s request=%s", type(error).__name__, error.message, state.get("request_id"))
    elif not isinstance(error, CoachError | Refusal):
        log.error("defect: %s request=%s", " < ".join(_told(error)), state.get("request_id"))


def _told(error: BaseException | None) -> Iterator[str]:
    """Types and places of an exception and of those that led to it."""
    seen = set[int]()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        frames = ", ".join(f"{f.filename}:{f.lineno} {f.name}" for f in extract_tb(error.__traceback__))
        yield f"{type(error).__name__} at {frames or 'no place'}"
        error = error.__cause__ or error.__context__
