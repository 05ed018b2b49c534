"""How a plan stands to its critical deadlines, and what keeps it from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from purpose_coach.scheduling.bounds import Excess, excess, least_late
from purpose_coach.scheduling.calendar import begun, ended
from purpose_coach.scheduling.explaining import chain, days_of
from purpose_coach.scheduling.facts import Fact, Named
from purpose_coach.scheduling.findings import LateMilestone, TooLong, TooMuch
from purpose_coach.scheduling.mending import Trouble, remedies
from purpose_coach.scheduling.problem import Goal
from purpose_coach.scheduling.rows import Drawn
from purpose_coach.scheduling.schedule import UNITS, LongChain, Milestone, Overload
from purpose_coach.scheduling.scopes import Scope
from purpose_coach.scheduling.shapes import CriticalDeadline

__all__ = ["binding", "dangers", "milestones"]

EXPLAINED = 200_000
"""Actions times late milestones up to which it is worked out why a milestone is late."""


def milestones(
    drawn: Drawn, deadlines: Sequence[CriticalDeadline], places: dict[str, int]
) -> tuple[Milestone, ...]:
    """The milestones of these deadlines; `places` are the actions' in the request."""
    scopes = drawn.reading.scopes
    goals = [
        Goal(drawn.reading.staff.days.last(deadline.date), scope.actions)
        for deadline, scope in zip(deadlines, scopes, strict=True)
    ]
    late = sum(1 for goal in goals if goal.scope and _last_day(drawn, goal) > goal.day)
    share = 1 / late if late and late * drawn.reading.problem.size <= EXPLAINED else 0.0
    return tuple(
        _milestone(drawn, deadline, scope, goal, places, share)
        for deadline, scope, goal in zip(deadlines, scopes, goals, strict=True)
    )


def _last_day(drawn: Drawn, goal: Goal) -> int:
    return max(drawn.days[number] for number in goal.scope)


def _milestone(
    drawn: Drawn,
    deadline: CriticalDeadline,
    scope: Scope,
    goal: Goal,
    places: dict[str, int],
    share: float,
) -> Milestone:
    concerned = tuple(sorted(drawn.ids(scope.actions), key=places.__getitem__))
    if not concerned:
        return Milestone(
            date=deadline.date,
            description=deadline.description,
            named=scope.named,
            actions=(),
            reached=None,
            last=None,
            late=0,
            spare=0.0,
            least=0,
        )
    problem, ends = drawn.reading.problem, drawn.timing.ends
    last = max(goal.scope, key=lambda number: (drawn.days[number], ends[number], -number))
    late = max(0, drawn.days[last] - goal.day)
    leading = tuple(chain(drawn.held, last))
    told = late and share
    trouble = Trouble(goal, deadline.description, late, leading)
    return Milestone(
        date=deadline.date,
        description=deadline.description,
        named=scope.named,
        actions=concerned,
        reached=drawn.due(last),
        last=drawn.reading.actions[last].id,
        late=late,
        spare=days_of((goal.day + 1) * UNITS - ends[last]),
        least=least_late(problem, goal, late) if told else 0,
        chain=drawn.ids(leading),
        shortfall=_shortfall(drawn, excess(problem, goal)) if told else None,
        remedies=tuple(remedies(drawn.reading, drawn.timing, trouble, share)) if told else (),
    )


def _shortfall(drawn: Drawn, found: Excess | None) -> Overload | LongChain | None:
    if found is None:
        return None
    ids = drawn.ids(found.actions)
    if found.person is None:
        return LongChain(actions=ids, days=days_of(found.work), available=days_of(found.room))
    person = drawn.reading.staff.people[found.person]
    hourly = float(person.daily) / UNITS
    days = drawn.reading.staff.days
    return Overload(
        person=person.name,
        actions=ids,
        start=begun(days, found.begin).day,
        end=ended(days, found.end).day,
        hours=round(found.work * hourly, 2),
        available=round(max(0, found.room) * hourly, 2),
    )


def binding(drawn: Drawn, found: Sequence[Milestone]) -> set[int]:
    """The actions on the chains of late milestones or, if none is late, on the chain that ends last."""
    numbers = {action.id: number for number, action in enumerate(drawn.reading.actions)}
    late = {numbers[each] for milestone in found if milestone.late for each in milestone.chain}
    if late or not numbers:
        return late
    ends = drawn.timing.ends
    return set(chain(drawn.held, max(numbers.values(), key=lambda number: (ends[number], -number))))


def dangers(drawn: Drawn, found: Sequence[Milestone]) -> Iterator[Fact]:
    """The late milestones, and what keeps each from being met."""
    numbers = {action.id: number for number, action in enumerate(drawn.reading.actions)}
    for milestone in found:
        if not milestone.late or milestone.reached is None:
            continue
        over = tuple(each for each in milestone.actions if drawn.due(numbers[each]) > milestone.date)
        yield LateMilestone(
            description=milestone.description,
            date=milestone.date,
            reached=milestone.reached,
            days=milestone.late,
            actions=over,
        )
        if milestone.shortfall is not None:
            named = tuple(drawn.named(numbers[each]) for each in milestone.shortfall.actions)
            yield _why(milestone.description, milestone.shortfall, named)


def _why(description: str, short: Overload | LongChain, actions: tuple[Named, ...]) -> Fact:
    if isinstance(short, LongChain):
        return TooLong(description=description, days=short.days, available=short.available, actions=actions)
    return TooMuch(
        description=description,
        person=short.person,
        hours=short.hours,
        available=short.available,
        start=short.start,
        end=short.end,
        actions=actions,
    )
