"""What would mend a late milestone: each remedy is tried on the plan before it is named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import evolve, frozen

from purpose_coach.scheduling.calendar import OwnTime
from purpose_coach.scheduling.decoder import Timing, decode
from purpose_coach.scheduling.facts import Fact, Named
from purpose_coach.scheduling.findings import HandOver, LaterDate, MoreHours
from purpose_coach.scheduling.objective import due_days
from purpose_coach.scheduling.people import Person
from purpose_coach.scheduling.problem import Goal, Problem
from purpose_coach.scheduling.reading import Reading, capacity_of

__all__ = ["Trouble", "remedies"]

MOST_HOURS = 60
"""A week, beyond which longer hours are no remedy."""

TRIALS = 100_000
"""Actions placed in trials for one plan: what bounds the time that remedies take."""


@frozen
class Trouble:
    """A late milestone: its goal, what it is called, and the chain that makes it late."""

    goal: Goal
    description: str
    late: int
    chain: tuple[int, ...]


def remedies(reading: Reading, timing: Timing, trouble: Trouble, share: float = 1.0) -> Iterator[Fact]:
    """What would mend it, the surest first; `share` of the usual trials may be made for it."""
    days = due_days(reading.problem, timing)
    reached = max(days[number] for number in trouble.goal.scope)
    yield LaterDate(description=trouble.description, date=reading.staff.days.day(reached))
    trials = int(TRIALS * share / max(1, reading.problem.size))
    yield from _more_hours(reading, timing, trouble, trials)
    yield from _hand_over(reading, timing, trouble, trials)


def _late(problem: Problem, order: Sequence[int], goal: Goal) -> tuple[int, int]:
    """The goal's lateness if all is done in this order, and the lateness of all goals."""
    days = due_days(problem, decode(problem, order))
    late = [max(goal.day, *(days[each] for each in goal.scope)) - goal.day for goal in (goal, *problem.goals)]
    return late[0], sum(late[1:])


def _more_hours(reading: Reading, timing: Timing, trouble: Trouble, trials: int) -> Iterator[Fact]:
    """The fewest whole hours a week of one person of the chain with which it is met."""
    problem, people = reading.problem, reading.staff.people
    involved = sorted({problem.people[number] for number in trouble.chain if problem.lengths[number]})
    for place in involved[: trials // 7]:
        person = people[place]
        if person.name is None or person.hours >= MOST_HOURS:
            continue
        low, high = int(person.hours) + 1, MOST_HOURS
        if _late(_with_hours(reading, place, high), timing.order, trouble.goal)[0]:
            continue
        while low < high:
            middle = (low + high) // 2
            if _late(_with_hours(reading, place, middle), timing.order, trouble.goal)[0]:
                low = middle + 1
            else:
                high = middle
        yield MoreHours(
            description=trouble.description, person=person.name, hours=person.hours, more=float(high)
        )


def _with_hours(reading: Reading, place: int, hours: int) -> Problem:
    """The problem with a person who works this much a week."""
    people = list(reading.staff.people)
    people[place] = evolve(people[place], hours=float(hours))
    lengths = [
        people[place].length(each) if who == place else length
        for length, who, each in zip(
            reading.problem.lengths, reading.problem.people, reading.hours, strict=True
        )
    ]
    capacity = capacity_of(reading.weekly, people)
    return evolve(reading.problem, lengths=tuple(lengths), capacity=capacity)


def _hand_over(reading: Reading, timing: Timing, trouble: Trouble, trials: int) -> Iterator[Fact]:
    """The one action of the chain that somebody else should do, if that helps and harms no other goal."""
    problem = reading.problem
    before = trouble.late, _late(problem, timing.order, trouble.goal)[1]
    pairs = [
        (number, member)
        for number in trouble.chain
        if problem.lengths[number]
        for member in reading.staff.team
        if member != reading.staff.people[problem.people[number]]
        and len(member.days.weekdays) <= len(problem.days.weekdays)
    ]
    found = [
        (*_late(_with_person(reading, number, member), timing.order, trouble.goal), place)
        for place, (number, member) in enumerate(pairs[:trials])
    ]
    late, total, place = min(found, default=(*before, 0))
    if late >= before[0] or total > before[1]:
        return
    number, member = pairs[place]
    action = reading.actions[number]
    yield HandOver(
        action=Named(action.id, action.title),
        description=trouble.description,
        person=member.name or "",
        days=late,
    )


def _with_person(reading: Reading, number: int, member: Person) -> Problem:
    """The problem with an action done by someone of the team."""
    problem, known = reading.problem, reading.staff.people
    people = known if member in known else (*known, member)
    added = [OwnTime(problem.days, person.days) for person in people[len(known) :]]
    return evolve(
        problem,
        lengths=_replaced(problem.lengths, number, member.length(reading.hours[number])),
        people=_replaced(problem.people, number, people.index(member)),
        times=(*problem.times, *added),
        capacity=capacity_of(reading.weekly, people),
    )


def _replaced(values: tuple[int, ...], place: int, value: int) -> tuple[int, ...]:
    return (*values[:place], value, *values[place + 1 :])
