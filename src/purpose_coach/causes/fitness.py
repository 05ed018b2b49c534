"""Which method of analysis fits an issue, by the signals in its text.

Every method starts with a prior; each signal that is found adds its weight as an independent reason does:
fitness = 1 - (1 - prior) x product of (1 - weight). So fitness lies between prior and 1, and one more
signal never lowers it. Counts call for a Pareto, one chain of cause and effect for whys, factors of several
kinds for a fishbone, forces outside the business for a SWOT. The words stand in `signals`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import frozen

from purpose_coach.causes.counts import Counts
from purpose_coach.causes.factors import families, statements
from purpose_coach.causes.mentions import mentions
from purpose_coach.causes.shapes import Method
from purpose_coach.causes.signals import SAID, outside
from purpose_coach.grounding import blank, excerpt, fold, instructs, tidy

__all__ = ["ORDER", "PRIORS", "THIRD", "Fit", "Signal", "fits", "offered"]

ORDER: Final[tuple[Method, ...]] = ("five_whys", "fishbone", "pareto", "swot")
"""Which method comes first of equals: the one that asks least of a team."""
PRIORS: Final[dict[Method, float]] = {"five_whys": 0.35, "fishbone": 0.25, "pareto": 0.1, "swot": 0.1}
THIRD = 0.5
"""Fitness from which a third method is offered beside the two best."""
SHOWN = 10
"""Words of a signal that are quoted at most."""

_KINDS = {2: 0.25, 3: 0.5, 4: 0.65, 5: 0.75, 6: 0.8}
"""What factors of so many of the six M weigh for a fishbone."""
_AREAS = {2: 0.15, 3: 0.25}
COUNTED = 0.9
"""What counts by kind weigh for a Pareto."""
OUTSIDE = 0.4
"""What two words and more about the world outside weigh for a SWOT."""
NARROW = 0.15
"""What a text of one or two statements weighs for whys."""


@frozen
class Signal:
    """Why a method fits: what was found, the request's words that say so, and what it weighs."""

    name: str
    words: tuple[str, ...]
    weight: float


@frozen
class Fit:
    """How well a method fits, 0 to 1, and why, the strongest signal first."""

    method: Method
    value: float
    signals: tuple[Signal, ...]


def fits(title: str, description: str, areas: Sequence[str], counts: Counts | None) -> tuple[Fit, ...]:
    """All four methods, the best first."""
    text = "\n".join(part for part in (title, description) if not blank(part) and not instructs(part))
    found: dict[Method, list[Signal]] = {method: [] for method in ORDER}
    for method, signal in _signals(text, areas, counts):
        found[method].append(signal)
    every = [_fit(method, signals) for method, signals in found.items()]
    return tuple(sorted(every, key=lambda fit: (-fit.value, ORDER.index(fit.method))))


def _fit(method: Method, signals: list[Signal]) -> Fit:
    left = 1 - PRIORS[method]
    for signal in signals:
        left *= 1 - signal.weight
    signals.sort(key=lambda signal: -signal.weight)
    return Fit(method, round(1 - left, 4), tuple(signals))


def _signals(text: str, areas: Sequence[str], counts: Counts | None) -> Iterator[tuple[Method, Signal]]:
    if counts is not None:
        labels = (kind.label for kind in counts.kinds if fold(kind.label) in fold(text))
        yield "pareto", Signal("cases are counted by kind", tuple(labels)[:3], COUNTED)
    for said in SAID:
        match = said.words.search(text)
        if match and len(list(mentions(match[0]))) < 2:  # counts by kind are no factors
            yield said.method, Signal(said.name, (excerpt(tidy(match[0]), SHOWN),), said.weight)
    forces = outside(text)
    if len(forces) > 1:
        yield "swot", Signal("several forces from outside are named", forces[:3], OUTSIDE)
    kinds = families(text)
    if len(kinds) in _KINDS:
        yield (
            "fishbone",
            Signal("factors of several kinds are named", tuple(kinds.values())[:4], _KINDS[len(kinds)]),
        )
    named = [area for area in areas if not blank(area) and not instructs(area)]
    if weight := _AREAS.get(min(len(named), 3)):
        yield "fishbone", Signal("several areas are affected", tuple(named[:3]), weight)
    if text and len(statements(text)) <= 3:
        yield "five_whys", Signal("it is told as one thing, in few words", (), NARROW)


def offered(ranked: Sequence[Fit]) -> tuple[Fit, ...]:
    """The two best, and the third where it fits too."""
    return tuple(fit for place, fit in enumerate(ranked[:3]) if place < 2 or fit.value >= THIRD)
