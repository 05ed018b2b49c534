"""Which pages of other origins may call, and what of an answer they may read.

Starlette's own layer answers a refused preflight in plain text, and costs every request some 15 us.
"""

from __future__ import annotations

import re

from attrs import frozen
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from purpose_coach_server.exchange import header
from purpose_coach_server.headers import ACCEPTED, EXPOSED

__all__ = ["Cors"]

VARY = (b"vary", b"Origin")
READABLE = (b"access-control-expose-headers", ", ".join(EXPOSED).encode())
PREFLIGHT = (
    (b"access-control-allow-methods", b"GET, POST"),
    (b"access-control-allow-headers", ", ".join(ACCEPTED).encode()),
    (b"access-control-max-age", b"600"),
    (b"content-length", b"0"),
)


@frozen
class Cors:
    """Every response to a welcome page says so, whatever its status; no other one does."""

    app: ASGIApp
    origins: re.Pattern[str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight; name the origin in everything else. Others are the guard's to refuse."""
        origin = header(scope, b"origin") if scope["type"] == "http" else None
        if origin is None or self.origins.fullmatch(origin) is None:
            await self.app(scope, receive, send)
            return
        allowed = (b"access-control-allow-origin", origin.encode("latin-1"))
        if scope["method"] == "OPTIONS" and header(scope, b"access-control-request-method"):
            headers = [allowed, VARY, *PREFLIGHT]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return

        async def readable(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], allowed, VARY, READABLE]
            await send(message)

        await self.app(scope, receive, readable)
