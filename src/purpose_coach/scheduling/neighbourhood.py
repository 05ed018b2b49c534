"""Moves that can help: within the blocks of a chain that holds an action up.

Only what lies on such a chain is worth moving (Nowicki and Smutnicki, "A fast taboo search algorithm
for the job shop problem", 1996). An action of a block of one person's work goes before or behind the
block, or one from an end of it goes inside (Balas and Vazacopoulos, 1998; Zhang et al., "A tabu search
algorithm with a new neighborhood structure for the job shop scheduling problem", 2007).
"""

from __future__ import annotations

from collections.abc import Sequence

from purpose_coach.scheduling.chance import Chance
from purpose_coach.scheduling.graph import Graph, Move

__all__ = ["blocks", "estimate", "moves", "passed"]


def blocks(graph: Graph, last: int, chance: Chance) -> list[list[int]]:
    """A chain without a stop that leads to an action, as blocks of one person's work, last first.

    Where several actions hold one up, chance chooses. Blocks of a single action are left out.
    """
    number, found = last, [[last]]
    while True:
        stays, ways = _holding(graph, number)
        if not ways and not stays:
            return [block[::-1] for block in found if len(block) > 1]
        if stays and (not ways or chance.below(2)):
            number = graph.earlier[number]
            found[-1].append(number)
        else:
            number = ways[chance.below(len(ways))] if len(ways) > 1 else ways[0]
            found.append([number])


def _holding(graph: Graph, number: int) -> tuple[bool, list[int]]:
    """Whether the work that its person does before holds an action up, and which that it waits for do."""
    end = graph.end
    if not graph.lengths[number]:
        point = max((end[each] for each in graph.before[number]), default=0)
        return False, [each for each in graph.before[number] if end[each] == point > 0]
    begin, time = graph.begin[number], graph.times[number]
    if not begin:
        return False, []
    stays = graph.own_end[graph.earlier[number]] == begin
    if graph.ready[number] < begin:
        return stays, []
    if time is None:
        return stays, [each for each in graph.before[number] if end[each] == begin]
    return stays, [each for each in graph.before[number] if time.own(end[each]) == begin]


def moves(graph: Graph, block: Sequence[int]) -> list[Move]:
    """Moves within a block of one person's work; none closes a circle."""
    first, last = block[0], block[-1]
    if len(block) == 2:
        return [(first, last, True)] if _may_follow(graph, first, last) else []
    found: list[Move] = []
    for number in block:
        if number != last and _may_follow(graph, number, last):
            found.append((number, last, True))
        if number != first and _may_precede(graph, number, first):
            found.append((number, first, False))
        if number not in {first, last}:
            if _may_follow(graph, first, number):
                found.append((first, number, True))
            if _may_precede(graph, last, number):
                found.append((last, number, False))
    return found


def _may_follow(graph: Graph, number: int, pivot: int) -> bool:
    """Whether nothing that waits for the action leads to `pivot`, as surely as times can tell.

    What leads to it ends before it begins, and must end before it must begin.
    """
    end, must, lengths = graph.end, graph.must, graph.lengths
    begins, latest = end[pivot] - lengths[pivot], must[pivot]
    for each in graph.after[number]:
        if each == pivot or (end[each] <= begins and must[each] + lengths[each] <= latest):
            return False
    return True


def _may_precede(graph: Graph, number: int, pivot: int) -> bool:
    """Whether nothing that the action waits for needs `pivot` first, as surely as times can tell."""
    end, must, lengths = graph.end, graph.must, graph.lengths
    ends, latest = end[pivot], must[pivot] + lengths[pivot]
    for each in graph.before[number]:
        if each == pivot or (end[each] - lengths[each] >= ends and must[each] >= latest):
            return False
    return True


def passed(graph: Graph, move: Move) -> list[int]:
    """What the moved action passes, in order."""
    number, pivot, behind = move
    found: list[int] = []
    here = graph.later[number] if behind else pivot
    stop = graph.later[pivot] if behind else number
    while here != stop:
        found.append(here)
        here = graph.later[here]
    return found


def estimate(graph: Graph, move: Move, others: Sequence[int]) -> int:
    """By how much a move makes too late what it shifts (see `Graph.late`), if all else stays.

    `others` is what the moved action passes. The work between is done one after another again, each as
    early as what it waits for allows, and held against how late what follows allows it to be (Balas and
    Vazacopoulos); in the person's own time.
    """
    number, pivot, behind = move
    lengths, ready, left = graph.lengths, graph.ready, graph.left
    shifted = [*others, number] if behind else [number, *others]
    point = graph.own_end[graph.earlier[number if behind else pivot]]
    ends: list[int] = []
    for each in shifted:
        if (free := ready[each]) > point:
            point = free
        point += lengths[each]
        ends.append(point)
    must = graph.own_must[graph.later[pivot if behind else number]]
    worst = -1 << 60
    for place in range(len(shifted) - 1, -1, -1):
        each = shifted[place]
        if (latest := left[each]) < must:
            must = latest
        if (late := ends[place] - must) > worst:
            worst = late
        must -= lengths[each]
    return worst
