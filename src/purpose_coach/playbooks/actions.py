"""The playbook of corrective actions: what a colleague would do about an operational issue.

Every action is of one kind: it contains the harm, corrects the cause, prevents a return, or verifies
that it worked. One without `answers` fits any issue; the others are found by the symptoms and causes
that they answer. Slots stand for the issue's own words; an action whose slot has none is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from purpose_coach.playbooks.book import Play, Playbook
from purpose_coach.playbooks.filling import slots
from purpose_coach.rows import Id, Said

__all__ = ["BOOK", "KINDS", "SLOTS", "Hours", "Kind", "Remedy"]

Kind = Literal["contain", "correct", "prevent", "verify"]
KINDS: Final[tuple[Kind, ...]] = ("contain", "correct", "prevent", "verify")
"""In the order in which they are done when nothing else decides."""

SLOTS: Final = frozenset({"issue", "cause", "change", "unaffected", "most"})
"""What a row may speak of: the issue; the cause that is named; what changed before it began; what is not
affected; the largest group that is counted. All but the first may be missing from a request."""

Hours = Annotated[float, Field(gt=0, le=1000)]


class Remedy(Play):
    """An action: what to do, by whom, how long it takes, what is hoped for and how it is measured."""

    theme: Said
    """What part of a business it is about."""
    kind: Kind
    title: Said
    description: Said
    answers: tuple[Said, ...] = ()
    """Symptoms and causes as people write them; none where it fits any issue."""
    effect: Annotated[int, Field(ge=1, le=3)]
    """How much of the issue it can take away where it fits: 1 a little, 2 a good part, 3 most."""
    ease: Annotated[int, Field(ge=1, le=3)]
    """How easily it is done: 3 by a few people this week, 2 with preparation, 1 with a project."""
    hours: Hours | tuple[Hours, Hours]
    """Hours of work, all people together: one number, or the least and the most."""
    roles: Annotated[tuple[Said, ...], Field(min_length=1)]
    """Who can do it, the best first; `anyone` stands for whoever there is."""
    needs: tuple[Id, ...] = ()
    """Actions that come before it where both are taken."""
    why: Said | None = None
    """Why it is worth doing, where nothing in the issue says so better."""
    outcome: Said
    """What is hoped for, as a hypothesis."""
    measure: Said
    """How one will know."""
    risks: Annotated[tuple[Said, ...], Field(min_length=1)]

    @property
    def says(self) -> Sequence[str]:
        """What it answers: its title says what is done, in words that other issues have too."""
        return self.answers

    @property
    def least(self) -> float:
        """The fewest hours it takes."""
        return self.hours[0] if isinstance(self.hours, tuple) else self.hours

    @property
    def usual(self) -> float:
        """The hours it takes as a rule: the middle."""
        return sum(self.hours) / 2 if isinstance(self.hours, tuple) else self.hours

    @model_validator(mode="after")
    def _holds(self) -> Self:
        texts = (self.title, self.description, self.why or "", self.outcome, self.measure, *self.risks)
        if strange := {name for text in texts for name in slots(text)} - SLOTS:
            known = ", ".join(sorted(SLOTS))
            raise ValueError(f"{min(strange)!r} is not a slot: there are {known}")
        if self.least > self.usual:
            raise ValueError("hours: the least comes first")
        return self


BOOK: Final = Playbook("actions", Remedy)
