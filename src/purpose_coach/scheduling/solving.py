"""What a solver is to the scheduler: something that proposes orders and bounds, within limits.

A solver is any callable with the signature of `Solver`. It is given the problem, the best plan known so
far, and its limits; it returns an order, a bound, both, or None when it has nothing to say. It never
makes dates: an order is completed to what dependencies allow and decoded (`decoder.fitting`, `decode`),
and kept only where the plan is better than the one known. So a solver may relax what it likes (the team's
capacity, say, which only the decoder keeps exactly); only its bound must hold for the whole problem.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Protocol

from attrs import frozen

from purpose_coach.scheduling.decoder import Timing
from purpose_coach.scheduling.problem import Problem

__all__ = ["Limits", "Proposal", "Solver", "ordinary"]


@frozen
class Limits:
    """How long to go on: by counts, so that a plan repeats, and by the clock, as the last resort."""

    effort: float
    """Scales whatever counts the solver or search limits itself by; 1 is usual."""
    until: float
    """The point of `time.monotonic` at which to end."""
    stop: Callable[[], bool]
    """Whether nobody waits for the plan any more."""

    @property
    def left(self) -> float:
        """Seconds until the clock ends it, never negative."""
        return max(0.0, self.until - monotonic())

    @property
    def over(self) -> bool:
        """Whether to end now, whatever the counts say."""
        return self.stop() or monotonic() >= self.until


@frozen(kw_only=True)
class Proposal:
    """What a solver found."""

    order: tuple[int, ...] = ()
    """Numbers of actions, the earliest first, such as by begin; what is missing comes last."""
    bound: int | None = None
    """No plan has less of what counts first: days of lateness of all goals together, or units of the
    span for the objective "makespan"."""
    steps: int = 0
    """What it counts its work by."""
    cut: bool = False
    """Whether the clock, or nobody waiting, ended it before its counts did."""


class Solver(Protocol):
    """Improves on a plan, or shows how far it is from the best."""

    def __call__(self, problem: Problem, known: Timing, limits: Limits) -> Proposal | None:
        """A better order, or a bound, or None."""
        ...


def ordinary() -> Solver | None:
    """The solver that is installed, or None: the search alone is complete without one."""
    from importlib.util import find_spec

    if find_spec("ortools") is None:
        return None
    from purpose_coach.scheduling.solver import solve

    return solve
