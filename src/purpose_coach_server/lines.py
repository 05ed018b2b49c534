"""Log lines, a tenth of a second's worth at a time: one by one they would cost as much as an answer."""

from __future__ import annotations

import asyncio
import atexit
import logging
import sys
import time
from functools import lru_cache
from typing import TextIO

__all__ = ["Lines"]

DELAY = 0.1
SHOWN = logging.Formatter("%(message)s")  # with a traceback, where there is one


class Lines(logging.Handler):
    """Writes to a stream; at once what is a warning or worse, and whatever comes outside an event loop."""

    def __init__(self, stream: TextIO = sys.stderr) -> None:
        super().__init__()
        self._stream = stream
        self._kept = list[str]()
        atexit.register(self.flush)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the record's line, and see to it that it is written."""
        text = SHOWN.format(record) if record.exc_info else record.getMessage()
        self.put(f"{record.levelname} {record.name}: {text}")
        if record.levelno >= logging.WARNING:
            self.flush()

    def put(self, text: str) -> None:
        """Keep a line that no record was made of: making one costs more than all the rest of it."""
        self._kept.append(f"{_second(int(time.time()))} {text}\n")
        if len(self._kept) == 1:
            self._soon()

    def flush(self) -> None:
        """Write what is kept."""
        kept, self._kept = self._kept, []
        self._stream.write("".join(kept))
        self._stream.flush()

    def _soon(self) -> None:
        try:
            asyncio.get_running_loop().call_later(DELAY, self.flush)
        except RuntimeError:
            self.flush()


@lru_cache(maxsize=4)
def _second(moment: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))
