"""The one place that knows the order: gather, known or ask and check, salvage, finish, keep."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Coroutine, Sequence
from time import perf_counter
from typing import Any, TypeVar

from attrs import define, evolve, frozen

from purpose_coach.asking import Session, Tally, ask, asks_of
from purpose_coach.backends.port import Ask, Backend
from purpose_coach.backends.schema import schema_of
from purpose_coach.caller import Caller
from purpose_coach.errors import ModelTimeout, ModelUnavailable
from purpose_coach.flights import Flights
from purpose_coach.knowledge import Knowledge
from purpose_coach.moment import Clock
from purpose_coach.operation import Operation, World
from purpose_coach.prompts.rendering import Prompt, Prompts
from purpose_coach.relevance.port import Relevance
from purpose_coach.result import Outcome, Provenance, Source
from purpose_coach.stores.port import Cache, Memo
from purpose_coach.wire import Answer, Request
from purpose_coach.working import worked

__all__ = ["Parts", "preview", "run"]

In = TypeVar("In", bound=Request)
Facts = TypeVar("Facts")
Ans = TypeVar("Ans", bound=Answer)
Out = TypeVar("Out", bound=Outcome)
T = TypeVar("T")


@frozen(kw_only=True)
class Parts:
    """What a coach is made of."""

    models: tuple[Backend | None, ...]
    """Asked in this order, each for a whole operation, so that no answer mixes models; None answers
    unaided."""
    prompts: Prompts
    cache: Cache
    memo: Memo
    relevance: Relevance
    knowledge: Knowledge
    clock: Clock
    timeout: float
    """Seconds that an operation may take, all attempts and retries included."""
    flights: Flights[Any]


@define
class _Run:
    """One operation under way: its parts, its caller, its deadline and what it has cost so far."""

    parts: Parts
    caller: Caller
    deadline: float
    started: float
    tally: Tally
    cut: bool = False
    """Whether the deadline ended some computing before it was done."""
    answered: Backend | None = None
    """The model that gave the result, in the end."""

    def world(self, judge: str | None, model: Backend | None) -> World:
        async def other(operation: Operation[..., In, Any, Any, Out], request: In, /) -> Out:
            parts = _only(self.parts, model)
            result: Out = await run(operation, request, parts, self.caller, self.deadline)
            self.tally.add(result.provenance)
            return result

        async def work(job: Callable[[Callable[[], bool]], T], /) -> T:
            left = self.deadline - asyncio.get_running_loop().time()
            value, cut = await worked(job, left)
            self.cut = self.cut or cut
            return value

        return World(
            caller=self.caller,
            clock=self.parts.clock,
            memo=self.parts.memo,
            relevance=self.parts.relevance,
            knowledge=self.parts.knowledge,
            run=other,
            work=work,
            judge=judge,
        )


def _only(parts: Parts, model: Backend | None) -> Parts:
    """The same parts with one model: what an operation builds on is judged by the same model."""
    return parts if parts.models == (model,) else evolve(parts, models=(model,))


async def run(
    operation: Operation[..., In, Facts, Ans, Out],
    request: In,
    parts: Parts,
    caller: Caller,
    deadline: float | None = None,
) -> Out:
    """The operation's result, from the cache where it may come from there."""
    key = _key(operation, request, parts, caller) if operation.cached else ""
    if key and (hit := await parts.cache.get(key, operation.result)) is not None:
        return hit
    now = asyncio.get_running_loop().time()
    this = _Run(parts, caller, deadline or now + parts.timeout, perf_counter(), Tally())
    if not key:
        return await _perform(operation, request, this)
    # Calls with other limits of time don't share: nobody waits longer than the limit that was set.
    flight = f"{key}\0{parts.timeout}"
    fresh: Out
    try:
        fresh = await parts.flights.join(flight, lambda: _fresh(operation, request, this, key))
    except ModelTimeout:
        if asyncio.get_running_loop().time() >= this.deadline:
            raise
        # The call that was joined had begun earlier, and its time was up first: there is some left.
        fresh = await parts.flights.join(flight, lambda: _fresh(operation, request, this, key))
    return fresh


async def _fresh(operation: Operation[..., In, Facts, Ans, Out], request: In, this: _Run, key: str) -> Out:
    result = await _perform(operation, request, this)
    if this.answered is this.parts.models[0]:  # the key is the first model's: a stand-in has no place there
        await this.parts.cache.put(key, result)
    return result


def _key(operation: Operation[..., In, Facts, Ans, Out], request: In, parts: Parts, caller: Caller) -> str:
    """Tenant, operation, canonical request, and all that the first model's answer depends on."""
    model = parts.models[0]
    judges = (_judge(part, parts, model) for part in (operation, *operation.builds_on))
    judge = parts.relevance.name if model is None else "\0".join(map(str, judges))
    content = hashlib.sha256(f"{judge}\0{request.model_dump_json()}".encode()).hexdigest()
    return f"{caller.tenant}\0{operation.name}\0{content}"


def _judge(operation: Operation[..., In, Facts, Ans, Out], parts: Parts, model: Backend | None) -> str | None:
    return None if model is None else f"{model.identity}#{_prompt(operation, parts).hash}"


def _prompt(operation: Operation[..., In, Facts, Ans, Out], parts: Parts) -> Prompt:
    return parts.prompts.get(operation.name, schema_of(operation.answer))


async def _perform(operation: Operation[..., In, Facts, Ans, Out], request: In, this: _Run) -> Out:
    """The first result that one of the models gives, each tried with the whole operation."""
    failure: ModelUnavailable = ModelTimeout("no model was asked")
    for model in this.parts.models:
        if model is None:
            return await _answer(operation, request, this, None)
        try:
            async with asyncio.timeout_at(this.deadline):
                return await _answer(operation, request, this, model)
        except TimeoutError:
            failure = ModelTimeout("the model did not answer in time: try again, or allow more time")
            break
        except ModelUnavailable as error:
            failure = error
    if None in this.parts.models:
        return await _answer(operation, request, this, None)
    raise failure


async def _answer(
    operation: Operation[..., In, Facts, Ans, Out],
    request: In,
    this: _Run,
    model: Backend | None,
) -> Out:
    world = this.world(_judge(operation, this.parts, model), model)
    facts = await operation.gather(request, world)
    before = this.tally.calls
    answer: Ans
    of_itself = operation.source(request, facts)
    if of_itself is not None:
        model = None
    if model is None:
        answer = operation.unaided(request, facts)
    else:
        known = operation.known(request, facts)
        answer = known if known is not None else await _asked(operation, request, facts, this, model)
    result = operation.finish(request, facts, answer, this.parts.clock())
    await operation.keep(request, facts, answer, result, world)
    # What needs no model is nobody's stand-in.
    this.answered = this.parts.models[0] if of_itself else model
    source: Source = of_itself or ("unaided" if model is None else "model")
    memo = model is not None and this.tally.calls == before
    return result.from_(
        Provenance(
            operation=operation.name,
            source=source,
            model=model.model if model else None,
            prompt=_prompt(operation, this.parts).hash if model else None,
            usage=this.tally.usage,
            calls=this.tally.calls,
            repairs=this.tally.repairs,
            latency=perf_counter() - this.started,
            cached="memo" if memo else None,
            cut=this.cut,
        )
    )


async def _asked(
    operation: Operation[..., In, Facts, Ans, Out],
    request: In,
    facts: Facts,
    this: _Run,
    model: Backend,
) -> Ans:
    session = Session(model, _prompt(operation, this.parts), this.tally, this.deadline)
    parts = operation.split(request, facts)
    asked = [ask(operation, request, part, session) for part in parts]
    answers = [await asked[0]] if len(asked) == 1 else await _together(asked)
    return operation.join(answers)


async def _together(asked: Sequence[Coroutine[Any, Any, Ans]]) -> Sequence[Ans]:
    """All of them at once; the first failure cancels the others and is raised as it is."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one) for one in asked]
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return [task.result() for task in tasks]


async def preview(
    operation: Operation[..., In, Facts, Ans, Out], request: In, parts: Parts, caller: Caller
) -> Sequence[Ask]:
    """What would be sent for this request, one ask a call; empty when code knows the answer."""
    now = asyncio.get_running_loop().time()
    this = _Run(parts, caller, now + parts.timeout, perf_counter(), Tally())
    prompt = _prompt(operation, parts)
    judge = _judge(operation, parts, parts.models[0]) or f"preview#{prompt.hash}"
    # What it builds on is computed unaided: a preview sends nothing.
    facts = await operation.gather(request, this.world(judge, None))
    if operation.source(request, facts) or operation.known(request, facts) is not None:
        return ()
    return [asks_of(operation, request, part, prompt) for part in operation.split(request, facts)]
