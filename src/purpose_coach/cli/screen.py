"""What is written to a terminal, and how: nothing in a text may steer it."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

__all__ = ["NAME", "Mistake", "complain", "console", "listing", "plain", "shown", "text", "write"]

NAME = "purpose-coach"
CONTROLS = {code: "\ufffd" for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n"}
"""Escape sequences could move the cursor, rewrite what stands there, or name the window."""


class Mistake(Exception):
    """What the person at the terminal has to mend: one line, and details where there are several."""

    def __init__(self, message: str, *details: str) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


def console() -> Console:
    """Standard output: with colours on a terminal, plain text elsewhere."""
    return Console(highlight=False)


def listing(columns: int = 2) -> Table:
    """A list without lines: names, and what there is to say about each; nothing is cut off."""
    grid = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, style="bold")
    for _ in range(columns - 1):
        grid.add_column(overflow="fold")
    return grid


def plain(words: str) -> str:
    """The words with every control character but line ends and tabs made visible."""
    return words.replace("\r\n", "\n").translate(CONTROLS)


def shown(words: str) -> str:
    """The words as they may stand inside markup."""
    return escape(plain(words))


def text(words: str, style: str = "") -> Text:
    """The words by themselves."""
    return Text(plain(words), style=style)


def write(words: str) -> None:
    """The words as they are, with a line end."""
    print(words.removesuffix("\n"))


def complain(message: str, *details: str) -> None:
    """One line to standard error, and one a detail."""
    for line in (f"{NAME}: {_line(message)}", *(f"  {_line(detail)}" for detail in details)):
        print(line, file=sys.stderr)


def _line(words: str) -> str:
    return " ".join(plain(words).split())
