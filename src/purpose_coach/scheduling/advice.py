"""A plan with all that is said about it: other plans, how likely its dates hold, and plain sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from attrs import frozen

from purpose_coach.errors import InvalidRequest
from purpose_coach.scheduling.alternatives import Alternative, Kind, alternatives
from purpose_coach.scheduling.calendar import begun
from purpose_coach.scheduling.decoder import Timing
from purpose_coach.scheduling.objective import due_days, start_day
from purpose_coach.scheduling.planning import plan
from purpose_coach.scheduling.reading import Reading, read
from purpose_coach.scheduling.reporting import report
from purpose_coach.scheduling.schedule import Placed, Schedule
from purpose_coach.scheduling.shapes import Action, Constraints, Policy
from purpose_coach.scheduling.simulation import holding
from purpose_coach.scheduling.solving import Limits, Solver

__all__ = ["Advice", "Other", "OtherDates", "advise"]

DOUBT, LEAST_SURE = 0.9, 0.5
"""What is left of a confidence for each assumption about the action, and at least."""


@frozen
class OtherDates:
    """When an action happens in another plan."""

    start: date
    due: date


@frozen(kw_only=True)
class Other:
    """Another complete plan, and what it costs."""

    kind: Kind
    later: int
    """Working days by which all work ends later than planned; negative: earlier."""
    late: int
    """Working days by which milestones are missed more than planned."""
    dates: dict[str, OtherDates]
    """By the id of the action; only open ones."""


@frozen(kw_only=True)
class Advice:
    """A plan, its alternatives, and how likely each action's commitment holds."""

    schedule: Schedule
    others: tuple[Other, ...]
    likely: dict[str, float]
    """By id, 0 to 1: the share of simulations in which the commitment holds, less what was assumed."""

    def others_of(self, row: Placed) -> list[tuple[Other, OtherDates]]:
        """The other plans in which the action has other dates."""
        found = ((other, other.dates.get(row.id)) for other in self.others)
        return [
            (other, dates)
            for other, dates in found
            if dates is not None and (dates.start, dates.due) != (row.start, row.due)
        ]


def advise(
    actions: Sequence[Action],
    constraints: Constraints,
    first: date,
    *,
    policy: Policy,
    limits: Limits,
    solver: Solver | None = None,
) -> Advice:
    """The best plan found within the limits, and everything about it.

    Raises:
        InvalidRequest: the plan would end after the year 9999.
    """
    try:
        reading = read(actions, constraints, first, policy)
        timing, search = plan(reading.problem, limits, solver)
        made = report(reading, constraints, policy, actions, timing, search)
        others = tuple(_other(reading, one) for one in alternatives(reading.problem, timing))
    except OverflowError:
        field = "actions"
        raise InvalidRequest("The plan would end after the year 9999.", {field: "take too long"}) from None
    return Advice(schedule=made, others=others, likely=_likely(reading, timing, made, limits.stop))


def _other(reading: Reading, other: Alternative) -> Other:
    days = due_days(reading.problem, other.timing)
    return Other(
        kind=other.kind,
        later=other.later,
        late=other.late,
        dates={
            action.id: OtherDates(_start(reading, other.timing, number), reading.staff.days.day(days[number]))
            for number, action in enumerate(reading.actions)
        },
    )


def _start(reading: Reading, timing: Timing, number: int) -> date:
    pieces = timing.own[number]
    if not pieces:
        return reading.staff.days.day(start_day(reading.problem, timing, number))
    return begun(reading.staff.people[reading.problem.people[number]].days, pieces[0][0]).day


def _likely(reading: Reading, timing: Timing, made: Schedule, stop: Callable[[], bool]) -> dict[str, float]:
    shares = holding(reading.problem, timing, stop)
    assumed = [each for fact in made.assumptions for each in set(fact.about)]
    return {
        action.id: round(share * max(LEAST_SURE, DOUBT ** assumed.count(action.id)), 2)
        for action, share in zip(reading.actions, shares, strict=True)
    }
