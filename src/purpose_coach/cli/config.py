"""`purpose-coach config`: the settings in effect, and where each comes from."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import cast
from urllib.parse import urlsplit

from pydantic import SecretStr
from rich.text import Text

from purpose_coach.cli.screen import console, listing, text
from purpose_coach.errors import SettingsError
from purpose_coach.settings import PREFIX, Settings

__all__ = ["config"]

HIDDEN = "********"
SECRET = re.compile("[@?#]")
"""What stands around the parts of a URL in which a key may stand."""


def config() -> None:
    """Show the settings in effect and where each comes from; secrets are masked."""
    grid = listing(3)
    for name in Settings.model_fields:
        grid.add_row(*_row(name, os.environ))
    console().print(grid)
    # What is wrong is listed first, then said: the error stands last, where one looks.
    Settings.from_env().backend()


def _row(name: str, environ: Mapping[str, str]) -> tuple[Text, Text, Text]:
    variable = f"{PREFIX}{name.upper()}"
    meaning = Settings.model_fields[name].description or ""
    given = environ.get(variable, "").strip()
    source = "environment" if given else "default"
    try:
        value = getattr(Settings.from_env({variable: given} if given else {}), name)
    except SettingsError:
        shown = text("does not fit", "bold red")
    else:
        shown = text(_said(name, value), "bold" if given else "")
    return text(variable), shown.append(text(f"\n{meaning}", "dim")), text(source, "" if given else "dim")


def _said(name: str, value: object) -> str:
    match value:
        case None | ():
            return "–"
        case SecretStr():
            return HIDDEN
        case tuple():
            return ", ".join(cast("tuple[str, ...]", value))
        case str() if name == "base_url":
            return _without_credentials(value)
        case _:
            return str(value)


def _without_credentials(url: str) -> str:
    """The address; what else a URL can hold may be a key."""
    if not SECRET.search(url):
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return HIDDEN
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{HIDDEN}@{host}{parts.path}" if host else HIDDEN
