"""One event loop in one background thread, for the blocking coach.

A loop of its own is why the blocking coach works where a loop is already running (a notebook), and
why connections to a provider outlive a call.
"""

from __future__ import annotations

import atexit
import os
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from functools import cache
from threading import Lock
from typing import TypeVar, TypeVarTuple

from anyio.from_thread import BlockingPortal, start_blocking_portal

__all__ = ["call"]

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

_lock = Lock()
_open: dict[int, ExitStack] = {}


@atexit.register
def _close() -> None:
    """Close this process's loop; a forked child has the memory of its parent's, and not its thread."""
    with _open.pop(os.getpid(), ExitStack()):
        pass


def call(function: Callable[[*Ts], Awaitable[T]], *args: *Ts) -> T:
    """Run the coroutine function on the background loop and wait for what it returns."""
    with _lock:  # two first calls at once must not open two loops
        portal = _portal(os.getpid())  # a thread does not survive a fork
    task = portal.start_task_soon(function, *args)
    try:
        return task.result()
    except BaseException:
        task.cancel()  # whoever waited was interrupted: nobody is left to want the answer
        raise


@cache
def _portal(process: int) -> BlockingPortal:
    # The context manager must stay referenced: the portal stops when it is collected.
    _open[process] = ExitStack()
    return _open[process].enter_context(start_blocking_portal("asyncio", name="purpose-coach"))
