"""From times to a schedule: rows, milestones, risks and loads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from purpose_coach.scheduling.assumptions import Unassigned
from purpose_coach.scheduling.decoder import Timing
from purpose_coach.scheduling.facts import Fact
from purpose_coach.scheduling.findings import FullWeeks, LateAction, SearchCut, TightAction
from purpose_coach.scheduling.loads import loads, suggestions
from purpose_coach.scheduling.milestones import binding, dangers, milestones
from purpose_coach.scheduling.objective import score
from purpose_coach.scheduling.reading import Reading
from purpose_coach.scheduling.rows import Drawn, rows
from purpose_coach.scheduling.schedule import Load, Milestone, Placed, Schedule, Search
from purpose_coach.scheduling.shapes import Action, Constraints, Policy

__all__ = ["report"]

TIGHT = 1.0
"""Working days of slack below which an action is a risk."""


def report(
    reading: Reading,
    constraints: Constraints,
    policy: Policy,
    actions: Sequence[Action],
    timing: Timing,
    search: Search,
) -> Schedule:
    """The schedule of these times.

    Raises:
        OverflowError: it ends after the year 9999.
    """
    drawn = Drawn(reading, timing)
    reading.staff.days.day(max(drawn.days, default=0))  # before anything is worked out week by week
    first = reading.staff.days.first
    places = {action.id: place for place, action in enumerate(actions)}
    found = milestones(drawn, constraints.critical_deadlines, places)
    helpers = suggestions(reading, timing)
    full = loads(reading, timing)
    bound = reading.problem.capacity is not None and reading.weekly is not None
    placed = tuple(rows(drawn, actions, first, binding(drawn, found), helpers))
    return Schedule(
        as_of=first,
        rows=placed,
        milestones=found,
        assumptions=(*reading.assumptions, *_unassigned(drawn, helpers)),
        risks=(
            *dangers(drawn, found),
            *_late(drawn, placed),
            *_tight(drawn, found),
            *_full(drawn, full),
            *([SearchCut(seconds=policy.seconds)] if search.cut else []),
        ),
        loads=full,
        team_hours=float(reading.weekly or 0) if bound else None,
        score=score(reading.problem, timing),
        search=search,
    )


def _unassigned(drawn: Drawn, helpers: Mapping[int, str | None]) -> Iterator[Fact]:
    people = drawn.reading.staff.people
    for number, helper in sorted(helpers.items()):
        hours = people[drawn.reading.problem.people[number]].hours
        yield Unassigned(action=drawn.named(number), suggested=helper, hours=hours)


def _late(drawn: Drawn, placed: Sequence[Placed]) -> Iterator[Fact]:
    """The actions that miss their own due dates."""
    numbers = {action.id: number for number, action in enumerate(drawn.reading.actions)}
    for row in placed:
        if row.tardiness and row.due_before is not None:
            action = drawn.named(numbers[row.id])
            yield LateAction(action=action, due=row.due_before, planned=row.due, days=row.tardiness)


def _tight(drawn: Drawn, found: Sequence[Milestone]) -> Iterator[Fact]:
    """The actions with little slack before the first milestone, still met, that they serve."""
    numbers = {action.id: number for number, action in enumerate(drawn.reading.actions)}
    said: set[int] = set()
    for milestone in sorted(found, key=lambda each: (each.date, each.description)):
        for each in milestone.actions:
            number = numbers[each]
            if not milestone.late and 0 <= drawn.slack[number] < TIGHT and number not in said:
                said.add(number)
                yield TightAction(
                    action=drawn.named(number),
                    slack=drawn.slack[number],
                    description=milestone.description,
                )


def _full(drawn: Drawn, full: Sequence[Load]) -> Iterator[Fact]:
    """Whether the team's capacity holds anything up."""
    weeks = [load for load in full if load.person is None and load.hours >= 0.99 * load.available]
    if weeks and any(cause.why == "capacity" for cause in drawn.held):
        yield FullWeeks(hours=weeks[0].available, weeks=len(weeks), start=weeks[0].week)
