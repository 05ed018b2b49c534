"""How a request's constraints were read where they were silent, unclear or contradicted themselves."""

from __future__ import annotations

from attrs import frozen

from purpose_coach.scheduling.facts import Fact, listed

__all__ = [
    "AssumedHours",
    "IgnoredCapacity",
    "RepeatedPerson",
    "TotalCapacity",
    "UnknownPerson",
    "UnknownScope",
]


@frozen(kw_only=True)
class UnknownPerson(Fact):
    """Someone has actions and is not in the team's availability."""

    person: str
    hours: float
    actions: tuple[str, ...]

    @property
    def about(self) -> tuple[str, ...]:
        """The ids of this person's actions."""
        return self.actions

    @property
    def sentence(self) -> str:
        """It in one English sentence."""
        return f"{self.person} is not in the team's availability: planned at {self.hours:g} h a week."


@frozen(kw_only=True)
class AssumedHours(Fact):
    """Someone of the team has no hours a week."""

    person: str
    hours: float

    @property
    def sentence(self) -> str:
        """It in one English sentence."""
        return f"{self.person} has no hours a week: planned at {self.hours:g}."


@frozen(kw_only=True)
class RepeatedPerson(Fact):
    """Someone stands in the team's availability more than once."""

    person: str
    hours: float

    @property
    def sentence(self) -> str:
        """It in one English sentence."""
        return (
            f"{self.person} is in the team's availability more than once: planned with the first entry's "
            f"{self.hours:g} h a week and with the unavailable dates of all."
        )


@frozen(kw_only=True)
class UnknownScope(Fact):
    """A deadline applies to something that is not in the request."""

    deadline: str
    references: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """It in one English sentence."""
        return (
            f"The deadline {self.deadline} applies to {listed(self.references)}, which is not in the request."
        )


@frozen(kw_only=True)
class IgnoredCapacity(Fact):
    """A team cannot work with less than an hour a week."""

    hours: float

    @property
    def sentence(self) -> str:
        """It in one English sentence."""
        return f"A team capacity of {self.hours:g} h a week leaves no time to work: the plan ignores it."


@frozen(kw_only=True)
class TotalCapacity(Fact):
    """The team's capacity is a total for all of the plan."""

    hours: float
    needed: float

    @property
    def sentence(self) -> str:
        """It in one English sentence."""
        verdict = "more than" if self.needed > self.hours else "within"
        return f"The plan needs {self.needed:g} h, {verdict} the team's total capacity of {self.hours:g} h."
