"""One good answer an operation, as a model might give it, to the request that the server's page shows.

The answers stand in `answers/NAME.json`. Each passes its operation's checks at the first try, which
`asked` makes sure of: a figure about an answer that does not hold would say nothing.
"""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from purpose_coach import Answer, AsyncCoach, Operation, Request
from purpose_coach.backends import Ask, Scripted
from purpose_coach.operation import parsed
from purpose_coach.relevance import Lexical
from purpose_coach.result import Outcome

__all__ = ["Asked", "asked", "known"]

ANSWERS = Path(__file__).parent / "answers"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)

AnyOperation = Operation[..., Any, Any, Any, Any]


@frozen(kw_only=True)
class Asked:
    """An operation that was asked: what was sent, what came back, what the caller got."""

    operation: AnyOperation
    request: Request
    facts: object
    answer: Answer
    asks: tuple[Ask, ...]
    replies: tuple[str, ...]
    body: bytes


def known() -> tuple[AnyOperation, ...]:
    """The operations that have an answer here; those that ask no model have none."""
    return tuple(one for one in AsyncCoach.operations() if (ANSWERS / f"{one.name}.json").is_file())


@cache
def _said(operation: str) -> tuple[str, str]:
    """The name of the answer's schema, and the answer as compact as a model writes it."""
    (one,) = (one for one in known() if one.name == operation)
    return one.answer.__name__, _compact((ANSWERS / f"{operation}.json").read_text(encoding="utf-8"))


def _replies(operation: AnyOperation) -> dict[str, str]:
    """What is said to the operation, and to those that it builds on."""
    return dict(_said(one.name) for one in (*operation.builds_on, operation))


def _compact(text: str) -> str:
    return json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":"))


def request_of(operation: AnyOperation) -> Request:
    """The request that the server's page shows."""
    example = files("purpose_coach_server") / "examples" / f"{operation.name}.json"
    request: Request = parsed(operation, example.read_bytes())
    return request


def asked(operation: AnyOperation) -> Asked:
    """What comes of the operation's request and answer."""
    replies = _replies(operation)
    model = Scripted(lambda ask: replies[ask.schema.name])
    coach = AsyncCoach(model, relevance=Lexical(), clock=lambda: NOW)
    seen: list[tuple[object, Answer]] = []

    def finish(request: Request, facts: object, answer: Answer, moment: datetime) -> Outcome:
        seen.append((facts, answer))
        result: Outcome = operation.finish(request, facts, answer, moment)
        return result

    request = request_of(operation)
    result = asyncio.run(coach.run(evolve(operation, finish=finish, cached=False), request))
    if result.provenance.repairs:
        said = model.asked[-1].messages[-1].content
        raise SystemExit(f"bench/answers/{operation.name}.json does not hold: {said}")
    facts, answer = seen[-1]
    return Asked(
        operation=operation,
        request=request,
        facts=facts,
        answer=answer,
        asks=tuple(model.asked),
        replies=tuple(replies[ask.schema.name] for ask in model.asked),
        body=result.to_json(),
    )
