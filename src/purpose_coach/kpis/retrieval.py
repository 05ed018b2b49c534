"""Which KPIs of a catalogue may serve a goal: by words, and by meaning where a measure of it is given.

In two steps. A goal is held against objectives ('fewer breakdowns', 'get paid sooner': by words, and
by meaning), whose KPIs the catalogue knows; and against each KPI's own words. Directly from words to
KPIs, as plain BM25 goes, half as much is found (`python bench/kpis.py` prints both). The constants
were set on the half `fit` of tests/kpis/goals.jsonl, over a plateau: their neighbours do as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import frozen

from purpose_coach.kpis import objectives
from purpose_coach.kpis.catalogue import Catalogue
from purpose_coach.kpis.kpi import Kpi
from purpose_coach.kpis.repeats import repeats
from purpose_coach.relevance.bm25 import Index, Query, Weighted, query_of

if TYPE_CHECKING:
    from purpose_coach.relevance.port import Relevance

__all__ = ["Found", "Ranking", "meaning_of", "rank"]

NAME, SYNONYMS, THEMES, DESCRIPTION = 3.0, 2.0, 2.0, 1.0
"""How often a word counts that stands in this field of a KPI."""

STRATEGY = 0.6
"""What a strategy's words and meaning weigh, beside those of the goal."""

OWN = 0.5
"""What a KPI's own words weigh, beside the objectives that it serves."""

LENT = 0.2
"""How often a KPI's names and themes count among the words of an objective that it serves."""

TOUCHES = 0.7
"""What an objective weighs that the KPI only touches, beside one that it serves."""

MEANING = 2.0
"""What closeness in meaning to an objective weighs, beside shared words."""


@frozen
class Found:
    """A KPI, how well it fits (comparable within one ranking only), and by which words."""

    kpi: Kpi
    score: float
    words: tuple[str, ...] = ()
    """The words of goal and strategies by which it was found, in their order; none when by meaning."""


@frozen
class Ranking:
    """Leading and lagging KPIs, each best first: a goal needs some of both."""

    leads: tuple[Found, ...]
    lags: tuple[Found, ...]

    @property
    def all(self) -> tuple[Found, ...]:
        """Both, best first."""
        return tuple(sorted((*self.leads, *self.lags), key=_best_first))

    def best(self, count: int) -> tuple[Found, ...]:
        """The first `count`, from two on with a leading and a lagging one where there are both."""
        chosen = self.all[:count]
        for kind in (self.leads, self.lags):
            if len(chosen) > 1 and kind and not any(found in kind for found in chosen):
                chosen = (*chosen[:-1], kind[0])
        return chosen


def rank(
    catalogue: Catalogue,
    goal: str,
    strategies: Sequence[str] = (),
    *,
    current: Iterable[str] = (),
    meaning: Mapping[str, float] | None = None,
) -> Ranking:
    """All KPIs for which something speaks, deterministic: equal scores go by id.

    Left out are those that `current` names have already, with their mirrors, and of two mirrors the
    one that fits less. `meaning` is what `meaning_of` gives.
    """
    had = _had(catalogue, tuple(current))
    found = [one for one in _scored(catalogue, goal, strategies, meaning or {}) if one.kpi.id not in had]
    kept = list(_without_mirrors(sorted(found, key=_best_first)))
    return Ranking(
        leads=tuple(one for one in kept if one.kpi.is_leading),
        lags=tuple(one for one in kept if not one.kpi.is_leading),
    )


async def meaning_of(goal: str, strategies: Sequence[str], relevance: Relevance) -> dict[str, float]:
    """How close each objective is in meaning, by id: to the goal, and to the closest strategy."""
    says = [(each.id, said) for each in objectives.load() for said in each.says]
    to_goal, *rest = await relevance.relate([goal, *strategies], [said for _, said in says])
    nearest: dict[str, tuple[float, float]] = {}
    for (key, _), relation, *others in zip(says, to_goal, *rest, strict=True):
        closest = max((other.strength for other in others), default=0.0)
        before = nearest.get(key, (0.0, 0.0))
        nearest[key] = max(before[0], relation.strength), max(before[1], closest)
    return {key: one + STRATEGY * other for key, (one, other) in nearest.items()}


def _best_first(found: Found) -> tuple[float, str]:
    return -found.score, found.kpi.id


def _had(catalogue: Catalogue, current: tuple[str, ...]) -> frozenset[str]:
    had = [kpi for kpi in catalogue.kpis if repeats(kpi, current)] if current else []
    return frozenset(key for kpi in had for key in (kpi.id, kpi.mirror) if key)


def _without_mirrors(found: Iterable[Found]) -> Iterator[Found]:
    seen: set[str] = set()
    for one in found:
        if one.kpi.mirror not in seen:
            seen.add(one.kpi.id)
            yield one


def _scored(
    catalogue: Catalogue, goal: str, strategies: Sequence[str], meaning: Mapping[str, float]
) -> Iterator[Found]:
    query = query_of([(1.0, goal), *((STRATEGY, strategy) for strategy in strategies)])
    known = _known(catalogue)
    fits, own = _fits(known, query, meaning), known.own.scores(query)
    for at, kpi in enumerate(catalogue.kpis):
        parts = sorted(((share * fits[key], key) for key, share in known.served[at].items()), reverse=True)
        # The second objective that speaks for a KPI says half as much as the first, and so on.
        score = known.weights[at] * own[at] + sum(part / 2**place for place, (part, _) in enumerate(parts))
        if score > 0:
            yield Found(kpi, score, _telling(known, query, at, parts[0][1] if parts else ""))


def _fits(known: _Known, query: Query, meaning: Mapping[str, float]) -> dict[str, float]:
    """How well each objective fits; to a power, so that the best stand out."""
    best = max(meaning.values(), default=0.0) or 1.0
    return {
        key: score**1.5 + MEANING * max(0.0, meaning.get(key, 0.0) / best) ** 4
        for key, score in zip(known.objectives, known.theirs.scores(query), strict=True)
    }


def _telling(known: _Known, query: Query, at: int, objective: str) -> tuple[str, ...]:
    """The query's words that the KPI has, or the objective that speaks for it most."""
    place = known.objectives.get(objective)
    theirs = known.theirs.counts[place].keys() if place is not None else frozenset[str]()
    by = known.own.counts[at].keys() | theirs
    return tuple(word for each, word in query.words.items() if each in by)


@frozen
class _Known:
    """What is known of a catalogue before any goal."""

    own: Index
    """The KPIs' words."""
    theirs: Index
    """The objectives' words, with some of the KPIs' that serve them."""
    objectives: Mapping[str, int]
    """The objectives' places in it, by id."""
    weights: tuple[float, ...]
    """What each KPI's own words weigh: all where nobody has said which objectives it serves."""
    served: tuple[Mapping[str, float], ...]
    """What each objective of a KPI weighs for it."""


@lru_cache(maxsize=8)
def _known(catalogue: Catalogue) -> _Known:
    all_objectives = objectives.load()
    said = [(1.0, each.text) for each in all_objectives]
    bare = Index.of([[text] for text in said])
    served = tuple(_served(kpi, bare) for kpi in catalogue.kpis)
    theirs: dict[str, list[Weighted]] = {each.id: [] for each in all_objectives}
    for kpi in catalogue.kpis:
        for key in kpi.serves:
            theirs[key].append((LENT, " ".join((*kpi.names, *kpi.themes))))
    return _Known(
        own=Index.of([_fields(kpi) for kpi in catalogue.kpis]),
        theirs=Index.of([[text, *lent] for text, lent in zip(said, theirs.values(), strict=True)]),
        objectives={each.id: place for place, each in enumerate(all_objectives)},
        weights=tuple(OWN if kpi.serves or kpi.touches else 1.0 for kpi in catalogue.kpis),
        served=served,
    )


def _fields(kpi: Kpi) -> Sequence[Weighted]:
    return (
        (NAME, kpi.name),
        (SYNONYMS, " ".join(kpi.synonyms)),
        (THEMES, " ".join(kpi.themes)),
        (DESCRIPTION, kpi.description),
    )


def _served(kpi: Kpi, bare: Index) -> Mapping[str, float]:
    """The KPI's objectives; one that names none (an organisation's own) has the three closest by words."""
    if kpi.serves or kpi.touches:
        return dict.fromkeys(kpi.touches, TOUCHES) | dict.fromkeys(kpi.serves, 1.0)
    ids = (each.id for each in objectives.load())
    closest = sorted(zip(bare.scores(query_of(_fields(kpi))), ids, strict=True), reverse=True)[:3]
    return {key: TOUCHES * score for score, key in closest if score > 0}
