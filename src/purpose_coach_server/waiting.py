"""Work that ends early: when its time is up, or when nobody waits for its answer any more.

Neither a timer nor a watcher is started for work that never waits, as that of a kept answer: on a
busy server they would cost it more than the answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Generator
from types import coroutine
from typing import Any, TypeVar

from starlette.types import Receive

__all__ = ["in_time", "until_gone"]

T = TypeVar("T")

Stop = Callable[[], None]


async def in_time(work: Coroutine[Any, Any, T], seconds: float) -> T:
    """What `work` returns.

    Raises:
        TimeoutError: it took longer.
    """

    def timer(end: Stop) -> Stop:
        return asyncio.get_running_loop().call_later(seconds, end).cancel

    return await _unless(work, timer, TimeoutError)


async def until_gone(work: Coroutine[Any, Any, T], receive: Receive) -> T:
    """What `work` returns; it is cancelled when the client leaves (no ASGI framework does that).

    The request's body must have been received.

    Raises:
        ConnectionAbortedError: the client has left; nobody is there to answer.
    """

    async def watch(end: Stop) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        end()

    def watcher(end: Stop) -> Stop:
        task = asyncio.get_running_loop().create_task(watch(end))
        return lambda: void(task.cancel())

    return await _unless(work, watcher, ConnectionAbortedError)


def void(_: object) -> None:
    """Nothing, whatever was given."""


async def _unless(work: Coroutine[Any, Any, T], start: Callable[[Stop], Stop], reason: type[Exception]) -> T:
    """What `work` returns, unless what `start` starts ends it; it starts when the work first waits."""
    try:
        waits_for = work.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    this, ended = asyncio.current_task(), False

    def end() -> None:
        nonlocal ended
        ended = True
        if this is not None:
            this.cancel()

    stop = start(end)
    try:
        return await _resumed(work, waits_for)
    except asyncio.CancelledError:
        if ended and this is not None and this.uncancel() == 0:
            raise reason from None
        raise
    finally:
        stop()


@coroutine
def _resumed(work: Coroutine[Any, Any, T], waits_for: object) -> Generator[object, object, T]:
    """The rest of work that has begun, and waits for this: what `yield from` would do from the start."""
    try:
        while True:
            try:
                sent = yield waits_for
            except BaseException as thrown:
                waits_for = work.throw(thrown)
            else:
                waits_for = work.send(sent)
    except StopIteration as done:
        result: T = done.value
        return result
