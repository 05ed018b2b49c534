"""The next model, when one is unavailable."""

from __future__ import annotations

import asyncio

from purpose_coach.backends.port import Ask, Backend, Reply
from purpose_coach.errors import ModelUnavailable

__all__ = ["Fallback"]


class Fallback:
    """Several backends, the preferred one first: `Fallback(first, second, ...)`.

    `complete` asks the next one on `ModelUnavailable` while there is time. The engine goes through
    `choices` itself instead, so that all calls of one operation are answered by one model: levels
    of two models in one table are not comparable. Retries belong inside: `Fallback(Retrying(a),
    Retrying(b))`, for a model's retries should be spent before another one is asked.
    """

    __slots__ = ("choices",)

    def __init__(self, first: Backend, *others: Backend) -> None:
        self.choices: tuple[Backend, ...] = (first, *others)

    @property
    def model(self) -> str:
        """The preferred model."""
        return self.choices[0].model

    @property
    def identity(self) -> str:
        """All of them: any may have answered."""
        return " or ".join(choice.identity for choice in self.choices)

    async def complete(self, ask: Ask) -> Reply:
        """The reply of the first one that is available."""
        *others, last = self.choices
        for choice in others:
            try:
                return await choice.complete(ask)
            except ModelUnavailable:
                if _is_late(ask):
                    raise
        return await last.complete(ask)


def _is_late(ask: Ask) -> bool:
    return ask.deadline is not None and asyncio.get_running_loop().time() >= ask.deadline
