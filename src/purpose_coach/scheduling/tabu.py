"""Tabu search for the plan whose latest action is least late.

With no ends but one for all that is the shortest plan; with milestones' dates as ends it asks whether all
of them can be kept. Each step makes the move that looks best among those that undo no recent one
(Nowicki and Smutnicki, 1996; how long a move counts as recent is drawn anew each time, as Taillard does).
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define, field

from purpose_coach.scheduling.chance import Chance
from purpose_coach.scheduling.graph import Graph, Move
from purpose_coach.scheduling.neighbourhood import blocks, estimate, moves, passed
from purpose_coach.scheduling.solving import Limits

__all__ = ["Best", "Recent", "least_late_order"]

TENURE = (5, 10)
"""Steps for which what was passed may not be passed back: from, to."""

LOOK = 64
"""Steps between two looks at the clock."""


@define
class Recent:
    """Which of two actions of one person may not come first again, and until which step."""

    size: int
    chance: Chance
    _until: dict[int, int] = field(factory=dict[int, int], init=False)

    def forbids(self, move: Move, others: Sequence[int], step: int) -> bool:
        """Whether the move brings back an order that was left a moment ago."""
        number, _, behind = move
        size, until = self.size, self._until
        for each in others:
            pair = each * size + number if behind else number * size + each
            if pair in until and until[pair] > step:
                return True
        return False

    def remember(self, move: Move, others: Sequence[int], step: int) -> None:
        """Forbids to undo the move for a while."""
        number, _, behind = move
        least, most = TENURE
        end = step + least + self.chance.below(most - least + 1)
        for each in others:
            self._until[number * self.size + each if behind else each * self.size + number] = end


@define
class Best:
    """The best found: by how much its latest action is late, and its order."""

    late: int
    order: list[int]
    steps: int = 0
    cut: bool = False


def least_late_order(graph: Graph, steps: int, chance: Chance, limits: Limits) -> Best:
    """Searches from the graph's order for so many steps, or until nothing is late."""
    best = Best(graph.late, list(graph.order))
    recent = Recent(graph.size, chance)
    for step in range(steps):
        if best.late <= 0:
            break
        if step % LOOK == 0 and limits.over:
            best.cut = True
            break
        chosen = _chosen(graph, best.late, step, recent, chance)
        if chosen is None:
            break
        move, others = chosen
        recent.remember(move, others, step)
        _, high = graph.shift(move)
        graph.backward(high)
        best.steps = step + 1
        if graph.late < best.late:
            best.late, best.order = graph.late, list(graph.order)
    return best


def _chosen(
    graph: Graph, least: int, step: int, recent: Recent, chance: Chance
) -> tuple[Move, list[int]] | None:
    """The move to make and what it passes; if all are recent, any of them; None where there is none."""
    late = graph.late
    last = [each for each in range(graph.size) if graph.end[each] - graph.ends[each] == late]
    start = last[chance.below(len(last))]
    best: tuple[Move, list[int]] | None = None
    lowest, ties = 0, 0
    barred: list[tuple[Move, list[int]]] = []
    for block in blocks(graph, start, chance):
        for move in moves(graph, block):
            others = passed(graph, move)
            value = estimate(graph, move, others)
            if value >= least and recent.forbids(move, others, step):
                barred.append((move, others))
            elif best is None or value < lowest:
                best, lowest, ties = (move, others), value, 1
            elif value == lowest:
                ties += 1
                if not chance.below(ties):
                    best = move, others
    return best or (barred[chance.below(len(barred))] if barred else None)
