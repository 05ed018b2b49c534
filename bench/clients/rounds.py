"""One client of the comparison: reads its task, then measures a round whenever it is told to.

Runs in the environment of whatever is measured, so it needs the standard library alone.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time
from collections.abc import Awaitable, Callable
from typing import TypedDict

Call = Callable[[], Awaitable[object]]


class Task(TypedDict):
    """What to ask, and of whom."""

    base_url: str
    model: str
    system: str
    user: str
    max_tokens: int
    rows: int
    """How many rows the answer has: each client proves that it read them."""


def measure(prepare: Callable[[Task], Awaitable[Call]]) -> None:
    """Prepare a call, and answer each line of standard input with the cost of that many calls."""
    asyncio.run(_measure(prepare, json.loads(sys.stdin.readline())))


async def _measure(prepare: Callable[[Task], Awaitable[Call]], task: Task) -> None:
    call = await prepare(task)
    for _ in range(20):
        await call()
    gc.collect()
    print("ready", flush=True)
    for line in sys.stdin:
        times = int(line)
        begin = time.process_time_ns()
        for _ in range(times):
            await call()
        print((time.process_time_ns() - begin) / times / 1000, flush=True)
