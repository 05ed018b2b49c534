"""The command line as tests run it: in this process, or as a process of its own."""

import os
import subprocess
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

from purpose_coach.cli import main

__all__ = ["KEY", "ROOT", "WEBSITES", "configure", "process", "run", "type_in"]

ROOT = Path(__file__).parents[2]
WEBSITES = str(ROOT / "examples" / "alignment" / "accessible-websites.json")
KEY = "sk-canary-of-the-key"


def run(capsys, *arguments):
    """Exit code, standard output and standard error of a command."""
    code = main(arguments)
    said = capsys.readouterr()
    return code, said.out, said.err


def type_in(monkeypatch, content):
    """These bytes on standard input."""
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(content)))


def configure(monkeypatch, base_url, **settings):
    """A model behind this address."""
    every = {"MODEL": "some-model", "BASE_URL": base_url, "API_KEY": KEY, **settings}
    for name, value in every.items():
        monkeypatch.setenv(f"PURPOSE_COACH_{name}", value)


def process(*arguments, warnings="error", **options):
    """The command in a process of its own, where a Python warning is an error unless said otherwise."""
    environment = {**os.environ, **options.pop("env", {})}
    return subprocess.Popen(
        [sys.executable, "-W", warnings, "-m", "purpose_coach", *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )
