"""What endangers a plan, and what would mend it: all of it computed from the plan."""

from __future__ import annotations

import datetime

from attrs import frozen

from purpose_coach.scheduling.assumptions import OneAction
from purpose_coach.scheduling.facts import Fact, Named, counted, listed

__all__ = [
    "FullWeeks",
    "HandOver",
    "LateAction",
    "LateMilestone",
    "LaterDate",
    "MoreHours",
    "SearchCut",
    "TightAction",
    "TooLong",
    "TooMuch",
]


@frozen(kw_only=True)
class LateMilestone(Fact):
    """A critical deadline is missed."""

    description: str
    date: datetime.date
    reached: datetime.date
    days: int
    actions: tuple[str, ...]
    """Ids of those that are finished too late for it."""

    @property
    def about(self) -> tuple[str, ...]:
        """Those that are too late."""
        return self.actions

    @property
    def sentence(self) -> str:
        """It in one English sentence."""
        return (
            f"{shown(self.description)} on {self.date} is missed by {counted(self.days, 'working day')}: "
            f"the last action is finished on {self.reached}."
        )


@frozen(kw_only=True)
class TooMuch(Fact):
    """Somebody has more work before a deadline than hours."""

    description: str
    person: str | None
    hours: float
    available: float
    start: datetime.date
    end: datetime.date
    actions: tuple[Named, ...]

    @property
    def about(self) -> tuple[str, ...]:
        """The ids of the actions that are too much."""
        return tuple(action.id for action in self.actions)

    @property
    def sentence(self) -> str:
        """It in one English sentence."""
        who = self.person or "whoever takes the unassigned work"
        return (
            f"{shown(self.description)} cannot be kept in any order: from {self.start} to {self.end} "
            f"{who} has {self.hours:g} h of work and {self.available:g} h of time."
        )


@frozen(kw_only=True)
class TooLong(Fact):
    """A chain of dependencies takes longer than there is time before a deadline."""

    description: str
    days: float
    available: float
    actions: tuple[Named, ...]

    @property
    def about(self) -> tuple[str, ...]:
        """The ids of the chain."""
        return tuple(action.id for action in self.actions)

    @property
    def sentence(self) -> str:
        """It in one English sentence."""
        return (
            f"{shown(self.description)} cannot be kept in any order: {listed(self.actions)} wait for each "
            f"other and take {self.days:g} working days, and {max(0.0, self.available):g} are left."
        )


@frozen(kw_only=True)
class LateAction(OneAction):
    """It is finished after the due date that the request gives it."""

    due: datetime.date
    planned: datetime.date
    days: int

    @property
    def sentence(self) -> str:
        """It in one English sentence."""
        late = counted(self.days, "working day")
        return f"{self.action} is finished on {self.planned}, {late} after its due date of {self.due}."


@frozen(kw_only=True)
class TightAction(OneAction):
    """It may hardly slip before a milestone that it serves is missed."""

    slack: float
    description: str

    @property
    def sentence(self) -> str:
        """It in one English sentence."""
        deadline = shown(self.description).replace("The", "the", 1)
        return f"{self.action} may slip by {self.slack:g} working days before {deadline} is missed."


@frozen(kw_only=True)
class FullWeeks(Fact):
    """The team's capacity, not people's own hours, holds the plan up."""

    hours: float
    weeks: int
    start: datetime.date

    @property
    def sentence(self) -> str:
        """It in one English sentence."""
        full = counted(self.weeks, "week")
        return f"The team's capacity of {self.hours:g} h a week is used up in {full} from {self.start} on."


@frozen(kw_only=True)
class SearchCut(Fact):
    """The clock ended the search."""

    seconds: float

    @property
    def sentence(self) -> str:
        """It in one English sentence."""
        return (
            f"The search was cut after {self.seconds:g} s: the same request may get another plan next time."
        )


@frozen(kw_only=True)
class LaterDate(Fact):
    """The plan as it is keeps a deadline that is moved."""

    description: str
    date: datetime.date

    @property
    def sentence(self) -> str:
        """It in one English sentence."""
        return f"{shown(self.description)} is met as planned if it moves to {self.date}."


@frozen(kw_only=True)
class MoreHours(Fact):
    """A deadline is met if somebody works more hours a week, in the order as planned."""

    description: str
    person: str
    hours: float
    more: float

    @property
    def sentence(self) -> str:
        """It in one English sentence."""
        return (
            f"{shown(self.description)} is met if {self.person} works {self.more:g} h a week "
            f"instead of {self.hours:g}."
        )


@frozen(kw_only=True)
class HandOver(OneAction):
    """A deadline is met, or missed by less, if somebody else does one action."""

    description: str
    person: str
    days: int
    """By which it is late then."""

    @property
    def sentence(self) -> str:
        """It in one English sentence."""
        then = f"only {counted(self.days, 'working day')} late" if self.days else "met"
        return f"{shown(self.description)} is {then} if {self.person} does {self.action}."


def shown(description: str) -> str:
    """A deadline as it is named in a sentence."""
    return f"The deadline “{description}”" if description else "The deadline"
