"""From a request to a problem: what is dirty is read in a way that can be planned, and said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from math import lcm

from attrs import frozen

from purpose_coach.grounding import fold
from purpose_coach.scheduling.assumptions import AlreadySettled
from purpose_coach.scheduling.calendar import Days, OwnTime
from purpose_coach.scheduling.circumstances import IgnoredCapacity, TotalCapacity
from purpose_coach.scheduling.dependencies import Index, order_of
from purpose_coach.scheduling.doubts import doubts, hours_of, priority_of
from purpose_coach.scheduling.facts import Fact, Named
from purpose_coach.scheduling.people import Person, Rules, Staff, exactly, staff_of
from purpose_coach.scheduling.problem import Capacity, Goal, Problem
from purpose_coach.scheduling.schedule import UNITS
from purpose_coach.scheduling.scopes import Scope, scope_of
from purpose_coach.scheduling.shapes import WEIGHTS, Action, Constraints, Policy, distinct

__all__ = ["Reading", "capacity_of", "read"]

DONE = frozenset({"done", "completed", "complete", "closed", "finished"})
CANCELLED = frozenset({"cancelled", "canceled"})

MONTHS_A_WEEK = Fraction(12, 52)


@frozen
class Reading:
    """A request as it is planned."""

    problem: Problem
    actions: tuple[Action, ...]
    """What is planned, sorted by id: an action's place is its number in the problem."""
    settled: tuple[Action, ...]
    """What is done or cancelled."""
    hours: tuple[Fraction, ...]
    """Of each planned action."""
    priorities: tuple[str, ...]
    """Of each planned action."""
    staff: Staff
    scopes: tuple[Scope, ...]
    """Of each deadline, in the request's order."""
    weekly: Fraction | None
    """Hours a week that the team may work, whether that bounds it or not."""
    assumptions: tuple[Fact, ...]


def read(actions: Sequence[Action], constraints: Constraints, first: date, policy: Policy) -> Reading:
    """The request, planned from `first` on.

    Raises:
        ValidationError: two actions have the same id.
    """
    everything = sorted(distinct(actions), key=lambda action: action.id)
    settled = tuple(action for action in everything if _status(action))
    todo = tuple(action for action in everything if not _status(action))
    staff = staff_of(todo, constraints, Rules.of(constraints, first, policy))
    people = [staff.people[place] for place in staff.doing]
    hours = tuple(hours_of(*each, staff.days, policy) for each in zip(todo, people, strict=True))
    priorities = tuple(priority_of(action) for action in todo)
    weights = tuple(WEIGHTS[priority] for priority in priorities)
    index = Index.of(everything)
    order = order_of(todo, index, {action.id: _status(action) in CANCELLED for action in settled}, weights)
    scopes = tuple(scope_of(each, todo, index, order.before) for each in constraints.critical_deadlines)
    weekly, ignored = _weekly(constraints, policy, sum(hours))
    problem = Problem(
        ids=tuple(action.id for action in todo),
        lengths=tuple(person.length(each) for person, each in zip(people, hours, strict=True)),
        people=staff.doing,
        times=tuple(OwnTime(staff.days, person.days) for person in staff.people),
        before=order.before,
        weights=weights,
        dues=tuple(_last(staff.days, action.current_due_date) for action in todo),
        wishes=tuple(_first(staff.days, action.current_start_date) for action in todo),
        goals=_goals(constraints, scopes, staff.days),
        days=staff.days,
        capacity=capacity_of(weekly, staff.people),
        objective=policy.objective,
    )
    of_actions = zip(todo, people, hours, strict=True)
    doubtful = (
        *staff.assumptions,
        *(fact for each in of_actions for fact in doubts(*each, staff.days)),
        *(fact for scope in scopes for fact in scope.assumptions),
        *order.assumptions,
        *(AlreadySettled(action=_named(action), status=action.status or "") for action in settled),
        *ignored,
    )
    return Reading(problem, todo, settled, hours, priorities, staff, scopes, weekly, doubtful)


def _named(action: Action) -> Named:
    return Named(action.id, action.title)


def _status(action: Action) -> str | None:
    """The status, if it says that nothing is to be done."""
    status = fold(action.status or "")
    return status if status in DONE | CANCELLED else None


def _goals(constraints: Constraints, scopes: Sequence[Scope], days: Days) -> tuple[Goal, ...]:
    """The deadlines that concern open actions, in an order of their own."""
    goals = (
        Goal(days.last(deadline.date), scope.actions)
        for deadline, scope in zip(constraints.critical_deadlines, scopes, strict=True)
        if scope.actions
    )
    return tuple(sorted(goals, key=lambda goal: (goal.day, goal.scope)))


def _last(days: Days, due: date | None) -> int | None:
    return None if due is None else days.last(due)


def _first(days: Days, start: date | None) -> int | None:
    return None if start is None else days.count(start)


def _weekly(
    constraints: Constraints, policy: Policy, needed: Fraction | int
) -> tuple[Fraction | None, tuple[Fact, ...]]:
    """What the team may work in a week, if the request bounds it."""
    if constraints.team_capacity is None:
        return None, ()
    capacity = exactly(constraints.team_capacity)
    period = constraints.team_capacity_period or policy.team_capacity_period
    if period == "total":
        return None, (TotalCapacity(hours=float(capacity), needed=float(needed)),)
    weekly = capacity if period == "week" else capacity * MONTHS_A_WEEK
    return (weekly, ()) if weekly >= 1 else (None, (IgnoredCapacity(hours=float(weekly)),))


def capacity_of(hours: Fraction | None, people: Sequence[Person]) -> Capacity | None:
    """The team's week in a measure in which one unit of everybody's time is a whole number."""
    if hours is None or hours >= sum(exactly(person.hours) for person in people):
        return None
    rates = [person.daily / UNITS for person in people]
    whole = lcm(hours.denominator, *(rate.denominator for rate in rates))
    return Capacity(int(hours * whole), tuple(int(rate * whole) for rate in rates))
