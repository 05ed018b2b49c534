"""What kind of business a request is about, as far as its words tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from purpose_coach.playbooks.strategies import Kind
from purpose_coach.relevance.words import root, words_of

__all__ = ["kinds_of", "served"]

_SAID: Mapping[Kind, str] = {
    "construction": "construction builder building contractor plumber plumbing electrician carpentry roofing"
    " installer joinery renovation facility",
    "education": "education school university college academy training course tutoring kindergarten nursery"
    " learning teaching edtech",
    "farm": "farm farming agriculture agricultural dairy vineyard horticulture forestry",
    "finance": "bank banking insurance insurer broker fintech lending credit wealth",
    "food": "restaurant cafe bakery catering kitchen bar brewery hospitality food canteen takeaway",
    "health": "health healthcare hospital clinic medical dental dentist care nursing pharmacy therapy"
    " physiotherapy doctor veterinary wellness",
    "leisure": "hotel hospitality gym fitness sport sports museum theatre cinema tourism travel event events"
    " yoga studio leisure entertainment music campsite club",
    "manufacturing": "manufacturing manufacturer maker factory industrial machine machinery chemical plant"
    " electronics automotive textile furniture brewery producer production packaging engineering",
    "nonprofit": "nonprofit charity charitable foundation ngo association church social cooperative volunteer"
    " volunteers humanitarian",
    "public": "public municipal municipality government council city authority ministry library"
    " administration",
    "services": "consulting consultancy consultant agency law legal accounting architecture architect studio"
    " services freelance freelancer advisory recruitment staffing marketing design translation cleaning"
    " security",
    "shop": "retail retailer shop store supermarket boutique grocer e-commerce ecommerce wholesale wholesaler"
    " bookshop fashion clothing brand pharmacy consumer",
    "software": "software saas app platform technology tech it startup cloud digital games mobile internet",
    "transport": "transport transportation logistics haulage freight courier delivery airline railway bus"
    " taxi shipping warehouse fulfilment",
}
_ROOTS: Mapping[Kind, frozenset[str]] = {
    kind: frozenset(map(root, said.split())) for kind, said in _SAID.items()
}
_SERVED: Mapping[Kind, str] = {
    "education": "your learners",
    "health": "your patients",
    "leisure": "your guests",
    "nonprofit": "the people you are there for",
    "public": "the people you serve",
    "services": "your clients",
    "software": "your users",
}


def kinds_of(texts: Iterable[str]) -> frozenset[Kind]:
    """The kinds that the words name, all of them; none where no word is known.

    >>> sorted(kinds_of(["Healthcare", "SaaS"])), sorted(kinds_of(["Beekeeping"]))
    (['health', 'software'], [])
    """
    roots = frozenset(root(word) for text in texts for word in words_of(text))
    return frozenset(kind for kind, said in _ROOTS.items() if roots & said)


def served(kinds: frozenset[Kind]) -> str:
    """What those are called whom a business of these kinds serves."""
    return next((word for kind, word in _SERVED.items() if kind in kinds), "your customers")
