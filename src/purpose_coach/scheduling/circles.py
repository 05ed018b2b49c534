"""Breaking circles of dependencies where it costs least: few edges, and those of low priority.

A smallest set of edges whose removal leaves no circle (feedback arc set) is found exactly for circles
of few actions, by dynamic programming over sets (Lawler, 1964); for larger ones the order of Eades,
Lin and Smyth (1993) is improved by moving one action at a time, and what then need not go is put back.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence, Set
from heapq import heapify, heappop, heappush
from typing import Final, TypeAlias

__all__ = ["EXACT", "broken", "components", "way"]

EXACT: Final = 10
"""Actions in a tangle up to which the fewest edges are surely found."""

ROUNDS = 3
EDGE = 1000
"""One edge more is worse than any priority."""

Before: TypeAlias = Sequence[Sequence[int]]


def broken(before: Before, weights: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """The dependencies without circles: of each action, which of what it waited for it still waits for."""
    kept = [list(each) for each in before]
    for tangle in components(before):
        members = set(tangle)
        inside = {number: [each for each in before[number] if each in members] for number in tangle}
        order = _ordered(tangle, inside, weights)
        places = {number: place for place, number in enumerate(order)}
        dropped = [
            (each, number) for number in tangle for each in inside[number] if places[each] > places[number]
        ]
        for each, number in dropped:
            kept[number].remove(each)
        for each, number in sorted(dropped, key=lambda edge: (-_cost(edge, weights), edge)):
            if not _reaches(kept, each, number):  # nothing that `each` waits for waits for `number`
                kept[number].append(each)
    return tuple(tuple(sorted(each)) for each in kept)


def _cost(edge: tuple[int, int], weights: Sequence[int]) -> int:
    """What it costs to drop an edge: the priority of what waits counts before that of what it waits for."""
    earlier, later = edge
    return EDGE + 16 * weights[later] + weights[earlier]


def _reaches(before: Before, start: int, wanted: int) -> bool:
    """Whether `start` waits for `wanted`, at whatever remove."""
    seen, stack = {start}, [start]
    while stack:
        for each in before[stack.pop()]:
            if each == wanted:
                return True
            if each not in seen:
                seen.add(each)
                stack.append(each)
    return False


def way(before: Sequence[Set[int]], first: int, last: int) -> list[int]:
    """The shortest way on which each is needed by the next, from `first` to `last`."""
    came: dict[int, int] = {last: last}
    queue = deque([last])
    while queue and first not in came:
        here = queue.popleft()
        for each in sorted(before[here]):
            if each not in came:
                came[each] = here
                queue.append(each)
    found = [first]
    while found[-1] != last:
        found.append(came[found[-1]])
    return found


def components(before: Before) -> list[list[int]]:
    """The tangles: largest sets of more than one action that all wait for each other, each sorted.

    Tarjan's algorithm (1972) with a stack of its own, as chains are longer than Python's.
    """
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    held: list[int] = []
    on: set[int] = set()
    found: list[list[int]] = []
    for root in range(len(before)):
        work = [(root, 0)] if root not in index else []
        while work:
            node, step = work.pop()
            if step == 0:
                index[node] = low[node] = len(index)
                held.append(node)
                on.add(node)
            else:
                low[node] = min(low[node], low[before[node][step - 1]])
            while step < len(before[node]):
                each = before[node][step]
                step += 1
                if each not in index:
                    work += [(node, step), (each, 0)]
                    break
                if each in on:
                    low[node] = min(low[node], index[each])
            else:
                if low[node] == index[node]:
                    found.append(_popped(held, on, node))
    return sorted(tangle for tangle in found if len(tangle) > 1)


def _popped(held: list[int], on: set[int], node: int) -> list[int]:
    place = held.index(node)
    tangle = sorted(held[place:])
    del held[place:]
    on.difference_update(tangle)
    return tangle


def _ordered(tangle: Sequence[int], inside: dict[int, list[int]], weights: Sequence[int]) -> list[int]:
    """The tangle in an order that few edges contradict."""
    costs = {(each, number): _cost((each, number), weights) for number in tangle for each in inside[number]}
    return _exact(tangle, costs) if len(tangle) <= EXACT else _good(tangle, costs)


def _exact(tangle: Sequence[int], costs: dict[tuple[int, int], int]) -> list[int]:
    """The cheapest order, over all sets that can come first."""
    size = len(tangle)
    # What it costs to have one number (row) before another that it waits for (column).
    against = [[costs.get((other, number), 0) for other in tangle] for number in tangle]
    full = (1 << size) - 1
    best: list[tuple[int, int]] = [(0, -1)] * (full + 1)
    for chosen in range(1, full + 1):
        best[chosen] = min(
            (best[chosen ^ (1 << last)][0] + _behind(against[last], full ^ chosen, size), last)
            for last in range(size)
            if chosen >> last & 1
        )
    order: list[int] = []
    while full:
        order.append(best[full][1])
        full ^= 1 << order[-1]
    return [tangle[place] for place in reversed(order)]


def _behind(against: Sequence[int], rest: int, size: int) -> int:
    return sum(against[place] for place in range(size) if rest >> place & 1)


def _good(tangle: Sequence[int], costs: dict[tuple[int, int], int]) -> list[int]:
    touching: dict[int, list[tuple[int, int]]] = {number: [] for number in tangle}
    for (earlier, later), cost in costs.items():
        touching[earlier].append((later, cost))
        touching[later].append((earlier, -cost))
    order = _greedy(tangle, touching)
    for _ in range(ROUNDS):
        for number in tangle:
            order.remove(number)
            order.insert(_best_place(order, touching[number]), number)
    return order


def _best_place(order: Sequence[int], touching: Sequence[tuple[int, int]]) -> int:
    """Where in the order a number contradicts least; it `touches` others as `_good` says."""
    cost, best, place = 0, 0, 0
    for position, change in sorted((order.index(other), change) for other, change in touching):
        cost += change  # of passing this one
        if cost < best:
            best, place = cost, position + 1
    return place


def _greedy(tangle: Sequence[int], touching: dict[int, list[tuple[int, int]]]) -> list[int]:
    """By turns what is needed most and waits for least."""
    surplus = {number: sum(change for _, change in touching[number]) for number in tangle}
    heap = [(-surplus[number], number) for number in tangle]
    heapify(heap)
    order: dict[int, None] = {}
    while heap:
        value, chosen = heappop(heap)
        if chosen in order or -value != surplus[chosen]:
            continue
        order[chosen] = None
        for other, change in touching[chosen]:
            surplus[other] += change  # an edge to or from the chosen counts no more
            if other not in order:
                heappush(heap, (-surplus[other], other))
    return list(order)
