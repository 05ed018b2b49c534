"""What a cache of results and a memo of judgements are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

from purpose_coach.result import Outcome

__all__ = ["Cache", "Memo"]

Out = TypeVar("Out", bound=Outcome)


class Cache(Protocol):
    """Keeps whole results for a while. A cache that cannot be reached is an empty one."""

    async def get(self, key: str, kind: type[Out]) -> Out | None:
        """The result under `key`, if it is still fresh."""
        ...

    async def put(self, key: str, result: Outcome) -> None:
        """Keep `result` under `key`."""
        ...


class Memo(Protocol):
    """Keeps single judgements, so that the same row of the same foundation is judged once."""

    async def get(self, keys: Sequence[str]) -> Mapping[str, str]:
        """The texts under those of `keys` that are known."""
        ...

    async def put(self, entries: Mapping[str, str]) -> None:
        """Keep these texts, where there is none yet: of two judgements the first one stands."""
        ...
