"""The order of a plan, its priorities, and what has to go when it costs too much: all computed.

What weighs is effect times feasibility, each 1 to 3; equal weights go by kind, then by the order given.
An action never stands before one that it waits for.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Sequence
from math import fsum
from typing import Final, Literal, TypeAlias

from attrs import frozen

from purpose_coach.grounding import fold
from purpose_coach.playbooks.actions import KINDS, Kind

__all__ = ["LEVELS", "LOWERED", "Level", "Step", "circular", "feasibility", "ordered", "priority", "surplus"]

Level: TypeAlias = Literal["low", "medium", "high", "critical"]
LEVELS: Final[tuple[Level, ...]] = ("low", "medium", "high", "critical")

LOWERED: Final[dict[Kind, tuple[int, int, int]]] = {
    "contain": (1, 0, 0),
    "correct": (1, 0, 0),
    "prevent": (2, 1, 1),
    "verify": (2, 1, 1),
}
"""How many levels below the issue's impact an action's priority is, by kind, for an effect of 1, 2, 3."""


@frozen(kw_only=True)
class Step:
    """An action as the order sees it; `after` are the places of those that it waits for."""

    kind: Kind
    effect: int
    feasibility: int
    hours: float
    cost: float | None = None
    after: frozenset[int] = frozenset()

    @property
    def weight(self) -> int:
        """Effect times feasibility, 1 to 9."""
        return self.effect * self.feasibility


def feasibility(ease: int, *, staffed: bool) -> int:
    """How easily it is done here: one less where nobody of those who are there does such work."""
    return max(1, ease if staffed else ease - 1)


def priority(impact: str, kind: Kind, effect: int) -> Level:
    """The issue's impact (medium where it names no level), lowered by the table.

    >>> priority("critical", "correct", 3), priority("critical", "verify", 2), priority("low", "prevent", 1)
    ('critical', 'high', 'low')
    """
    level = next((n for n, name in enumerate(LEVELS) if name == fold(impact)), 1)
    return LEVELS[max(0, level - LOWERED[kind][effect - 1])]


def ordered(steps: Sequence[Step]) -> list[int]:
    """The places of the steps, the weightiest of those that wait for nothing first.

    Steps that wait for each other in a circle are not among them, nor what waits for those.
    """
    ready = [(_rank(steps, at), at) for at, step in enumerate(steps) if not step.after]
    heapq.heapify(ready)
    done: list[int] = []
    while ready:
        _, at = heapq.heappop(ready)
        done.append(at)
        for next_at, step in enumerate(steps):
            if at in step.after and step.after <= set(done):
                heapq.heappush(ready, (_rank(steps, next_at), next_at))
    return done


def circular(steps: Sequence[Step]) -> list[int]:
    """The places of steps that can never begin, as they wait for themselves by some way."""
    return sorted(set(range(len(steps))) - set(ordered(steps)))


def surplus(
    steps: Sequence[Step], hours: float | None, budget: float | None, gone: Collection[int] = ()
) -> list[int]:
    """The places of steps to leave out, so that the rest fits both bounds; None is no bound.

    Of those that use what is short, the least effective goes first, the less feasible and the later of
    equals; with it what waits for it. What is `gone` already counts for nothing.
    """
    out = set[int]().union(*(_waiting(steps, at) for at in gone))
    for use, bound in ((_hours, hours), (_cost, budget)):
        while bound is not None and fsum(use(step) for at, step in enumerate(steps) if at not in out) > bound:
            using = [at for at, step in enumerate(steps) if at not in out and use(step)]
            out |= _waiting(steps, min(using, key=lambda at: (steps[at].effect, steps[at].feasibility, -at)))
    return sorted(out - set(gone))


def _hours(step: Step) -> float:
    return step.hours


def _cost(step: Step) -> float:
    return step.cost or 0.0


def _rank(steps: Sequence[Step], at: int) -> tuple[int, int, int]:
    return -steps[at].weight, KINDS.index(steps[at].kind), at


def _waiting(steps: Sequence[Step], at: int) -> set[int]:
    """The step and all that waits for it, directly or not."""
    found, fresh = {at}, {at}
    while fresh:
        fresh = {n for n, step in enumerate(steps) if step.after & fresh} - found
        found |= fresh
    return found
