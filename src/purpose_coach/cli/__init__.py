"""The command line: `purpose-coach`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

__all__ = ["main"]

NEEDED = ("rich", "typer")
MISSING = "purpose-coach: the command line is an extra: install it with pip install 'purpose-coach[cli]'"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that `arguments` (by default the process's own) name; the exit code."""
    try:
        for package in NEEDED:
            import_module(package)
    except ImportError:
        print(MISSING, file=sys.stderr)
        return 2
    from purpose_coach.cli.app import run

    return run(sys.argv[1:] if arguments is None else arguments)
