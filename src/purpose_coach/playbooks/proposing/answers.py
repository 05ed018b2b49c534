"""What a model owes when it proposes strategies, and how each part is held against the request."""

from __future__ import annotations

from collections.abc import Iterator, Set

from attrs import frozen

from purpose_coach.grounding import blank, instructs, misquoted, unfit
from purpose_coach.operation import Objection
from purpose_coach.playbooks.proposing.choice import MANY, echoed, had
from purpose_coach.playbooks.proposing.limits import Limits
from purpose_coach.playbooks.strategies import Level
from purpose_coach.wire import Answer

__all__ = ["Bounds", "StrategyAnswer", "Suggested", "objections", "without"]

TITLE, SENTENCES, SHORT = 10, 40, 12
"""Words at most: a title; what and why; a prerequisite or something new."""
REASONING = 60
SEVERAL = 3
"""Prerequisites, and new resources, at most."""


class Suggested(Answer):
    """A strategy; `idea` and `have` are numbers of the listed ideas and resources."""

    title: str
    what: str
    why: str
    idea: int | None
    difficulty: Level
    impact: Level
    from_weeks: int
    to_weeks: int
    cost: int | None
    prerequisites: tuple[str, ...]
    have: tuple[int, ...]
    new: tuple[str, ...]


class StrategyAnswer(Answer):
    """Strategies, and what was weighed."""

    suggestions: tuple[Suggested, ...]
    reasoning: str


@frozen(kw_only=True)
class Bounds:
    """What an answer is held against."""

    texts: tuple[str, ...]
    """Every text of the request."""
    source: str
    """The request, numbers included."""
    existing: tuple[str, ...]
    ideas: int
    """How many ideas were listed."""
    weeks: int
    """The most that a strategy may take."""
    limits: Limits

    def held(self, text: str, limit: int) -> Iterator[str]:
        """What is wrong with a wording."""
        yield from unfit(text, self.source, limit)
        yield from misquoted(text, self.texts)
        if blank(text) and text.strip():
            yield "it says nothing"
        if instructs(text):
            yield "it speaks to a model: write for the business"


def objections(answer: StrategyAnswer, bounds: Bounds) -> Iterator[Objection]:
    """Everything that does not hold; `at` says what to leave out for the rest to hold."""
    if not answer.suggestions:
        yield Objection("suggest three to five strategies", ("suggestions",))
    for number, one in enumerate(answer.suggestions):
        at = ("suggestion", number)
        if number >= MANY:
            yield Objection(f"suggestion {number}: suggest at most {MANY}", at)
            continue
        for reason in (*_wording(one, bounds), *_repeats(answer, number, bounds), *_time(one, bounds)):
            yield Objection(f"suggestion {number}: {reason}", at)
        for part, reason in (*_picks(answer, number, bounds), *_lists(one, bounds)):
            yield Objection(f"suggestion {number}, {part[0]}: {reason}", (*at, *part))
    if answer.reasoning.strip():  # code finds the words where there are none
        for reason in bounds.held(answer.reasoning, REASONING):
            yield Objection(f"reasoning: {reason}", ("reasoning",))


def _wording(one: Suggested, bounds: Bounds) -> Iterator[str]:
    for name, text, limit in (
        ("title", one.title, TITLE),
        ("what", one.what, SENTENCES),
        ("why", one.why, SENTENCES),
    ):
        yield from (f"{name}: {reason}" for reason in bounds.held(text, limit))


def _repeats(answer: StrategyAnswer, number: int, bounds: Bounds) -> Iterator[str]:
    one, before = answer.suggestions[number], answer.suggestions[:number]
    if had(one.title, one.what, bounds.existing):
        yield "they do that already: propose what is not among the existing strategies"
    said_before = echoed(one.title, [other.title for other in before])
    if said_before or echoed(one.what, [other.what for other in before]):
        yield "another suggestion says the same"


def _time(one: Suggested, bounds: Bounds) -> Iterator[str]:
    if not 1 <= one.from_weeks <= one.to_weeks:
        yield "weeks go from a smaller number, at least 1, to a larger one"
    elif one.to_weeks > bounds.weeks:
        yield f"it may take {bounds.weeks} weeks at most"


def _picks(
    answer: StrategyAnswer, number: int, bounds: Bounds
) -> Iterator[tuple[tuple[str] | tuple[str, int], str]]:
    one = answer.suggestions[number]
    if one.idea is not None:
        taken = {other.idea for other in answer.suggestions[:number]}
        if not 0 <= one.idea < bounds.ideas or one.idea in taken:
            yield ("idea",), "give the number of a listed idea, each once, or null"
    budget = bounds.limits.budget
    if one.cost is not None and (one.cost < 0 or (budget is not None and one.cost > budget)):
        yield ("cost",), "estimate a cost from 0 to the budget, or null"
    for place, have in enumerate(one.have):
        if not 0 <= have < len(bounds.limits.resources) or have in one.have[:place]:
            yield ("have", place), "give numbers of listed resources, each once"


def _lists(one: Suggested, bounds: Bounds) -> Iterator[tuple[tuple[str, int], str]]:
    for name, texts in (("prerequisites", one.prerequisites), ("new", one.new)):
        for place, text in enumerate(texts):
            if place >= SEVERAL:
                yield (name, place), f"name at most {SEVERAL}"
                continue
            yield from (((name, place), reason) for reason in bounds.held(text, SHORT))
            if echoed(text, texts[:place]):
                yield (name, place), "it is there already"
            if name == "new" and echoed(text, bounds.limits.resources):
                yield (name, place), "it is available: give its number under have"


def without(answer: StrategyAnswer, places: Set[tuple[int | str, ...]]) -> StrategyAnswer | None:
    """The answer without what stands at these places; None when no suggestion is left."""
    kept = tuple(
        _cleared(one, number, places)
        for number, one in enumerate(answer.suggestions)
        if ("suggestion", number) not in places
    )
    reasoning = "" if ("reasoning",) in places else answer.reasoning
    return StrategyAnswer(suggestions=kept, reasoning=reasoning) if kept else None


def _cleared(one: Suggested, number: int, places: Set[tuple[int | str, ...]]) -> Suggested:
    def gone(*part: int | str) -> bool:
        return ("suggestion", number, *part) in places

    return one.model_copy(
        update={
            "idea": None if gone("idea") else one.idea,
            "cost": None if gone("cost") else one.cost,
            "prerequisites": tuple(
                t for n, t in enumerate(one.prerequisites) if not gone("prerequisites", n)
            ),
            "have": tuple(h for n, h in enumerate(one.have) if not gone("have", n)),
            "new": tuple(t for n, t in enumerate(one.new) if not gone("new", n)),
        }
    )
