"""How full people's weeks are, and who has room for what nobody does yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from purpose_coach.scheduling.calendar import Days, day_of
from purpose_coach.scheduling.decoder import Pieces, Timing
from purpose_coach.scheduling.people import Person
from purpose_coach.scheduling.problem import Problem
from purpose_coach.scheduling.reading import Reading
from purpose_coach.scheduling.schedule import UNITS, Load

__all__ = ["loads", "suggestions"]


def loads(reading: Reading, timing: Timing) -> tuple[Load, ...]:
    """Each week in which somebody works, by person, and by the whole team where its capacity bounds it."""
    problem, people = reading.problem, reading.staff.people
    planned = _planned(problem, timing)
    single = [
        Load(
            person=people[person].name,
            week=_monday(week),
            hours=_hours(units, people[person]),
            available=_hours(_available(people[person].days, week) * UNITS, people[person]),
        )
        for (person, week), units in sorted(planned.items())
        if people[person].name is not None
    ]
    return (*single, *_team(reading, planned))


def _team(reading: Reading, planned: Mapping[tuple[int, int], int]) -> Iterator[Load]:
    if reading.problem.capacity is None or reading.weekly is None:
        return
    weeks: defaultdict[int, Fraction] = defaultdict(Fraction)
    for (person, week), units in planned.items():
        weeks[week] += units * reading.staff.people[person].daily / UNITS
    for week, hours in sorted(weeks.items()):
        yield Load(
            person=None, week=_monday(week), hours=round(float(hours), 2), available=float(reading.weekly)
        )


def _planned(problem: Problem, timing: Timing) -> dict[tuple[int, int], int]:
    """Units of work by person and ISO week."""
    found: defaultdict[tuple[int, int], int] = defaultdict(int)
    for number, pieces in enumerate(timing.own):
        person = problem.people[number]
        for week, units in _weekly(problem.times[person].mine, pieces):
            found[person, week] += units
    return found


def _weekly(days: Days, pieces: Pieces) -> Iterator[tuple[int, int]]:
    """The weeks, by number, that pieces of a person's own time touch, and the units worked in each."""
    for begin, end in pieces:
        here = begin
        while here < end:
            week = (days.ordinal(here // UNITS) - 1) // 7
            until = min(end, days.before(week * 7 + 8) * UNITS)
            yield week, until - here
            here = until


def _available(days: Days, week: int) -> int:
    """How many of a person's days a week has, from the plan's first day on."""
    return days.before(week * 7 + 8) - max(0, days.before(week * 7 + 1))


def _monday(week: int) -> date:
    return day_of(week * 7 + 1)


def _hours(units: int, person: Person) -> float:
    return round(float(units * person.daily / UNITS), 2)


def suggestions(reading: Reading, timing: Timing) -> dict[int, str | None]:
    """For each action that nobody does: who of the team has most room in its weeks, if that is enough.

    Actions are given away in the order in which they begin, and each then fills the weeks of the next.
    """
    problem, staff = reading.problem, reading.staff
    names = {person.name: place for place, person in enumerate(staff.people)}
    planned = _planned(problem, timing)
    taken = [
        {week: units for (person, week), units in planned.items() if person == names.get(member.name, -1)}
        for member in staff.team
    ]
    found: dict[int, str | None] = {}
    for number in sorted(range(problem.size), key=lambda each: (timing.begins[each], each)):
        if staff.people[problem.people[number]].name is None:
            found[number] = _roomiest(reading, timing, number, taken)
    return found


def _roomiest(reading: Reading, timing: Timing, number: int, taken: Sequence[dict[int, int]]) -> str | None:
    problem, staff = reading.problem, reading.staff
    mine = problem.times[problem.people[number]].mine
    weeks = [week for week, _ in _weekly(mine, timing.own[number])]
    best: tuple[Fraction, int] | None = None
    for place, member in enumerate(staff.team):
        free = {week: _available(member.days, week) * UNITS - taken[place].get(week, 0) for week in weeks}
        room = sum(free.values()) - member.length(reading.hours[number])
        share = Fraction(room, max(1, sum(_available(member.days, week) for week in weeks)))
        if room >= 0 and (best is None or share > best[0]):
            best = (share, place)
    if best is None:
        return None
    _fill(reading, number, weeks, best[1], taken[best[1]])
    return staff.team[best[1]].name


def _fill(reading: Reading, number: int, weeks: Sequence[int], place: int, taken: dict[int, int]) -> None:
    member = reading.staff.team[place]
    left = member.length(reading.hours[number])
    for week in weeks:
        share = max(0, min(left, _available(member.days, week) * UNITS - taken.get(week, 0)))
        taken[week] = taken.get(week, 0) + share
        left -= share
