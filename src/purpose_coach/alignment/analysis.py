"""A judged portfolio as it was sent: every action with the goals that it serves or works against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, Literal, TypeAlias

from attrs import evolve, frozen

from purpose_coach.alignment.linking import Link, Pair, leading
from purpose_coach.alignment.portfolio import Impact, Portfolio, action_score, bounded, impact_of
from purpose_coach.alignment.portfolio_shapes import StrategicAlignmentRequest
from purpose_coach.alignment.score import NEUTRAL
from purpose_coach.alignment.wording import quote

__all__ = ["URGENT", "Analysis", "Read", "Sent", "State", "analysed", "evidence_of", "warnings_of"]

URGENT: Final = frozenset[Impact]({"high", "critical"})
"""The priorities of what is done first."""

State: TypeAlias = Literal["judged", "blank", "addressed", "lost"]
"""Whether an action was judged; if not: it says nothing, speaks to a model, or its answer was lost."""


@frozen(kw_only=True)
class Sent:
    """What a client says of an action beside its texts."""

    priority: str
    rank: Impact | None
    """The priority as it is read; None where none can be read."""
    status: str
    closed: bool
    """Whether it is done or given up."""
    addressed: bool
    """Whether its title speaks to a model."""


@frozen(kw_only=True)
class Read:
    """One action as it was sent, and what was found of it."""

    name: str
    """Its title, or what else it says; empty where nothing of it can be shown."""
    sent: Sent
    state: State
    links: Mapping[int, Link]
    """What was judged, by the goal's number in the request; repeated goals share their judgement."""
    foundation: Link | None = None
    advice: str = ""
    beside: int | None = None
    """Of an action that relates to no goal: the number of one that does, and is about the same thing."""

    @property
    def stands(self) -> int:
        """Its level for the foundation."""
        return NEUTRAL if self.foundation is None else self.foundation.level

    @cached_property
    def levels(self) -> Mapping[int, int]:
        """The levels of its connections, the strongest first, then in the order of the request."""
        found = {goal: link.level for goal, link in self.links.items() if link.level != NEUTRAL}
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    @property
    def score(self) -> int:
        """Its score, 0 to 100."""
        return action_score(self.levels.values(), self.stands)

    @property
    def serves(self) -> tuple[int, ...]:
        """The goals that it supports, or without a model relates to."""
        return tuple(goal for goal, level in self.levels.items() if level > NEUTRAL)

    @property
    def against(self) -> tuple[int, ...]:
        """The goals that it conflicts with, the worst first."""
        found = [(level, goal) for goal, level in self.levels.items() if level < NEUTRAL]
        return tuple(goal for _, goal in sorted(found))

    @property
    def weighed(self) -> bool:
        """Whether something can be advised: it was judged, and is neither done nor given up."""
        return self.state == "judged" and not self.sent.closed

    @property
    def urgent(self) -> bool:
        """Whether its priority is high or critical."""
        return self.sent.rank in URGENT

    def impact(self, goal: int) -> Impact:
        """How much its connection with a goal weighs: a model's word, within a step of code's own."""
        link = self.links[goal]
        return bounded(link.impact, impact_of(link.level, self.sent.rank))


@frozen(kw_only=True)
class Analysis:
    """The whole portfolio."""

    actions: tuple[Read, ...]
    goals: tuple[str, ...]
    """What each goal is called; empty where it says nothing that can be judged."""
    unaided: bool

    @cached_property
    def named(self) -> tuple[int, ...]:
        """The goals that can be served."""
        return tuple(number for number, name in enumerate(self.goals) if name)

    @cached_property
    def serving(self) -> Mapping[int, tuple[Read, ...]]:
        """The actions that serve each goal, those that are done or given up left out."""
        open_ = [action for action in self.actions if not action.sent.closed]
        return {goal: tuple(one for one in open_ if goal in one.serves) for goal in self.named}

    @cached_property
    def unlinked(self) -> tuple[Read, ...]:
        """The actions that serve no goal, whatever the reason."""
        return tuple(action for action in self.actions if not action.serves)


def analysed(
    portfolio: Portfolio,
    shortlist: Sequence[Sequence[int]],
    links: Mapping[Pair, Link],
    sent: Sequence[Sent],
    *,
    unaided: bool,
    near: Mapping[int, int],
) -> Analysis:
    """The portfolio as it was sent; an action of which a judgement is missing counts as not judged.

    `near` names for actions of the portfolio another one beside which they stand.
    """
    at = portfolio.action_at
    read = (_read(portfolio, shortlist, links, one, place) for one, place in zip(sent, at, strict=True))
    beside = [None if place is None or place not in near else at.index(near[place]) for place in at]
    return Analysis(
        actions=tuple(evolve(one, beside=other) for one, other in zip(read, beside, strict=True)),
        goals=tuple("" if place is None else portfolio.targets[place].name for place in portfolio.goal_at),
        unaided=unaided,
    )


def _read(
    portfolio: Portfolio,
    shortlist: Sequence[Sequence[int]],
    links: Mapping[Pair, Link],
    sent: Sent,
    place: int | None,
) -> Read:
    if place is None:
        return Read(name="", sent=sent, state="addressed" if sent.addressed else "blank", links={})
    name, targets = portfolio.actions[place].name, shortlist[place]
    found = {target: links[place, target] for target in targets if (place, target) in links}
    if len(found) < len(targets):
        return Read(name=name, sent=sent, state="lost", links={})
    first = leading({target: link.level for target, link in found.items()})
    return Read(
        name=name,
        sent=sent,
        state="judged",
        links={goal: found[at] for goal, at in enumerate(portfolio.goal_at) if at in found},
        foundation=None if portfolio.foundation is None else found[portfolio.foundation],
        advice="" if first is None else found[first].advice,
    )


def evidence_of(request: StrategicAlignmentRequest, analysis: Analysis) -> Iterator[dict[str, Any]]:
    """One JSON-ready row a judged pair, in the order of the request; the foundation's names no goal."""
    goals = request.goals or ()
    for action, read in zip(request.actions, analysis.actions, strict=True):
        pairs = [(goals[number].id, goals[number].intent, link) for number, link in read.links.items()]
        stands = [] if read.foundation is None else [(None, None, read.foundation)]
        for goal, intent, link in [*pairs, *stands]:
            yield {
                "actionId": action.id,
                "goalId": goal,
                "action": read.name,
                "goal": intent,
                "level": link.level,
                "actionQuote": link.action_quote,
                "goalQuote": link.target_quote,
                "reason": link.why,
            }


def warnings_of(portfolio: Portfolio, unproven: Iterable[Pair], analysis: Analysis) -> Iterator[str]:
    """What was left out, and what could not be kept or read."""
    yield from portfolio.warnings
    for action, target in unproven:
        said, against = portfolio.actions[action], portfolio.targets[target]
        yield (
            f"The model's level for the action {quote(said.name)} against the {against.kind} "
            f"{quote(against.name)} stood on no verbatim quote and counts as unrelated."
        )
    count = len(analysis.actions)
    if lost := sum(read.state == "lost" for read in analysis.actions):
        yield f"The model's judgement of {lost} of {count} actions could not be used."
    sent = [read.sent for read in analysis.actions]
    if unread := sum(bool(one.priority.strip()) and one.rank is None for one in sent):
        yield f"The priority of {unread} of {count} actions could not be read and was not used."
