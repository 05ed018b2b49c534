"""The layer around the routes: who calls, from where, and an envelope for whatever goes wrong."""

from __future__ import annotations

import re

from attrs import frozen
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from purpose_coach_server.auth import Authenticate
from purpose_coach_server.envelope import Refusal, failure
from purpose_coach_server.exchange import header, path_of, respond, state_of
from purpose_coach_server.journal import note

__all__ = ["Guard"]


class BrokenOffError(Exception):
    """An answer failed when a part of it had been sent: the server closes the connection."""


@frozen
class Guard:
    """Inside CORS, so that a refused request has its headers too and a page can read why."""

    app: ASGIApp
    authenticate: Authenticate
    origins: re.Pattern[str]
    """Origins of pages that may call."""
    hosts: re.Pattern[str] | None
    """Names that this server answers to; None answers to any."""
    open: frozenset[str]
    """Paths that anybody may ask for: health, version, documentation."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer with what is wrong."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            self._admit(scope)
            await self.app(scope, receive, watched)
        except ConnectionAbortedError:
            return  # the client has left: there is nobody to answer
        except Exception as error:
            note(error, scope)
            if started:
                # Not the error itself: servers log what reaches them, with all that it says.
                raise BrokenOffError from None
            await respond(failure(error), send)

    def _admit(self, scope: Scope) -> None:
        host = header(scope, b"host") or ""
        if self.hosts is not None and self.hosts.fullmatch(host) is None:
            # A page of another site can point its own name at this machine (DNS rebinding).
            raise Refusal("FORBIDDEN", "This server answers to localhost only.")
        origin = header(scope, b"origin")
        if origin is not None and not self._welcome(origin, host):
            raise Refusal("FORBIDDEN", "Pages of this origin may not call this server.")
        if path_of(scope) not in self.open:
            state_of(scope)["caller"] = self.authenticate(scope)

    def _welcome(self, origin: str, host: str) -> bool:
        return self.origins.fullmatch(origin) is not None or origin.partition("://")[2] == host
