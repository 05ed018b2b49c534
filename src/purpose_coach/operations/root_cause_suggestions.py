"""How to find the root cause of an issue: which methods fit, and a first filling for each.

Code chooses the methods by the signals in the text and does the arithmetic of what is counted; a model
finds the words for questions, causes and forces, and may put another of the chosen methods first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Any, Final

from attrs import frozen
from pydantic import BeforeValidator

from purpose_coach.causes.blocks import Content, Worded, blocks, reasoned
from purpose_coach.causes.drafting import Draft, drafted
from purpose_coach.causes.fitness import Fit
from purpose_coach.causes.held import CausesAnswer, Ground, ListedCause, objections, rest_of
from purpose_coach.causes.issue import Issue
from purpose_coach.causes.shapes import Method, Methods, Swot
from purpose_coach.causes.speaking import said
from purpose_coach.confidence import agreement, completeness, confidence
from purpose_coach.errors import InsufficientContext
from purpose_coach.grounding import blank, quoted
from purpose_coach.many import Many
from purpose_coach.operation import Objection, Operation, World
from purpose_coach.playbooks.causes import BOOK, Cause
from purpose_coach.playbooks.choosing import Chosen, ranked
from purpose_coach.relevance.words import SPECIFIC, root, weight
from purpose_coach.wire import Listed, Request, Text, Wire, given

__all__ = ["Facts", "RootCause", "RootCauseSuggestions", "RootCauseSuggestionsRequest", "operation"]

TITLE, DESCRIPTION, AREAS, MARKET = 1.0, 0.8, 0.4, 0.3
"""What the parts of a request weigh where causes are chosen."""
OUTSIDE = "competitors, imports and online shops; buyers choose others; tastes, demand and the market change"
"""What an issue of outside forces is about, in the words of the playbook."""
NEAR, TELLING, MOST = 0.4, 2 * SPECIFIC, 12
"""From which share of the best score on, and with shared words of which weight, a cause fits; how many do."""
MOVES = "lose lost drop fall fell rise rising rose grow grew leave left stop name named reason time"
"""Words of any issue: that two issues share them says nothing."""
UNAIDED = 0.8
"""The certainty of choosing a method by its signals alone."""


class IssueContext(Wire):
    """What else is known of an issue."""

    reported_by: Text | None = None
    date_reported: Text | None = None
    related_actions: Listed = ()
    affected_areas: Listed = ()


class RootCauseSuggestionsRequest(Request):
    """An issue, as it was reported."""

    issue_title: Text = ""
    issue_description: Text = ""
    business_impact: Text | None = None
    context: Annotated[IssueContext, BeforeValidator(given, json_schema_input_type=IssueContext | None)] = (
        IssueContext()
    )


class RootCause(Wire):
    """A method of analysis that fits, with its block filled to begin with."""

    method: Method
    confidence: float
    suggestions: Methods
    reasoning: str


class RootCauseSuggestions(Many[RootCause]):
    """Methods for one issue, the best first, none twice."""


@frozen(kw_only=True)
class Facts:
    """What is known before a model is asked."""

    ground: Ground
    complete: float
    """The share of the request that says something."""
    aided: bool
    """Whether a model is asked."""

    @property
    def issue(self) -> Issue:
        """The issue, read."""
        return self.ground.issue

    @property
    def draft(self) -> Draft:
        """What code says itself."""
        return self.ground.draft


async def gather(request: RootCauseSuggestionsRequest, world: World) -> Facts:
    """The issue, read, and the draft from the causes that fit it."""
    if blank(request.issue_title) and blank(request.issue_description):
        raise InsufficientContext("Say what the issue is: its title and description are blank.")
    context = request.context
    issue = Issue(
        title=request.issue_title,
        description=request.issue_description,
        impact=request.business_impact or "",
        reporter=context.reported_by or "",
        actions=tuple(context.related_actions),
        areas=tuple(context.affected_areas),
    )
    about = [
        (TITLE, issue.title),
        (DESCRIPTION, issue.description),
        (AREAS, ", ".join(issue.areas)),
        (MARKET, OUTSIDE if issue.methods[0] == "swot" else ""),
    ]
    plays = world.knowledge.plays(BOOK)
    found = _fitting(await ranked(plays, about, world.relevance))
    spare = [play for play in plays if not play.about]
    return Facts(
        ground=Ground(
            issue=issue, draft=drafted(issue, found, spare), source=request.model_dump_json(by_alias=False)
        ),
        complete=completeness(issue.title, issue.description, issue.areas, issue.actions),
        aided=world.judge is not None,
    )


def _fitting(chosen: Sequence[Chosen[Cause]]) -> list[Cause]:
    """The causes that share enough with the issue, the best first."""
    best = max((one.score for one in chosen), default=0.0)
    near = [one for one in chosen if one.score >= NEAR * best and _telling(one.words) >= TELLING]
    return [one.play for one in near[:MOST]]


def _telling(words: Sequence[str]) -> int:
    """What the shared words weigh, without those that only say that something moves."""
    empty = {root(word) for word in MOVES.split()}
    return sum(weight(word) for word in words if root(word) not in empty)


def check(request: RootCauseSuggestionsRequest, facts: Facts, answer: CausesAnswer) -> Iterator[Objection]:
    """A listed method first, for quoted words; questions, causes and forces in plain words of their own."""
    return objections(facts.ground, answer)


def salvage(answer: CausesAnswer, against: Sequence[Objection]) -> CausesAnswer | None:
    """The parts that nothing was said against; code fills the others."""
    return rest_of(answer, against)


def unaided(request: RootCauseSuggestionsRequest, facts: Facts) -> CausesAnswer:
    """The draft."""
    draft = facts.draft
    causes = tuple(
        ListedCause(category=one.on(facts.issue.framework), cause=one.text, behind=one.behind)
        for one in draft.causes
    )
    swot = draft.swot
    return CausesAnswer(
        best=0,
        quote="",
        questions=draft.questions,
        causes=causes,
        likely=tuple(range(len(draft.likely))),
        strengths=swot.strengths,
        weaknesses=swot.weaknesses,
        opportunities=swot.opportunities,
        threats=swot.threats,
    )


def finish(
    request: RootCauseSuggestionsRequest, facts: Facts, answer: CausesAnswer, moment: datetime
) -> RootCauseSuggestions:
    """One item a method, in order, each with its own block and the reason why it fits."""
    issue, content = facts.issue, _content(request, facts, answer)
    order = [answer.best, *(place for place in range(len(issue.offered)) if place != answer.best)]
    quotes = (quoted(text, answer.quote) for text in issue.texts)
    quote = said(next(filter(None, quotes), None)) if answer.best else ""
    sure = _certainties(facts, order)
    items = tuple(
        RootCause(
            method=issue.methods[place],
            confidence=confidence(sure[number], facts.complete),
            suggestions=blocks(issue, issue.methods[place], content),
            reasoning=reasoned(issue, place, content, quote if number == 0 else ""),
        )
        for number, place in enumerate(order)
    )
    return RootCauseSuggestions(items).standing_on([_row(fit) for fit in issue.fits])


def _content(request: RootCauseSuggestionsRequest, facts: Facts, answer: CausesAnswer) -> Content:
    """The answer's words, and the draft's for what it leaves out."""
    draft = facts.draft
    checks = {one.text: one.check for one in draft.causes}
    listed = answer.causes or unaided(request, facts).causes
    causes = tuple(
        Worded(text, one.category, tuple(behind.strip() for behind in one.behind), checks.get(text, ""))
        for one in listed
        if (text := one.cause.strip())
    )
    places = answer.likely if answer.causes and answer.likely else range(min(len(causes), len(draft.likely)))
    swot = draft.swot
    if all(answer.lists):
        told = [tuple(text.strip() for text in texts) for texts in answer.lists]
        swot = Swot(strengths=told[0], weaknesses=told[1], opportunities=told[2], threats=told[3])
    return Content(
        questions=tuple(text.strip() for text in answer.questions) or draft.questions,
        causes=causes,
        likely=tuple(causes[place] for place in places),
        swot=swot,
    )


def _certainties(facts: Facts, order: Sequence[int]) -> list[float]:
    """How sure each method is: its fitness, by how far the choice agrees; a later one is never surer."""
    ranking = [fit.method for fit in facts.issue.fits]
    first = facts.issue.methods[order[0]]
    sure = agreement([first], ranking) if facts.aided else UNAIDED
    found: list[float] = []
    for place in order:
        found.append(min([sure * facts.issue.offered[place].value, *found]))
    return found


def _row(fit: Fit) -> dict[str, Any]:
    """A row of the evidence: a method, how well it fits, and by which words."""
    signals = [{"name": one.name, "words": list(one.words), "weight": one.weight} for one in fit.signals]
    return {"method": fit.method, "fitness": fit.value, "signals": signals}


operation: Final = Operation(
    name="root_cause_suggestions",
    path="/api/operations/root-cause-suggestions",
    summary="Suggest methods to find the root cause of an issue, filled to begin with.",
    request=RootCauseSuggestionsRequest,
    facts=Facts,
    answer=CausesAnswer,
    result=RootCauseSuggestions,
    gather=gather,
    check=check,
    salvage=salvage,
    unaided=unaided,
    finish=finish,
)
