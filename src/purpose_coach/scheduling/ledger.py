"""The team's hours of each ISO week: what is left of them, and work that must fit into them."""

from __future__ import annotations

from collections import defaultdict

from purpose_coach.scheduling.calendar import OwnTime
from purpose_coach.scheduling.problem import Capacity

__all__ = ["Ledger"]


class Ledger:
    """What the team may still work, week by week; each placing takes its share."""

    def __init__(self, capacity: Capacity) -> None:
        self._rates = capacity.rates
        self._least = min(capacity.rates)
        self._left: defaultdict[int, int] = defaultdict(lambda: capacity.week)
        self._next: dict[int, int] = {}  # of a week that is full, one that may not be

    def place(self, person: int, time: OwnTime, start: int, length: int) -> list[tuple[int, int]]:
        """Takes `length` units of a person's own time from `start` on; the pieces of it that are worked.

        The finish is the earliest that the hours left allow, the start the latest with that finish.
        """
        rate, weeks = self._rates[person], time.weeks
        week = weeks.of(start)
        if start + length <= weeks.end(week) and length * rate <= self._left[week]:
            self._take(week, length * rate)
            return [(start, start + length)]
        end = self._finish(rate, time, start, length)
        pieces: list[tuple[int, int]] = []
        week, left = weeks.of(end - 1), length
        while left:
            first = max(start, weeks.begin(week))
            taken = min(left, end - first, self._left[week] // rate)
            if taken:
                self._take(week, taken * rate)
                pieces.append((end - taken, end))
                left -= taken
            end, week = first, week - 1
        pieces.reverse()
        return _joined(pieces)

    def _finish(self, rate: int, time: OwnTime, start: int, left: int) -> int:
        weeks = time.weeks
        week = weeks.of(start)
        while True:
            week = self._open(week)
            start = max(start, weeks.begin(week))
            free = min(weeks.end(week) - start, self._left[week] // rate)
            if left <= free:
                return start + left
            left -= free
            week += 1

    def _take(self, week: int, amount: int) -> None:
        self._left[week] -= amount
        if self._left[week] < self._least:
            self._next[week] = week + 1

    def _open(self, week: int) -> int:
        """The first week from this on in which anybody can work a unit."""
        passed: list[int] = []
        while week in self._next:
            passed.append(week)
            week = self._next[week]
        for each in passed:
            self._next[each] = week
        return week


def _joined(pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found = pieces[:1]
    for begin, end in pieces[1:]:
        if begin == found[-1][1]:
            found[-1] = (found[-1][0], end)
        else:
            found.append((begin, end))
    return found
