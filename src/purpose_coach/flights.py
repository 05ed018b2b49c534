"""Single-flight: identical calls at the same moment share one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

from attrs import define, field

__all__ = ["Flights"]

T = TypeVar("T")


@define
class _Flight(Generic[T]):
    task: asyncio.Task[T]
    waiting: int = 0


@define
class Flights(Generic[T]):
    """Calls under way, by key.

    The work is nobody's own: who opened it may leave without harm to the others, and the last one to
    leave cancels it.
    """

    _open: dict[tuple[int, str], _Flight[T]] = field(
        factory=dict[tuple[int, str], _Flight[T]], init=False, repr=False
    )

    async def join(self, key: str, start: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """The result of the call under `key`: the one under way, or a new one."""
        loop = asyncio.get_running_loop()
        place = id(loop), key  # one coach may serve several loops; a task belongs to one
        flight = self._open.get(place)
        if flight is None:
            flight = self._open[place] = _Flight(loop.create_task(start()))
            flight.task.add_done_callback(lambda task: self._close(place, task))
        flight.waiting += 1
        try:
            return await asyncio.shield(flight.task)
        finally:
            flight.waiting -= 1
            if not flight.waiting and not flight.task.done():
                self._close(place, flight.task)
                flight.task.cancel()

    def _close(self, place: tuple[int, str], task: asyncio.Task[T]) -> None:
        flight = self._open.get(place)
        if flight is not None and flight.task is task:
            del self._open[place]
        if task.done() and not task.cancelled():
            task.exception()  # seen here, so that a failure after the last waiter left is no warning
