"""Makes a coach's parts from what its constructor was given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from purpose_coach.backends.fallback import Fallback
from purpose_coach.backends.port import Backend
from purpose_coach.engine import Parts
from purpose_coach.flights import Flights
from purpose_coach.knowledge import Knowledge
from purpose_coach.prompts.rendering import Prompts
from purpose_coach.relevance import default_relevance
from purpose_coach.stores.memory import MemoryCache, MemoryMemo

if TYPE_CHECKING:
    from purpose_coach.wishes import Wishes

__all__ = ["named", "parts_of"]


def parts_of(wishes: Wishes) -> Parts:
    """The parts; everything that can be wrong with model and prompts is found here."""
    prompts = Prompts() if wishes.prompts is None else _overridden(wishes)
    models: Sequence[Backend | None] = _models(wishes.model)
    if wishes.on_unavailable == "unaided" and None not in models:
        models = (*models, None)
    return Parts(
        models=tuple(models),
        prompts=prompts,
        cache=wishes.cache or MemoryCache(),
        memo=wishes.memo or MemoryMemo(),
        relevance=wishes.relevance or default_relevance(),
        knowledge=_knowledge(wishes),
        clock=wishes.clock,
        timeout=wishes.timeout,
        flights=Flights(),
    )


def _knowledge(wishes: Wishes) -> Knowledge:
    """What ships, or with an organisation's own over it, which is read at once."""
    if wishes.knowledge is None:
        return Knowledge()
    knowledge = Knowledge(Path(wishes.knowledge))
    knowledge.check()
    return knowledge


def _models(model: str | Backend | None) -> Sequence[Backend | None]:
    match model:
        case None:
            return (None,)
        case str():
            return (named(model),)
        case Fallback():
            return model.choices
        case _:
            return (model,)


def named(model: str) -> Backend:
    """The litellm model of this name, with retries."""
    from purpose_coach.backends.litellm import LiteLLM
    from purpose_coach.backends.retrying import Retrying

    return Retrying(LiteLLM(model))


def _overridden(wishes: Wishes) -> Prompts:
    from purpose_coach.catalogue import Catalogue
    from purpose_coach.prompts.lint import lint_all

    prompts = Prompts.over(wishes.prompts or ".")
    lint_all(Catalogue.operations(), prompts)
    return prompts
