"""How well a goal, its strategies and its KPIs support what the business stands on.

One table is judged on anchored levels, row by row against vision, purpose and core values; every
score, the explanation and the suggestions are computed from it. See `docs/trust.md` for the laws.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from attrs import evolve, frozen

from purpose_coach.alignment.judged import Judged
from purpose_coach.alignment.judging import (
    LONG,
    AlignmentAnswer,
    JudgedRow,
    RowAnswer,
    cleaned,
    objections,
    reading_of,
)
from purpose_coach.alignment.reading import WhatIf
from purpose_coach.alignment.score import NEUTRAL
from purpose_coach.alignment.shapes import FlatGoal, NestedGoal
from purpose_coach.alignment.table import Column, Row, Table, table_of
from purpose_coach.alignment.wording import explanation, suggestions
from purpose_coach.errors import AlignmentFailed, InsufficientContext
from purpose_coach.grounding import blank, fold, words
from purpose_coach.moment import stamp
from purpose_coach.operation import Objection, Operation, World
from purpose_coach.relevance.port import Relation
from purpose_coach.wire import Wire

__all__ = ["AlignmentCheck", "AlignmentCheckRequest", "Facts", "WhatIf", "checked", "operation"]

RUBRIC = "1"
"""Part of every memo key: raise it when the meaning of a level changes."""
CALL = 12
"""Rows judged in one call at most."""
TOKENS, ROW, CELL = 1100, 50, 3
"""Output tokens of a call, and about how many a row takes by itself and for each column."""


class AlignmentCheckRequest(FlatGoal):
    """A goal with its strategies and KPIs, and the business foundation."""


class ComponentScores(Wire):
    """How well each part of the goal supports the whole foundation, 0 to 100."""

    intent_alignment: int
    strategy_alignment: int
    kpi_relevance: int


class Breakdown(Wire):
    """How well the whole goal supports each part of the foundation, 0 to 100."""

    vision_alignment: int
    purpose_alignment: int
    values_alignment: int


class AlignmentCheck(Judged):
    """The alignment of a goal, 0 to 100, with the table that it follows from."""

    alignment_score: int
    score: int
    explanation: str
    suggestions: tuple[str, ...]
    component_scores: ComponentScores
    breakdown: Breakdown
    last_updated: str

    def what_if(
        self, *, add_strategy: str | None = None, add_kpi: str | None = None, level: int = 4
    ) -> WhatIf:
        """The exact score with one more strategy or KPI of this level for every column.

        No model is asked: the level is the caller's assumption, the arithmetic is exact.
        """
        if type(level) is not int or not 0 <= level <= 5:
            raise ValueError(f"level must be 0 to 5, not {level!r}")
        match add_strategy, add_kpi:
            case str(text), None:
                row = Row("strategy", text)
            case None, str(text):
                row = Row("kpi", text)
            case _:
                raise ValueError("name either add_strategy or add_kpi")
        points = self.reading.points_of(row, self.reading.everywhere(level))
        return WhatIf(self.score + points, points)


@frozen(kw_only=True)
class Facts:
    """What is known before a model is asked."""

    table: Table
    judged: dict[int, JudgedRow]
    """Rows that were judged before."""
    asked: tuple[int, ...]
    """Rows that are still to be judged."""
    keys: tuple[str, ...] = ()
    """The memo key of each row."""
    relations: tuple[tuple[Relation, ...], ...] = ()
    """Which row is about the same thing as which column; only where no model will judge."""

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows to judge, as the prompt lists them."""
        return [_listed("row", row, self.table.rows[row]) for row in self.asked]

    @property
    def columns(self) -> list[dict[str, Any]]:
        """The columns, as the prompt lists them."""
        return [_listed("column", *numbered) for numbered in enumerate(self.table.columns)]


def _listed(what: str, number: int, part: Row | Column) -> dict[str, Any]:
    shown = {what: number, "kind": part.kind, "text": part.text}
    return {**shown, "long": True} if words(part.text) > LONG else shown


async def gather(request: AlignmentCheckRequest, world: World) -> Facts:
    """The table, and the judgements of its rows that are remembered for this tenant."""
    foundation = request.business_foundation
    if blank(request.goal_intent):
        raise InsufficientContext("Say what the goal is: `goalIntent` is blank or a placeholder.")
    table = table_of(
        request.goal_intent,
        request.strategies,
        request.kpis,
        vision=foundation.vision,
        purpose=foundation.purpose,
        values=foundation.core_values,
    )
    if not table.columns:
        raise InsufficientContext(
            "Fill in a vision, a purpose or a core value: the business foundation is blank."
        )
    every = tuple(range(len(table.rows)))
    if world.judge is None:
        texts = [row.text for row in table.rows], [column.text for column in table.columns]
        relations = await world.relevance.relate(*texts)
        return Facts(table=table, judged={}, asked=every, relations=relations)
    keys = _keys(table, world)
    known = await world.memo.get(keys)
    judged = {n: _remembered(n, known[key]) for n, key in enumerate(keys) if key in known}
    asked = tuple(row for row in every if row not in judged)
    return Facts(table=table, judged=judged, asked=asked, keys=keys)


async def checked(goal: NestedGoal, world: World) -> AlignmentCheck:
    """The check of a goal that came as an object: what explanation and suggestions stand on."""
    request = AlignmentCheckRequest(
        goal_intent=goal.goal.intent,
        strategies=tuple(strategy.description for strategy in goal.goal.strategies),
        kpis=tuple(kpi.name or "" for kpi in goal.goal.kpis),
        business_foundation=goal.business_foundation,
    )
    return await world.run(operation, request)


def _keys(table: Table, world: World) -> tuple[str, ...]:
    """One key a row: everything that its judgement depends on, and the tenant."""
    columns = "\0".join(f"{column.kind}:{fold(column.text)}" for column in table.columns)
    common = f"{RUBRIC}\0{world.judge}\0{columns}\0"
    return tuple(
        f"{world.caller.tenant}\0{_digest(f'{common}{row.kind}:{fold(row.text)}')}" for row in table.rows
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _remembered(row: int, text: str) -> JudgedRow:
    return JudgedRow.model_validate_json(text).model_copy(update={"row": row})


def known(request: AlignmentCheckRequest, facts: Facts) -> AlignmentAnswer | None:
    """No row is left to judge: there is nothing to ask."""
    return None if facts.asked else AlignmentAnswer(rows=())


def split(request: AlignmentCheckRequest, facts: Facts) -> Sequence[Facts]:
    """At most twelve rows a call, fewer where many columns make long answers, as equal as can be."""
    most = max(1, min(CALL, TOKENS // (ROW + CELL * len(facts.table.columns))))
    calls = -(-len(facts.asked) // most)
    return [evolve(facts, asked=facts.asked[call::calls]) for call in range(calls)]


def check(request: AlignmentCheckRequest, facts: Facts, answer: AlignmentAnswer) -> Iterator[Objection]:
    """Every asked row once, levels for every column, true quotes, plain reasons."""
    yield from objections(facts.table, facts.asked, answer)


def join(answers: Sequence[AlignmentAnswer]) -> AlignmentAnswer:
    """The rows of all calls."""
    return AlignmentAnswer(rows=tuple(row for answer in answers for row in answer.rows))


def unaided(request: AlignmentCheckRequest, facts: Facts) -> AlignmentAnswer:
    """Related or not: without a model neither support nor opposition can be told."""
    return AlignmentAnswer(
        rows=tuple(
            RowAnswer(row=n, levels=tuple(3 if r.related else NEUTRAL for r in row), quotes=(), why="")
            for n, row in enumerate(facts.relations)
        )
    )


def finish(
    request: AlignmentCheckRequest, facts: Facts, answer: AlignmentAnswer, moment: datetime
) -> AlignmentCheck:
    """Scores, breakdown, explanation and suggestions, all from the one table."""
    rows = {**facts.judged, **{judged.row: judged for judged in answer.rows}}
    reading = reading_of(facts.table, rows, facts.relations)
    scores = reading.scores
    result = AlignmentCheck(
        alignment_score=scores.total,
        score=scores.total,
        explanation=explanation(reading),
        suggestions=suggestions(reading),
        component_scores=ComponentScores(
            intent_alignment=scores.intent,
            strategy_alignment=scores.strategies,
            kpi_relevance=scores.kpis,
        ),
        breakdown=Breakdown(
            vision_alignment=scores.vision,
            purpose_alignment=scores.purpose,
            values_alignment=scores.values,
        ),
        last_updated=stamp(moment),
    )
    return result.read_from(reading).warned(*facts.table.warnings, *reading.warnings)


async def keep(
    request: AlignmentCheckRequest,
    facts: Facts,
    answer: AlignmentAnswer,
    result: AlignmentCheck,
    world: World,
) -> None:
    """Remember each new judgement, so that an edit judges only what was edited."""
    if world.judge is not None and answer.rows:
        judged = (JudgedRow.model_validate(row.model_dump()) for row in answer.rows)
        await world.memo.put({facts.keys[row.row]: row.model_dump_json() for row in judged})


operation: Final = Operation(
    name="alignment_check",
    path="/api/coaching/alignment-check",
    summary="Score how well a goal supports the business foundation.",
    request=AlignmentCheckRequest,
    facts=Facts,
    answer=AlignmentAnswer,
    result=AlignmentCheck,
    gather=gather,
    known=known,
    split=split,
    check=check,
    salvage=cleaned,
    join=join,
    unaided=unaided,
    finish=finish,
    keep=keep,
    cached=True,
    invalid="INVALID_GOAL_DATA",
    beyond_repair=AlignmentFailed,
)
