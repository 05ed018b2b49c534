"""What it costs to come from nothing to a coach, and to its first answer, in fresh processes."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import Mapping, Sequence
from statistics import median

import sample
from measuring import Effort, Figure

PYDANTIC = "import pydantic"
COACH = "from purpose_coach import Coach; Coach()"
ANSWER = f"""
import json
from purpose_coach import Coach
from purpose_coach.relevance.lexical import Lexical
Coach(relevance=Lexical()).alignment_check(**json.loads({sample.body().decode()!r}))
"""
SPENT = """
import resource
used = resource.getrusage(resource.RUSAGE_SELF)
try:  # On Linux ru_maxrss is never less than that of the process that started this one.
    with open("/proc/self/status") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
except OSError:
    peak = used.ru_maxrss / 1024  # bytes, on a Mac
print((used.ru_utime + used.ru_stime) * 1000, peak / 1024)
"""


async def start(effort: Effort) -> Sequence[Figure]:
    """CPU and peak memory, the median of fresh processes that take turns."""
    spent = await fresh((PYDANTIC, COACH, ANSWER), max(5, effort.rounds // 2))
    cpu = {code: median(cpu for cpu, _ in found) for code, found in spent.items()}
    peak = {code: max(peak for _, peak in found) for code, found in spent.items()}
    return [
        Figure(name="pydantic", what=PYDANTIC, value=cpu[PYDANTIC], unit="ms"),
        Figure(name="start", what=COACH, value=cpu[COACH], unit="ms"),
        Figure(
            name="start/pydantic",
            what="a coach over `import pydantic`",
            value=cpu[COACH] / cpu[PYDANTIC],
            unit="x",
            most=2.5,
        ),
        Figure(name="start, memory", what="a coach, peak memory", value=peak[COACH], unit="MB", most=35),
        Figure(
            name="answer",
            what="a coach and its first alignment_check, by words",
            value=cpu[ANSWER],
            unit="ms",
        ),
        Figure(name="answer, memory", what="the same, peak memory", value=peak[ANSWER], unit="MB"),
    ]


async def fresh(codes: Sequence[str], rounds: int) -> Mapping[str, list[tuple[float, float]]]:
    """Milliseconds of CPU and megabytes at the peak of each code, in a new process every time."""
    spent: dict[str, list[tuple[float, float]]] = {code: [] for code in codes}
    for code in [*codes] * (rounds + 1):  # the first time writes the byte code
        spent[code].append(await _process(code))
    return {code: found[1:] for code, found in spent.items()}


async def _process(code: str) -> tuple[float, float]:
    # Measuring coverage is no part of the cost.
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code + SPENT, stdout=PIPE, env=plain)
    told, _ = await process.communicate()
    cpu, peak = told.split()
    return float(cpu), float(peak)
