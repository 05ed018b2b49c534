"""Straight to an address without parameters, by one look-up."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen
from starlette.types import ASGIApp, Receive, Scope, Send

from purpose_coach_server.exchange import path_of

__all__ = ["Shortcut"]


@frozen
class Shortcut:
    """The innermost layer; what it does not find is the router's to answer or to refuse.

    Starlette tries its routes one after the other, so that the last of thirty would cost as much as all
    the rest of a request.
    """

    app: ASGIApp
    found: Mapping[tuple[str, str], ASGIApp]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request to the address's own endpoint, or on."""
        app = self.app
        if scope["type"] == "http":
            app = self.found.get((scope["method"], path_of(scope)), app)
        await app(scope, receive, send)
