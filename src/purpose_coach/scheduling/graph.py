"""The disjunctive graph of a plan: each person's order of work, and how late it makes what must be ready.

Ends (as early as may be) and latest begins go along people's orders and along dependencies, through
every person's calendar. This is the inner loop of a search, so it works on plain lists: of each, the
place is the action's number, and the place after the last stands for nobody's.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import sub
from typing import TypeAlias

from purpose_coach.scheduling.calendar import OwnTime
from purpose_coach.scheduling.ledger import Ledger
from purpose_coach.scheduling.problem import Capacity, Problem
from purpose_coach.scheduling.rules import NEVER

__all__ = ["Graph", "Move", "graph_of"]

Move: TypeAlias = tuple[int, int, bool]
"""An action, another of the same person's, and whether the first goes right behind it (else before it)."""

Saved: TypeAlias = tuple[list[int], ...]


class Graph:
    """A plan that can be changed, and `ends`: by when each action must be ready (`NEVER`: no matter when)."""

    size: int
    lengths: tuple[int, ...]
    before: tuple[tuple[int, ...], ...]
    after: tuple[tuple[int, ...], ...]
    people: tuple[int, ...]
    times: list[OwnTime | None]
    ends: list[int]
    end: list[int]
    must: list[int]
    ready: list[int]
    left: list[int]
    begin: list[int]
    own_end: list[int]
    own_must: list[int]
    order: list[int]
    place: list[int]
    earlier: list[int]
    later: list[int]

    def __init__(self, problem: Problem, ends: Sequence[int], order: Sequence[int]) -> None:
        size = self.size = problem.size
        self.lengths = problem.lengths
        self.before, self.after = problem.before, problem.after
        self.people = problem.people
        self.times = [None if (time := problem.times[one]).plain else time for one in problem.people]
        self.ends = list(ends)
        # On the team's axis: the end, and the latest begin.
        self.end, self.must = [0] * (size + 1), [NEVER] * (size + 1)
        # On the person's own axis: from what others do, the earliest begin and the latest end;
        # with his own work, the begin, the end and the latest begin.
        self.ready, self.left = [0] * size, [NEVER] * size
        self.begin, self.own_end, self.own_must = [0] * size, [0] * (size + 1), [NEVER] * (size + 1)
        self.order = []
        self.place = [0] * size
        self.earlier, self.later = [size] * (size + 1), [size] * (size + 1)
        self.load(order)

    def load(self, order: Sequence[int]) -> None:
        """Takes an order of all actions that keeps to the dependencies."""
        size = self.size
        self.order = list(order)
        self.earlier, self.later = [size] * (size + 1), [size] * (size + 1)
        last: dict[int, int] = {}
        for place, number in enumerate(self.order):
            self.place[number] = place
            if self.lengths[number]:
                self._link(last.get(self.people[number], size), number)
                last[self.people[number]] = number
        self.forward(0)
        self.backward(size - 1)

    def aim(self, ends: Sequence[int]) -> None:
        """Changes by when actions must be ready."""
        self.ends = list(ends)
        self.backward(self.size - 1)

    @property
    def late(self) -> int:
        """By how much the latest action comes too late; negative: what is left before the tightest end."""
        return max(map(sub, self.end, self.ends), default=0)

    def forward(self, start: int) -> None:
        """Works out when actions end, from a place of the order on."""
        end, own_end, begin, ready = self.end, self.own_end, self.begin, self.ready
        lengths, earlier, before, times = self.lengths, self.earlier, self.before, self.times
        for number in self.order[start:]:
            point = 0
            for each in before[number]:
                if (ends := end[each]) > point:
                    point = ends
            time, length = times[number], lengths[number]
            if time is None:
                ready[number] = point
                if (free := own_end[earlier[number]]) > point:
                    point = free
                begin[number] = point
                end[number] = own_end[number] = point + length
            elif length:
                ready[number] = own = time.own(point)
                if (free := own_end[earlier[number]]) > own:
                    own = free
                begin[number] = own
                own_end[number] = own + length
                end[number] = time.end(own + length)
            else:
                ready[number] = begin[number] = time.own(point)
                end[number] = time.instant(point)

    def backward(self, start: int) -> None:
        """Works out when actions must begin, from a place of the order back."""
        must, own_must, left = self.must, self.own_must, self.left
        lengths, later, after, times, ends = self.lengths, self.later, self.after, self.times, self.ends
        for number in self.order[start::-1]:
            point = ends[number]
            for each in after[number]:
                if (begins := must[each]) < point:
                    point = begins
            time, length = times[number], lengths[number]
            if time is None:
                left[number] = point
                if (begins := own_must[later[number]]) < point:
                    point = begins
                must[number] = own_must[number] = point - length
            elif length:
                left[number] = own = time.own(point)
                if (begins := own_must[later[number]]) < own:
                    own = begins
                own_must[number] = own - length
                must[number] = time.begin(own - length)
            else:
                must[number] = point

    def shift(self, move: Move) -> tuple[int, int]:
        """Makes a move and works out all ends; the places of the order between which it changed."""
        number, pivot, behind = move
        self._link(self.earlier[number], self.later[number])
        if behind:
            self._link(number, self.later[pivot])
            self._link(pivot, number)
        else:
            self._link(self.earlier[pivot], number)
            self._link(number, pivot)
        low, high = sorted((self.place[number], self.place[pivot]))
        part = self.order[low : high + 1]
        sort = self._behind if behind else self._before
        self.order[low : high + 1] = sort(part, number, pivot)
        for place in range(low, high + 1):
            self.place[self.order[place]] = place
        self.forward(low)
        return low, high

    def _link(self, one: int, other: int) -> None:
        """Has one followed by the other in a person's order; what is said of nobody is not kept."""
        size = self.size
        self.later[one], self.earlier[other] = other, one
        self.later[size] = self.earlier[size] = size

    def _behind(self, part: Sequence[int], number: int, pivot: int) -> list[int]:
        """Part of the order with all that leads to `pivot` before `number`, and the rest behind it."""
        before, earlier = self.before, self.earlier
        leading, first, rest = {pivot}, list[int](), list[int]()
        for each in reversed(part):
            if each in leading and each != number:
                first.append(each)
                leading.update(before[each])
                leading.add(earlier[each])
            elif each != number:
                rest.append(each)
        return [*reversed(first), number, *reversed(rest)]

    def _before(self, part: Sequence[int], number: int, pivot: int) -> list[int]:
        """Part of the order with all that follows from `pivot` behind `number`, and the rest before it."""
        after, later = self.after, self.later
        following, last, rest = {pivot}, list[int](), list[int]()
        for each in part:
            if each in following and each != number:
                last.append(each)
                following.update(after[each])
                following.add(later[each])
            elif each != number:
                rest.append(each)
        return [*rest, number, *last]

    def saved(self) -> Saved:
        """All that a move changes."""
        return (
            self.order[:],
            self.place[:],
            self.earlier[:],
            self.later[:],
            self.end[:],
            self.own_end[:],
            self.begin[:],
            self.ready[:],
        )

    def restore(self, saved: Saved) -> None:
        """Undoes all moves since it was saved; what was saved is used up."""
        self.order, self.place, self.earlier, self.later, self.end, self.own_end, self.begin, self.ready = (
            saved
        )


class CapacityGraph(Graph):
    """A graph whose plan keeps to the team's capacity, as the decoder does: exact, and slower."""

    def __init__(
        self, problem: Problem, capacity: Capacity, ends: Sequence[int], order: Sequence[int]
    ) -> None:
        self._capacity = capacity
        self._all = problem.times
        super().__init__(problem, ends, order)

    def forward(self, start: int) -> None:
        """Decodes the whole order: what is worked in one week takes from what others can."""
        if start >= self.size:
            return
        ledger = Ledger(self._capacity)
        end, own_end, begin, ready = self.end, self.own_end, self.begin, self.ready
        for number in self.order:
            time, length, person = self._all[self.people[number]], self.lengths[number], self.people[number]
            point = max([end[each] for each in self.before[number]], default=0)
            ready[number] = begin[number] = own = time.own(point)
            if not length:
                end[number] = time.instant(point)
                continue
            pieces = ledger.place(person, time, max(own, own_end[self.earlier[number]]), length)
            begin[number], own_end[number] = pieces[0][0], pieces[-1][1]
            end[number] = time.end(own_end[number])


def graph_of(problem: Problem, ends: Sequence[int], order: Sequence[int]) -> Graph:
    """The graph of a plan."""
    if problem.capacity is None:
        return Graph(problem, ends, order)
    return CapacityGraph(problem, problem.capacity, ends, order)
