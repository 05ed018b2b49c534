"""Long computing beside the event loop: in a worker thread, no more of them than cores, ended when due."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import Event
from time import monotonic
from typing import TypeVar

from attrs import define, field

__all__ = ["Clockwork", "worked"]

T = TypeVar("T")

MARGIN = 0.25
"""Seconds before a deadline at which computing is told to end, so that its answer is still in time."""


@define
class Clockwork:
    """Tells a job to end: when its time is up, or nobody waits for it any more."""

    until: float
    """The point of `time.monotonic`."""
    cut: bool = field(default=False, init=False)
    """Whether the job was told that its time is up."""
    _left: Event = field(factory=Event, init=False)

    def __call__(self) -> bool:
        """Whether to end now."""
        if self._left.is_set():
            return True
        if monotonic() >= self.until:
            self.cut = True
        return self.cut

    def leave(self) -> None:
        """Nobody waits any more."""
        self._left.set()


async def worked(job: Callable[[Clockwork], T], seconds: float) -> tuple[T, bool]:
    """The job's value, and whether its time was up before it was done.

    When the awaiting task is cancelled, the job is told to end and not waited for.
    """
    clockwork = Clockwork(monotonic() + max(0.0, seconds - MARGIN))
    try:
        value = await asyncio.get_running_loop().run_in_executor(_pool(), job, clockwork)
    finally:
        clockwork.leave()
    return value, clockwork.cut


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="purpose-coach-work")
