"""How sure an answer may be said to be: computed, never a model's own word.

A model's stated confidence is overconfident and orders its answers hardly better than chance (Xiong et
al., arXiv 2306.13063). Ours says how far a choice agrees with code's own ranking of the same things, and
how much of what was asked for the request really holds. It is not calibrated against outcomes.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from purpose_coach.grounding import blank

__all__ = ["agreement", "completeness", "confidence"]


def completeness(*parts: str | Sequence[str] | float | None) -> float:
    """The share of these parts of a request that say something.

    >>> completeness("Grow", "tbd", ["a", " "], [], None, 50_000)
    0.5
    """
    return sum(_says(part) for part in parts) / len(parts) if parts else 1.0


def _says(part: str | Sequence[str] | float | None) -> bool:
    match part:
        case None:
            return False
        case str():
            return not blank(part)
        case int() | float():
            return True
        case _:
            return any(not blank(text) for text in part)


def agreement(chosen: Sequence[Hashable], ranking: Sequence[Hashable]) -> float:
    """How far a choice agrees with a ranking, 0.5 to 1: what is not ranked at all counts a half.

    The first of the ranking is worth 1, the last and what is beyond it 0.5; the mean over the choice.

    >>> agreement(["a", "b"], ["a", "b", "c"]), agreement(["z"], ["a", "b", "c"])
    (0.875, 0.5)
    """
    if not chosen or not ranking:
        return 0.5
    places = {key: place for place, key in reversed(list(enumerate(ranking)))}
    last = max(1, len(ranking) - 1)
    return sum(1 - 0.5 * min(1.0, places.get(key, last) / last) for key in chosen) / len(chosen)


def confidence(certainty: float, complete: float) -> float:
    """Certainty (an agreement, or a rule's own) times completeness, 0 to 1, to two decimals."""
    return round(max(0.0, min(1.0, certainty * complete)), 2)
