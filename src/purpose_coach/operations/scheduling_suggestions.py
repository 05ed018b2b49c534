"""When each action is done: a schedule that is computed, checked, and explained from its own facts.

Dates come from `purpose_coach.scheduling` alone. A model may word the reading of the plan and why the
tightest actions stand where they stand; every number and date that it writes must be a fact of the plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from time import monotonic
from typing import Annotated, Any, Final

from attrs import frozen
from pydantic import Field

from purpose_coach.grounding import misquoted, unfit
from purpose_coach.many import Many
from purpose_coach.operation import Objection, Operation, World
from purpose_coach.scheduling.advice import Advice, advise
from purpose_coach.scheduling.facts import counted
from purpose_coach.scheduling.schedule import Placed, Schedule
from purpose_coach.scheduling.shapes import Actions, Policy, Portfolio
from purpose_coach.scheduling.solving import Limits, ordinary
from purpose_coach.scheduling.wording import considerations, needs, rationale, reason, risks, slackest
from purpose_coach.wire import Answer, Wire

__all__ = ["Facts", "SchedulingSuggestions", "SchedulingSuggestionsRequest", "operation"]

TIGHTEST = 10
"""Actions that a model words; the others' sentences are composed."""
READING, WHY = 80, 50
"""Words at most: of the plan's reading, and of why an action stands where it stands."""
POLICY: Final = Policy()


class SchedulingSuggestionsRequest(Portfolio):
    """Actions, people, deadlines: what is to be planned."""

    actions: Annotated[Actions, Field(max_length=500)]


class WordedAction(Answer):
    """Why one of the listed actions stands where it stands."""

    action: int
    why: str


class SchedulingAnswer(Answer):
    """Words for the plan and for its tightest actions."""

    plan: str
    actions: tuple[WordedAction, ...]


class AlternativeSchedule(Wire):
    """The action's dates in another complete plan."""

    start_date: str
    due_date: str
    rationale: str


class ScheduledAction(Wire):
    """An action with its dates and all that they rest on."""

    action_id: str
    suggested_start_date: str
    suggested_due_date: str
    reasoning: str
    confidence: float
    dependencies: tuple[str, ...]
    resource_considerations: tuple[str, ...]
    risks: tuple[str, ...]
    alternative_schedules: tuple[AlternativeSchedule, ...]


class SchedulingSuggestions(Many[ScheduledAction]):
    """One row an action, in the order of the request; in a notebook it shows as a chart."""

    @property
    def schedule(self) -> Schedule:
        """The schedule that the rows tell of."""
        if isinstance(self._basis, Schedule):
            return self._basis
        raise AttributeError("this result was not made by a coach, so it has no schedule")

    def chart(self) -> str:
        """The schedule as an SVG picture."""
        return self.schedule.chart()

    def _repr_html_(self) -> str:
        return self.chart()


@frozen(kw_only=True)
class Facts:
    """The plan, and what may be said about it."""

    advice: Advice
    tightest: tuple[Placed, ...]

    @property
    def actions(self) -> list[dict[str, Any]]:
        """The tightest actions, as the prompt lists them."""
        return [self._listed(number, row) for number, row in enumerate(self.tightest)]

    def _listed(self, number: int, row: Placed) -> dict[str, Any]:
        schedule = self.advice.schedule
        return {
            "action": number,
            "title": row.title or row.id,
            "facts": [reason(schedule, row), *considerations(schedule, row)],
            "risks": risks(schedule, row),
        }

    @property
    def plan(self) -> list[str]:
        """What is to be said of the whole plan."""
        schedule = self.advice.schedule
        met = [
            f"The deadline “{each.description}” on {each.date} is met, {each.spare:g} working days before it."
            for each in schedule.milestones
            if each.reached is not None and not each.late
        ]
        mended = [fact.sentence for each in schedule.milestones for fact in each.remedies]
        open_ = [row for row in schedule.rows if row.open]
        ends = max((row.due for row in open_), default=schedule.as_of)
        last = [f"{counted(len(open_), 'open action')}, all finished on {ends}."] if open_ else []
        return [*last, *met, *(fact.sentence for fact in schedule.risks), *mended]


async def gather(request: SchedulingSuggestionsRequest, world: World) -> Facts:
    """The schedule, computed beside the event loop within the operation's time."""
    first = request.as_of or world.clock().date()

    def job(stop: Callable[[], bool]) -> Advice:
        limits = Limits(POLICY.effort, monotonic() + POLICY.seconds, stop)
        return advise(
            request.actions, request.constraints, first, policy=POLICY, limits=limits, solver=ordinary()
        )

    advice = await world.work(job)
    return Facts(advice=advice, tightest=tuple(slackest(advice, TIGHTEST)))


def known(request: SchedulingSuggestionsRequest, facts: Facts) -> SchedulingAnswer | None:
    """Nothing is open: there is nothing to word."""
    return None if facts.tightest else SchedulingAnswer(plan="", actions=())


def check(
    request: SchedulingSuggestionsRequest, facts: Facts, answer: SchedulingAnswer
) -> Iterator[Objection]:
    """Each listed action once at most, in plain words whose every number and date is a fact."""
    if answer.plan or not isinstance(answer, Salvaged):
        source = "\n".join((*facts.plan, *(text for row in facts.actions for text in row["facts"])))
        titles = [row.title for row in facts.tightest]
        for fault in (*unfit(answer.plan, source, READING), *misquoted(answer.plan, (source, *titles))):
            yield Objection(f"plan: {fault}", ("plan",))
    given = Counter(worded.action for worded in answer.actions)
    for number, worded in enumerate(answer.actions):
        at = ("action", number)
        if not 0 <= worded.action < len(facts.tightest) or given[worded.action] > 1:
            yield Objection(f"action {worded.action}: give each listed action once", at)
            continue
        row = facts.actions[worded.action]
        source = "\n".join((row["title"], *row["facts"], *row["risks"]))
        for fault in (*unfit(worded.why, source, WHY), *misquoted(worded.why, [source])):
            yield Objection(f"action {worded.action}: {fault}", at)


class Salvaged(SchedulingAnswer):
    """What is left of an answer: nothing of it need be there."""


def salvage(answer: SchedulingAnswer, objections: Sequence[Objection]) -> SchedulingAnswer | None:
    """The words that nothing was said against; code's own stand for the others."""
    places = {objection.at for objection in objections}
    kept = tuple(item for n, item in enumerate(answer.actions) if ("action", n) not in places)
    plan = "" if ("plan",) in places else answer.plan
    return Salvaged(plan=plan, actions=kept) if kept or plan else None


def unaided(request: SchedulingSuggestionsRequest, facts: Facts) -> SchedulingAnswer:
    """Nothing beyond the facts' own sentences."""
    return SchedulingAnswer(plan="", actions=())


def finish(
    request: SchedulingSuggestionsRequest, facts: Facts, answer: SchedulingAnswer, moment: datetime
) -> SchedulingSuggestions:
    """The rows in the request's order, the plan's own facts as evidence."""
    worded = {facts.tightest[item.action].id: item.why.strip() for item in answer.actions}
    schedule = facts.advice.schedule
    rows = (_row(facts.advice, row, worded.get(row.id)) for row in schedule.rows)
    result = SchedulingSuggestions(rows).made_of(schedule)
    plan = [answer.plan.strip()] if answer.plan else facts.plan
    unclear = [fact.sentence for fact in schedule.assumptions if not fact.about]
    return result.standing_on([_evidence(facts.advice, plan)]).warned(*unclear)


def _row(advice: Advice, row: Placed, worded: str | None) -> ScheduledAction:
    schedule = advice.schedule
    return ScheduledAction(
        action_id=row.id,
        suggested_start_date=row.start.isoformat(),
        suggested_due_date=row.due.isoformat(),
        reasoning=worded or reason(schedule, row),
        confidence=advice.likely.get(row.id, 1.0),
        dependencies=tuple(needs(schedule, row)),
        resource_considerations=tuple(considerations(schedule, row)),
        risks=tuple(risks(schedule, row)),
        alternative_schedules=tuple(
            AlternativeSchedule(
                start_date=dates.start.isoformat(),
                due_date=dates.due.isoformat(),
                rationale=rationale(other),
            )
            for other, dates in advice.others_of(row)
        ),
    )


def _evidence(advice: Advice, plan: Sequence[str]) -> dict[str, Any]:
    search, score = advice.schedule.search, advice.schedule.score
    return {
        "plan": list(plan),
        "asOf": advice.schedule.as_of.isoformat(),
        "found": search.found,
        "proved": search.proved,
        "cut": search.cut,
        "lateness": score.lateness,
        "tardiness": score.tardiness,
    }


operation: Final = Operation(
    name="scheduling_suggestions",
    path="/api/operations/scheduling-suggestions",
    summary="Plan when each action is done, by whom, and how likely the dates hold.",
    request=SchedulingSuggestionsRequest,
    facts=Facts,
    answer=SchedulingAnswer,
    result=SchedulingSuggestions,
    gather=gather,
    known=known,
    check=check,
    salvage=salvage,
    unaided=unaided,
    finish=finish,
)
