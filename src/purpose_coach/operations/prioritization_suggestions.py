"""Which actions come first: points by documented scales, moved by a model one level at most.

Levels, ranks and verbs are computed (`purpose_coach.priorities`); a model may move an action one level
for a reason that it quotes from the request, and words why. What it says otherwise changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Any, Final, Literal

from attrs import evolve, frozen
from pydantic import WithJsonSchema

from purpose_coach.grounding import instructs, misquoted, quoted, unfit
from purpose_coach.many import Many
from purpose_coach.operation import Objection, Operation, World
from purpose_coach.priorities.levels import LEVELS, Level, raised
from purpose_coach.priorities.queue import Queued, queue
from purpose_coach.priorities.shapes import PrioritizationContext, PrioritizationSuggestionsRequest
from purpose_coach.priorities.wording import impact_factors, reason, urgency_factors, verdict
from purpose_coach.wire import Answer, Wire

__all__ = ["Facts", "PrioritizationSuggestions", "PrioritizationSuggestionsRequest", "operation"]

CALL = 20
"""Actions weighed in one call at most: each takes about 45 output tokens."""
WHY = 30
"""Words a reason at most."""
Move = Annotated[int, WithJsonSchema({"enum": [-1, 0, 1], "type": "integer"})]


class Weighed(Answer):
    """One action: whether its level moves, by which words of the request, and why."""

    action: int
    move: Move
    quote: str
    why: str


class PrioritizationAnswer(Answer):
    """One item an action."""

    actions: tuple[Weighed, ...]


class Salvaged(PrioritizationAnswer):
    """What is left of an answer: not every action need be in it."""


class PrioritizedAction(Wire):
    """A suggested priority with what it stands on."""

    action_id: str
    suggested_priority: Level
    current_priority: str
    reasoning: str
    confidence: float
    urgency_factors: tuple[str, ...]
    impact_factors: tuple[str, ...]
    recommended_action: Literal["escalate", "maintain", "de-prioritize"]
    estimated_business_value: float | None


class PrioritizationSuggestions(Many[PrioritizedAction]):
    """The actions, the first to do first."""


@frozen(kw_only=True)
class Facts:
    """Every action's standing, the first to do first."""

    queue: tuple[Queued, ...]
    asked: tuple[int, ...]
    """The actions that a model may weigh: the open ones, without those that speak to it."""
    context: PrioritizationContext

    @property
    def quotable(self) -> tuple[str, ...]:
        """Texts around the actions that may move one: none of those that speak to a model."""
        around = (self.context.current_goals, self.context.constraints, self.context.urgent_deadlines)
        return tuple(text for texts in around for text in texts or () if not instructs(text))

    @property
    def open(self) -> int:
        """How many actions are open."""
        return sum(not queued.closed for queued in self.queue)

    @property
    def actions(self) -> list[dict[str, Any]]:
        """The asked actions, as the prompt shows them."""
        return [_listed(number, self.queue[number]) for number in self.asked]


def _listed(number: int, queued: Queued) -> dict[str, Any]:
    sent, stands = queued.sent, queued.standing
    free = {"title": sent.title, "impact": sent.impact, "effort": sent.effort, "status": sent.status}
    said = {name: text for name, text in free.items() if text}
    pressing = list(urgency_factors(stands, queued.waiting))
    return {"action": number, **said, "goals": queued.goals, "pressing": pressing, "level": stands.level}


async def gather(request: PrioritizationSuggestionsRequest, world: World) -> Facts:
    """The standing of every action on the day."""
    context = request.business_context or PrioritizationContext()
    queued = queue(request.actions, context, request.as_of or world.clock().date())
    asked = tuple(n for n, one in enumerate(queued) if not one.closed and not _addresses(one))
    return Facts(queue=queued, asked=asked, context=context)


def _addresses(queued: Queued) -> bool:
    sent = queued.sent
    return any(instructs(text) for text in (sent.title, sent.impact or "", sent.effort or ""))


def known(request: PrioritizationSuggestionsRequest, facts: Facts) -> PrioritizationAnswer | None:
    """Nothing is open: there is nothing to weigh."""
    return None if facts.asked else PrioritizationAnswer(actions=())


def split(request: PrioritizationSuggestionsRequest, facts: Facts) -> Sequence[Facts]:
    """At most twenty actions a call, as equal as can be."""
    calls = -(-len(facts.asked) // CALL)
    return [evolve(facts, asked=facts.asked[call::calls]) for call in range(calls)]


def check(
    request: PrioritizationSuggestionsRequest, facts: Facts, answer: PrioritizationAnswer
) -> Iterator[Objection]:
    """Each asked action once; a move of one level with words of the request behind it; plain reasons."""
    given = Counter(weighed.action for weighed in answer.actions)
    for number, weighed in enumerate(answer.actions):
        at = ("action", number)
        if weighed.action not in facts.asked or given[weighed.action] > 1:
            yield Objection(f"action {weighed.action}: give each listed action exactly once", at)
            continue
        for fault in _moved_wrongly(facts, weighed):
            yield Objection(f"action {weighed.action}: {fault}", ("move", number))
        for fault in _said_wrongly(facts, weighed):
            yield Objection(f"action {weighed.action}: {fault}", at)
    missing = [str(number) for number in facts.asked if not given[number]]
    if missing and not isinstance(answer, Salvaged):
        yield Objection(f"these actions are missing: {', '.join(missing)}", ("missing",))


def _moved_wrongly(facts: Facts, weighed: Weighed) -> Iterator[str]:
    queued = facts.queue[weighed.action]
    if weighed.move not in {-1, 0, 1}:
        yield "move it by -1, 0 or 1"
    elif weighed.move and raised(queued.standing.level, weighed.move) == queued.standing.level:
        yield f"it is {queued.standing.level} already: move 0"
    elif weighed.move and _quote(_texts(facts, queued), weighed.quote) is None:
        yield "a move needs a quote of two words or more, verbatim from the action or the context"


def _said_wrongly(facts: Facts, weighed: Weighed) -> Iterator[str]:
    queued = facts.queue[weighed.action]
    texts = _texts(facts, queued)
    source = "\n".join((*texts, *urgency_factors(queued.standing, queued.waiting)))
    yield from unfit(weighed.why, source, WHY)
    yield from misquoted(weighed.why, texts)


def _texts(facts: Facts, queued: Queued) -> tuple[str, ...]:
    sent = queued.sent
    return (sent.title, sent.impact or "", sent.effort or "", sent.status or "", *facts.quotable)


def _quote(texts: Sequence[str], quote: str) -> str | None:
    return next((found for text in texts if (found := quoted(text, quote))), None)


def salvage(answer: PrioritizationAnswer, objections: Sequence[Objection]) -> PrioritizationAnswer | None:
    """The items that nothing was said against, without the moves that nothing stands behind.

    The other actions stay where their points put them.
    """
    places = {objection.at for objection in objections}
    still = {"move": 0, "quote": ""}
    kept = [
        item.model_copy(update=still) if ("move", n) in places else item
        for n, item in enumerate(answer.actions)
        if ("action", n) not in places
    ]
    return Salvaged(actions=tuple(kept)) if kept else None


def join(answers: Sequence[PrioritizationAnswer]) -> PrioritizationAnswer:
    """The items of all calls."""
    return PrioritizationAnswer(actions=tuple(item for answer in answers for item in answer.actions))


def unaided(request: PrioritizationSuggestionsRequest, facts: Facts) -> PrioritizationAnswer:
    """Nothing beyond the points."""
    return PrioritizationAnswer(actions=())


def finish(
    request: PrioritizationSuggestionsRequest, facts: Facts, answer: PrioritizationAnswer, moment: datetime
) -> PrioritizationSuggestions:
    """Levels, verbs and reasons, the highest level first."""
    weighed = {item.action: item for item in answer.actions}
    rows = [
        _prioritized(facts, number, queued, weighed.get(number)) for number, queued in enumerate(facts.queue)
    ]
    # A moved action takes its place among those of its new level.
    places = sorted(range(len(rows)), key=lambda n: (facts.queue[n].closed, -_rank(rows[n])))
    result = PrioritizationSuggestions(rows[place] for place in places)
    evidence = [_evidence(facts.queue[place], weighed.get(place)) for place in places]
    return result.standing_on(evidence).warned(*_warnings(facts))


def _rank(row: PrioritizedAction) -> int:
    return LEVELS.index(row.suggested_priority)


def _prioritized(facts: Facts, place: int, queued: Queued, weighed: Weighed | None) -> PrioritizedAction:
    sent, stands = queued.sent, queued.standing
    move = 0 if weighed is None else weighed.move
    suggested = queued.current if queued.closed else raised(stands.level, move)
    quote = _quote(_texts(facts, queued), weighed.quote) if weighed is not None and move else None
    return PrioritizedAction(
        action_id=sent.id,
        suggested_priority=suggested,
        current_priority=sent.current_priority or "",
        reasoning=_reasoning(facts, place, queued, suggested, weighed),
        confidence=queued.confidence(moved=bool(move)),
        urgency_factors=tuple(urgency_factors(stands, queued.waiting)),
        impact_factors=(*impact_factors(stands, queued.goals), *([f"“{quote}”"] if quote else [])),
        recommended_action=_verb(queued.current, suggested),
        estimated_business_value=queued.value,
    )


def _reasoning(facts: Facts, place: int, queued: Queued, suggested: Level, weighed: Weighed | None) -> str:
    if queued.closed:
        return f"Nothing is left to do: its status is “{queued.sent.status}”. Keep its priority as it is."
    why = (
        weighed.why.strip()
        if weighed is not None
        else reason(queued.sent.title, queued.standing, place + 1, facts.open)
    )
    return f"{why} {verdict(queued.sent.current_priority or '', queued.current, suggested)}"


def _verb(current: Level, suggested: Level) -> Literal["escalate", "maintain", "de-prioritize"]:
    higher = LEVELS.index(suggested) - LEVELS.index(current)
    return "escalate" if higher > 0 else "de-prioritize" if higher < 0 else "maintain"


def _evidence(queued: Queued, weighed: Weighed | None) -> dict[str, Any]:
    move = weighed.move if weighed is not None else 0
    return {**queued.evidence, "moved": move, "quote": weighed.quote if weighed is not None and move else ""}


def _warnings(facts: Facts) -> Iterator[str]:
    for part in ("impact", "effort", "due date"):
        if count := sum(part in queued.standing.guessed for queued in facts.queue):
            counts = "none" if part == "due date" else "medium"
            of = f"{count} of {len(facts.queue)} actions"
            yield f"The {part} of {of} could not be read and counts as {counts}."


operation: Final = Operation(
    name="prioritization_suggestions",
    path="/api/operations/prioritization-suggestions",
    summary="Say which actions come first, and which to raise or lower.",
    request=PrioritizationSuggestionsRequest,
    facts=Facts,
    answer=PrioritizationAnswer,
    result=PrioritizationSuggestions,
    gather=gather,
    known=known,
    split=split,
    check=check,
    salvage=salvage,
    join=join,
    unaided=unaided,
    finish=finish,
)
