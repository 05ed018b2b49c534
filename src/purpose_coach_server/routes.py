"""One route an operation, derived from its declaration: bytes in, the operation, bytes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs

from attrs import frozen
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from purpose_coach import AsyncCoach, Caller, Operation, Request
from purpose_coach.operation import assembled, parsed
from purpose_coach_server.envelope import Answer, Refusal, success
from purpose_coach_server.exchange import body_of, header, respond, state_of
from purpose_coach_server.headers import provenance_headers
from purpose_coach_server.waiting import until_gone

__all__ = ["Endpoint", "addresses", "routes_of"]

AnyOperation = Operation[..., Any, Any, Any, Any]
Query = Mapping[str, list[str]]

PRIVATE = (b"cache-control", b"no-store")
"""An answer is one tenant's: no cache on the way may keep it (what was posted is never kept)."""


def addresses(operation: AnyOperation, base: str = "") -> tuple[str, ...]:
    """Where the operation is found: its address, and the same without `/api` where it has that."""
    short = operation.path.removeprefix("/api")
    paths = (operation.path,) if short == operation.path else (operation.path, short)
    return tuple(f"{base}{path}" for path in paths)


def routes_of(
    coach: AsyncCoach,
    operations: Iterable[AnyOperation],
    *,
    base: str = "",
    body_limit: int = 262_144,
    longest: float = 120.0,
    exposed: bool = True,
) -> Iterator[Route]:
    """The routes of these operations, under `base`."""
    for operation in operations:
        endpoint = Endpoint(coach, operation, body_limit, longest, exposed)
        for path in addresses(operation, base):
            yield Route(path, endpoint, methods=[operation.verb], name=operation.name)


@frozen
class Endpoint:
    """An operation as an ASGI application."""

    coach: AsyncCoach
    operation: AnyOperation
    body_limit: int
    longest: float
    """Seconds that a client may ask for at most, by `X-Request-Timeout`."""
    exposed: bool
    """Whether headers say which model answered."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read, run, answer; when the client leaves, the operation is cancelled."""
        state = state_of(scope)
        state["operation"] = self.operation.name
        query = _query(scope)
        evidence = bool(query) and _wants_evidence(query)
        coach = self._coach(scope, state.get("caller"))
        request = await self._request(scope, receive, query)
        result = await until_gone(coach.run(self.operation, request), receive)
        headers = provenance_headers(result.provenance) if self.exposed else ()
        if self.operation.verb == "GET":
            headers = (*headers, PRIVATE)
        await respond(Answer(200, success(result, evidence=evidence), headers), send)

    async def _request(self, scope: Scope, receive: Receive, query: Query) -> Request:
        """The operation's request: its body, or what path and query say where it is asked by them."""
        places: dict[str, str] = scope.get("path_params", {})
        request: Request
        if self.operation.asked_by == "address":
            asked = {name: values[-1] for name, values in query.items() if values[-1]}
            request = assembled(self.operation, {**asked, **places})
        elif places:
            body = await body_of(scope, receive, self.body_limit)
            request = assembled(self.operation, places, body)
        else:
            request = parsed(self.operation, await body_of(scope, receive, self.body_limit))
        return request

    def _coach(self, scope: Scope, caller: Caller | None) -> AsyncCoach:
        """The coach for this caller, within the time that the client has."""
        coach = self.coach if caller is None else self.coach.on_behalf_of(caller)
        wished = header(scope, b"x-request-timeout")
        return coach if wished is None else coach.within(min(_seconds(wished), self.longest))


def _query(scope: Scope) -> Query:
    sent: bytes = scope["query_string"]
    return parse_qs(sent.decode("latin-1"), keep_blank_values=True) if sent else {}


def _wants_evidence(query: Query) -> bool:
    asked = query.get("include", [])
    if any(value != "evidence" for value in asked):
        raise _unfit("include", "the one value it takes is `evidence`")
    return bool(asked)


def _seconds(wished: str) -> float:
    """The client's own limit."""
    try:
        seconds = float(wished)
    except ValueError:
        seconds = 0.0
    if seconds > 0:
        return seconds
    raise _unfit("X-Request-Timeout", "must be a number of seconds greater than 0")


def _unfit(name: str, why: str) -> Refusal:
    return Refusal("VALIDATION_ERROR", f"The request is not valid, see: {name}", errors={name: why})
