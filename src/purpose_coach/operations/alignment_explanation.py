"""The alignment of a goal explained at length: words written over the check's own table.

The levels are those of `alignment_check`, judged once and remembered, so that the two always agree;
the model is asked for wording only, and every number and quotation in it is held against the facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from attrs import frozen

from purpose_coach.alignment.judged import Judged
from purpose_coach.alignment.shapes import NestedGoal
from purpose_coach.alignment.wording import detailed
from purpose_coach.errors import AlignmentFailed
from purpose_coach.grounding import misquoted, unfit
from purpose_coach.operation import Objection, Operation, World
from purpose_coach.operations import alignment_check
from purpose_coach.operations.alignment_check import AlignmentCheck, checked
from purpose_coach.wire import Answer

__all__ = ["AlignmentExplanation", "AlignmentExplanationRequest", "Facts", "operation"]

PARAGRAPH = 100
"""Words a paragraph at most; five of them stay below the 5,000 characters that can be stored."""


class AlignmentExplanationRequest(NestedGoal):
    """A goal with its strategies and KPIs, and the business foundation."""


class ExplanationAnswer(Answer):
    """Two to five paragraphs."""

    paragraphs: tuple[str, ...]


class AlignmentExplanation(Judged):
    """Why a goal is aligned as far as it is."""

    explanation: str


@frozen(kw_only=True)
class Facts:
    """The judged table, and what may be said about it."""

    check: AlignmentCheck
    source: str
    """Every text and number that the wording may use."""

    @property
    def table(self) -> dict[str, Any]:
        """The table, as the prompt shows it."""
        return self.check.reading.shown

    @property
    def scores(self) -> dict[str, Any]:
        """The scores, as the prompt shows them."""
        shown = {"score", "component_scores", "breakdown"}
        return self.check.model_dump(mode="json", include=shown)

    @property
    def moves(self) -> Sequence[str]:
        """The changes that would win most, with their points."""
        return self.check.suggestions


async def gather(request: AlignmentExplanationRequest, world: World) -> Facts:
    """The check of the same goal: from the cache, the memo, or judged now."""
    check = await checked(request, world)
    return Facts(check=check, source=f"{request.model_dump_json()}\n{check.model_dump_json()}")


def check(
    request: AlignmentExplanationRequest, facts: Facts, answer: ExplanationAnswer
) -> Iterator[Objection]:
    """Two to five plain paragraphs, with no number and no quotation of the model's own."""
    if not 1 <= len(answer.paragraphs) <= 5:
        yield Objection("write two to five paragraphs", ("paragraphs",))
    texts = facts.check.reading.table.texts
    for number, paragraph in enumerate(answer.paragraphs):
        for reason in (*unfit(paragraph, facts.source, PARAGRAPH), *misquoted(paragraph, texts)):
            yield Objection(f"paragraph {number + 1}: {reason}", ("paragraph", number))


def salvage(answer: ExplanationAnswer, objections: Sequence[Objection]) -> ExplanationAnswer | None:
    """The paragraphs that nothing was said against, the first five of them."""
    places = {objection.at for objection in objections}
    kept = [p for n, p in enumerate(answer.paragraphs) if ("paragraph", n) not in places][:5]
    return ExplanationAnswer(paragraphs=tuple(kept)) if kept else None


def unaided(request: AlignmentExplanationRequest, facts: Facts) -> ExplanationAnswer:
    """The check's own words, part by part."""
    return ExplanationAnswer(paragraphs=(detailed(facts.check.reading),))


def finish(
    request: AlignmentExplanationRequest,
    facts: Facts,
    answer: ExplanationAnswer,
    moment: datetime,
) -> AlignmentExplanation:
    """The paragraphs as one text."""
    text = "\n\n".join(paragraph.strip() for paragraph in answer.paragraphs)
    result = AlignmentExplanation(explanation=text).read_from(facts.check.reading)
    return result.warned(*facts.check.warnings)


operation: Final = Operation(
    name="alignment_explanation",
    path="/api/coaching/alignment-explanation",
    summary="Explain at length how a goal supports the business foundation, and where it does not.",
    request=AlignmentExplanationRequest,
    facts=Facts,
    answer=ExplanationAnswer,
    result=AlignmentExplanation,
    gather=gather,
    builds_on=(alignment_check.operation,),
    check=check,
    salvage=salvage,
    unaided=unaided,
    finish=finish,
    cached=True,
    invalid="INVALID_GOAL_DATA",
    beyond_repair=AlignmentFailed,
)
