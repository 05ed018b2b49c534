"""Strategies for a goal: words and estimates by a model; order, limits and confidence by code.

A model starts from what the playbook knows, may propose its own, and picks resources by number. Nothing
over the budget, beyond the timeline or done already is shown; the suggestions are alternatives, each of
them within the budget. Unaided, the playbook answers and no cost is estimated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from attrs import frozen

from purpose_coach.confidence import agreement, completeness, confidence
from purpose_coach.errors import InsufficientContext
from purpose_coach.grounding import blank, tidy
from purpose_coach.kpis import objectives
from purpose_coach.kpis.retrieval import meaning_of
from purpose_coach.operation import Objection, Operation, World
from purpose_coach.playbooks.proposing.answers import Bounds, StrategyAnswer, Suggested, objections, without
from purpose_coach.playbooks.proposing.choice import Idea, fitting, picked
from purpose_coach.playbooks.proposing.kinds import kinds_of, served
from purpose_coach.playbooks.proposing.limits import WEEK, Limits, limits_of
from purpose_coach.playbooks.proposing.results import place, shortened, standing, suggested
from purpose_coach.playbooks.proposing.search import search
from purpose_coach.playbooks.proposing.shapes import (
    BusinessContext,
    Constraints,
    StrategySuggestionsRequest,
    SuggestedStrategy,
)
from purpose_coach.playbooks.proposing.wording import (
    Situation,
    because,
    description,
    left_out,
    limited,
    missing,
    weighed,
)
from purpose_coach.playbooks.strategies import BOOK
from purpose_coach.relevance.bm25 import Index, Weighted, query_of
from purpose_coach.relevance.port import Relevance
from purpose_coach.result import Result

__all__ = ["Facts", "StrategySuggestions", "StrategySuggestionsRequest", "operation"]

SHOWN = 8
"""Entries of the playbook that a model is shown."""
YEARS = 520
"""Weeks that anything may take where no timeline says less."""
MEANING = 0.9
"""What closeness in meaning to an objective weighs, beside shared words."""
CHOSEN, GENERAL = 0.5, 0.3
"""How certain an unaided choice is: by the goal's words and meaning, or what helps almost any goal."""


class StrategySuggestions(Result):
    """Strategies, the most impact for the least effort first."""

    suggestions: tuple[SuggestedStrategy, ...]
    confidence: float
    reasoning: str


@frozen(kw_only=True)
class Facts:
    """What fits the request, what it allows, and what it says."""

    picked: tuple[Idea, ...]
    """The entries that code would propose."""
    shortlist: tuple[Idea, ...]
    """The entries that a model is shown, code's own choice first."""
    done: tuple[str, ...]
    """Existing strategies that kept entries out."""
    limits: Limits
    situation: Situation
    existing: tuple[str, ...]
    context: BusinessContext
    complete: float
    """The share of what a choice goes by that the request says."""
    missing: tuple[str, ...]
    unaided: bool

    @property
    def listed(self) -> list[dict[str, Any]]:
        """The shortlist, as the prompt shows it."""
        return [
            {"idea": n, "title": idea.play.title, "how": idea.play.how}
            for n, idea in enumerate(self.shortlist)
        ]

    @property
    def business(self) -> dict[str, str]:
        """What the business is, as the prompt shows it."""
        context = self.context
        said = {"industry": context.industry, "type": context.business_type, "market": context.target_market}
        return {name: text for name, text in said.items() if text}

    @property
    def resources(self) -> list[dict[str, Any]]:
        """What is available, as the prompt shows it."""
        return [{"have": n, "resource": text} for n, text in enumerate(self.limits.resources)]

    @property
    def bounds(self) -> dict[str, Any]:
        """The timeline and the budget, as the prompt shows them."""
        return {"timeline": self.limits.timeline, "weeks": self.weeks, "budget": self.limits.budget}

    @property
    def weeks(self) -> int:
        """The most weeks that a strategy may take; what begins within a week takes one."""
        return YEARS if self.limits.days is None else int(max(1, min(YEARS, self.limits.days // WEEK)))


async def gather(request: StrategySuggestionsRequest, world: World) -> Facts:
    """The entries that fit, best first. Raises `InsufficientContext` where no goal is said."""
    if blank(request.goal_intent):
        raise InsufficientContext("there is no goal to find strategies for: fill in goalIntent")
    context = request.business_context or BusinessContext()
    allowed = request.constraints or Constraints()
    limits = limits_of(allowed.timeline or "", allowed.budget, allowed.resources or ())
    existing = tuple(text for text in request.existing_strategies or () if not blank(text))
    challenges = tuple(request.challenges)
    kinds = kinds_of((context.industry or "", context.business_type or "")) or kinds_of(
        (request.goal_intent, context.target_market or "")
    )
    about = request.about
    found = search(world.knowledge.plays(BOOK), about)
    fits = await _objectives(about, request.goal_intent, challenges, world.relevance)
    ideas, done = fitting(found, fits, limits, kinds, existing)
    parts = {
        "industry": context.industry or context.business_type,
        "target market": context.target_market,
        "challenges": challenges,
        "timeline": limits.timeline,
        "resources": limits.resources,
    }
    own = picked(ideas)
    taken = {idea.play.id for idea in own}
    others = (idea for idea in ideas if idea.score > 0 and idea.play.id not in taken)
    return Facts(
        picked=own,
        shortlist=(*own, *others)[:SHOWN],
        done=done,
        limits=limits,
        situation=Situation(
            goal=request.goal_intent,
            challenges=challenges,
            customers=context.target_market or "",
            others=served(kinds),
        ),
        existing=existing,
        context=context,
        complete=completeness(request.goal_intent, *parts.values()),
        missing=tuple(name for name, part in parts.items() if not completeness(part)),
        unaided=world.judge is None,
    )


async def _objectives(
    about: Sequence[Weighted], goal: str, challenges: Sequence[str], relevance: Relevance
) -> dict[str, float]:
    """How well each objective fits, the best 1: the bridge from everyday wordings to what serves them."""
    every = objectives.load()
    words = Index.of([[(1.0, each.text)] for each in every]).scores(query_of(about))
    near = await meaning_of(goal, challenges, relevance)
    closest = max(near.values()) or 1.0
    fits = {
        each.id: said**1.5 + MEANING * max(0.0, near[each.id] / closest) ** 2
        for each, said in zip(every, words, strict=True)
    }
    best = max(fits.values()) or 1.0
    return {key: fit / best for key, fit in fits.items()}


def check(request: StrategySuggestionsRequest, facts: Facts, answer: StrategyAnswer) -> Iterator[Objection]:
    """Plain words of the request's own numbers, nothing that is done already, within every limit."""
    bounds = Bounds(
        texts=request.texts,
        source=request.source,
        existing=facts.existing,
        ideas=len(facts.shortlist),
        weeks=facts.weeks,
        limits=facts.limits,
    )
    return objections(answer, bounds)


def salvage(answer: StrategyAnswer, objections: Sequence[Objection]) -> StrategyAnswer | None:
    """The suggestions that hold, each without the parts that do not."""
    return without(answer, {objection.at for objection in objections})


def unaided(request: StrategySuggestionsRequest, facts: Facts) -> StrategyAnswer:
    """The playbook's entries that fit, in the request's own words."""
    return StrategyAnswer(
        suggestions=tuple(_proposed(facts, n, idea) for n, idea in enumerate(facts.picked)), reasoning=""
    )


def _proposed(facts: Facts, number: int, idea: Idea) -> Suggested:
    play = idea.play
    return Suggested(
        title=play.title,
        what=description(idea, facts.situation),
        why=because(idea, facts.situation, facts.limits),
        idea=number,
        difficulty=play.difficulty,
        impact=idea.impact,
        from_weeks=play.weeks[0],
        to_weeks=play.weeks[1],
        cost=None,
        prerequisites=play.prerequisites,
        have=idea.means.have,
        new=idea.means.lacking,
    )


def finish(
    request: StrategySuggestionsRequest, facts: Facts, answer: StrategyAnswer, moment: datetime
) -> StrategySuggestions:
    """The order, the costs, how sure, and what was weighed."""
    limits = facts.limits
    ordered = sorted(answer.suggestions, key=lambda one: place(one, limits))
    basis = [None if one.idea is None else facts.shortlist[one.idea] for one in ordered]
    ranking = [idea.play.id for idea in facts.shortlist]
    choice = [idea.play.id if idea else f"own {n}" for n, idea in enumerate(basis)]
    rule = CHOSEN if any(idea.score > 0 for idea in facts.picked) else GENERAL
    certainty = rule if facts.unaided else agreement(choice, ranking)
    result = StrategySuggestions(
        suggestions=tuple(suggested(one, limits) for one in ordered),
        confidence=confidence(certainty, facts.complete),
        reasoning=" ".join(_reasoning(facts, answer)),
    )
    return result.standing_on(
        [standing(one, limits, idea, unaided=facts.unaided) for one, idea in zip(ordered, basis, strict=True)]
    )


def _reasoning(facts: Facts, answer: StrategyAnswer) -> Iterator[str]:
    limits = facts.limits
    cut = facts.unaided and any(shortened(one, limits) for one in answer.suggestions)
    used = [limits.resources[at] for one in answer.suggestions for at in one.have]
    priced = any(one.cost is not None for one in answer.suggestions)
    found = any(idea.score > 0 for idea in facts.picked)
    yield tidy(answer.reasoning) or weighed(facts.situation, found=found or not facts.unaided)
    yield from limited(limits, cut=cut, used=used, priced=priced)
    yield from left_out(facts.done)
    if facts.unaided and facts.missing:
        yield missing(facts.missing)


operation: Final = Operation(
    name="strategy_suggestions",
    path="/api/coaching/strategy-suggestions",
    summary="Suggest strategies for a goal, within its constraints.",
    request=StrategySuggestionsRequest,
    facts=Facts,
    answer=StrategyAnswer,
    result=StrategySuggestions,
    gather=gather,
    check=check,
    salvage=salvage,
    unaided=unaided,
    finish=finish,
    invalid="INVALID_GOAL_DATA",
)
