"""What would raise the alignment of a goal: moves and points computed, the words the model's.

Code tries every cell of the check's table at clear support, and every conflict mended; those moves
that win points are worded, the most points first, and none is invented.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from attrs import frozen

from purpose_coach.alignment.judged import Judged
from purpose_coach.alignment.shapes import NestedGoal
from purpose_coach.alignment.wording import Move, moves
from purpose_coach.errors import AlignmentFailed
from purpose_coach.grounding import fold, misquoted, unfit
from purpose_coach.operation import Objection, Operation, World
from purpose_coach.operations import alignment_check
from purpose_coach.operations.alignment_check import AlignmentCheck, checked
from purpose_coach.wire import Answer

__all__ = ["AlignmentSuggestions", "AlignmentSuggestionsRequest", "Facts", "operation"]

SUGGESTION = 45
"""Words a suggestion at most."""


class AlignmentSuggestionsRequest(NestedGoal):
    """A goal with its strategies and KPIs, and the business foundation."""


class WordedMove(Answer):
    """The words for one of the moves."""

    move: int
    text: str


class SuggestionsAnswer(Answer):
    """Words for the moves."""

    suggestions: tuple[WordedMove, ...]


class AlignmentSuggestions(Judged):
    """What to change, the most rewarding first."""

    suggestions: tuple[str, ...]


@frozen(kw_only=True)
class Facts:
    """The judged table, and the moves that would win points."""

    check: AlignmentCheck
    moves: tuple[Move, ...]

    @property
    def numbered(self) -> list[dict[str, Any]]:
        """The moves, as the prompt lists them."""
        return [{"move": n, "task": move.task, "points": move.points} for n, move in enumerate(self.moves)]

    @property
    def table(self) -> dict[str, Any]:
        """The table, as the prompt shows it."""
        return self.check.reading.shown


async def gather(request: AlignmentSuggestionsRequest, world: World) -> Facts:
    """The check of the same goal, and what would win points."""
    check = await checked(request, world)
    return Facts(check=check, moves=moves(check.reading))


def known(request: AlignmentSuggestionsRequest, facts: Facts) -> SuggestionsAnswer | None:
    """Nothing would win a point: there is nothing to word."""
    return None if facts.moves else SuggestionsAnswer(suggestions=())


def check(
    request: AlignmentSuggestionsRequest, facts: Facts, answer: SuggestionsAnswer
) -> Iterator[Objection]:
    """Each move worded once, in plain words of its own, proposing nothing that is there already."""
    given = Counter(worded.move for worded in answer.suggestions)
    if not answer.suggestions:
        yield Objection("word the listed moves", ("suggestions",))
    table = facts.check.reading.table
    present = {fold(row.text) for row in table.rows}
    source = request.model_dump_json()
    for number, worded in enumerate(answer.suggestions):
        at = ("suggestion", number)
        if not 0 <= worded.move < len(facts.moves) or given[worded.move] > 1:
            yield Objection(f"suggestion {number}: word each listed move exactly once", at)
        if fold(worded.text) in present:
            yield Objection(f"suggestion {number}: that is in the goal already", at)
        for reason in (
            *unfit(worded.text, source, SUGGESTION),
            *misquoted(worded.text, table.texts),
        ):
            yield Objection(f"suggestion {number}: {reason}", at)


def salvage(answer: SuggestionsAnswer, objections: Sequence[Objection]) -> SuggestionsAnswer | None:
    """The suggestions that nothing was said against; code words the other moves."""
    places = {objection.at for objection in objections}
    kept = [s for n, s in enumerate(answer.suggestions) if ("suggestion", n) not in places]
    return SuggestionsAnswer(suggestions=tuple(kept)) if kept else None


def unaided(request: AlignmentSuggestionsRequest, facts: Facts) -> SuggestionsAnswer:
    """Nothing beyond the moves' own words."""
    return SuggestionsAnswer(suggestions=())


def finish(
    request: AlignmentSuggestionsRequest,
    facts: Facts,
    answer: SuggestionsAnswer,
    moment: datetime,
) -> AlignmentSuggestions:
    """The moves in the order of their points, each in the model's words where there are some."""
    worded = {worded.move: worded.text.strip() for worded in answer.suggestions}
    texts = tuple(move.worded(worded.get(number)) for number, move in enumerate(facts.moves))
    result = AlignmentSuggestions(suggestions=texts).read_from(facts.check.reading)
    return result.warned(*facts.check.warnings)


operation: Final = Operation(
    name="alignment_suggestions",
    path="/api/coaching/alignment-suggestions",
    summary="Suggest what would raise the alignment of a goal most.",
    request=AlignmentSuggestionsRequest,
    facts=Facts,
    answer=SuggestionsAnswer,
    result=AlignmentSuggestions,
    gather=gather,
    builds_on=(alignment_check.operation,),
    known=known,
    check=check,
    salvage=salvage,
    unaided=unaided,
    finish=finish,
    cached=True,
    invalid="INVALID_GOAL_DATA",
    beyond_repair=AlignmentFailed,
)
