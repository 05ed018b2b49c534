"""Another try, when the very same call may succeed a moment later, and only then."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from random import SystemRandom
from threading import Lock
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from purpose_coach.backends.port import Ask, Backend, Reply
from purpose_coach.backends.wrapping import Wrapping
from purpose_coach.errors import ModelUnavailable

if TYPE_CHECKING:
    from tenacity import RetryCallState

__all__ = ["SHARED", "Budget", "Retrying", "full_jitter"]

BASE = 0.5
CAP = 8.0
RANDOM = SystemRandom()  # of the system: forked workers must not wait in step


@define(eq=False)
class Budget:
    """How many retries all calls together may have: a bucket of tokens.

    Each call brings 0.1 token and each retry takes one, so in the long run at most one call in ten
    is a retry, however ill the provider is; a full bucket of ten lets short trouble pass. Without
    such a bound retries multiply the load that made them needed (Google's SRE book, "Handling
    Overload" and "Addressing Cascading Failures"; Envoy's `retry_budget`).
    """

    capacity: float = 10.0
    share: float = 0.1
    left: float = field(init=False)
    _lock: Lock = field(factory=Lock, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self.left = self.capacity

    def earn(self) -> None:
        """A call was made."""
        with self._lock:
            self.left = min(self.capacity, self.left + self.share)

    def spend(self) -> bool:
        """Take a retry, if there is one left."""
        with self._lock:
            if self.left < 1:
                return False
            self.left -= 1
            return True


SHARED = Budget()
"""The budget of this process: each `Retrying` takes from it unless it is given its own."""


def full_jitter(failures: int) -> float:
    """A random wait below a bound that doubles: callers that failed together come back apart."""
    return RANDOM.uniform(0, min(CAP, BASE * 2 ** (failures - 1)))


@frozen(eq=False)
class Retrying(Wrapping):
    """A backend that tries again after `ModelOverloaded`, at most `retries` times.

    A wait that the provider asks for is kept when it fits the deadline; when it does not, the error
    is raised at once and says how long (`retry_after`). Nothing is tried beyond `ask.deadline`.
    `wait` takes the number of failures so far to seconds.
    """

    backend: Backend
    retries: int = field(default=2, kw_only=True)
    budget: Budget = field(factory=lambda: SHARED, kw_only=True)
    wait: Callable[[int], float] = field(default=full_jitter, kw_only=True)

    async def complete(self, ask: Ask) -> Reply:
        """Ask; tenacity is entered only after a failure, as most calls never need it."""
        self.budget.earn()
        try:
            return await self.backend.complete(ask)
        except ModelUnavailable as error:
            if not error.again:
                raise
            failure = error
        return await self._again(ask, failure)

    async def _again(self, ask: Ask, failure: ModelUnavailable) -> Reply:
        from tenacity import AsyncRetrying, retry_if_exception

        failures = [failure]

        async def call() -> Reply:
            if failures:  # tenacity waits between tries only, so it is shown the failed one first
                raise failures.pop()
            return await self.backend.complete(ask)

        return await AsyncRetrying(
            retry=retry_if_exception(_may_pass),
            wait=self._wait,
            stop=lambda state: self._is_over(state, ask.deadline),
            reraise=True,
        )(call)

    def _wait(self, state: RetryCallState) -> float:
        asked = getattr(state.outcome and state.outcome.exception(), "retry_after", None) or 0.0
        return max(asked, self.wait(state.attempt_number))

    def _is_over(self, state: RetryCallState, deadline: float | None) -> bool:
        if state.attempt_number > self.retries:
            return True
        back = asyncio.get_running_loop().time() + state.upcoming_sleep
        return (deadline is not None and back >= deadline) or not self.budget.spend()


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, ModelUnavailable) and error.again
