"""Models and their adapters; each is imported when it is first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from purpose_coach.backends.doubles import Recording, Replaying, Scripted
    from purpose_coach.backends.fallback import Fallback
    from purpose_coach.backends.litellm import LiteLLM
    from purpose_coach.backends.metered import Metered
    from purpose_coach.backends.openai_compatible import OpenAICompatible
    from purpose_coach.backends.port import Ask, Backend, Message, Reply, Schema, Usage
    from purpose_coach.backends.retrying import Retrying

__all__ = [
    "Ask",
    "Backend",
    "Fallback",
    "LiteLLM",
    "Message",
    "Metered",
    "OpenAICompatible",
    "Recording",
    "Replaying",
    "Reply",
    "Retrying",
    "Schema",
    "Scripted",
    "Usage",
]

_HOMES = {
    "Ask": "port",
    "Backend": "port",
    "Fallback": "fallback",
    "LiteLLM": "litellm",
    "Message": "port",
    "Metered": "metered",
    "OpenAICompatible": "openai_compatible",
    "Recording": "doubles",
    "Replaying": "doubles",
    "Reply": "port",
    "Retrying": "retrying",
    "Schema": "port",
    "Scripted": "doubles",
    "Usage": "port",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value  # the next time, this function is not asked
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
