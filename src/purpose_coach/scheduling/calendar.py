"""Working time as arithmetic: days glued together, and moments on them; no table, so no horizon.

The team's axis has 480 units for each day on which somebody may work, from the plan's first day on;
nights, weekends and common holidays are not on it. A person's own axis has only his own days. `own`
and `team` go from one to the other (the cumulative working time of calendar-constrained scheduling,
and its inverse), by counting the days off before a day: a binary search.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date
from functools import cached_property

from attrs import frozen

from purpose_coach.scheduling.schedule import UNITS, Moment

__all__ = ["Days", "OwnTime", "Weeks", "begun", "day_of", "ended", "off"]

LAST = date.max.toordinal()


@frozen
class Days:
    """The working days from `first` on, numbered from 0; days before it have negative numbers.

    `weekdays` are sorted (Monday is 0); `off` are ordinals of days on which nobody works.
    """

    first: date
    weekdays: tuple[int, ...]
    off: frozenset[int] = frozenset()

    @cached_property
    def _gaps(self) -> tuple[int, ...]:
        """Where days off stand among all working weekdays."""
        marks = set(self.weekdays)
        return tuple(self._raw(day) for day in sorted(self.off) if (day - 1) % 7 in marks)

    @cached_property
    def _shifts(self) -> tuple[int, ...]:
        return tuple(day - number for number, day in enumerate(self._gaps))

    @cached_property
    def _origin(self) -> int:
        raw = self._raw(self.first.toordinal())
        return raw - bisect_left(self._gaps, raw)

    def _raw(self, ordinal: int) -> int:
        """Working weekdays before the day, days off included; ordinal 1 was a Monday."""
        weeks, weekday = divmod(ordinal - 1, 7)
        return weeks * len(self.weekdays) + bisect_left(self.weekdays, weekday)

    def before(self, ordinal: int) -> int:
        """How many working days lie before the day, counted from `first` on."""
        raw = self._raw(ordinal)
        return raw - bisect_left(self._gaps, raw) - self._origin

    def count(self, day: date) -> int:
        """How many working days lie before `day`, counted from `first` on."""
        return self.before(day.toordinal())

    def last(self, day: date) -> int:
        """The number of the last working day up to `day`, `day` included."""
        return self.before(day.toordinal() + 1) - 1

    def ordinal(self, number: int) -> int:
        """The day with this number, as an ordinal; no calendar may have such a day."""
        wanted = number + self._origin
        weeks, rest = divmod(wanted + bisect_right(self._shifts, wanted), len(self.weekdays))
        return weeks * 7 + self.weekdays[rest] + 1

    def day(self, number: int) -> date:
        """The day with this number.

        Raises:
            OverflowError: it lies after the year 9999.
        """
        return day_of(self.ordinal(number))

    def has(self, day: date) -> bool:
        """Whether it is a working day."""
        return day.weekday() in self.weekdays and day.toordinal() not in self.off


class Weeks:
    """ISO weeks on one person's own axis, numbered from the plan's first; worked out as they are needed."""

    def __init__(self, days: Days) -> None:
        self._days = days
        self._first = (days.first.toordinal() - 1) // 7
        self._begins = [0]

    def begin(self, week: int) -> int:
        """Where the person's time of the week begins, and that of the week before ends."""
        while len(self._begins) <= week:
            monday = (self._first + len(self._begins)) * 7 + 1
            self._begins.append(self._days.before(monday) * UNITS)
        return self._begins[week]

    def end(self, week: int) -> int:
        """Where the person's time of the week ends."""
        return self.begin(week + 1)

    def of(self, point: int) -> int:
        """The week of what begins at a point."""
        while self._begins[-1] <= point:
            self.begin(len(self._begins))
        return bisect_right(self._begins, point) - 1


@frozen
class OwnTime:
    """One person's working time beside the team's."""

    everyone: Days
    mine: Days

    @cached_property
    def weeks(self) -> Weeks:
        """His time by weeks."""
        return Weeks(self.mine)

    @cached_property
    def plain(self) -> bool:
        """Whether the two axes are the same."""
        return self._regular and not self._away

    @cached_property
    def _regular(self) -> bool:
        """Whether the days on which only he is off have an end, so that they can be listed."""
        return self.mine.weekdays == self.everyone.weekdays

    @cached_property
    def _away(self) -> tuple[int, ...]:
        """Where each of the team's days begins on which he is off."""
        first = self.everyone.first
        days = (date.fromordinal(day) for day in sorted(self.mine.off - self.everyone.off))
        missed = (self.everyone.count(day) for day in days if day >= first and self.everyone.has(day))
        return tuple(day * UNITS for day in missed) if self._regular else ()

    @cached_property
    def _shifts(self) -> tuple[int, ...]:
        """The same on his own axis."""
        return tuple(point - number * UNITS for number, point in enumerate(self._away))

    def own(self, point: int) -> int:
        """How much of his time has passed at a point of the team's axis."""
        if not self._regular:
            return self._own(point)
        missed = bisect_right(self._away, point)
        if missed and point < self._away[missed - 1] + UNITS:
            return self._shifts[missed - 1]
        return point - missed * UNITS

    def begin(self, point: int) -> int:
        """Where on the team's axis work begins that starts at a point of his."""
        if not self._regular:
            return self._team(point)
        return point + bisect_right(self._shifts, point) * UNITS

    def end(self, point: int) -> int:
        """Where on the team's axis work ends that stops at a point of his, after the first."""
        if not self._regular:
            return self._team(point - 1) + 1
        return point + bisect_left(self._shifts, point) * UNITS

    def instant(self, point: int) -> int:
        """The first moment of his at or after a point of the team's axis.

        At the end of one of his days it is that end, though the next may begin at the same point.
        """
        passed = self.own(point)
        return point if passed and self.end(passed) == point else self.begin(passed)

    def _own(self, point: int) -> int:
        day, unit = divmod(point, UNITS)
        ordinal = self.everyone.ordinal(day)
        mine = self.mine.before(ordinal)
        return mine * UNITS + (unit if self.mine.ordinal(mine) == ordinal else 0)

    def _team(self, point: int) -> int:
        day, unit = divmod(point, UNITS)
        return self.everyone.before(self.mine.ordinal(day)) * UNITS + unit


def day_of(ordinal: int) -> date:
    """The day with this ordinal.

    Raises:
        OverflowError: it lies after the year 9999.
    """
    if ordinal > LAST:
        raise OverflowError("the day lies after the year 9999")
    return date.fromordinal(ordinal)


def begun(days: Days, point: int) -> Moment:
    """The point as the beginning of work."""
    day, unit = divmod(point, UNITS)
    return Moment(days.day(day), unit)


def ended(days: Days, point: int) -> Moment:
    """The point as the end of work."""
    day, unit = divmod(point - 1, UNITS)
    return Moment(days.day(day), unit + 1)


def off(days: Iterable[date | None]) -> frozenset[int]:
    """Days off as ordinals."""
    return frozenset(day.toordinal() for day in days if day is not None)
