"""What goes with suggestions of a position: how they came about, what to do first, what is no claim."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from purpose_coach.grounding import fold
from purpose_coach.playbooks.offers import SAID, Kind, Offer
from purpose_coach.playbooks.phrases import clipped, listed, roots
from purpose_coach.playbooks.positioning import Positioning
from purpose_coach.relevance.words import words_of

__all__ = ["claimed", "foreign", "reasoned"]

_WHOM = re.compile(
    r"\b(?:for|who|whose|people|persons?|famil(?:y|ies)|customers?|clients?|companies|businesses|firms|teams"
    r"|owners|parents|women|men|children|households|patients|students|professionals|startups?)\b",
    re.IGNORECASE,
)
"""Words by which a draft says whom it is for. English, as the unaided notes are."""
_GAIN = re.compile(
    r"\b(?:so that|so|because|without|instead|helps?|saves?|makes?|lets?|can)\b", re.IGNORECASE
)
"""Words by which a draft says what somebody gains."""
_CLAIM = re.compile(
    r"\b(?:award[- ]?winning|awards?|certified|accredited|patented|guaranteed?|trusted by|market[- ]leading"
    r"|market leader|world[- ]class|number one|top[- ]rated|best[- ]in[- ]class|decades|years of experience"
    r"|since|established in|proven|thousands|hundreds|countless|#)",
    re.IGNORECASE,
)

_FIRST: Final[Mapping[Kind, str]] = {
    "niche": (
        "First take the group that you already serve best. It takes a few talks: ask people of that kind what"
        " they would do without you. You will know that it fits when they recognise themselves at once."
        " The risk is a group so wide that any competitor could name it too."
    ),
    "ica": (
        "First think of a real customer who comes closest, and put their words in place of these. It takes a"
        " few talks with customers of that kind. You will know that it fits when you can tell quickly who is"
        " none. The risk is a portrait of someone you wish for and never meet."
    ),
    "valueProposition": (
        "First take the line that a good customer could have said. It takes a few talks: read it to them and"
        " listen to what they correct. You will know that it fits when they repeat it in their own words."
        " The risk is to promise more than an ordinary week can keep."
    ),
}


def reasoned(kind: Kind, offer: Offer, fields: Sequence[Positioning]) -> str:
    """How the suggestions came about, what to do first, what that takes, how one knows, and the risk."""
    basis_of = [*offer.products[:3], offer.business or offer.industry]
    basis = listed([part for part in basis_of if part] or ["your draft"])
    if all(field.phrases for field in fields):
        known = " as well as ".join(field.name for field in fields)
        start = f"These join {basis} with people who often come to a business in {known}: a pattern of the"
        start += " field, no fact about your customers."
    else:
        start = f"These join {basis} with people who come to many a business, as the field is none that these"
        start += " notes know: put your own customers in their place."
    return " ".join(part for part in (start, _of_draft(kind, offer), _FIRST[kind]) if part)


def _of_draft(kind: Kind, offer: Offer) -> str:
    if not offer.current:
        return ""
    lacks, what = (
        (_GAIN.search(offer.current) is None, "what somebody gains by it")
        if kind == "valueProposition"
        else (_WHOM.search(offer.current) is None, "for whom it is")
    )
    said = clipped(offer.current, SAID)
    rest = f"does not say yet {what}" if lacks else "can be narrowed by them"
    return f"Your draft “{said}” {rest}."


def foreign(text: str, offer: Offer) -> bool:
    """Whether a text names nothing of the request: no product, no industry, no name."""
    names = (
        (offer.business, offer.industry, *offer.products)
        if offer.known != offer.current
        else (offer.current,)
    )
    if any(name and fold(name) in fold(text) for name in names):
        return False
    known = roots(offer.known) or frozenset(words_of(offer.known))
    return known.isdisjoint(roots(text) | set(words_of(text)))


def claimed(text: str, source: str) -> Iterator[str]:
    """One reason for each boast (an award, a rank, a history) that the request does not make.

    >>> list(claimed("Award-winning bread", "bread")), list(claimed("Certified bread", "We are certified"))
    (['it claims what the request does not say: Award-winning'], [])
    """
    known = fold(source)
    for match in _CLAIM.finditer(text):
        if fold(match.group()) not in known:
            yield f"it claims what the request does not say: {match.group()}"
