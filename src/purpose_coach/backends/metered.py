"""What a backend was used for: calls, failures, tokens, money, time."""

from __future__ import annotations

from threading import Lock
from time import perf_counter

from attrs import define, evolve, field, frozen

from purpose_coach.backends.port import Ask, Backend, Reply, Usage
from purpose_coach.backends.wrapping import Wrapping

__all__ = ["Metered", "Spent"]


@frozen(kw_only=True)
class Spent:
    """What was used so far."""

    calls: int = 0
    failures: int = 0
    """Calls that ended in an error or were cancelled."""
    usage: Usage = Usage(cost=0.0)
    """Tokens and money; the cost is None as soon as the price of one call is not known."""
    seconds: float = 0.0
    """Time that the calls took, one after the other."""


@define(eq=False)
class Metered(Wrapping):
    """A backend that counts; `spent` is a snapshot. It may be shared by threads."""

    backend: Backend
    spent: Spent = field(factory=Spent, init=False)
    _lock: Lock = field(factory=Lock, init=False, repr=False)

    async def complete(self, ask: Ask) -> Reply:
        """Ask, and count what it took."""
        begun = perf_counter()
        try:
            reply = await self.backend.complete(ask)
        except BaseException:  # a cancelled call was made, too
            self._count(perf_counter() - begun, None)
            raise
        self._count(perf_counter() - begun, reply)
        return reply

    def _count(self, seconds: float, reply: Reply | None) -> None:
        with self._lock:
            spent = self.spent
            self.spent = evolve(
                spent,
                calls=spent.calls + 1,
                failures=spent.failures + (reply is None),
                usage=spent.usage + reply.usage if reply else spent.usage,
                seconds=spent.seconds + seconds,
            )
