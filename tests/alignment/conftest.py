"""The laws of alignment are held twice: a few examples by day, 10,000 at night."""

import sys

import pytest


@pytest.fixture(
    scope="module",
    params=["day", pytest.param("night", marks=[pytest.mark.nightly, pytest.mark.timeout(7200)])],
)
def dose(request):
    """By day the profile's examples; `make nightly` runs the same test with its own 10,000."""
    return request.param


@pytest.fixture
def report(capsys):
    """Lines for whoever reads the run: figures that have no aim are shown, not asserted."""
    lines = []
    yield lines.append
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(lines) + "\n")
