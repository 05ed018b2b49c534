"""What the benches measure with: one goal of five rows, a foundation of five columns, one answer.

`table` is the smallest operation that asks a model: it sends the very prompt of `alignment_check`
and takes its answer, and does no arithmetic. What it costs is what the engine costs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from attrs import define, field, frozen

from purpose_coach import AsyncCoach, Objection, Operation, Result, World
from purpose_coach.alignment.judging import AlignmentAnswer
from purpose_coach.backends import Ask, Backend, Reply, Usage
from purpose_coach.moment import stamp
from purpose_coach.operations.alignment_check import AlignmentCheckRequest
from purpose_coach.stores.memory import Bounded, MemoryCache, MemoryMemo

GOAL: Mapping[str, Any] = {
    "goalIntent": "Double the number of households that repair instead of replace by the end of next year",
    "strategies": [
        "Open a repair corner in every shop, where customers mend things together with our technicians",
        "Publish all repair manuals and the prices of all spare parts",
    ],
    "kpis": ["Repairs finished within one week", "Share of households that come back with a second repair"],
    "businessFoundation": {
        "vision": "A world in which nothing useful is thrown away, and mending is the ordinary thing to do",
        "purpose": "Keep household goods in use by making repair quicker and cheaper than buying anew",
        "coreValues": ["Craft", "Honesty", "Neighbourliness"],
        "targetMarket": "Households in mid-sized towns",
    },
}
ROWS = (
    (
        (5, 5, 4, 2, 3),
        ("repair instead of replace", "nothing useful is thrown away", "making repair quicker and cheaper"),
        "Households that repair instead of replacing keep goods in use, which is the purpose itself.",
    ),
    (
        (4, 4, 5, 2, 5),
        ("customers mend things together", "mending is the ordinary thing to do", "goods in use"),
        "Mending side by side with technicians teaches the craft and brings the neighbours into the shop.",
    ),
    (
        (4, 5, 3, 5, 2),
        ("nothing useful is thrown away", "making repair quicker and cheaper"),
        "Open manuals and open prices are honest dealing, and they make a repair cheaper than anything new.",
    ),
    (
        (3, 5, 3, 2, 2),
        ("mending is the ordinary thing", "making repair quicker and cheaper than buying anew"),
        "A repair that takes less than a week is quicker than an order, so people choose it again.",
    ),
    (
        (4, 4, 3, 2, 3),
        ("mending is the ordinary thing", "household goods in use"),
        "Coming back with another repair shows that mending has become a habit of the household.",
    ),
)
ANSWER = json.dumps(
    {
        "rows": [
            {"row": row, "levels": levels, "quotes": quotes, "why": why}
            for row, (levels, quotes, why) in enumerate(ROWS)
        ]
    },
    separators=(",", ":"),
)
REPLY = Reply(text=ANSWER, usage=Usage(1400, 300))
COMPLETION = json.dumps(
    {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": "gpt-4o-mini",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": ANSWER},
                "finish_reason": "stop",
                "logprobs": None,
            }
        ],
        "usage": {"prompt_tokens": 1400, "completion_tokens": 300, "total_tokens": 1700},
    }
).encode()


def body(number: int = 0) -> bytes:
    """The request as it comes over the wire; each number is another goal."""
    told = f"{GOAL['goalIntent']}, step {number}" if number else GOAL["goalIntent"]
    return json.dumps({**GOAL, "goalIntent": told}).encode()


def request(number: int = 0) -> AlignmentCheckRequest:
    """The request, validated anew."""
    return AlignmentCheckRequest.model_validate_json(body(number))


@define
class Instant:
    """A model that answers at once, always the same; it remembers what it was asked last."""

    model: str = "instant"
    identity: str = "instant"
    asked: Ask | None = None

    async def complete(self, ask: Ask) -> Reply:
        """The reply."""
        self.asked = ask
        return REPLY


@frozen
class Listed:
    """The rows and columns that the prompt shows."""

    rows: list[dict[str, Any]] = field(factory=list)
    columns: list[dict[str, Any]] = field(factory=list)


class Table(Result):
    """The levels as they were judged."""

    levels: tuple[tuple[int, ...], ...]
    last_updated: str


def listed(request: AlignmentCheckRequest) -> Listed:
    """Rows and columns as they came."""
    foundation = request.business_foundation
    rows = (request.goal_intent, *request.strategies, *request.kpis)
    columns = (foundation.vision, foundation.purpose, *foundation.core_values)
    return Listed(
        [{"row": number, "text": text} for number, text in enumerate(rows)],
        [{"column": number, "text": text} for number, text in enumerate(columns)],
    )


async def gather(request: AlignmentCheckRequest, _world: World) -> Listed:
    """Nothing but the request is known."""
    return listed(request)


def check(_request: AlignmentCheckRequest, facts: Listed, answer: AlignmentAnswer) -> Iterator[Objection]:
    """Every row is there."""
    if len(answer.rows) != len(facts.rows):
        yield Objection("judge every row once")


def unaided(_request: AlignmentCheckRequest, _facts: Listed) -> AlignmentAnswer:
    """Nothing is judged."""
    return AlignmentAnswer(rows=())


def finish(
    _request: AlignmentCheckRequest, _facts: Listed, answer: AlignmentAnswer, moment: datetime
) -> Table:
    """The levels, and when they were judged."""
    return Table(levels=tuple(row.levels for row in answer.rows), last_updated=stamp(moment))


table = Operation(
    name="alignment_check",  # its prompt file
    path="/bench/table",
    summary="The smallest operation that asks a model.",
    request=AlignmentCheckRequest,
    facts=Listed,
    answer=AlignmentAnswer,
    result=Table,
    gather=gather,
    check=check,
    unaided=unaided,
    finish=finish,
)


def no_cache() -> MemoryCache:
    """A cache that keeps nothing."""
    return MemoryCache(Bounded(limit=0, ttl=0))


def no_memo() -> MemoryMemo:
    """A memo that keeps nothing."""
    return MemoryMemo(Bounded(limit=0, ttl=0))


def forgetful(model: Backend) -> AsyncCoach:
    """A coach that remembers nothing."""
    return AsyncCoach(model, cache=no_cache(), memo=no_memo())
