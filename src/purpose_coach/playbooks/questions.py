"""The questions playbook: what a coach says about values, purpose and vision, and where coaching ends.

A row has a role: an open question, a step that the user can take, a short answer to what users ask, or a
boundary, where a fixed sentence points to human help and nothing is coached.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from purpose_coach.grounding import fold
from purpose_coach.playbooks.book import Play, Playbook
from purpose_coach.playbooks.filling import slots
from purpose_coach.playbooks.phrases import ASKING
from purpose_coach.rows import Said

__all__ = ["BOOK", "SLOTS", "Role", "Saying", "Stage", "Topic", "answer_to", "crossed", "of_stage"]

Topic = Literal["coreValues", "purpose", "vision"]
Stage = Literal["explore", "deepen", "choose"]
Role = Literal["question", "step", "answer", "boundary"]

SLOTS: Final[dict[Role, frozenset[str]]] = {
    "question": frozenset({"business", "item"}),
    "step": frozenset({"business", "industry", "draft", "item", "said", "who", "want", "pain"}),
    "answer": frozenset(),
    "boundary": frozenset(),
}
"""What a row may speak of: the business, its industry, the whole of a short draft, a part of any draft
(`item`), the message (`said`), and the customers of the field (`who`, `want`, `pain`)."""

_PASSED = frozenset(
    {"a", "an", "the", "our", "your", "my", "we", "i", "us", "you", "they", "them", "there", "to"}
    | {"do", "does", "did", "should", "shall", "can", "could", "would", "will"}
)
"""Words that make no difference to what is asked."""
_SENTENCE = re.compile(rf"[^.!\n{ASKING}]+[{ASKING}]?")
_DIRECT = re.compile(
    r"^(?:and |but |so )?(?:how|what|which|who|when|where|why|is|are|do|does|should|can|could|must|may|shall"
    r"|would|will)\b"
)


class Saying(Play):
    """Something that a coach says, for some topics and, where it matters, at one stage."""

    role: Role
    topics: Annotated[tuple[Topic, ...], Field(min_length=1)]
    stage: Stage | None = None
    phrases: Annotated[tuple[Said, ...], Field(alias="says")]
    """A question's themes; for an answer and a boundary, phrases as users write them."""
    text: Said
    settled_by: tuple[Said, ...] = ()
    """Words of a draft that answer the question already."""

    @property
    def says(self) -> Sequence[str]:
        """Its phrases."""
        return self.phrases

    @property
    def gist(self) -> str:
        """What is said."""
        return self.text

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if strange := slots(self.text) - SLOTS[self.role]:
            known = ", ".join(sorted(SLOTS[self.role])) or "none"
            raise ValueError(f"{min(strange)!r} is not a slot of a {self.role}: there are {known}")
        if (self.stage is None) != (self.role in {"answer", "boundary"}):
            raise ValueError("stage: a question and a step have one, an answer and a boundary have none")
        return self


BOOK: Final = Playbook("questions", Saying)


def of_stage(rows: Iterable[Saying], role: Role, topic: Topic, stage: Stage) -> tuple[Saying, ...]:
    """The rows of a role for a topic at a stage."""
    return tuple(row for row in rows if (row.role, row.stage) == (role, stage) and topic in row.topics)


def crossed(text: str, rows: Iterable[Saying]) -> Saying | None:
    """The boundary that a text crosses, the first in the order of the file, or None."""
    said = f" {_spelled(text)} "
    edges = (row for row in rows if row.role == "boundary")
    return next((row for row in edges if any(f" {_spelled(p)} " in said for p in row.phrases)), None)


def answer_to(text: str, rows: Iterable[Saying], topic: Topic) -> Saying | None:
    """The answer to a question that the text asks, by the longest phrase that stands in it, or None."""
    asked = [f" {_core(part)} " for part in _asked(text)]
    found = [
        (-len(_core(phrase).split()), row.id, row)
        for row in rows
        if row.role == "answer" and topic in row.topics
        for phrase in row.phrases
        if any(f" {_core(phrase)} " in part for part in asked)
    ]
    return min(found, key=lambda one: one[:2])[2] if found else None


def _asked(text: str) -> list[str]:
    """The parts of a text that ask something: by their mark, or by their first word."""
    parts = _SENTENCE.findall(fold(text))
    return [part for part in parts if part[-1] in ASKING or _DIRECT.match(part.strip())]


@lru_cache(maxsize=4096)
def _spelled(text: str) -> str:
    """The words of a text, folded, without apostrophes and signs."""
    return " ".join(re.findall(r"[^\W_]+", fold(text).replace("'", "")))


@lru_cache(maxsize=4096)
def _core(text: str) -> str:
    return " ".join(word for word in _spelled(text).split() if word not in _PASSED)
