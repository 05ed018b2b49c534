"""How well a portfolio of actions serves the goals: which serves which, which none, and what conflicts.

Each action is judged against its nearest goals and the foundation on anchored levels; scores, counts,
shares and order are computed from those (`purpose_coach.alignment.portfolio` has the formulas).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from attrs import evolve, field, frozen

from purpose_coach.alignment.analysis import Read, Sent, analysed, evidence_of, warnings_of
from purpose_coach.alignment.insights import insights
from purpose_coach.alignment.linking import (
    Asked,
    Judged,
    Link,
    Pair,
    PortfolioAnswer,
    judgements,
    link_of,
    objections,
    salvaged,
)
from purpose_coach.alignment.portfolio import MOST_GOALS, Impact, Portfolio, Subject, overall, portfolio_of
from purpose_coach.alignment.portfolio_shapes import PlannedAction, StrategicAlignmentRequest
from purpose_coach.alignment.recommendations import recommendations
from purpose_coach.alignment.relating import nearness, neighbours, relations
from purpose_coach.alignment.score import POINTS
from purpose_coach.alignment.shapes import BusinessFoundation
from purpose_coach.errors import AlignmentFailed, InsufficientContext
from purpose_coach.grounding import instructs
from purpose_coach.operation import Objection, Operation, World
from purpose_coach.priorities.levels import closed, level
from purpose_coach.result import Result
from purpose_coach.wire import Wire

__all__ = ["Facts", "StrategicAlignment", "StrategicAlignmentRequest", "operation"]

RUBRIC = "1"
"""Part of every memo key: raise it when the meaning of a level changes."""
TOKENS, ROW, CELL = 1150, 65, 25
"""Output tokens of a call, and about how many an action takes by itself and for each goal it lists."""


class StrategicConnection(Wire):
    """A goal that an action serves (above 40) or conflicts with (below 40)."""

    goal_id: str
    goal_title: str
    alignment_score: int
    impact: Impact


class ActionAlignment(Wire):
    """One action: its score, its connections, the strongest first, and what to do with it."""

    action_id: str
    alignment_score: int
    strategic_connections: tuple[StrategicConnection, ...]
    recommendations: tuple[str, ...]


class StrategicAlignment(Result):
    """Every action in the order of the request, and what the portfolio shows as a whole."""

    alignment_analysis: tuple[ActionAlignment, ...]
    overall_alignment: int
    insights: tuple[str, ...]


@frozen(kw_only=True)
class Facts:
    """What is known before a model is asked."""

    portfolio: Portfolio
    shortlist: tuple[tuple[int, ...], ...]
    """For every action of the portfolio the targets that it is held against."""
    asked: tuple[Asked, ...] = ()
    """What is still to be judged."""
    judged: Mapping[Pair, Judged] = field(factory=dict[Pair, Judged])
    """What was judged before."""
    keys: Mapping[Pair, str] = field(factory=dict[Pair, str])
    """The memo key of each judgement."""
    links: Mapping[Pair, Link] | None = None
    """What is related, where no model will judge."""
    near: Mapping[int, int] = field(factory=dict[int, int])
    """Where no model will judge: for actions that relate to no goal a near one that does."""

    @property
    def actions(self) -> list[dict[str, Any]]:
        """The actions to judge, as the prompt lists them."""
        return [
            {"action": action, **_listed(self.portfolio.actions[action]), "goals": targets}
            for action, targets in self.asked
        ]

    @property
    def goals(self) -> list[dict[str, Any]]:
        """What they are to be judged against, as the prompt lists it."""
        needed = sorted({target for _, targets in self.asked for target in targets})
        return [{"goal": target, **_listed(self.portfolio.targets[target])} for target in needed]


def _listed(subject: Subject) -> dict[str, Any]:
    name, *more = subject.parts
    texts: dict[str, Any]
    match subject.kind:
        case "action":
            texts = {"title": name, "description": " ".join(more)}
        case "goal":
            texts = {"intent": name, "strategies": more}
        case "foundation":
            texts = {"foundation": subject.parts}
    shown = {key: text for key, text in texts.items() if text}
    return shown if subject.own else {**shown, "long": True}


async def gather(request: StrategicAlignmentRequest, world: World) -> Facts:
    """The portfolio, which goals each action is held against, and what is remembered for this tenant."""
    portfolio = _portfolio(request)
    if request.actions and not portfolio.actions:
        raise InsufficientContext("Say what is to be done: no action has a title or a description.")
    if request.actions and not portfolio.targets:
        raise InsufficientContext("Fill in a goal, a vision, a purpose or a core value: all are blank.")
    unaided = world.judge is None
    apart = await nearness(portfolio, world.relevance) if unaided or portfolio.goals > MOST_GOALS else ()
    shortlist = portfolio.shortlist(apart)
    if unaided:
        links = await relations(portfolio, shortlist, apart, world.relevance)
        near = await neighbours(portfolio, links, world.relevance)
        return Facts(portfolio=portfolio, shortlist=shortlist, links=links, near=near)
    pairs = [(action, target) for action, targets in enumerate(shortlist) for target in targets]
    keys = {pair: _key(portfolio, pair, world) for pair in pairs}
    known = await world.memo.get(list(keys.values()))
    judged = {pair: Judged.model_validate_json(known[key]) for pair, key in keys.items() if key in known}
    left = [
        (action, tuple(target for target in targets if (action, target) not in judged))
        for action, targets in enumerate(shortlist)
    ]
    asked = tuple((action, targets) for action, targets in left if targets)
    return Facts(portfolio=portfolio, shortlist=shortlist, asked=asked, judged=judged, keys=keys)


def _portfolio(request: StrategicAlignmentRequest) -> Portfolio:
    stands = request.business_foundation or BusinessFoundation()
    return portfolio_of(
        [(action.title or "", action.description or "") for action in request.actions],
        [(goal.intent or "", *(goal.strategies or ())) for goal in request.goals or ()],
        (stands.vision, stands.purpose, *stands.core_values),
    )


def _key(portfolio: Portfolio, pair: Pair, world: World) -> str:
    """Everything that a judgement depends on, and the tenant."""
    action, target = portfolio.actions[pair[0]], portfolio.targets[pair[1]]
    said = "\0\0".join((RUBRIC, str(world.judge), target.kind, target.key, action.key))
    return f"{world.caller.tenant}\0portfolio\0{hashlib.sha256(said.encode()).hexdigest()}"


def known(request: StrategicAlignmentRequest, facts: Facts) -> PortfolioAnswer | None:
    """No action is left to judge: there is nothing to ask."""
    return None if facts.asked else PortfolioAnswer(actions=())


def split(request: StrategicAlignmentRequest, facts: Facts) -> Sequence[Facts]:
    """As many actions a call as their answers have room, the calls as equal as can be."""
    widest = max(len(targets) for _, targets in facts.asked)
    most = max(1, TOKENS // (ROW + CELL * widest))
    calls = -(-len(facts.asked) // most)
    return [evolve(facts, asked=facts.asked[call::calls]) for call in range(calls)]


def check(request: StrategicAlignmentRequest, facts: Facts, answer: PortfolioAnswer) -> Iterator[Objection]:
    """Every asked action once, a level for each of its goals, true quotes, plain words."""
    yield from objections(facts.portfolio, facts.asked, answer)


def join(answers: Sequence[PortfolioAnswer]) -> PortfolioAnswer:
    """The actions of all calls."""
    return PortfolioAnswer(actions=tuple(one for answer in answers for one in answer.actions))


def unaided(request: StrategicAlignmentRequest, facts: Facts) -> PortfolioAnswer:
    """No judgement: related or not is in the facts, and more cannot be told."""
    return PortfolioAnswer(actions=())


def finish(
    request: StrategicAlignmentRequest, facts: Facts, answer: PortfolioAnswer, moment: datetime
) -> StrategicAlignment:
    """Scores, connections, recommendations and insights, all from the levels."""
    judged = {**facts.judged, **dict(judgements(facts.asked, answer))}
    links = _links(facts.portfolio, judged) if facts.links is None else facts.links
    sent = [_sent(action) for action in request.actions]
    without = facts.links is not None
    analysis = analysed(facts.portfolio, facts.shortlist, links, sent, unaided=without, near=facts.near)
    rows = tuple(
        ActionAlignment(
            action_id=action.id,
            alignment_score=read.score,
            strategic_connections=tuple(_connections(request, read)),
            recommendations=recommendations(analysis, read),
        )
        for action, read in zip(request.actions, analysis.actions, strict=True)
    )
    result = StrategicAlignment(
        alignment_analysis=rows,
        overall_alignment=overall([row.alignment_score for row in rows]),
        insights=insights(analysis),
    )
    unproven = (pair for pair, one in judged.items() if one.unproven)
    evidence = tuple(evidence_of(request, analysis))
    return result.standing_on(evidence).warned(*warnings_of(facts.portfolio, unproven, analysis))


def _links(portfolio: Portfolio, judged: Mapping[Pair, Judged]) -> Mapping[Pair, Link]:
    return {
        (action, target): link_of(portfolio.actions[action], portfolio.targets[target], one)
        for (action, target), one in judged.items()
    }


def _sent(action: PlannedAction) -> Sent:
    priority, status = action.priority or "", action.status or ""
    return Sent(
        priority=priority,
        rank=level(priority),
        status=status,
        closed=closed(status),
        addressed=instructs(action.title or ""),
    )


def _connections(request: StrategicAlignmentRequest, read: Read) -> Iterator[StrategicConnection]:
    goals = request.goals or ()
    for number, reached in read.levels.items():
        yield StrategicConnection(
            goal_id=goals[number].id,
            goal_title=goals[number].intent or "",
            alignment_score=POINTS * reached,
            impact=read.impact(number),
        )


async def keep(
    request: StrategicAlignmentRequest,
    facts: Facts,
    answer: PortfolioAnswer,
    result: StrategicAlignment,
    world: World,
) -> None:
    """Remember each new judgement, so that an edit judges only what was edited."""
    if world.judge is not None and answer.actions:
        new = judgements(facts.asked, answer)
        await world.memo.put({facts.keys[pair]: judged.model_dump_json() for pair, judged in new})


operation: Final = Operation(
    name="strategic_alignment",
    path="/api/operations/strategic-alignment",
    summary="Say how well each action serves the goals, and what the portfolio shows as a whole.",
    request=StrategicAlignmentRequest,
    facts=Facts,
    answer=PortfolioAnswer,
    result=StrategicAlignment,
    gather=gather,
    known=known,
    split=split,
    check=check,
    salvage=salvaged,
    join=join,
    unaided=unaided,
    finish=finish,
    keep=keep,
    invalid="INVALID_GOAL_DATA",
    beyond_repair=AlignmentFailed,
)
