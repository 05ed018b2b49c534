"""Which strategies fit a request: by relevance, within its limits, without what is done already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from math import prod

from attrs import evolve, frozen

from purpose_coach.playbooks.choosing import Chosen
from purpose_coach.playbooks.proposing.limits import WEEK, Limits, Means
from purpose_coach.playbooks.strategies import Kind, Level, Strategy
from purpose_coach.relevance.words import SPECIFIC, root, weight, words_of
from purpose_coach.repeats import repeated

__all__ = ["FEW", "MANY", "POINTS", "Idea", "echoed", "effort", "fitting", "had", "picked", "worth"]

FEW, MANY = 3, 5
"""How many are proposed."""
OWN = 0.6
"""What an entry's own words weigh, beside the objectives that it serves."""
NEAR = 0.5
"""The share of the best score from which an entry is proposed for what it says."""
ALIKE = 2
"""Entries of one leading theme at most: more of the same is no choice."""
KIN = 0.25
"""The same where there are too few: for one that serves the same objective, or has a telling word."""
INDIRECT = 0.9
"""What the objectives of an entry weigh that no word of the request names."""
STRETCH = 2.0
"""An entry that usually takes twice the timeline, at the least, can still be begun in it."""
SHORTENED, UNSURE, PAID, ALONE = 0.75, 0.9, 0.5, 0.7
"""What is left of the score of an entry that must be cut to the timeline; that fits some kinds of business
where the kind is unknown; that costs money where there is none; that is hard and for nobody who is there."""
QUARTER = 365.25 / 4
POINTS: Mapping[Level, int] = {"low": 1, "medium": 2, "high": 3}


@frozen(kw_only=True)
class Idea:
    """An entry as it would be carried out here."""

    play: Strategy
    score: float
    """How well it fits, comparable within one request only."""
    words: tuple[str, ...]
    """The request's words that it answers."""
    impact: Level
    """How far it moves this goal."""
    days: tuple[float, float]
    shortened: bool
    """Whether it usually takes longer than the timeline allows."""
    means: Means


def effort(difficulty: Level, days: float) -> float:
    """The difficulty, 1 to 3; a quarter of a year of time counts like one level more."""
    return POINTS[difficulty] + days / QUARTER


def worth(impact: Level, difficulty: Level, days: float) -> float:
    """Impact over effort: what the order goes by."""
    return POINTS[impact] / effort(difficulty, days)


def had(title: str, description: str, existing: Sequence[str]) -> str | None:
    """The first existing strategy that says the same, or that has all the telling words of the title.

    >>> had("Collect honest reviews", "", ["We collect honest Google reviews every Friday"])
    'We collect honest Google reviews every Friday'
    """
    if found := echoed(title, existing) or echoed(description, existing):
        return found
    core = _core(title)
    return next((text for text in existing if len(core) > 1 and core <= _core(text)), None)


def echoed(text: str, others: Iterable[str]) -> str | None:
    """The first of the others that says the same (`repeated`), found more quickly among many."""
    core = _core(text)
    # Two texts that say the same share a word: the dearer comparison is for those alone.
    near = [other for other in others if not core or not core.isdisjoint(_core(other))]
    return repeated(text, near) if near else None


@lru_cache(maxsize=1024)
def _core(text: str) -> frozenset[str]:
    return frozenset(root(word) for word in words_of(text) if weight(word))


def fitting(
    found: Sequence[Chosen[Strategy]],
    served: Mapping[str, float],
    limits: Limits,
    kinds: frozenset[Kind],
    existing: Sequence[str],
) -> tuple[tuple[Idea, ...], tuple[str, ...]]:
    """Entries that can be done here, the best first, and the existing strategies that kept others out.

    `served` says how well each objective fits the request (0 to 1). Where the timeline is too short for
    any, each is cut to it.
    """
    best = max((one.score for one in found), default=0.0) or 1.0
    every = [_idea(one, served, limits, kinds, best) for one in found if _suits(one.play, kinds)]
    every.sort(key=lambda idea: (-idea.score, idea.play.id))
    done = {idea.play.id: had(idea.play.title, idea.play.description, existing) for idea in every}
    new = [idea for idea in every if done[idea.play.id] is None]
    possible = [idea for idea in new if _possible(idea.play, limits)]
    kept_out = [said for idea in every[: 2 * MANY] if idea.score > 0 and (said := done[idea.play.id])]
    return tuple(possible or new), tuple(dict.fromkeys(kept_out))


def _suits(play: Strategy, kinds: frozenset[Kind]) -> bool:
    return not play.kinds or not kinds or not kinds.isdisjoint(play.kinds)


def _possible(play: Strategy, limits: Limits) -> bool:
    """Whether a first version can be had within the timeline, and be paid."""
    begins = limits.days is None or play.weeks[0] * WEEK <= STRETCH * limits.days
    return begins and (limits.budget != 0 or play.spend != "much")


def _idea(
    one: Chosen[Strategy], served: Mapping[str, float], limits: Limits, kinds: frozenset[Kind], best: float
) -> Idea:
    play, means = one.play, limits.means(one.play)
    usual = play.weeks[0] * WEEK, play.weeks[1] * WEEK
    shortened = limits.days is not None and usual[1] > limits.days
    strange = bool(limits.resources) and play.difficulty == "high" and not means.have
    factors = (
        (shortened, SHORTENED),
        (bool(play.kinds) and not kinds, UNSURE),
        (limits.budget == 0 and play.spend == "some", PAID),
        (strange, ALONE),
    )
    score = _relevance(one, served, best) * prod(factor for holds, factor in factors if holds)
    return Idea(
        play=play,
        score=score * (0.8 + 0.2 * means.share),
        words=one.words,
        impact=play.impact,
        days=limits.within(*usual),
        shortened=shortened,
        means=means,
    )


def _relevance(one: Chosen[Strategy], served: Mapping[str, float], best: float) -> float:
    parts = sorted((served.get(key, 0.0) for key in one.play.serves), reverse=True)
    # Of an organisation's own entry nobody may have said what it serves: then its words decide.
    serves = sum(part * 0.5**place for place, part in enumerate(parts or [one.score / best]))
    return OWN * one.score / best + (serves if one.words else INDIRECT * serves)


def picked(ideas: Sequence[Idea]) -> tuple[Idea, ...]:
    """Three to five of them, few of one theme; where little fits, what helps almost any goal too.

    What only helps almost any goal does less for this one: its impact counts a level lower.
    """
    best = ideas[0].score if ideas else 0.0
    near = [idea for idea in ideas if idea.score > 0 and idea.score >= NEAR * best]
    chosen = list(islice(_varied(near), MANY))
    if len(chosen) < FEW:
        some = [idea for idea in ideas if idea.score > 0 and idea.score >= KIN * best]
        kin = [idea for idea in some if _kin(idea, chosen)]
        named = [idea for idea in some if any(weight(word) == SPECIFIC for word in idea.words)]
        general = sorted(map(_general, ideas), key=lambda idea: not idea.play.general)
        chosen = list(islice(_once((*chosen, *kin, *named, *general)), FEW))
    return tuple(chosen)


def _general(idea: Idea) -> Idea:
    lower: Level = "medium" if idea.play.impact == "high" else "low"
    return evolve(idea, words=(), impact=lower)


def _kin(idea: Idea, others: Iterable[Idea]) -> bool:
    """Whether it serves an objective of one of the others."""
    return any(not frozenset(idea.play.serves).isdisjoint(other.play.serves) for other in others)


def _varied(ideas: Iterable[Idea]) -> Iterator[Idea]:
    seen: list[str] = []
    for idea in ideas:
        if seen.count(idea.play.themes[0]) < ALIKE:
            seen.append(idea.play.themes[0])
            yield idea


def _once(ideas: Iterable[Idea]) -> Iterator[Idea]:
    seen: set[str] = set()
    for idea in ideas:
        if idea.play.id not in seen:
            seen.add(idea.play.id)
            yield idea
