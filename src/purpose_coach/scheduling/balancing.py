"""Tabu search for the plan that costs least, with several dates and all completions in one cost.

Where many dates count at once no estimate of a move is good enough, so each step works a few moves out
in full: some, chosen by chance, of those that can help what is late now, else any action. When nothing
better comes for a while, the search starts again from the best plan with a few moves made by chance.
"""

from __future__ import annotations

from attrs import define, field

from purpose_coach.scheduling.chance import Chance
from purpose_coach.scheduling.graph import Graph, Move
from purpose_coach.scheduling.neighbourhood import blocks, moves, passed
from purpose_coach.scheduling.solving import Limits
from purpose_coach.scheduling.tabu import Recent
from purpose_coach.scheduling.weighing import Cost

__all__ = ["Balance"]

TRIED = 8
"""Moves worked out in a step."""

CHAINS = 5
"""Chains of which a step considers the moves: all but one lead to what is late, if anything is."""

PATIENCE = 150
"""Steps without a better plan after which the search starts again."""

KICKS = 6
"""Moves made by chance when it does."""

LOOK = 16
"""Steps between two looks at the clock."""


@define
class Balance:
    """A search, and the best that it has found."""

    graph: Graph
    cost: Cost
    chance: Chance
    best: int = field(init=False)
    """The least cost."""
    order: list[int] = field(init=False)
    """Of the plan that costs it."""
    steps: int = field(default=0, init=False)
    cut: bool = field(default=False, init=False)
    _recent: Recent = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.best, self.order = self.cost.of(self.graph.end), list(self.graph.order)
        self._recent = Recent(self.graph.size, self.chance)

    def run(self, steps: int, limits: Limits) -> None:
        """Searches from the graph's order for so many steps."""
        since = 0
        while self.steps < steps:
            if self.steps % LOOK == 0 and limits.over:
                self.cut = True
                return
            self.steps += 1
            since = 0 if self._step() else since + 1
            if since >= PATIENCE:
                self._restart()
                since = 0

    def _step(self) -> bool:
        """Makes the best of some moves; whether the plan is better than all before."""
        chosen: tuple[int, Move, list[int]] | None = None
        for move in self._some(self._promising()):
            others = passed(self.graph, move)
            saved = self.graph.saved()
            self.graph.shift(move)
            cost = self.cost.of(self.graph.end)
            self.graph.restore(saved)
            allowed = cost < self.best or not self._recent.forbids(move, others, self.steps)
            if allowed and (chosen is None or cost < chosen[0]):
                chosen = cost, move, others
        if chosen is None:
            return False
        cost, move, others = chosen
        self._recent.remember(move, others, self.steps)
        self._make(move)
        better = cost < self.best
        if better:
            self.best, self.order = cost, list(self.graph.order)
        return better

    def _promising(self) -> list[Move]:
        """Moves on chains that lead to what is late, and to any action."""
        end = self.graph.end
        late = self.cost.late_goals(end) or self.cost.tardy_actions(end)
        starts = [late[self.chance.below(len(late))] for _ in range(CHAINS - 1)] if late else []
        starts += [self.chance.below(self.graph.size) for _ in range(CHAINS - len(starts))]
        return sorted({move for start in starts for move in self._leading(start)})

    def _leading(self, start: int) -> list[Move]:
        found = blocks(self.graph, start, self.chance)
        return [move for block in found for move in moves(self.graph, block)]

    def _some(self, pool: list[Move]) -> list[Move]:
        """A few of them, by chance."""
        for place in range(min(TRIED, len(pool))):
            other = place + self.chance.below(len(pool) - place)
            pool[place], pool[other] = pool[other], pool[place]
        return pool[:TRIED]

    def _make(self, move: Move) -> None:
        self.graph.shift(move)
        self.graph.backward(self.graph.size - 1)

    def _restart(self) -> None:
        self.graph.load(self.order)
        self._recent = Recent(self.graph.size, self.chance)
        for _ in range(KICKS):
            if pool := self._leading(self.chance.below(self.graph.size)):
                self._make(pool[self.chance.below(len(pool))])
