"""The playbook of root causes: what lies behind issues like this one, as experience has it.

A cause is a possibility to be checked and never a finding: it says that something may be so, which whys
lead to it, what may lie behind it, and how one would know.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from purpose_coach.grounding import numbers
from purpose_coach.playbooks.book import Play, Playbook
from purpose_coach.playbooks.filling import slots
from purpose_coach.rows import Said

__all__ = ["BOOK", "Bone", "Category", "Cause"]

Category = Literal["machine", "method", "material", "people", "measurement", "environment"]
"""The six M: what the cause is a matter of."""
Bone = Literal[
    "Product", "Price", "Place", "Promotion", "People", "Process", "Physical evidence", "Productivity"
]
"""The bones of an 8P fishbone."""


class Cause(Play):
    """A possible cause, with the questions that lead to it and the evidence that decides."""

    category: Category
    bone: Bone | None = None
    """Its bone in a fishbone of 8P, where the category's usual one does not fit."""
    about: tuple[Said, ...] = ()
    """Issues as people write them; none where it may lie behind any issue."""
    cause: Said
    behind: Annotated[tuple[Said, ...], Field(min_length=1, max_length=2)]
    """What may be the cause of the cause."""
    whys: tuple[Said, Said]
    """The question that leads to the cause, and the one that leads behind it."""
    check: Said
    """What to look at to know."""
    gain: Said
    """What becomes possible where it is mended."""

    @property
    def says(self) -> Sequence[str]:
        """What it is about, as one text, and the cause; nothing where it may lie behind any issue."""
        return ("; ".join(self.about), self.cause) if self.about else ()

    @model_validator(mode="after")
    def _holds(self) -> Self:
        texts = (self.cause, *self.behind, *self.whys, self.check, self.gain)
        if any(slots(text) for text in texts):
            raise ValueError("a cause has no slots")
        if any(numbers(text) for text in texts):
            raise ValueError("a cause claims no numbers")
        if " may " not in f" {self.cause} ":
            raise ValueError("cause: say that it may be so")
        if not all(why.startswith("Why ") and why.endswith("?") for why in self.whys):
            raise ValueError("whys: each is a question that starts with Why")
        return self


BOOK: Final = Playbook("causes", Cause)
