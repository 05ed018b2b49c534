"""In CI a skipped test is a failed one: what CI does not run, nobody knows to work."""

from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fails a test that was skipped; one that is expected to fail stays as it is."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"skipped, which CI forbids: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Fails a module that was skipped as a whole."""
    report = yield
    if report.skipped:
        report.outcome, report.longrepr = "failed", f"skipped, which CI forbids: {report.longrepr}"
    return report
