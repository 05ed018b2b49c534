"""Who works when: the team's availability read into calendars."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import ceil

from attrs import frozen

from purpose_coach.grounding import blank, fold
from purpose_coach.scheduling.calendar import Days, off
from purpose_coach.scheduling.circumstances import AssumedHours, RepeatedPerson, UnknownPerson
from purpose_coach.scheduling.facts import Fact
from purpose_coach.scheduling.schedule import UNITS
from purpose_coach.scheduling.shapes import Action, Constraints, Policy, TeamMember

__all__ = ["Person", "Rules", "Staff", "exactly", "staff_of"]

DAY = 24
ALL_WEEK = (0, 1, 2, 3, 4, 5, 6)


@frozen
class Person:
    """Someone who does actions; the name is None for whoever will do an unassigned one."""

    name: str | None
    hours: float
    """In a full week."""
    days: Days

    @property
    def daily(self) -> Fraction:
        """Hours of one of his days."""
        return exactly(self.hours) / len(self.days.weekdays)

    def length(self, hours: Fraction) -> int:
        """Units of his time that the hours take."""
        return ceil(hours * UNITS / self.daily)


@frozen
class Rules:
    """What the team's calendars have in common."""

    first: date
    weekdays: tuple[int, ...]
    holidays: frozenset[int]
    hours: float
    """A week of whoever is not in the team's availability."""

    @classmethod
    def of(cls, constraints: Constraints, first: date, policy: Policy) -> Rules:
        """The request's, else the policy's; holidays of both."""
        weekdays = constraints.working_days or policy.working_days
        holidays = off((*constraints.holidays, *policy.holidays))
        return cls(first, tuple(sorted(set(weekdays))), holidays, policy.hours_per_week)

    def person(
        self, name: str | None, hours: float | None = None, away: frozenset[int] = frozenset()
    ) -> Person:
        """Someone with these hours a week, spread over the working days, or all days if they are too few."""
        weekly = self.hours if hours is None else hours
        weekdays = self.weekdays if exactly(weekly) <= DAY * len(self.weekdays) else ALL_WEEK
        return Person(name, weekly, Days(self.first, weekdays, self.holidays | away))


@frozen
class Staff:
    """Everybody who has something to do, and everybody who could."""

    people: tuple[Person, ...]
    doing: tuple[int, ...]
    """Of each action, its place in `people`."""
    team: tuple[Person, ...]
    """The team's availability, sorted by name."""
    days: Days
    """The days on which somebody of `people` may work."""
    assumptions: tuple[Fact, ...]


def staff_of(actions: Sequence[Action], constraints: Constraints, rules: Rules) -> Staff:
    """The people of these actions (open ones, sorted by id): known ones, unknown ones, and nobody yet."""
    team, doubts = _team(constraints.team_availability, rules)
    asked: defaultdict[tuple[int, str], list[Action]] = defaultdict(list)
    for action in actions:
        asked[_key(action, team)].append(action)
    people = {key: team.get(key) or _stranger(key, asked[key][0], rules) for key in sorted(asked)}
    places = {key: place for place, key in enumerate(people)}
    doing = tuple(places[_key(action, team)] for action in actions)
    strangers = (
        UnknownPerson(
            person=person.name,
            hours=person.hours,
            actions=tuple(action.id for action in asked[key]),
        )
        for key, person in people.items()
        if person.name is not None and key not in team
    )
    everyone = tuple(people.values())
    members = tuple(team[key] for key in sorted(team))
    return Staff(everyone, doing, members, _shared(everyone, rules), (*doubts, *strangers))


def exactly(number: float) -> Fraction:
    """The decimal as it is written: 0.1 is a tenth.

    >>> exactly(0.1) * 2400
    Fraction(240, 1)
    """
    return Fraction(repr(float(number)))


def _team(members: Sequence[TeamMember], rules: Rules) -> tuple[Mapping[tuple[int, str], Person], list[Fact]]:
    entries: dict[tuple[int, str], list[TeamMember]] = {}
    for member in members:
        entries.setdefault((0, fold(member.person_id)), []).append(member)
    team: dict[tuple[int, str], Person] = {}
    doubts: list[Fact] = []
    for key, each in sorted(entries.items(), key=lambda entry: entry[0]):
        away = off(day for member in each for day in member.unavailable_dates)
        person = team[key] = rules.person(each[0].person_id, each[0].hours_per_week, away)
        doubts += _doubts(each, person)
    return team, doubts


def _doubts(entries: Sequence[TeamMember], person: Person) -> Iterable[Fact]:
    name = entries[0].person_id
    if entries[0].hours_per_week is None:
        yield AssumedHours(person=name, hours=person.hours)
    if len(entries) > 1:
        yield RepeatedPerson(person=name, hours=person.hours)


def _key(action: Action, team: Mapping[tuple[int, str], Person]) -> tuple[int, str]:
    """People sort by name, and after them whoever does an unassigned action, by its id."""
    name = fold(action.assigned_to or "")
    if name and (0, name) in team:
        return 0, name
    return (1, action.id) if blank(name) else (0, name)


def _stranger(key: tuple[int, str], action: Action, rules: Rules) -> Person:
    assigned, _ = key
    return rules.person(None if assigned else action.assigned_to)


def _shared(people: Iterable[Person], rules: Rules) -> Days:
    """Every day once one person works on every day, else the working days."""
    weekdays = {person.days.weekdays for person in people} | {rules.weekdays}
    return Days(rules.first, max(weekdays, key=len), rules.holidays)
