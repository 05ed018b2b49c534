"""What the benches share: CPU time, ratios within one run, and one table of figures against gates.

The machine may be busy with other work, so nothing is measured by the wall clock. A cost is the
CPU time of this process, the lowest of several rounds; two costs are compared in turns (A B B A),
round by round, and their ratio is the median of the rounds.
"""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from statistics import median

from attrs import asdict, frozen

Call = Callable[[], Awaitable[object]]


@frozen
class Effort:
    """How much is measured: rounds, and the share of the calls that a full round has."""

    rounds: int
    share: float

    def times(self, calls: int) -> int:
        """So many calls a round."""
        return max(10, round(calls * self.share))


FULL = Effort(15, 1.0)
QUICK = Effort(5, 0.3)


@frozen(kw_only=True)
class Figure:
    """One measured number, and what it must keep to."""

    name: str
    what: str
    value: float
    unit: str
    most: float | None = None
    least: float | None = None

    @property
    def holds(self) -> bool:
        """Whether the gate is kept; a figure without one is for information."""
        over = self.most is not None and self.value > self.most
        under = self.least is not None and self.value < self.least
        return not over and not under

    @property
    def gate(self) -> str:
        """The gate in words."""
        if self.most is not None:
            return f"at most {self.most:g} {self.unit}"
        return "" if self.least is None else f"at least {self.least:g} {self.unit}"

    @property
    def verdict(self) -> str:
        """Passed, failed, or nothing to pass."""
        return ("pass" if self.holds else "FAIL") if self.gate else ""


@frozen
class Compared:
    """Two costs measured in turns: microseconds of CPU a call, and how many times the first one."""

    first: float
    second: float
    ratio: float


async def once(call: Call, times: int) -> float:
    """Microseconds of CPU a call, in one round."""
    begin = time.process_time_ns()
    for _ in range(times):
        await call()
    return (time.process_time_ns() - begin) / times / 1000


async def lowest(call: Call, calls: int, effort: Effort) -> float:
    """Microseconds of CPU a call: the round that other work disturbed least."""
    await _warmed(call)
    return min([await once(call, effort.times(calls)) for _ in range(effort.rounds)])


async def compared(first: Call, second: Call, calls: int, effort: Effort) -> Compared:
    """The second call beside the first, in turns."""
    times = effort.times(calls)
    await _warmed(first)
    await _warmed(second)
    found: list[tuple[float, float]] = []
    for _ in range(effort.rounds):
        before, middle = await once(first, times), await once(second, times)
        again, after = await once(second, times), await once(first, times)
        found.append(((before + after) / 2, (middle + again) / 2))
    one, two = zip(*found, strict=True)
    return Compared(median(one), median(two), median(b / a for a, b in found))


async def _warmed(call: Call) -> None:
    for _ in range(20):
        await call()
    gc.collect()


def report(title: str, figures: Iterable[Figure]) -> None:
    """One section of the table."""
    print(f"\n{title}")
    for one in figures:
        value = f"{one.value:,.2f}" if one.value < 10 else f"{one.value:,.0f}"
        print(f"  {one.what:<66}{value:>8} {one.unit:<7}{one.gate:<22}{one.verdict}".rstrip())


def as_json(figures: Iterable[Figure]) -> str:
    """The figures for another program."""
    return json.dumps([{**asdict(one), "holds": one.holds} for one in figures])


def failed(figures: Sequence[Figure]) -> int:
    """The exit code, having said which gates were missed."""
    missed = [one.what for one in figures if not one.holds]
    print(f"\n{len(missed)} of {sum(bool(one.gate) for one in figures)} gates missed")
    return 1 if missed else 0
