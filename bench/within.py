"""What an operation costs within one process, where no model has to be waited for."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from hashlib import sha256
from itertools import cycle
from pathlib import Path
from statistics import median

import sample
from attrs import evolve
from measuring import Effort, Figure, compared, lowest, once

from purpose_coach import AsyncCoach, Coach
from purpose_coach.alignment.judging import AlignmentAnswer
from purpose_coach.backends import Ask
from purpose_coach.backends.schema import schema_of
from purpose_coach.operations.alignment_check import AlignmentCheckRequest
from purpose_coach.operations.alignment_check import operation as alignment_check
from purpose_coach.prompts.rendering import Prompts
from purpose_coach.relevance.lexical import Lexical

CASES = Path(__file__).parent.parent / "tests" / "cases" / "alignment_check.jsonl"


async def engine(effort: Effort) -> Sequence[Figure]:
    """A validated request in, a typed result out, over a model that answers at once."""
    model, one = sample.Instant(), sample.request()
    coach = sample.forgetful(model)
    (ask,) = await coach.preview(sample.table, one)
    assert (await coach.run(alignment_check, one)).provenance.calls == 1, "the sample's answer does not hold"
    schema = schema_of(AlignmentAnswer)
    prompt = Prompts().get(sample.table.name, schema)

    async def floor() -> None:
        reply = await model.complete(ask)
        AlignmentAnswer.model_validate_json(reply.text)

    async def by_hand() -> None:
        sha256(one.model_dump_json().encode()).hexdigest()
        async with asyncio.timeout(60):
            reply = await model.complete(
                Ask(messages=prompt.messages(one, sample.listed(one)), schema=schema)
            )
        answer = AlignmentAnswer.model_validate_json(reply.text)
        sample.Table(levels=tuple(row.levels for row in answer.rows), last_updated="")

    cached = evolve(sample.table, cached=True)
    bare = await lowest(floor, 1000, effort)
    least = await lowest(lambda: coach.run(sample.table, one), 1000, effort)
    missed = await lowest(lambda: coach.run(cached, one), 1000, effort)
    check = await lowest(lambda: coach.run(alignment_check, one), 200, effort)
    beside = await compared(by_hand, lambda: coach.run(sample.table, one), 500, effort)
    return [
        Figure(
            name="engine",
            what="the engine: the smallest operation, less the floor",
            value=least - bare,
            unit="us",
            most=100,
        ),
        Figure(name="floor", what="the floor: await the model, validate its answer", value=bare, unit="us"),
        Figure(
            name="by hand", what="the engine over the same work written by hand", value=beside.ratio, unit="x"
        ),
        Figure(
            name="miss", what="the same where results are cached, on a miss", value=missed - bare, unit="us"
        ),
        Figure(
            name="check",
            what="alignment_check: its checks, arithmetic and wording too",
            value=check - bare,
            unit="us",
        ),
    ]


async def cache(effort: Effort) -> Sequence[Figure]:
    """A request that was answered before, validated anew each time."""
    coach = AsyncCoach(sample.Instant())
    await coach.run(alignment_check, sample.request())
    times = effort.times(1000)
    text = sample.body()
    fresh = iter([sample.request() for _ in range(times * effort.rounds)])
    hits = [await once(lambda: coach.run(alignment_check, next(fresh)), times) for _ in range(effort.rounds)]

    async def body_to_body() -> None:
        request = AlignmentCheckRequest.model_validate_json(text)
        (await coach.run(alignment_check, request)).model_dump_json()

    through = await lowest(body_to_body, 1000, effort)
    forgetful = sample.forgetful(sample.Instant())
    beside = await compared(
        lambda: forgetful.run(alignment_check, sample.request()),
        lambda: coach.run(alignment_check, sample.request()),
        100,
        effort,
    )
    return [
        Figure(
            name="hit",
            what="a validated request in, its kept result out",
            value=min(hits),
            unit="us",
            most=25,
        ),
        Figure(name="hit, body", what="a body in, a body out", value=through, unit="us"),
        Figure(
            name="hit/run",
            what="a hit over a run with a model that answers at once",
            value=beside.ratio,
            unit="x",
        ),
    ]


async def unaided(effort: Effort) -> Sequence[Figure]:
    """The alignment check of every case, by words; no result is taken from the cache."""
    lines = CASES.read_text(encoding="utf-8").splitlines()
    goals = [AlignmentCheckRequest.model_validate(json.loads(line)["body"]) for line in lines]
    goals.append(sample.request())
    coach = AsyncCoach(cache=sample.no_cache(), relevance=Lexical())
    await coach.run(alignment_check, goals.pop())
    new, again = iter(goals), cycle(goals)
    first = [await once(lambda: coach.run(alignment_check, next(new)), 1) for _ in goals]
    known = await lowest(lambda: coach.run(alignment_check, next(again)), 160, effort)
    return [
        Figure(
            name="unaided",
            what="alignment_check of new texts, median of all cases",
            value=median(first) / 1000,
            unit="ms",
            most=3,
        ),
        Figure(
            name="unaided, known", what="alignment_check of texts seen before", value=known / 1000, unit="ms"
        ),
    ]


def blocking(effort: Effort) -> Sequence[Figure]:
    """What the hop to the background loop and back adds to a call."""
    coach = Coach(sample.Instant(), cache=sample.no_cache(), memo=sample.no_memo())
    one, times = sample.request(), effort.times(500)
    spent: list[float] = []
    waited: list[float] = []
    for _ in range(effort.rounds):
        begin, began = time.process_time_ns(), time.perf_counter_ns()
        for _ in range(times):
            coach.run(sample.table, one)
        spent.append((time.process_time_ns() - begin) / times / 1000)
        waited.append((time.perf_counter_ns() - began) / times / 1000)
    awaited = sample.forgetful(sample.Instant())
    inside = asyncio.run(lowest(lambda: awaited.run(sample.table, one), 500, effort))
    return [
        Figure(
            name="hop", what="the hop to the background loop and back", value=min(spent) - inside, unit="us"
        ),
    ]
