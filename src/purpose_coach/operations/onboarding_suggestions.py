"""Suggestions for the onboarding fields: a niche, an ideal customer, a value proposition.

Code finds the field of business and the people who usually come to it; a model finds the words. What it
says names the business, repeats no draft, claims nothing and counts nothing that the request does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from attrs import frozen

from purpose_coach.alignment.shapes import Texts
from purpose_coach.errors import InsufficientContext
from purpose_coach.grounding import instructs, misquoted, unfit
from purpose_coach.operation import Objection, Operation, World
from purpose_coach.playbooks.advice import claimed, foreign, reasoned
from purpose_coach.playbooks.offers import LONGEST, Kind, Offer, composed, offer_of, sorted_groups
from purpose_coach.playbooks.phrases import plain
from purpose_coach.playbooks.positioning import BOOK, ordinary, placed
from purpose_coach.repeats import distinct, repeated
from purpose_coach.result import Result
from purpose_coach.wire import Answer, Request, Text, Wire

__all__ = ["Facts", "OnboardingSuggestions", "OnboardingSuggestionsRequest", "operation"]

FEWEST, OWN, MOST = 3, 4, 5
"""Suggestions: at least, where code makes all of them, and at most."""
WHY = 60
"""Words of a model's reasoning."""


class OnboardingBusiness(Wire):
    """What is known of the business so far; any of it may be missing."""

    business_name: Text | None = None
    industry: Text | None = None
    products: Texts | None = None


class OnboardingSuggestionsRequest(Request):
    """The field to fill, what stands in it, and the business."""

    kind: Kind
    current: Text | None = None
    context: OnboardingBusiness | None = None


class SuggestionsAnswer(Answer):
    """Wordings, and why these."""

    suggestions: tuple[str, ...]
    why: str


class OnboardingSuggestions(Result):
    """What could stand in the field, each for itself, and how it came about."""

    suggestions: tuple[str, ...]
    reasoning: str


@frozen(kw_only=True)
class Facts:
    """What the request says of the business, and what code itself would suggest."""

    offer: Offer
    own: tuple[str, ...]
    reasoning: str
    people: tuple[str, ...]
    """Whom businesses of this field usually serve, as a model is shown."""


async def gather(request: OnboardingSuggestionsRequest, world: World) -> Facts:
    """The field of business, its customers, and the suggestions that follow from them."""
    plays = world.knowledge.plays(BOOK)
    context = request.context or OnboardingBusiness()
    products = context.products or ()
    offer = offer_of(context.business_name, context.industry, products, request.current, ordinary(plays))
    if not offer.known:
        raise InsufficientContext(
            "There is nothing to suggest from: fill in the business name, the industry, a product,"
            " or a first draft in current."
        )
    fields = await placed(plays, offer.about, world.relevance)
    groups = sorted_groups(fields, " ".join((offer.industry, *map(plain, products), offer.current)))
    return Facts(
        offer=offer,
        own=composed(request.kind, offer, groups, MOST),
        reasoning=reasoned(request.kind, offer, fields),
        people=tuple(group.who for group in groups[:3]),
    )


def check(
    request: OnboardingSuggestionsRequest, facts: Facts, answer: SuggestionsAnswer
) -> Iterator[Objection]:
    """Short, plain, about this business, none said already, nothing made up."""
    source = request.model_dump_json()
    drafts = (request.current,) if request.current else ()
    if not answer.suggestions:
        yield Objection(f"give {FEWEST} to {MOST} suggestions", ("suggestions",))
    for number, text in enumerate(answer.suggestions):
        others = (*drafts, *answer.suggestions[:number])
        for reason in (*_unfit(text, source, LONGEST), *_strange(text, others, facts)):
            yield Objection(f"suggestion {number}: {reason}", ("suggestion", number))
    if answer.why:
        for reason in _unfit(answer.why, source, WHY):
            yield Objection(f"why: {reason}", ("why",))


def _unfit(text: str, source: str, limit: int) -> Iterator[str]:
    yield from unfit(text, source, limit)
    yield from misquoted(text, (source,))
    yield from claimed(text, source)
    if instructs(text):
        yield "it speaks to a model, not to the business"


def _strange(text: str, others: Sequence[str], facts: Facts) -> Iterator[str]:
    if foreign(text, facts.offer):
        yield "it names nothing of the request: name the product, the industry or the business"
    if (same := repeated(text, others)) is not None:
        yield f"it says the same as {'the current draft' if same == others[0] else 'another one'}"


def salvage(answer: SuggestionsAnswer, objections: Sequence[Objection]) -> SuggestionsAnswer | None:
    """The suggestions that nothing was said against; code adds its own where few are left."""
    places = {objection.at for objection in objections}
    kept = tuple(s for n, s in enumerate(answer.suggestions) if ("suggestion", n) not in places)
    why = "" if ("why",) in places else answer.why
    return SuggestionsAnswer(suggestions=kept, why=why) if kept else None


def unaided(request: OnboardingSuggestionsRequest, facts: Facts) -> SuggestionsAnswer:
    """The customers of the field, joined with what the business offers."""
    return SuggestionsAnswer(suggestions=facts.own[:OWN], why="")


def finish(
    request: OnboardingSuggestionsRequest,
    facts: Facts,
    answer: SuggestionsAnswer,
    moment: datetime,
) -> OnboardingSuggestions:
    """At most five suggestions, and at least three: code's own follow a model's where those are fewer."""
    said = [text.strip() for text in answer.suggestions[:MOST]]
    drafts = (request.current,) if request.current else ()
    more = distinct(facts.own, (*drafts, *said))[: max(0, FEWEST - len(said))]
    reasoning = answer.why.strip() or facts.reasoning
    return OnboardingSuggestions(suggestions=(*said, *more), reasoning=reasoning)


operation: Final = Operation(
    name="onboarding_suggestions",
    path="/suggestions/onboarding",
    summary="Suggest wordings for the niche, the ideal customer or the value proposition of a business.",
    request=OnboardingSuggestionsRequest,
    facts=Facts,
    answer=SuggestionsAnswer,
    result=OnboardingSuggestions,
    gather=gather,
    check=check,
    salvage=salvage,
    unaided=unaided,
    finish=finish,
)
