"""How a request's actions were read where they were silent, unclear or contradicted themselves."""

from __future__ import annotations

from datetime import date
from typing import Literal

from attrs import frozen

from purpose_coach.scheduling.facts import Fact, Named, counted

__all__ = [
    "AlreadySettled",
    "AssumedDuration",
    "BrokenCycle",
    "DependsOnCancelled",
    "DependsOnItself",
    "DuePast",
    "DueTooEarly",
    "MatchedByTitle",
    "NoTime",
    "OneAction",
    "StartPast",
    "Unassigned",
    "UnknownDependency",
    "UnknownPriority",
]


@frozen(kw_only=True)
class OneAction(Fact):
    """A fact of one action."""

    action: Named

    @property
    def about(self) -> tuple[str, ...]:
        """The action's id."""
        return (self.action.id,)


@frozen(kw_only=True)
class UnknownDependency(OneAction):
    """It depends on something that is not in the request."""

    reference: str

    @property
    def sentence(self) -> str:
        """It in one English sentence."""
        return f"{self.action} depends on unknown {self.reference!r}: verify that it is done."


@frozen(kw_only=True)
class MatchedByTitle(OneAction):
    """A dependency is no id but the title of one other action."""

    other: Named

    @property
    def sentence(self) -> str:
        """It in one English sentence."""
        return f"{self.action} names what it depends on by title: read as {self.other}."


@frozen(kw_only=True)
class DependsOnItself(OneAction):
    """It names itself as what it depends on."""

    @property
    def sentence(self) -> str:
        """It in one English sentence."""
        return f"{self.action} depends on itself: this dependency was ignored."


@frozen(kw_only=True)
class DependsOnCancelled(OneAction):
    """What it depends on was cancelled, so nothing is waited for."""

    other: Named

    @property
    def sentence(self) -> str:
        """It in one English sentence."""
        return f"{self.action} depends on {self.other}, which was cancelled: verify that it is not needed."


@frozen(kw_only=True)
class BrokenCycle(OneAction):
    """Actions depend on each other in a circle, and this dependency was dropped to break it."""

    other: Named
    """What `action` no longer waits for."""
    circle: tuple[Named, ...]
    """Each is needed by the next, the last by the first; begins with `action`."""

    @property
    def about(self) -> tuple[str, ...]:
        """The ids of both actions."""
        return self.action.id, self.other.id

    @property
    def sentence(self) -> str:
        """It in one English sentence."""
        round_trip = " → ".join(str(each) for each in (*self.circle, self.circle[0]))
        return (
            f"Dependencies run in a circle ({round_trip}): the plan lets {self.action} begin before "
            f"{self.other} is finished; decide which must come first."
        )


@frozen(kw_only=True)
class AssumedDuration(OneAction):
    """It has no duration."""

    hours: float
    source: Literal["dates", "default"]

    @property
    def sentence(self) -> str:
        """It in one English sentence."""
        basis = "the hours between its current dates" if self.source == "dates" else "a default"
        return f"{self.action} has no estimated duration: planned with {self.hours:g} h, {basis}."


@frozen(kw_only=True)
class NoTime(OneAction):
    """It is estimated at 0 hours."""

    @property
    def sentence(self) -> str:
        """It in one English sentence."""
        return f"{self.action} is estimated at 0 h: planned as a milestone that takes nobody's time."


@frozen(kw_only=True)
class Unassigned(OneAction):
    """Nobody does it yet."""

    suggested: str | None
    """Who of the team has room for it in the days that it is planned for."""
    hours: float
    """A week, as it is planned."""

    @property
    def sentence(self) -> str:
        """It in one English sentence."""
        who = (
            f"{self.suggested} has room for it then" if self.suggested else "nobody in the team has room then"
        )
        return (
            f"{self.action} is assigned to nobody: planned for one person at {self.hours:g} h a week; {who}."
        )


@frozen(kw_only=True)
class UnknownPriority(OneAction):
    """Its priority is none of low, medium, high and critical."""

    written: str

    @property
    def sentence(self) -> str:
        """It in one English sentence."""
        return f"{self.action} has the priority {self.written!r}: read as medium."


@frozen(kw_only=True)
class DuePast(OneAction):
    """Its due date was over before the plan begins."""

    due: date
    days: int

    @property
    def sentence(self) -> str:
        """It in one English sentence."""
        return (
            f"{self.action} was due on {self.due}: it is already {counted(self.days, 'working day')} overdue."
        )


@frozen(kw_only=True)
class StartPast(OneAction):
    """It should have begun before the plan does, and the request does not say what is done of it."""

    start: date
    hours: float

    @property
    def sentence(self) -> str:
        """It in one English sentence."""
        return (
            f"{self.action} was to start on {self.start}; how much of it is done is not known, so all of its "
            f"{self.hours:g} h are planned."
        )


@frozen(kw_only=True)
class DueTooEarly(OneAction):
    """Its current due date lies before its current start date."""

    start: date
    due: date

    @property
    def sentence(self) -> str:
        """It in one English sentence."""
        return (
            f"{self.action} is due on {self.due}, before its current start on {self.start}: check its dates."
        )


@frozen(kw_only=True)
class AlreadySettled(OneAction):
    """The request calls it done or cancelled."""

    status: str

    @property
    def sentence(self) -> str:
        """It in one English sentence."""
        return f"{self.action} has the status {self.status!r}: it keeps its dates and is not planned again."
