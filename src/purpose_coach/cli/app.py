"""The commands put together, and every way in which one can end."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import entry_points
from io import TextIOWrapper
from typing import Final, cast

import typer

from purpose_coach.cli.config import config
from purpose_coach.cli.doctor import doctor
from purpose_coach.cli.prompts import prompts
from purpose_coach.cli.running import operations, run_operation
from purpose_coach.cli.screen import NAME, Mistake, complain
from purpose_coach.errors import CoachError

__all__ = ["app", "run"]

WRONG = 2
INTERRUPTED = 130
BROKEN_PIPE = 1
GROUP = "purpose_coach.commands"
"""Entry points of other packages: each adds a command, as the server adds `serve`. What they name is
loaded at every start, so it should import what it needs when it is called."""

# The root of what typer says about wrong usage has no public name of its own.
UsageError: Final = cast("type[typer.BadParameter]", typer.BadParameter.__mro__[1])

app: Final = typer.Typer(
    help="Typed coaching operations for a business that one can trust.",
    add_completion=False,
    rich_markup_mode=None,
    # A traceback with local variables would show keys and texts.
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
)
app.command("run")(run_operation)
app.command("operations")(operations)
app.add_typer(prompts, name="prompts")
app.command("config")(config)
app.command("doctor")(doctor)
for _point in entry_points(group=GROUP):
    # Another package that cannot be loaded must not take these commands with it.
    with suppress(ImportError, AttributeError):
        app.command(_point.name)(_point.load())


def run(arguments: Sequence[str]) -> int:
    """Run a command; the exit code. Whatever was to be expected ends without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a sign that the terminal lacks is no reason to stop
    try:
        code: int | None = app(args=list(arguments) or ["--help"], prog_name=NAME, standalone_mode=False)
        print(end="", flush=True)
    except UsageError as error:
        return _misused(error)
    except (CoachError, Mistake) as error:
        return _wrong(error)
    except BrokenPipeError:
        return _unread()
    except OSError as error:
        complain(": ".join(filter(None, (error.filename, error.strerror or str(error)))))
        return WRONG
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    return code or 0


def _misused(error: typer.BadParameter) -> int:
    command = error.ctx.command_path if error.ctx else NAME
    complain(f"{error.format_message().rstrip('.')} (see {command} --help)")
    return WRONG


def _wrong(error: CoachError | Mistake) -> int:
    complain(error.message, *(error.details if isinstance(error, Mistake) else ()))
    return WRONG


def _unread() -> int:
    """Whoever read our output has gone: say nothing, now and when the interpreter ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return BROKEN_PIPE
