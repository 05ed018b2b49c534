"""This library over `OpenAICompatible`: the smallest operation that asks a model, whole."""

from __future__ import annotations

import sample
from rounds import Call, Task, measure

from purpose_coach.backends import OpenAICompatible


async def prepare(task: Task) -> Call:
    """An operation with everything that belongs to one: prompt, deadline, checks, provenance."""
    coach = sample.forgetful(OpenAICompatible(task["base_url"], task["model"], api_key="none"))
    request = sample.request()

    async def call() -> None:
        judged = await coach.run(sample.table, request)
        assert len(judged.levels) == task["rows"]

    return call


if __name__ == "__main__":
    measure(prepare)
