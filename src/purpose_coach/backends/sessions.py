"""One aiohttp session an event loop, closed with its loop.

A session belongs to the loop it was made in, and a loop does not say when it ends. It does close
its asynchronous generators first (`asyncio.run`, runners, portals and servers all see to it), so
each session lives inside one: no owner has to remember `aclose`, and none is warned about.
"""

from __future__ import annotations

import asyncio
import atexit
import os
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiohttp import ClientSession

__all__ = ["Sessions"]

CONNECTING = 10.0
"""Seconds for a host to take the connection; every other wait is the deadline's business."""

_Keeper = AsyncGenerator["ClientSession", None]

_keepers: dict[_Keeper, tuple[asyncio.AbstractEventLoop, int]] = {}
# With its loop and its process: a fork's copies are the parent's to close.
# Strong on purpose: a keeper that is collected in a loop's last moments could not close any more.


class Sessions:
    """The sessions of one backend, by loop, all with the same headers."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = headers
        self._here: dict[asyncio.AbstractEventLoop, tuple[ClientSession, _Keeper]] = {}

    async def here(self) -> ClientSession:
        """The session of the running loop; made on first use."""
        kept = self._here.get(asyncio.get_running_loop())
        return kept[0] if kept else await self._make()

    async def aclose(self) -> None:
        """Close the session of the running loop; those of other loops close with theirs."""
        kept = self._here.pop(asyncio.get_running_loop(), None)
        if kept is not None:
            _keepers.pop(kept[1], None)
            await kept[1].aclose()

    async def _make(self) -> ClientSession:
        _forget_closed_loops()
        for loop in tuple(self._here):
            if loop.is_closed():
                self._here.pop(loop, None)
        keeper = _keep(self._headers)
        session = await anext(keeper)  # the loop learns of the generator here; nothing is awaited
        loop = asyncio.get_running_loop()
        self._here[loop] = session, keeper
        _keepers[keeper] = loop, os.getpid()
        return session


async def _keep(headers: Mapping[str, str]) -> _Keeper:
    session = _session(headers)
    try:
        yield session
    finally:
        await session.close()


def _session(headers: Mapping[str, str]) -> ClientSession:
    from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector

    return ClientSession(
        # How many calls run at once is for whoever calls to limit; a queue in here would be hidden.
        connector=TCPConnector(limit=0),
        timeout=ClientTimeout(total=None, sock_connect=CONNECTING),
        headers=headers,
        cookie_jar=DummyCookieJar(),
        # Answers are asked for uncompressed; what comes compressed all the same stays so: no bombs.
        auto_decompress=False,
    )


def _forget_closed_loops() -> None:
    """Let go of sessions whose loop was closed without closing its generators."""
    for keeper, loop in _own():
        if loop.is_closed():
            _keepers.pop(keeper, None)
            # On a closed loop nothing is awaited, so the closing runs through in one step.
            with suppress(StopIteration, StopAsyncIteration, RuntimeError):
                keeper.aclose().send(None)


@atexit.register
def _close_all() -> None:
    """Let the interpreter end in silence, whatever loops are still there."""
    _forget_closed_loops()
    for keeper, loop in _own():
        with suppress(RuntimeError, TimeoutError):
            if loop.is_running():  # in a thread of its own
                asyncio.run_coroutine_threadsafe(_close(keeper), loop).result(1.0)
            else:
                loop.run_until_complete(_close(keeper))


def _own() -> list[tuple[_Keeper, asyncio.AbstractEventLoop]]:
    process = os.getpid()
    return [(keeper, loop) for keeper, (loop, owner) in tuple(_keepers.items()) if owner == process]


async def _close(keeper: _Keeper) -> None:
    await keeper.aclose()
