"""Which KPIs of a catalogue to lay before a model, and which to recommend without one.

What is wished for bounds both: a kind of KPI that is not wanted is not among them, nor is one that the
organisation keeps already, by whatever name, nor the mirror of such a one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from attrs import frozen

from purpose_coach.kpis.catalogue import Catalogue
from purpose_coach.kpis.kpi import Kpi
from purpose_coach.kpis.repeats import repeats
from purpose_coach.kpis.retrieval import Found, rank
from purpose_coach.relevance.words import SPECIFIC, root, weight, words_of

__all__ = ["GENERAL", "MOST", "Candidate", "Place", "Wish", "asks_people", "candidates", "chosen"]

MOST = 12
"""Candidates at most: what a model is shown."""

EACH = 4
"""Of each kind that is wanted, among the candidates, where something speaks for so many."""

ENOUGH = 6
"""Candidates from which no general KPI is added."""

FEWEST, FIVE = 3, 5
"""Recommended without a model: at least and at most, where there are so many."""

CLOSE, FAR = 0.5, 0.2
"""The share of the best score from which a KPI is recommended without a model, and from which one of a
kind that would be missing is: set on the half `fit` of tests/kpis/goals.jsonl, over a plateau."""

ASKED = 1.3
"""What a KPI that asks people weighs more, where a request wants more than counts: what asks them comes first
where it fits nearly as well."""

GENERAL = (
    "milestones-on-time",
    "customer-satisfaction-score",
    "budget-overrun",
    "customer-retention-rate",
    "employee-engagement-score",
    "revenue-growth",
    "complaint-rate",
    "operating-margin",
)
"""KPIs that almost any plan can use, where its own words point to too few."""

Place = Literal["goal", "strategy", "business", "meaning", "nothing"]
"""What called a KPI: words of the goal, of a strategy or of the business, its meaning, or nothing."""


@frozen(kw_only=True)
class Wish:
    """What KPIs are wanted for, and which."""

    goal: str
    strategies: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    """Categories of the strategies: single words, which call KPIs and are not quoted."""
    business: str = ""
    """Its type and industry."""
    current: tuple[str, ...] = ()
    """Names of the KPIs that the organisation keeps."""
    leading: bool = True
    lagging: bool = True
    counts_only: bool = True
    """False: KPIs that ask people what they think weigh more. All others are counts of what happened."""

    @property
    def texts(self) -> tuple[tuple[Place, str], ...]:
        """The texts that call KPIs, each with its place, what matters most first."""
        strategies: list[tuple[Place, str]] = [("strategy", text) for text in self.strategies]
        business: list[tuple[Place, str]] = [("business", self.business)] if self.business else []
        return (("goal", self.goal), *strategies, *business)

    @property
    def plan(self) -> tuple[str, ...]:
        """What is done for the goal."""
        return (*self.strategies, *self.kinds)

    @property
    def beside(self) -> tuple[str, ...]:
        """The texts beside the goal: the plan and the business."""
        return (*self.plan, self.business) if self.business else self.plan

    def wants(self, kpi: Kpi) -> bool:
        """Whether the KPI is of a kind that is wanted."""
        return self.leading if kpi.is_leading else self.lagging


@frozen
class Candidate:
    """A KPI that may be recommended, and what called it."""

    kpi: Kpi
    score: float
    """How well it fits, comparable within one request; 0 where nothing speaks for it."""
    place: Place = "nothing"
    text: str = ""
    """The request's text that calls it most."""
    words: tuple[str, ...] = ()
    """The words of that text by which it was found, its own first."""
    direct: bool = False
    """Whether some of those are the KPI's own, and not only of what it serves."""
    by: tuple[str, ...] = ()
    """All words by which it was found."""


def asks_people(kpi: Kpi) -> bool:
    """Whether the KPI counts what people say when they are asked, and not what happened.

    Every KPI is a number. The catalogue knows the difference by its unit (a rating or a balance of
    answers) and by where its figures come from (a survey).
    """
    return kpi.measure.unit in {"score", "points"} or "survey" in words_of(kpi.data_source)


def candidates(
    catalogue: Catalogue, wish: Wish, meaning: Mapping[str, float] | None = None
) -> tuple[Candidate, ...]:
    """The KPIs that fit best, the best first; deterministic. `meaning` is what `meaning_of` gives.

    Words of the business ('retail') call what any such business could measure: they count beside a
    measure of meaning, and without one only where goal and plan call too few. On the half `fit` of
    tests/kpis/goals.jsonl recall at 5 is 81 % by meaning with them and without; by words alone it is
    77 %, and would be 74 % if they always counted.
    """
    weighed = _weighed(catalogue, wish, wish.plan if meaning is None else wish.beside, meaning)
    if meaning is None and len(weighed) < ENOUGH:
        weighed = _weighed(catalogue, wish, wish.beside, meaning)
    found = [_candidate(found, score, wish) for score, found in _mixed(weighed)]
    general = _general(catalogue, wish, found) if len(found) < ENOUGH else ()
    return (*found, *general)[:MOST]


def chosen(ranked: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Those to recommend without a model: the closest, with some of each kind where it fits at all."""
    best = ranked[0].score if ranked else 0.0
    close = sum(one.score >= CLOSE * best for one in ranked) if best else FEWEST
    picked = ranked[: min(FIVE, max(FEWEST, close))]
    for leading in (True, False):
        if not any(one.kpi.is_leading is leading for one in picked):
            others = (one for one in ranked if one.kpi.is_leading is leading and one.score > FAR * best)
            picked = (*picked[: FIVE - 1], *list(others)[:1])
    return tuple(picked)


def _weighed(
    catalogue: Catalogue, wish: Wish, beside: Sequence[str], meaning: Mapping[str, float] | None
) -> Sequence[tuple[float, Found]]:
    """The KPIs of a kind that is wanted and for which something speaks, the best first."""
    ranking = rank(catalogue, wish.goal, beside, current=wish.current, meaning=meaning)
    weighed = [(_weight(found, wish), found) for found in ranking.all if wish.wants(found.kpi)]
    return sorted(weighed, key=lambda one: (-one[0], one[1].kpi.id))


def _weight(found: Found, wish: Wish) -> float:
    return found.score * (ASKED if not wish.counts_only and asks_people(found.kpi) else 1.0)


def _mixed(weighed: Sequence[tuple[float, Found]]) -> Sequence[tuple[float, Found]]:
    """The best of them with some of each kind, still in their order."""
    kept = {one.kpi.id for leading in (True, False) for one in _of_kind(weighed, leading)}
    for _, found in weighed:
        if len(kept) < MOST:
            kept.add(found.kpi.id)
    return [one for one in weighed if one[1].kpi.id in kept]


def _of_kind(weighed: Sequence[tuple[float, Found]], leading: bool) -> Sequence[Found]:
    return [found for _, found in weighed if found.kpi.is_leading is leading][:EACH]


def _general(catalogue: Catalogue, wish: Wish, found: Iterable[Candidate]) -> Iterator[Candidate]:
    """KPIs for almost any plan that are wanted, not kept, and not among those found."""
    seen = {key for one in found for key in (one.kpi.id, one.kpi.mirror)}
    for kpi in filter(None, map(catalogue.get, GENERAL)):
        mirror = catalogue.get(kpi.mirror) if kpi.mirror else None
        kept = any(repeats(one, wish.current) for one in (kpi, mirror) if one)
        if kpi.id not in seen and wish.wants(kpi) and not kept:
            yield Candidate(kpi, 0.0)


def _candidate(found: Found, score: float, wish: Wish) -> Candidate:
    """The KPI with the text that calls it most: by words of its own, else by those of what it serves.

    What kind of business it is says least: it counts where no other text has such a word.
    """
    telling = [word for word in found.words if weight(word) == SPECIFIC] or list(found.words)
    own = _roots((*found.kpi.names, *found.kpi.themes, found.kpi.description))
    telling.sort(key=lambda word: root(word) not in own)
    called = [_called(place, text, telling, own) for place, text in wish.texts]
    best = max((one for one in called if one.words), key=_strength, default=_Call("meaning"))
    return Candidate(found.kpi, score, best.place, best.text, best.words, direct=best.own > 0, by=found.words)


@frozen
class _Call:
    """How a text calls a KPI."""

    place: Place
    text: str = ""
    words: tuple[str, ...] = ()
    own: int = 0
    """How many of the words are the KPI's own."""


def _called(place: Place, text: str, telling: Sequence[str], own: frozenset[str]) -> _Call:
    there = frozenset(words_of(text))
    words = tuple(word for word in telling if word in there)
    return _Call(place, text, words, sum(root(word) in own for word in words))


def _strength(call: _Call) -> tuple[bool, int, int]:
    return call.place != "business", call.own, len(call.words)


def _roots(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(root(word) for text in texts for word in words_of(text))
