"""Coaching operations over HTTP: the library's operations at the contract's addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from purpose_coach_server.app import create_app
    from purpose_coach_server.settings import ServerSettings

__all__ = ["ServerSettings", "create_app"]

HOMES = {"ServerSettings": "purpose_coach_server.settings", "create_app": "purpose_coach_server.app"}


def __getattr__(name: str) -> object:
    # Loaded when first used: the command line finds `serve` here, with or without a web server installed.
    from importlib import import_module

    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(HOMES[name]), name)
