"""What a coach was asked to be made of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from attrs import frozen

if TYPE_CHECKING:
    from purpose_coach.backends.port import Backend
    from purpose_coach.moment import Clock
    from purpose_coach.relevance.port import Relevance
    from purpose_coach.stores.port import Cache, Memo

__all__ = ["OnUnavailable", "Wishes"]

OnUnavailable = Literal["error", "unaided"]


@frozen(kw_only=True)
class Wishes:
    """What a coach was asked to be made of; None leaves the choice to the library."""

    model: str | Backend | None
    prompts: Path | str | None
    on_unavailable: OnUnavailable
    relevance: Relevance | None
    cache: Cache | None
    memo: Memo | None
    clock: Clock
    timeout: float
