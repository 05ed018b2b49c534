"""What the engine and the adapter cost beside a floor measured in the same process.

The gates proper are in `bench/overhead.py`; here a figure may be about twice as bad as there, so
that a failure is a change of the code and not a neighbour on the machine.
"""

import json
import os
from pathlib import Path

import pytest
from tests.processes import python

BENCH = Path(__file__).parent.parent / "bench" / "overhead.py"

MOST = {
    "engine": {"by hand": 2.8},
    "cache": {"hit/run": 0.1},
    "http": {"http bare/raw": 2.0, "http/raw": 2.7},
}
"""By section of the bench: a figure's name, and how many times the floor it may be."""


@pytest.fixture(autouse=True)
def no_coverage(monkeypatch):
    """Tracing for coverage would be most of what is measured."""
    for name in tuple(os.environ):
        if name.startswith("COV"):
            monkeypatch.delenv(name)


def measured(section):
    """The section's figures by name."""
    out, _ = python(str(BENCH), "--quick", "--json", "--only", section)
    return {figure["name"]: figure["value"] for figure in json.loads(out)}


@pytest.mark.parametrize("section", MOST)
def test_overhead_stays_near_its_floor(section):
    """The engine beside the same work by hand, a cache hit beside a run, HTTP beside bare aiohttp."""
    for _ in range(2):  # a second time, as other work on the machine may have come between
        found = measured(section)
        over = {name: found[name] for name, most in MOST[section].items() if found[name] > most}
        if not over:
            return
    pytest.fail(f"{over} are over {MOST[section]}")
