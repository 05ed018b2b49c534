"""Which KPIs would show whether a goal is reached: ranked by code, chosen by the model.

Code ranks the catalogue's KPIs and lays out the best; the model chooses among them by number and says
why, and may propose a KPI of its own, whose formula passes the checks of the catalogue's. Formulas are
rendered from expressions that were worked out; a benchmark is one with a source, or none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from datetime import datetime
from itertools import chain, islice
from typing import Any, Final, Literal, TypeVar

from attrs import frozen

from purpose_coach.confidence import agreement, completeness, confidence
from purpose_coach.errors import InsufficientContext
from purpose_coach.grounding import blank, tidy
from purpose_coach.kpis.catalogue import Catalogue
from purpose_coach.kpis.choice import Choice, worded
from purpose_coach.kpis.kpi import Kpi
from purpose_coach.kpis.proposing import fitting, objections
from purpose_coach.kpis.recommending import Candidate, Wish, candidates, chosen
from purpose_coach.kpis.repeats import repeats
from purpose_coach.kpis.retrieval import meaning_of
from purpose_coach.kpis.shapes import (
    KpiAnswer,
    KpiRecommendation,
    KpiRecommendations,
    KpiRecommendationsRequest,
    Pick,
    Proposal,
)
from purpose_coach.kpis.wording import reasoning
from purpose_coach.operation import Objection, Operation, World
from purpose_coach.relevance.lexical import Lexical

__all__ = ["Facts", "KpiRecommendations", "KpiRecommendationsRequest", "operation"]

MOST, FEWEST, NEW = 6, 3, 2
"""KPIs that may be picked, that are recommended at least, and that may be proposed anew."""

WHY, REASONING = 30, 70
"""Words at most."""

MEANT = 12
"""Texts beside the goal whose meaning is measured; the words of all count."""

CERTAINTY = 0.65
"""Of the rule alone, where something calls a KPI: its recall at 5 on goals that it was not set on, by
words (docs/measured.md)."""

T = TypeVar("T")


@frozen(kw_only=True)
class Facts:
    """What is wanted, and the candidates, the best first."""

    wish: Wish
    candidates: tuple[Candidate, ...]
    catalogue: Catalogue
    aided: bool
    """Whether a model chooses."""

    @property
    def listed(self) -> list[dict[str, Any]]:
        """The candidates, as the prompt lists them."""
        return [_shown(number, one.kpi) for number, one in enumerate(self.candidates)]

    @property
    def texts(self) -> tuple[str, ...]:
        """All that was said: what a model's words may quote, and whose numbers they may use."""
        wish = self.wish
        kpis = (text for one in self.candidates for text in (one.kpi.name, one.kpi.description))
        return (wish.goal, *wish.strategies, *wish.kinds, wish.business, *wish.current, *kpis)


def _shown(number: int, kpi: Kpi) -> dict[str, Any]:
    kind = "leading" if kpi.is_leading else "lagging"
    good = kpi.measure.direction
    return {"kpi": number, "name": kpi.name, "shows": kpi.description, "kind": kind, "good": good}


async def gather(request: KpiRecommendationsRequest, world: World) -> Facts:
    """The candidates, by words and, where it can be measured, by meaning."""
    wish, catalogue = request.wish, world.knowledge.kpis
    if blank(wish.goal):
        raise InsufficientContext("goalIntent is blank: say what is to be reached")
    if not wish.leading and not wish.lagging:
        raise InsufficientContext("preferences want neither leading nor lagging KPIs: allow one of them")
    meaning = None
    if not isinstance(world.relevance, Lexical):  # which measures words again: less is found with it
        meaning = await meaning_of(wish.goal, wish.beside[:MEANT], world.relevance)
    found = candidates(catalogue, wish, meaning)
    return Facts(wish=wish, candidates=found, catalogue=catalogue, aided=world.judge is not None)


def check(request: KpiRecommendationsRequest, facts: Facts, answer: KpiAnswer) -> Iterator[Objection]:
    """Listed KPIs, each once; proposals that are sound, new and wanted; words that hold."""
    texts = facts.texts
    source = "\n".join(texts)
    if not answer.picks and not answer.new:
        yield Objection("choose at least three of the listed KPIs", ("picks",))
    yield from _picks(facts, answer.picks, texts, source)
    yield from _proposals(facts, answer.new, texts, source)
    for reason in _unfit(answer.reasoning, texts, source, REASONING):
        yield Objection(f"reasoning: {reason}", ("reasoning",))


def _picks(facts: Facts, picks: Sequence[Pick], texts: Sequence[str], source: str) -> Iterator[Objection]:
    if len(picks) > MOST:
        yield Objection(f"choose at most {MOST} KPIs")
    given = Counter[int]()
    for number, pick in enumerate(picks):
        at = ("pick", number)
        given[pick.kpi] += 1
        if number >= MOST:
            yield Objection(f"pick {number}: one too many", at)
            continue
        if not 0 <= pick.kpi < len(facts.candidates):
            yield Objection(f"pick {number}: there is no such KPI in the list", at)
        if given[pick.kpi] > 1:
            yield Objection(f"pick {number}: that KPI is chosen already", at)
        for reason in _unfit(pick.why, texts, source, WHY):
            yield Objection(f"pick {number}: {reason}", ("why", number))


def _proposals(
    facts: Facts, new: Sequence[Proposal], texts: Sequence[str], source: str
) -> Iterator[Objection]:
    for number, proposal in enumerate(new):
        at = ("new", number)
        if number >= NEW:
            yield Objection(f"new {number}: propose at most {NEW} KPIs", at)
            continue
        kpi = proposal.kpi()
        earlier = (other.name for other in new[:number])
        if repeats(kpi, earlier):
            yield Objection(f"new {number}: it is proposed already", at)
        why = fitting(proposal.why, texts, source, WHY)
        for reason in chain(objections(kpi, facts.wish, facts.catalogue, source), why):
            yield Objection(f"new {number}: {reason}", at)


def _unfit(text: str, texts: Sequence[str], source: str, limit: int) -> Iterator[str]:
    """What keeps words from being shown; where there are none, code finds them."""
    return fitting(text, texts, source, limit) if text.strip() else iter(())


def salvage(answer: KpiAnswer, objected: Sequence[Objection]) -> KpiAnswer | None:
    """The KPIs that nothing was said against; code finds the words that do not hold.

    Where a KPI is dropped the reasoning is too: it may speak of it.
    """
    places = {objection.at for objection in objected}
    picks = [_without_why(pick, ("why", n) in places) for n, pick in _left(answer.picks, "pick", places)]
    new = [proposal for _, proposal in _left(answer.new, "new", places)]
    if not picks and not new:
        return None
    whole = len(picks) + len(new) == len(answer.picks) + len(answer.new)
    kept = answer.reasoning if whole and ("reasoning",) not in places else ""
    return KpiAnswer(picks=tuple(picks), new=tuple(new), reasoning=kept)


def _left(items: Sequence[T], name: str, places: Set[tuple[int | str, ...]]) -> list[tuple[int, T]]:
    return [(number, item) for number, item in enumerate(items) if (name, number) not in places]


def _without_why(pick: Pick, unfit: bool) -> Pick:
    return Pick(kpi=pick.kpi, why="") if unfit else pick


def unaided(request: KpiRecommendationsRequest, facts: Facts) -> KpiAnswer:
    """The closest by code's ranking; `finish` finds the words."""
    numbers = {one.kpi.id: number for number, one in enumerate(facts.candidates)}
    picks = tuple(Pick(kpi=numbers[one.kpi.id], why="") for one in chosen(facts.candidates))
    return KpiAnswer(picks=picks, new=(), reasoning="")


def finish(
    request: KpiRecommendationsRequest, facts: Facts, answer: KpiAnswer, moment: datetime
) -> KpiRecommendations:
    """The KPIs in the order of the choice; where fewer than three are left, code's next ones behind."""
    wish, context = facts.wish, request.context
    choices = worded(_choices(facts, answer))
    industries = (context.industry or "", wish.business)
    benchmarked = [(choice, choice.benchmark(industries)) for choice in choices]
    complete = completeness(wish.goal, wish.strategies, context.industry, context.business_type)
    result = KpiRecommendations(
        recommendations=tuple(
            KpiRecommendation.of(choice.candidate.kpi, choice.why, found) for choice, found in benchmarked
        ),
        confidence=confidence(_certainty(facts, choices), complete),
        reasoning=tidy(answer.reasoning) or reasoning([one.candidate for one in choices], wish),
    )
    rows = [choice.evidence(found) for choice, found in benchmarked]
    return result.standing_on(rows).warned(*_warnings(facts, choices))


def _choices(facts: Facts, answer: KpiAnswer) -> Sequence[Choice]:
    """What was picked, what was proposed, and what code adds."""
    by: Literal["model", "code"] = "model" if facts.aided else "code"
    picked = [Choice(facts.candidates[pick.kpi], by, tidy(pick.why)) for pick in answer.picks]
    proposed = [Choice(Candidate(new.kpi(), 0.0), by, tidy(new.why)) for new in answer.new]
    taken = {choice.candidate.kpi.id for choice in picked}
    rest = (Choice(one, "code") for one in facts.candidates if one.kpi.id not in taken)
    some = (*picked, *proposed)
    return (*some, *islice(rest, max(0, FEWEST - len(some))))


def _certainty(facts: Facts, choices: Sequence[Choice]) -> float:
    """How far a model's choice agrees with code's ranking; without one, the rule's own certainty."""
    if facts.aided:
        ranking = [one.kpi.name for one in facts.candidates]
        return agreement([one.candidate.kpi.name for one in choices if one.by == "model"], ranking)
    called = sum(one.candidate.place != "nothing" for one in choices)
    return CERTAINTY * called / len(choices) if choices else 0.0


def _warnings(facts: Facts, choices: Sequence[Choice]) -> Iterator[str]:
    if facts.aided and any(choice.by == "code" for choice in choices):
        yield f"The model left fewer than {FEWEST} KPIs that hold: the last are the next of code's ranking."
    if not any(one.place not in {"nothing", "meaning"} for one in facts.candidates):
        yield "No word of the request points to a KPI of the catalogue."
    if not facts.wish.counts_only:
        yield "Every KPI is a figure; those that ask people weigh more, as quantitative is false."


operation: Final = Operation(
    name="kpi_recommendations",
    path="/api/coaching/kpi-recommendations",
    summary="Recommend KPIs that show whether a goal is reached.",
    request=KpiRecommendationsRequest,
    facts=Facts,
    answer=KpiAnswer,
    result=KpiRecommendations,
    gather=gather,
    check=check,
    salvage=salvage,
    unaided=unaided,
    finish=finish,
    invalid="INVALID_GOAL_DATA",
)
