"""What is to be said about a plan, as values: assumptions, risks, and what would mend a late date.

A fact has its parameters and composes its own English sentence; every number and date in it was
computed or stands in the request. `about` are the ids of the actions that it concerns; none: the plan.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from attrs import frozen

__all__ = ["Fact", "Named", "counted", "listed"]


@frozen
class Named:
    """An action by id, shown by its title."""

    id: str
    title: str = ""

    def __str__(self) -> str:
        return f"“{self.title or self.id}”"


@frozen
class Fact(ABC):
    """One thing to be said; the kinds are its subclasses."""

    @property
    def kind(self) -> str:
        """The name of what is said, such as `unknown_dependency`."""
        name = type(self).__name__
        return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]

    @property
    def about(self) -> tuple[str, ...]:
        """Ids of the actions that it concerns."""
        return ()

    @property
    @abstractmethod
    def sentence(self) -> str:
        """It in one English sentence."""


def counted(number: int, thing: str) -> str:
    """A number of things.

    >>> counted(1, "working day"), counted(3, "working day")
    ('1 working day', '3 working days')
    """
    return f"{number} {thing}{'' if number == 1 else 's'}"


def listed(things: Sequence[object]) -> str:
    """Things in a row.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    *others, last = (str(thing) for thing in things)
    return f"{', '.join(others)} and {last}" if others else last
