"""One event loop in one background thread, for the blocking coach.

A loop of its own is why the blocking coach works where a loop is already running (a notebook), and
why connections to a provider outlive a call. Plain asyncio and not anyio's portal: what a portal does
when it is collected hangs in a forked child, which has its parent's portal and not its thread.
"""

from __future__ import annotations

import asyncio
import atexit
import os
from collections.abc import Callable, Coroutine
from functools import cache
from threading import Lock, Thread, current_thread
from typing import Any, TypeVar, TypeVarTuple

from attrs import frozen

__all__ = ["call"]

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

_lock = Lock()


@frozen
class _Background:
    """A loop that runs in a thread until the process ends."""

    process: int
    loop: asyncio.AbstractEventLoop
    thread: Thread

    def close(self) -> None:
        """End the loop where it was begun; a forked child has its memory, and not its thread."""
        if os.getpid() == self.process:
            asyncio.run_coroutine_threadsafe(self.loop.shutdown_asyncgens(), self.loop).result()
            self.loop.call_soon_threadsafe(self.loop.stop)
            self.thread.join()
            self.loop.close()


def call(function: Callable[[*Ts], Coroutine[Any, Any, T]], *args: *Ts) -> T:
    """Run the coroutine function on the background loop and wait for what it returns.

    Raises:
        RuntimeError: it is called from the background loop itself, which would wait for ever.
    """
    with _lock:  # two first calls at once must not open two loops
        background = _background(os.getpid())
    if current_thread() is background.thread:
        raise RuntimeError("a blocking Coach cannot be used inside its own operations: use AsyncCoach")
    task = asyncio.run_coroutine_threadsafe(function(*args), background.loop)
    try:
        return task.result()
    except BaseException:
        task.cancel()  # whoever waited was interrupted: nobody is left to want the answer
        raise


@cache
def _background(process: int) -> _Background:
    """The background of this process: a thread does not survive a fork."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name="purpose-coach", daemon=True)
    thread.start()
    background = _Background(process, loop, thread)
    atexit.register(background.close)
    return background
