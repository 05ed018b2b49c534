"""What to do about an operational issue: a plan within the budget, the hours and the people there are.

A model is asked for the actions; order, priorities, sums, dependencies and confidence are computed, and
what is there already is never proposed. Without a model the playbook of corrective actions answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Any, Final

from attrs import frozen
from pydantic import BeforeValidator, Field

from purpose_coach.confidence import completeness, confidence
from purpose_coach.errors import InsufficientContext
from purpose_coach.grounding import blank, fold, tidy
from purpose_coach.many import Many
from purpose_coach.operation import Objection, Operation, World
from purpose_coach.playbooks.actions import BOOK
from purpose_coach.playbooks.choosing import ranked
from purpose_coach.playbooks.planning.answer import ActionsAnswer, Ground, objections, rest_of
from purpose_coach.playbooks.planning.drafts import drafts_of
from purpose_coach.playbooks.planning.entries import Entry, Setting
from purpose_coach.playbooks.planning.means import means_of, plain
from purpose_coach.playbooks.planning.order import Level, ordered, priority
from purpose_coach.playbooks.planning.situation import situation_of
from purpose_coach.playbooks.planning.wording import Aims
from purpose_coach.result import Evidence
from purpose_coach.wire import Listed, Request, Text, Wire, given

__all__ = ["ActionSuggestions", "ActionSuggestionsRequest", "Facts", "SuggestedPlanAction", "operation"]

TITLE, CAUSE, DESCRIPTION, GOAL = 1.0, 1.0, 0.7, 0.3
"""What the parts of a request weigh where plays are chosen."""
SHOWN = 6
"""Plays whose titles a model is shown."""
NO_COSTS = "Costs are not estimated without a model: each is null."
NO_BOUND = "Costs are not estimated without a budget: each is null."


class Issue(Wire):
    """What is wrong."""

    title: Text = ""
    description: Text = ""
    impact: Text | None = None
    root_cause: Text | None = None


class Constraints(Wire):
    """What a plan must keep to."""

    timeline: Text | None = None
    budget: Annotated[float, Field(strict=True)] | None = None
    available_resources: Listed = ()


class IssueContext(Wire):
    """What else there is: goals, what is being done, and what comes first."""

    related_goals: Listed = ()
    current_actions: Listed = ()
    business_priorities: Listed = ()


class ActionSuggestionsRequest(Request):
    """An issue, with what may be spent on it and what is known around it."""

    issue: Issue
    constraints: Annotated[Constraints, BeforeValidator(given, json_schema_input_type=Constraints | None)] = (
        Constraints()
    )
    context: Annotated[IssueContext, BeforeValidator(given, json_schema_input_type=IssueContext | None)] = (
        IssueContext()
    )


class SuggestedPlanAction(Wire):
    """An action of the plan. Hours and money to two significant digits; a cost that is unknown is null."""

    title: str
    description: str
    priority: Level
    estimated_duration: int | float
    estimated_cost: int | float | None
    assignment_suggestion: str
    dependencies: tuple[str, ...]
    confidence: float
    reasoning: str
    expected_outcome: str
    risks: tuple[str, ...]


class ActionSuggestions(Many[SuggestedPlanAction]):
    """The plan, in the order in which it is best done."""


@frozen(kw_only=True)
class Facts:
    """What is known before a model is asked."""

    setting: Setting
    complete: float
    """How much of what could be known the request says, 0.5 to 1."""

    @property
    def ground(self) -> Ground:
        """What an answer is held against."""
        return self.setting.ground

    @property
    def people(self) -> list[dict[str, Any]]:
        """The people, as the prompt numbers them."""
        return [{"who": number, "name": name} for number, name in enumerate(self.ground.means.people)]

    @property
    def current(self) -> list[dict[str, Any]]:
        """What is being done already, as the prompt numbers it."""
        return [{"current": number, "action": action} for number, action in enumerate(self.ground.current)]

    @property
    def hours(self) -> int | None:
        """Whole hours of all people together within the timeline."""
        hours = self.ground.means.hours
        return None if hours is None else int(hours)

    @property
    def experience(self) -> list[dict[str, str]]:
        """What has helped with such issues elsewhere."""
        shown = self.setting.drafts[:SHOWN]
        return [{"kind": one.play.kind, "title": one.title} for one in shown if one.topical]


async def gather(request: ActionSuggestionsRequest, world: World) -> Facts:
    """The issue's own words, the means, and the plays that fit."""
    issue, limits, context = request.issue, request.constraints, request.context
    if blank(issue.title) and blank(issue.description):
        raise InsufficientContext("Say what the issue is: its title and description are blank.")
    cause, timeline = issue.root_cause or "", limits.timeline or ""
    situation = situation_of(issue.title, issue.description, cause)
    means = means_of(timeline, limits.available_resources, limits.budget)
    current = tuple(tidy(action) for action in context.current_actions if not blank(action))
    plays = world.knowledge.plays(BOOK)
    about = [(CAUSE, cause), (TITLE, issue.title), (DESCRIPTION, issue.description)]
    about += [(GOAL, goal) for goal in context.related_goals]
    chosen = await ranked([play for play in plays if play.answers], about, world.relevance)
    general = [play for play in plays if not play.answers]
    texts = (issue.title, issue.description, cause, timeline, *limits.available_resources)
    texts += (*context.related_goals, *context.current_actions, *context.business_priorities)
    setting = Setting(
        situation=situation,
        aims=Aims(goals=tuple(context.related_goals), priorities=tuple(context.business_priorities)),
        ground=Ground(texts=(*texts, _written(limits.budget)), means=means, current=current),
        drafts=drafts_of(chosen, general, situation, means, current),
    )
    return Facts(setting=setting, complete=_complete(request))


def _written(budget: float | None) -> str:
    return "" if budget is None else f"{budget:.2f}"


def _complete(request: ActionSuggestionsRequest) -> float:
    """An issue is half of what could be known, the parts of a request are the other half."""
    issue, limits, context = request.issue, request.constraints, request.context
    # What is being done may truly be nothing: its absence takes nothing away.
    return 0.5 + 0.5 * completeness(
        issue.title,
        issue.description,
        issue.impact,
        issue.root_cause,
        limits.timeline,
        limits.budget,
        limits.available_resources,
        context.related_goals,
        context.business_priorities,
    )


def check(request: ActionSuggestionsRequest, facts: Facts, answer: ActionsAnswer) -> Iterator[Objection]:
    """Within budget and hours, acyclic, nothing repeated, plain words, no number but the request's."""
    yield from objections(answer, facts.ground)


def salvage(answer: ActionsAnswer, objections: Sequence[Objection]) -> ActionsAnswer | None:
    """The actions that hold; the least effective go where they cost too much together."""
    return rest_of(answer, objections)


def unaided(request: ActionSuggestionsRequest, facts: Facts) -> ActionsAnswer:
    """Nothing beyond the playbook."""
    return ActionsAnswer(actions=())


def finish(
    request: ActionSuggestionsRequest, facts: Facts, answer: ActionsAnswer, moment: datetime
) -> ActionSuggestions:
    """Order, priorities, confidence, sums and dependencies; the playbook fills what is missing."""
    impact = fold(request.issue.impact or "")
    entries = facts.setting.suggested(answer.actions) or facts.setting.drafted(impact)
    order = ordered([entry.step for entry in entries])
    shown = [_shown(facts, impact, entries, at) for at in order]
    result = ActionSuggestions(shown).standing_on([_row(facts, entries[at]) for at in order])
    if not answer.actions:
        return result.warned(NO_COSTS)
    return result.warned(NO_BOUND) if facts.ground.means.budget is None else result


def _shown(facts: Facts, impact: str, entries: Sequence[Entry], at: int) -> SuggestedPlanAction:
    entry = entries[at]
    step = entry.step
    first = [entries[place].title for place in sorted(step.after)]
    return SuggestedPlanAction(
        title=entry.title,
        description=entry.description,
        priority=priority(impact, step.kind, step.effect),
        estimated_duration=plain(step.hours),
        estimated_cost=None if step.cost is None else plain(step.cost),
        assignment_suggestion=entry.assignment,
        dependencies=(*first, *entry.waits_for),
        confidence=confidence(entry.certainty, facts.complete),
        reasoning=entry.reasoning,
        expected_outcome=entry.outcome,
        risks=entry.risks,
    )


def _row(facts: Facts, entry: Entry) -> Evidence:
    return {
        "action": entry.title,
        "source": entry.source,
        "kind": entry.step.kind,
        "effect": entry.step.effect,
        "feasibility": entry.step.feasibility,
        "hoursAvailable": facts.ground.means.hours,
        "words": list(entry.words),
    }


operation: Final = Operation(
    name="action_suggestions",
    path="/api/operations/action-suggestions",
    summary="Suggest a plan of action for an issue, within its constraints.",
    request=ActionSuggestionsRequest,
    facts=Facts,
    answer=ActionsAnswer,
    result=ActionSuggestions,
    gather=gather,
    check=check,
    salvage=salvage,
    unaided=unaided,
    finish=finish,
)
