"""A coach's turn about values, purpose or vision: the playbooks' rows with the user's own words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import frozen

from purpose_coach.grounding import fold, numbers, words
from purpose_coach.playbooks.drafts import items_of
from purpose_coach.playbooks.filling import filled, slots
from purpose_coach.playbooks.phrases import (
    ASKING,
    capital,
    clipped,
    cut,
    lowered,
    pieces,
    plain,
    roots,
    telling,
)
from purpose_coach.playbooks.positioning import Customers, Positioning, ordinary
from purpose_coach.playbooks.questions import Saying, Stage, Topic, of_stage
from purpose_coach.playbooks.seeking import sought
from purpose_coach.playbooks.talking import unasked
from purpose_coach.playbooks.values import STARTERS, Value
from purpose_coach.relevance.bm25 import Weighted
from purpose_coach.relevance.port import Relevance

__all__ = ["STEP", "Said", "posed", "said_in", "steps", "suited"]

STEP: Final = 14
"""Words of a step or a draft line."""
NAME, FIELD, PART, SHORT = 4, 4, 8, 5
"""Words that are used of a name, of an industry, and of a draft or a message in a question and in a step."""
OWN = frozenset({"business", "industry", "draft", "item", "said"})
"""Slots for the user's own words: without one of these a step is only offered where there is no other."""
NEAREST = 3
"""Groups of customers of whom steps speak."""


@frozen(kw_only=True)
class Said:
    """What the user says of a topic, in text that is fit to be shown."""

    topic: Topic
    message: str
    draft: str
    business: str
    industry: str

    @property
    def nothing(self) -> bool:
        """Whether there is nothing at all to begin from."""
        return not (self.message or self.draft or self.business or self.industry)

    @property
    def place(self) -> str:
        """The business, as a sentence names it."""
        if self.business and self.industry and not self.draft:
            return f"{self.business} in {self.industry}"
        return self.business or (f"your business in {self.industry}" if self.industry else "your business")

    @property
    def about(self) -> list[Weighted]:
        """The texts by which its field of business is found, each with its weight."""
        return [(1.2, self.draft), (1.0, self.message), (0.8, self.industry), (0.6, self.business)]

    @property
    def words(self) -> str:
        """All of it, as one text."""
        return f"{self.message} {self.draft} {self.business} {self.industry}"

    def item(self, limit: int) -> str:
        """The part of the draft to speak of: a value that the message names, else the first; or its core."""
        if self.topic != "coreValues":
            return clipped(telling(self.draft), limit)
        items = items_of(self.draft)
        spoken = [item for item in items if roots(item) & roots(self.message)]
        return clipped((*spoken, *items)[0], limit) if items else ""


def said_in(
    topic: Topic,
    message: str,
    draft: str | None,
    business: str | None,
    industry: str | None,
    fields: Sequence[Positioning],
) -> Said:
    """What the user says; lines that speak to a model, markup and links are left out."""
    written = "; ".join(pieces(draft or ""))
    field = lowered(cut(unasked(plain(industry)), FIELD), ordinary(fields))
    return Said(
        topic=topic,
        message="; ".join(pieces(message)),
        draft=written if telling(written) else "",
        business=cut(unasked(plain(business)), NAME),
        industry=field,
    )


async def posed(said: Said, stage: Stage, rows: Sequence[Saying], relevance: Relevance) -> tuple[str, ...]:
    """Questions for this stage, the most fitting first; none that the draft answers already."""
    open_ = [row for row in of_stage(rows, "question", said.topic, stage) if not _settled(row, said.draft)]
    about = [(1.0, said.message), (0.7, said.draft), (0.3, said.industry)]
    order = [row for row, _ in await sought(open_, about, relevance)]
    filling = {"business": said.business or "your business", "item": said.item(PART)}
    return tuple(text for row in order if (text := filled(row.text, filling)) is not None)


def _settled(row: Saying, draft: str) -> bool:
    return any(f" {word} " in f" {draft.casefold()} " for word in row.settled_by)


async def suited(
    said: Said, fields: Sequence[Positioning], values: Sequence[Value], relevance: Relevance
) -> tuple[Value, ...]:
    """The values, those first that are at home where this business is."""
    near = [(0.3, f"{field.name}, {', '.join(field.phrases[:6])}") for field in fields if field.phrases]
    own = [(1.0, said.industry), (0.8, said.business), (0.5, said.message), (0.2, said.draft)]
    start = {id_: place for place, id_ in enumerate(STARTERS)}
    first = sorted(values, key=lambda value: (start.get(value.id, len(start)), value.id))
    return tuple(value for value, _ in await sought(first, [*own, *near], relevance))


def steps(
    said: Said, stage: Stage, rows: Sequence[Saying], groups: Sequence[Customers], most: int
) -> list[str]:
    """Draft lines and next steps from the user's own words and the people of their field."""
    fitting = of_stage(rows, "step", said.topic, stage)
    own = list(_steps(said, [row for row in fitting if slots(row.text) & OWN], groups))
    more = [] if len(own) > 1 else list(_steps(said, [row for row in fitting if not slots(row.text)], groups))
    return [text for text in (*own, *more) if fold(text) != fold(said.draft)][:most]


def _steps(said: Said, rows: Sequence[Saying], groups: Sequence[Customers]) -> Iterator[str]:
    message = "" if any(mark in said.message for mark in ASKING) else telling(said.message)
    draft = telling(said.draft)
    filling = {
        "business": said.business,
        "industry": said.industry,
        "draft": draft if words(draft) <= PART and draft == said.draft.strip(" .!") else "",
        "item": said.item(SHORT),
        "said": clipped(message, SHORT) if roots(message) else "",
    }
    known = numbers(said.words)
    for row in rows:
        for group in groups[:NEAREST]:
            text = filled(row.text, {**filling, **group.model_dump()})
            if text is not None and words(text) <= STEP and numbers(text) <= known:
                yield capital(text)
                break
