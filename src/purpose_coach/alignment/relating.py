"""Which actions are about the same thing as which goals, by a measure of relevance.

It chooses the goals that a model is asked about; without a model it is all that can be told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from purpose_coach.alignment.linking import Link, Pair, related
from purpose_coach.alignment.portfolio import Portfolio, Subject
from purpose_coach.alignment.score import NEUTRAL
from purpose_coach.relevance.port import Relation, Relevance

__all__ = ["nearness", "neighbours", "relations"]

PAIRS = 10_000
"""Pairs of actions that are compared at most: beyond that a portfolio is not read for neighbours."""


async def nearness(portfolio: Portfolio, relevance: Relevance) -> Sequence[Sequence[Relation]]:
    """How near each action is to each goal: to its intent, or to its strategies together."""
    texts = [text for goal in portfolio.targets[: portfolio.goals] for text in _texts(goal)]
    found = await relevance.relate([action.text for action in portfolio.actions], texts)
    return [[_nearer(row[at], row[at + 1]) for at in range(0, len(row), 2)] for row in found]


def _texts(goal: Subject) -> tuple[str, str]:
    """Two texts, so that the cost does not grow with the number of strategies."""
    return goal.name, Subject("goal", goal.parts[1:]).text


def _nearer(*found: Relation) -> Relation:
    return max(found, key=lambda relation: (relation.related, relation.strength))


async def relations(
    portfolio: Portfolio,
    shortlist: Sequence[Sequence[int]],
    near: Sequence[Sequence[Relation]],
    relevance: Relevance,
) -> Mapping[Pair, Link]:
    """Each action's links with the targets that it is held against, and the words that make them."""
    links = {(action, target): Link() for action, targets in enumerate(shortlist) for target in targets}
    for number, target in enumerate(portfolio.targets):
        goal = target.kind == "goal"  # of the foundation each text is read by itself: a value is one
        held = [action for action, targets in enumerate(shortlist) if number in targets]
        rows = [action for action in held if not goal or near[action][number].related]
        texts = [portfolio.actions[action].text for action in rows]
        for action, found in zip(rows, await relevance.relate(texts, target.parts), strict=True):
            best = _nearer(*found)
            if goal or best.related:
                links[action, number] = related(portfolio.actions[action], target, best)
    return links


async def neighbours(
    portfolio: Portfolio, links: Mapping[Pair, Link], relevance: Relevance
) -> Mapping[int, int]:
    """For actions that relate to no goal the action nearest to each that does, where one is near.

    It may be a part of the same work; that is for its owners to say, so no level follows from it.
    """
    linked = sorted(
        {action for (action, at), link in links.items() if at < portfolio.goals and link.level > NEUTRAL}
    )
    others = sorted(set(range(len(portfolio.actions))) - set(linked))
    if not linked or len(linked) * len(others) > PAIRS:
        return {}
    texts = [[portfolio.actions[action].text for action in some] for some in (others, linked)]
    near: dict[int, int] = {}
    for action, found in zip(others, await relevance.relate(*texts), strict=True):
        best = _nearer(*found)
        if best.related:
            near[action] = linked[found.index(best)]
    return near
