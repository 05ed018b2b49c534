"""Sentences about what a business offers and to whom: the request's own words with a field's customers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain, zip_longest
from typing import Final, Literal

from attrs import frozen

from purpose_coach.grounding import numbers, tidy, words
from purpose_coach.playbooks.filling import filled
from purpose_coach.playbooks.phrases import article, capital, cut, listed, lowered, pieces, plain, roots
from purpose_coach.playbooks.positioning import Customers, Positioning
from purpose_coach.relevance.topics import kin
from purpose_coach.repeats import distinct, repeated

__all__ = ["LONGEST", "PATTERNS", "SAID", "SLOTS", "Kind", "Offer", "composed", "offer_of", "sorted_groups"]

Kind = Literal["niche", "ica", "valueProposition"]

LONGEST: Final = 30
"""Words of a suggestion."""
NAME, THING, SAID = 5, 6, 8
"""Words that are used of a name, of a product or an industry, and of a draft."""

SLOTS: Final = frozenset(
    {"product", "business", "industry", "trade", "current", "who", "that", "want", "pain", "when"}
)
PATTERNS: Final[Mapping[Kind, tuple[tuple[str, ...], ...]]] = {
    "niche": (
        (
            "{product} for {who} {that} want to {want}",
            "{who}, tired of {pain}, who look for {product}",
            "{product} from {business} for {who}, above all {when}",
            "{who}, looking for {product} {when}",
            "{product} for {who}, above all {when}",
            "{product} for {who}",
        ),
        (
            "{business} for {who} {that} want to {want}",
            "{who} {that} turn to {business} {when}",
            "{who}, tired of {pain}, who find what they need at {business}",
            "{business} for {who}",
        ),
        (
            "{trade} for {who} {that} want to {want}",
            "{trade} for {who}, above all {when}",
            "{trade} for {who}, tired of {pain}",
            "{trade} for {who}",
        ),
        (
            "{current}, for {who} {that} want to {want}",
            "{current}, above all for {who} {when}",
            "{current}, for {who}",
        ),
    ),
    "ica": (
        (
            "{who}, {when}: they want to {want} and look for {product}",
            "{who}, tired of {pain}: with {product} they hope to {want}",
            "{who} {that} look for {product} {when} and gladly do without {pain}",
            "{who}, {when}: they come to {business} for {product}",
            "{who} {that} choose {product} to {want}",
            "{who} in need of {product}",
        ),
        (
            "{who}, {when}: they want to {want} and turn to {business}",
            "{who}, tired of {pain}: they hope to {want} with the help of {business}",
            "{who} {that} come to {business} to {want}",
            "{who} with trust in {business}",
        ),
        (
            "{industry} customers: {who}, {when}, who want to {want}",
            "{industry} customers: {who}, tired of {pain}, who want to {want}",
            "{industry} customers: {who}, {when}",
            "{industry} customers: {who}",
        ),
        (
            "{current}: {who}, {when}, who want to {want}",
            "{current}: {who}, tired of {pain}",
            "{current}: {who}, above all {when}",
            "{current}: {who}",
        ),
    ),
    "valueProposition": (
        (
            "With {product} from {business}, {who} can {want}, without {pain}",
            "{business} helps {who} to {want}: {product} instead of {pain}",
            "{product} for {who}, so that they can {want}",
            "{product} {when}: {who} can {want}, without {pain}",
            "{who} can {want}, thanks to {product} instead of {pain}",
            "{product} for {who}",
        ),
        (
            "{business} helps {who} to {want}, without {pain}",
            "With {business}, {who} can {want} instead of {pain}",
            "{business} is there for {who} {when}, so that they can {want}",
            "{business} for {who}",
        ),
        (
            "{trade} for {who}, so that they can {want}",
            "{trade} without {pain}: {who} can {want}",
            "{trade} for {who} {when}, so that they can {want}",
            "{trade} for {who}",
        ),
        (
            "{current}, so that {who} can {want}",
            "{current}, for {who}: without {pain}",
            "{current} {when}, so that {who} can {want}",
            "{current}, for {who}",
        ),
    ),
}
"""By what the request names, the most telling first (products, business, industry, draft): sentences in the
order in which they are taken; the last of each is short enough for any words."""

_AIM = re.compile(r"(?<=\w)\s+(?:for|so that|that|which)\s")
"""Where a product's name ends and for whom it is begins."""


@frozen(kw_only=True)
class Offer:
    """What a request says of a business, in pieces that stand inside a sentence."""

    business: str = ""
    industry: str = ""
    products: tuple[str, ...] = ()
    current: str = ""

    @property
    def about(self) -> list[tuple[float, str]]:
        """The texts by which its field is found, each with its weight."""
        goods = [(1.3, product) for product in self.products]  # says more than "retail" does
        return [(1.0, self.industry), *goods, (0.5, self.business), (0.4, self.current)]

    @property
    def known(self) -> str:
        """All that is known of the business, the draft left out where there is more."""
        named = " ".join((self.business, self.industry, *self.products)).strip()
        return named or self.current


def offer_of(
    business: str | None,
    industry: str | None,
    products: Sequence[str],
    current: str | None,
    known: AbstractSet[str],
) -> Offer:
    """The pieces of a request; `known` are the roots of words that are no names."""
    goods = (lowered(cut(_AIM.split(plain(product), 1)[0], THING), known) for product in products)
    return Offer(
        business=cut(plain(business), NAME),
        industry=lowered(cut(plain(industry), THING), known),
        products=tuple(distinct(goods)),
        current=cut(_verbatim(current or ""), SAID),
    )


def _verbatim(text: str) -> str:
    """The text, where all of it is fit to be shown; else its first piece that is."""
    return plain(text) if plain(text) == tidy(text) else next(iter(pieces(text)), "")


def sorted_groups(fields: Sequence[Positioning], about: str) -> tuple[Customers, ...]:
    """The customers of these fields, those first who share words with the request; few of a second field."""
    asked = roots(about)
    alike = frozenset(near for word in asked for near in kin(word)) - asked

    def shared(group: Customers) -> int:
        said = roots(f"{group.who} {group.want} {group.when}")
        return -2 * len(asked & said) - len(alike & said)

    first, *more = (sorted(field.groups, key=shared) for field in fields)
    return (*first[:3], *(group for groups in more for group in groups[:2]), *first[3:])


def composed(kind: Kind, offer: Offer, groups: Sequence[Customers], most: int) -> tuple[str, ...]:
    """At most `most` suggestions, each for another group, none of which says what the draft says."""
    kept: list[str] = []
    patterns = _patterns(kind, offer)
    for group in (*groups, *groups):
        turned = (*patterns[len(kept) :], *patterns[: len(kept)])
        fresh = (text for text in _texts(turned, offer, group, len(kept)) if _new(text, kept, offer))
        if len(kept) < most and (text := next(fresh, "")):
            kept.append(text)
    return tuple(kept)


def _patterns(kind: Kind, offer: Offer) -> tuple[str, ...]:
    """The sentences of what the request names: of products where there are some, else of all the rest."""
    of_products, of_business, of_industry, of_draft = PATTERNS[kind]
    if offer.products:
        return of_products
    named = [
        *([of_business] if offer.business else []),
        *([of_industry] if offer.industry else []),
    ]
    rows = zip_longest(*(named or [of_draft]))
    return tuple(text for text in chain.from_iterable(rows) if text is not None)


def _texts(patterns: Sequence[str], offer: Offer, group: Customers, turn: int) -> Iterator[str]:
    slots = {
        "product": _product(offer, turn),
        "business": offer.business,
        "industry": offer.industry,
        "trade": article(offer.industry),
        "current": offer.current,
        "that": "and who" if _relative(group.who) else "who",
        **group.model_dump(),
    }
    short_last = sorted(patterns, key=lambda pattern: pattern.count("{") <= 2)
    for text in (filled(pattern, slots) for pattern in short_last):
        if text is not None and words(text) <= LONGEST and numbers(text) <= _numbers(slots):
            yield capital(text)


def _numbers(slots: Mapping[str, str]) -> frozenset[object]:
    return frozenset(number for text in slots.values() for number in numbers(text))


def _product(offer: Offer, turn: int) -> str:
    """Each product in turn; the first suggestion speaks of the first two where both are short."""
    if not offer.products:
        return ""
    goods = [article(product) for product in offer.products]
    if turn == 0 and len(goods) > 1 and words(" ".join(goods[:2])) <= THING:
        return listed(goods[:2])
    return goods[turn % len(goods)]


def _relative(who: str) -> bool:
    """Whether the group is described by a clause already, which a second one joins with 'and'."""
    return not {"who", "whom", "whose", "that", "which"}.isdisjoint(who.split())


def _new(text: str, kept: Sequence[str], offer: Offer) -> bool:
    return repeated(text, (*kept, offer.current)) is None
