"""One question until it is answered: ask, read, check, ask again with the objections, salvage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from attrs import define, evolve, frozen

from purpose_coach.backends.port import Ask, Backend, Message, Reply, Usage
from purpose_coach.backends.reading import Unreadable, read
from purpose_coach.backends.schema import schema_of
from purpose_coach.operation import Objection, Operation
from purpose_coach.prompts.rendering import Prompt
from purpose_coach.result import Provenance
from purpose_coach.wire import Answer, Request

__all__ = ["Session", "Tally", "ask", "asks_of"]

In = TypeVar("In", bound=Request)
Facts = TypeVar("Facts")
Ans = TypeVar("Ans", bound=Answer)

SHOWN = 20
"""Objections shown to the model in one round."""
KEPT = 8_000
"""Characters of a faulty answer that are shown to the model again: a repair does not grow the bill."""


@define
class Tally:
    """What an operation has cost so far, failures and repairs included."""

    usage: Usage = Usage(cost=0.0)
    calls: int = 0
    repairs: int = 0

    def start(self, *, again: bool) -> None:
        """One more call, to mend an answer or not."""
        self.calls += 1
        self.repairs += again

    def count(self, reply: Reply) -> None:
        """Add one reply."""
        self.usage += reply.usage

    def add(self, other: Provenance) -> None:
        """Add what another operation has cost."""
        self.usage += other.usage
        self.calls += other.calls
        self.repairs += other.repairs


@frozen
class Session:
    """Whom an operation asks, until when, and where the bill goes."""

    model: Backend
    prompt: Prompt
    tally: Tally
    deadline: float


def asks_of(
    operation: Operation[..., In, Facts, Ans, Any],
    request: In,
    facts: Facts,
    prompt: Prompt,
    deadline: float | None = None,
) -> Ask:
    """The question about these facts, as it is sent first."""
    return Ask(
        messages=prompt.messages(request, facts),
        schema=schema_of(operation.answer),
        max_tokens=prompt.meta.params.max_tokens,
        temperature=prompt.meta.params.temperature,
        deadline=deadline,
    )


async def ask(
    operation: Operation[..., In, Facts, Ans, Any],
    request: In,
    facts: Facts,
    session: Session,
) -> Ans:
    """An answer that holds, or what could be salvaged; else the operation's `beyond_repair`."""
    first = asks_of(operation, request, facts, session.prompt, session.deadline)
    question, last = first, None
    for attempt in range(operation.attempts):
        session.tally.start(again=attempt > 0)
        reply = await session.model.complete(question)
        session.tally.count(reply)
        if reply.finish in {"refusal", "filter"}:
            break
        answer, objections = _held(operation, request, facts, reply)
        if answer is not None and not objections:
            return answer
        last = (answer, objections) if answer is not None else last
        question = _again(first, reply, objections)
    if last is not None and (saved := _salvaged(operation, request, facts, *last)) is not None:
        return saved
    raise operation.beyond_repair("the model's answers could not be used: try again")


def _held(
    operation: Operation[..., In, Facts, Ans, Any], request: In, facts: Facts, reply: Reply
) -> tuple[Ans | None, Sequence[Objection]]:
    """The reply as an answer, and everything in it that does not hold."""
    if reply.finish == "length":
        return None, [Objection("the answer was cut off: answer more briefly")]
    answer = read(reply.text, operation.answer)
    if isinstance(answer, Unreadable):
        return None, [Objection(text) for text in answer.objections]
    return answer, tuple(operation.check(request, facts, answer))


def _salvaged(
    operation: Operation[..., In, Facts, Ans, Any],
    request: In,
    facts: Facts,
    answer: Ans,
    objections: Sequence[Objection],
) -> Ans | None:
    """What is left without what was objected to, provided that it holds."""
    rest = operation.salvage(answer, objections)
    return None if rest is None or any(operation.check(request, facts, rest)) else rest


def _again(first: Ask, reply: Reply, objections: Sequence[Objection]) -> Ask:
    """The first question with the faulty answer and the objections: its size does not grow by rounds."""
    listed = "\n".join(f"- {objection.text}" for objection in objections[:SHOWN])
    request = f"That answer cannot be used:\n{listed}\nGive the whole answer again with this mended."
    room = 2 if reply.finish == "length" else 1
    return evolve(
        first,
        messages=(
            *first.messages,
            Message("assistant", reply.text[:KEPT] or "(no text)"),
            Message("user", request),
        ),
        max_tokens=first.max_tokens * room,
    )
