"""How uvicorn receives: a request's head within seconds and bounds, and no refusal without an envelope."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from purpose_coach_server.envelope import problem

__all__ = ["Receipt"]

PATIENCE = 10.0
"""Seconds from the connection's first byte, or its first moment, to the end of a head."""
LONGEST_HEAD = 65_536

MALFORMED = problem("VALIDATION_ERROR", "This is not a valid HTTP request.", errors={}).body


class Receipt(HttpToolsProtocol):
    """uvicorn itself waits for ever for a head, and keeps all of it (Kludex/uvicorn#157)."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._head = 0  # bytes that came since the last whole head
        self._reading = False  # whether a head has begun and is not whole
        self._timer: asyncio.TimerHandle | None = None
        self._expect()  # a connection that says nothing is closed as well

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is expected any more."""
        self._expected()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """The time runs from the first bytes of a head, however many pieces follow; so do its bytes."""
        self._head += len(data)
        super().data_received(data)
        if not self._reading:
            self._head = 0
        elif self._head > LONGEST_HEAD:
            self.send_400_response("too long a head")
        elif self._timer is None:
            self._expect()

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._reading = True

    def on_headers_complete(self) -> None:
        """The head is whole; the application has its own patience with the body."""
        self._reading = False
        self._expected()
        # What came may be a body for the most part, so it is counted only where it could be too much.
        if self._head > LONGEST_HEAD and sum(len(n) + len(v) for n, v in self.headers) > LONGEST_HEAD:
            raise ValueError("too long a head")
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse in the contract's envelope what is no HTTP."""
        self._reading = False
        self._expected()
        head = b"HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: %d\r\n"
        self.transport.write((head % len(MALFORMED)) + b"connection: close\r\n\r\n" + MALFORMED)
        self.transport.close()

    def _expect(self) -> None:
        self._timer = self.loop.call_later(PATIENCE, self._close)

    def _close(self) -> None:
        self.transport.close()

    def _expected(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
