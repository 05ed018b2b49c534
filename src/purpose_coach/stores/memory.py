"""Cache and memo in this process: bounded by bytes and by age, least recently used out first."""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

from attrs import define, field, frozen

from purpose_coach.result import Outcome

__all__ = ["Bounded", "MemoryCache", "MemoryMemo"]

V = TypeVar("V")
Out = TypeVar("Out", bound=Outcome)

DAY = 86_400.0
MEGABYTE = 1_048_576


@frozen
class _Entry(Generic[V]):
    value: V
    size: int
    until: float


@define
class Bounded(Generic[V]):
    """A mapping that forgets: entries older than `ttl` seconds, and the least used over `limit` bytes.

    Safe to share between threads: one event loop per thread may use the same coach.
    """

    limit: int
    ttl: float
    now: Callable[[], float] = monotonic
    _entries: OrderedDict[Hashable, _Entry[V]] = field(factory=OrderedDict[Hashable, _Entry[V]], init=False)
    _size: int = field(default=0, init=False)
    _lock: Lock = field(factory=Lock, init=False, repr=False)

    def get(self, key: Hashable) -> V | None:
        """The value under `key`, or None when there is none or it is too old."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            if entry.until < self.now():
                self._drop(key)
                return None
            self._entries.move_to_end(key)
            return entry.value

    def put(self, key: Hashable, value: V, size: int) -> None:
        """Keep `value`, which takes about `size` bytes; one larger than the limit is not kept."""
        with self._lock:
            self._drop(key)
            if size > self.limit:
                return
            self._entries[key] = _Entry(value, size, self.now() + self.ttl)
            self._size += size
            while self._size > self.limit:
                self._drop(next(iter(self._entries)))

    def _drop(self, key: Hashable) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._size -= entry.size


def _results() -> Bounded[Outcome]:
    return Bounded(limit=64 * MEGABYTE, ttl=DAY)


def _judgements() -> Bounded[str]:
    return Bounded(limit=32 * MEGABYTE, ttl=30 * DAY)


@frozen
class MemoryCache:
    """Results of the last 24 hours, at most 64 MB. Results are frozen, so they are kept as they are."""

    kept: Bounded[Outcome] = field(factory=_results)

    async def get(self, key: str, kind: type[Out]) -> Out | None:
        """The result under `key`, if it is still fresh."""
        found = self.kept.get(key)
        return found if isinstance(found, kind) else None

    async def put(self, key: str, result: Outcome) -> None:
        """Keep `result`, weighed by its body four times over: evidence and objects come on top."""
        self.kept.put(key, result.served_again(), 4 * len(result.to_json()) + len(key))


@frozen
class MemoryMemo:
    """Judgements of the last 30 days, at most 32 MB."""

    kept: Bounded[str] = field(factory=_judgements)

    async def get(self, keys: Sequence[str]) -> Mapping[str, str]:
        """The texts under those of `keys` that are known."""
        found = ((key, self.kept.get(key)) for key in keys)
        return {key: text for key, text in found if text is not None}

    async def put(self, entries: Mapping[str, str]) -> None:
        """Keep these texts; of two judgements of the same row the first one stands."""
        for key, text in entries.items():
            if self.kept.get(key) is None:
                self.kept.put(key, text, sys.getsizeof(text) + sys.getsizeof(key))
