"""What an action's own fields leave open, and how much work it is."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from purpose_coach.grounding import blank, fold
from purpose_coach.scheduling.assumptions import (
    AssumedDuration,
    DuePast,
    DueTooEarly,
    NoTime,
    StartPast,
    UnknownPriority,
)
from purpose_coach.scheduling.calendar import Days
from purpose_coach.scheduling.facts import Fact, Named
from purpose_coach.scheduling.people import Person, exactly
from purpose_coach.scheduling.shapes import WEIGHTS, Action, Policy

__all__ = ["doubts", "hours_of", "priority_of"]


def priority_of(action: Action) -> str:
    """Its priority; medium where none can be read."""
    priority = fold(action.priority or "")
    return priority if priority in WEIGHTS else "medium"


def hours_of(action: Action, person: Person, days: Days, policy: Policy) -> Fraction:
    """Its work: as estimated, else all hours between its current dates, else the policy's."""
    if action.estimated_duration is not None:
        return exactly(action.estimated_duration)
    return _between(action, person, days) or exactly(policy.hours)


def _between(action: Action, person: Person, days: Days) -> Fraction:
    """The hours of a full week's days between its current dates, both included, less the team's holidays."""
    start, due = action.current_start_date, action.current_due_date
    if start is None or due is None:
        return Fraction()
    return max(0, Days(start, person.days.weekdays, days.off).last(due) + 1) * person.daily


def doubts(action: Action, person: Person, hours: Fraction, days: Days) -> Iterator[Fact]:
    """What must be said of an action that is planned with these hours."""
    named = Named(action.id, action.title)
    if action.estimated_duration is None:
        source = _between(action, person, days)
        yield AssumedDuration(action=named, hours=float(hours), source="dates" if source else "default")
    elif not hours:
        yield NoTime(action=named)
    written = action.priority or ""
    if not blank(written) and fold(written) not in WEIGHTS:
        yield UnknownPriority(action=named, written=written)
    start, due = action.current_start_date, action.current_due_date
    if start and due and due < start:
        yield DueTooEarly(action=named, start=start, due=due)
    if due and due < days.first:
        yield DuePast(action=named, due=due, days=-days.last(due))
    elif start and start < days.first and hours:
        yield StartPast(action=named, start=start, hours=float(hours))
