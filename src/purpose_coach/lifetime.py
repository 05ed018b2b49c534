"""What is slow to load is loaded before it is needed; what is open is closed after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, runtime_checkable

__all__ = ["close", "warm"]


@runtime_checkable
class _Warms(Protocol):
    async def warm(self) -> None:
        """Load now what the first use would load."""
        ...


@runtime_checkable
class _Closes(Protocol):
    async def aclose(self) -> None:
        """Close what is open."""
        ...


async def warm(parts: Iterable[object]) -> None:
    """Warm each part that can be, and what it wraps."""
    for layer in _layers(parts):
        if isinstance(layer, _Warms):
            await layer.warm()


async def close(parts: Iterable[object]) -> None:
    """Close each part that can be, and what it wraps."""
    for layer in _layers(parts):
        if isinstance(layer, _Closes):
            await layer.aclose()


def _layers(parts: Iterable[object]) -> Iterator[object]:
    for part in parts:
        layer: object = part
        while layer is not None:
            yield layer
            layer = getattr(layer, "backend", None)  # what an adapter of a backend wraps
