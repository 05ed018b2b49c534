"""Log lines that are written together."""

import asyncio
import io
import logging
import re

from purpose_coach_server.lines import DELAY, Lines

STAMP = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"


def _record(level, text, *args, failure=None):
    return logging.LogRecord("some.logger", level, __file__, 1, text, args, failure)


def test_lines_of_a_moment_are_written_together():
    """In an event loop they wait a little, so that many cost one write."""
    stream = io.StringIO()

    async def two():
        lines = Lines(stream)
        lines.put("INFO first")
        lines.handle(_record(logging.INFO, "second %s", 2))
        before = stream.getvalue()
        await asyncio.sleep(2 * DELAY)
        return before

    assert "" == asyncio.run(two())
    assert re.fullmatch(f"{STAMP} INFO first\n{STAMP} INFO some.logger: second 2\n", stream.getvalue())


def test_a_warning_is_written_at_once():
    """With what was kept before it, in order."""
    stream = io.StringIO()

    async def both():
        lines = Lines(stream)
        lines.put("INFO first")
        lines.handle(_record(logging.WARNING, "beware"))
        return stream.getvalue()

    assert re.fullmatch(f"{STAMP} INFO first\n{STAMP} WARNING some.logger: beware\n", asyncio.run(both()))


def test_outside_an_event_loop_nothing_is_kept():
    """Before the server starts and after it ends."""
    stream = io.StringIO()
    Lines(stream).put("INFO alone")

    assert stream.getvalue().endswith(" INFO alone\n")


def test_a_traceback_is_written_where_there_is_one():
    """Another library's error is written as the standard library would."""
    stream = io.StringIO()
    try:
        _raise()
    except ZeroDivisionError as failure:
        Lines(stream).handle(
            _record(logging.ERROR, "broken", failure=(type(failure), failure, failure.__traceback__))
        )

    assert "ERROR some.logger: broken\nTraceback (most recent call last):" in stream.getvalue()


def _raise():
    return 1 / 0
