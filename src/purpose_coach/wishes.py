"""What a coach was asked to be made of."""

from __future__ import annotations

from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from attrs import Attribute, field, frozen

from purpose_coach.errors import SettingsError

if TYPE_CHECKING:
    from purpose_coach.backends.port import Backend
    from purpose_coach.moment import Clock
    from purpose_coach.relevance.port import Relevance
    from purpose_coach.stores.port import Cache, Memo

__all__ = ["OnUnavailable", "Wishes"]

OnUnavailable = Literal["error", "unaided"]


def _known(_: object, __: object, value: str) -> None:
    if value not in get_args(OnUnavailable):
        raise SettingsError(f"on_unavailable must be 'error' or 'unaided', not {value!r}")


def _askable(_: object, __: object, value: str | Backend | None) -> None:
    if value is not None and not (value if isinstance(value, str) else hasattr(value, "complete")):
        raise SettingsError(f"model must be a model's name, a backend or None, not {value!r}")


def _folder(_: object, part: Attribute[Path | str | None], value: Path | str | None) -> None:
    if value == "":
        raise SettingsError(f"{part.name} must name a folder, or be None for what ships")


def _positive(_: object, __: object, value: float) -> None:
    if not 0 < value < inf:
        raise SettingsError(f"timeout must be a number of seconds above 0, not {value!r}")


@frozen(kw_only=True)
class Wishes:
    """What a coach was asked to be made of; None leaves the choice to the library."""

    model: str | Backend | None = field(validator=_askable)
    prompts: Path | str | None = field(validator=_folder)
    knowledge: Path | str | None = field(validator=_folder)
    on_unavailable: OnUnavailable = field(validator=_known)
    relevance: Relevance | None
    cache: Cache | None
    memo: Memo | None
    clock: Clock
    timeout: float = field(validator=_positive)
