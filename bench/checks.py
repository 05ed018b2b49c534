"""What holding one answer against its request costs: all checks and finishing; exits 1 on a missed gate.

    python bench/checks.py

CPU time of each of many runs over the same answer, in milliseconds; the gate is on the 99th percentile.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Sequence

import exemplars
from exemplars import Asked
from measuring import Figure, as_json, failed, report

RUNS = 1000
GATE = 2.0
"""Milliseconds."""


def figure(asked: Asked) -> Figure:
    """The 99th percentile of one operation."""
    gc.collect()
    gc.disable()
    times = sorted(_once(asked) for _ in range(RUNS))
    gc.enable()
    return Figure(
        name=asked.operation.name,
        what=f"{asked.operation.name} (median {times[RUNS // 2]:.2f})",
        value=times[RUNS * 99 // 100],
        unit="ms",
        most=GATE,
    )


def _once(asked: Asked) -> float:
    operation = asked.operation
    begin = time.process_time_ns()
    for _ in operation.check(asked.request, asked.facts, asked.answer):
        raise SystemExit(f"bench/answers/{operation.name}.json does not hold")
    operation.finish(asked.request, asked.facts, asked.answer, exemplars.NOW)
    return (time.process_time_ns() - begin) / 1e6


def main() -> int:
    """Measure, print, and say whether the gates are kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="figures as JSON, and no verdict")
    chosen = parser.parse_args()
    figures: Sequence[Figure] = [figure(exemplars.asked(operation)) for operation in exemplars.known()]
    if chosen.json:
        print(as_json(figures))
        return 0
    report(f"Checking and finishing one answer, 99th percentile of {RUNS}", figures)
    return failed(figures)


if __name__ == "__main__":
    sys.exit(main())
