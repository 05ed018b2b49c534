"""The positioning playbook, and the sentences that are made of it and of a request."""

import asyncio
import json

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.strategies import hostile_texts

from purpose_coach.grounding import numbers, words
from purpose_coach.playbooks.advice import claimed, foreign, reasoned
from purpose_coach.playbooks.filling import slots
from purpose_coach.playbooks.offers import LONGEST, PATTERNS, SLOTS, composed, offer_of, sorted_groups
from purpose_coach.playbooks.phrases import article, cut, fragments, lowered, plain
from purpose_coach.playbooks.positioning import ANY, BOOK, Positioning, ordinary, placed
from purpose_coach.playbooks.seeking import NEAR
from purpose_coach.relevance import Lexical
from purpose_coach.relevance.port import Relation

FIELDS = BOOK.read()
KNOWN = ordinary(FIELDS)
KINDS = tuple(PATTERNS)
TEXTS = [
    text
    for field in FIELDS
    for group in field.groups
    for text in (group.who, group.want, group.pain, group.when)
]


def field_of(industry, *products):
    """The ids of the fields that a business is placed in."""
    about = offer_of(None, industry, products, None, KNOWN).about
    return [field.id for field in asyncio.run(placed(FIELDS, about, Lexical()))]


def suggested(kind, offer, most=5):
    """What code suggests for an offer."""
    fields = asyncio.run(placed(FIELDS, offer.about, Lexical()))
    return composed(kind, offer, sorted_groups(fields, offer.known), most)


def test_there_are_many_fields_and_one_for_the_rest():
    """At least fifty fields are known, each with four groups and more; one stands for all others."""
    assert len(FIELDS) > 50
    assert [ANY] == [field.id for field in FIELDS if not field.phrases]
    assert min(len(field.groups) for field in FIELDS) >= 4


def test_nothing_in_it_counts():
    """No row holds a number: every number of a suggestion is the request's."""
    assert [] == [text for text in TEXTS if numbers(text)]


def test_no_two_groups_are_the_same():
    """Every group of customers is there once."""
    who = [group.who for field in FIELDS for group in field.groups]

    assert sorted(set(who)) == sorted(who)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.id)
def test_its_pieces_stand_in_sentences(field):
    """Groups are short and in lower case, occasions are clauses of time, nothing ends with a sign."""
    opening = {"when", "before", "after", "once", "while", "as", "at", "in", "on"}
    for group in field.groups:
        texts = (group.who, group.want, group.pain, group.when)

        assert [True] * 4 == [words(text) <= 10 and text[-1] not in ".,;:!?" for text in texts]
        assert group.who.split()[0] in {group.who.split()[0].lower(), "HR"}
        assert group.when.split()[0] in opening


@pytest.mark.parametrize("field", [field for field in FIELDS if field.phrases], ids=lambda field: field.id)
def test_every_field_is_found_by_its_words(field):
    """A business that says the field's first phrases of itself is placed there."""
    assert field.id in field_of(field.phrases[0], *field.phrases[1:3])


@pytest.mark.parametrize(
    ("industry", "products", "field"),
    [
        ("Retail", ["Repairs"], "repair-maintenance"),
        ("Retail", [], "retail-shop"),
        ("SaaS", ["Project Management"], "software"),
        ("Healthcare", ["Dental implants"], "health-clinic"),
        ("Nonprofit", ["Food parcels"], "nonprofit"),
        ("Zymurgical flumphing", ["flurbs"], ANY),
    ],
)
def test_products_say_more_than_a_broad_industry(industry, products, field):
    """The field is that of what is sold; what the playbook does not know falls to the last entry."""
    assert field == field_of(industry, *products)[0]


def test_a_row_is_strict():
    """A row without groups, or with a field of its own, is refused."""
    group = {"who": "a", "want": "b", "pain": "c", "when": "d"}
    row = {"id": "x", "name": "x", "says": ["x"], "groups": [group] * 4}

    assert "x" == Positioning.model_validate_json(json.dumps(row)).id
    for wrong in (
        row | {"groups": []},
        row | {"colour": "blue"},
        row | {"groups": [group | {"slot": "x"}] * 4},
    ):
        with pytest.raises(ValidationError):
            Positioning.model_validate_json(json.dumps(wrong))


@pytest.mark.parametrize("kind", KINDS)
def test_patterns_have_known_slots_and_a_short_end(kind):
    """Each pattern names a known slot, and the last of each kind fits any words."""
    for patterns in PATTERNS[kind]:
        assert [] == [pattern for pattern in patterns if slots(pattern) - SLOTS]
        assert 2 == len(slots(patterns[-1]))


NAMES = st.sampled_from(["Mend", "Nova Dental", "iFix", "The Old Bakehouse of Upper Lower Town", "", "tbd"])
INDUSTRIES = st.sampled_from(["Retail", "SaaS", "Health care", "B2B logistics", "", "n/a", "Zymurgy"])
GOODS = st.sampled_from(
    ["Repairs", "Spare parts", "Google Ads", "24/7 support", "tea, and coffee for offices"]
)
OFFERS = st.builds(
    lambda business, industry, products, current: offer_of(business, industry, products, current, KNOWN),
    NAMES | hostile_texts,
    INDUSTRIES | hostile_texts,
    st.lists(GOODS | hostile_texts, max_size=4),
    st.none() | GOODS | hostile_texts,
)


@given(st.sampled_from(KINDS), OFFERS)
def test_what_is_composed_is_short_distinct_and_of_this_business(kind, offer):
    """Three suggestions and more, at most thirty words each, no slot open, each naming the business."""
    if not offer.known:
        return
    texts = suggested(kind, offer)
    said = f"{offer.business} {offer.industry} {' '.join(offer.products)} {offer.current}"

    assert 3 <= len(texts) <= 5
    assert len(set(texts)) == len(texts)
    for text in texts:
        assert words(text) <= LONGEST
        assert not slots(text)
        assert numbers(text) <= numbers(said)
        assert not foreign(text, offer)


@given(st.sampled_from(KINDS), OFFERS)
def test_the_reasoning_says_how_it_came_about(kind, offer):
    """What to do first, what it takes, how one knows and the risk are said, with the request's own words."""
    if not offer.known:
        return
    fields = asyncio.run(placed(FIELDS, offer.about, Lexical()))
    text = reasoned(kind, offer, fields)

    assert ["First", "It takes", "You will know", "The risk"] == [
        part for part in ("First", "It takes", "You will know", "The risk") if part in text
    ]
    assert offer.business in text
    assert not slots(text)


@given(hostile_texts, st.integers(1, 8))
def test_a_cut_text_changes_no_number(text, limit):
    """What is left of a text is its beginning, within the limit, with no number of its own."""
    short = cut(plain(text), limit)

    assert words(short) <= limit
    assert numbers(short) <= numbers(text)
    assert short in " ".join(plain(text).split())


@given(hostile_texts)
def test_fragments_are_verbatim_and_ask_nothing(text):
    """Every fragment is a part of its text without a mark of question or quotation."""
    for part in fragments(text):
        assert part in text
        assert not set(part) & set('?\uff1f"“”')


def test_names_keep_their_capitals():
    """Ordinary words are put in lower case inside a sentence, names and acronyms are not."""
    shown = [
        lowered(text, KNOWN)
        for text in ("Project Management", "Sourdough Bread", "Kopano Rides", "CRM", "iFix")
    ]

    assert ["project management", "sourdough bread", "Kopano Rides", "CRM", "iFix"] == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("AI platform", "an AI platform"),
        ("HR app", "an HR app"),
        ("useful tool for bakers", "a useful tool for bakers"),
        ("repairs and spare parts", "repairs and spare parts"),
        ("our shop", "our shop"),
        ("", ""),
    ],
)
def test_one_thing_has_an_article(text, shown):
    """What names one thing that can be counted has the article that fits its sound."""
    assert shown == article(text)


@frozen
class Meaning:
    """Finds every text close to what is about farming, and nothing else to anything."""

    name: str = "meaning"
    near: float = 0.9

    async def relate(self, lefts, rights):
        """One row a left text."""
        return tuple(
            tuple(
                Relation(related="farm" in right, strength=self.near, left=left, right=right)
                for right in rights
            )
            for left in lefts
        )


@pytest.mark.parametrize(("near", "field"), [(0.9, "farming"), (NEAR - 0.1, ANY)])
def test_meaning_is_asked_where_words_are_silent(near, field):
    """A field that shares no word with the request is found by meaning, if that is near enough."""
    silent = asyncio.run(placed(FIELDS, [(1.0, "Zymurgical flumphing")], Meaning(near=near)))
    named = asyncio.run(placed(FIELDS, [(1.0, "Bakery")], Meaning(near=near)))

    assert [field, "bakery"] == [silent[0].id, named[0].id]


def test_boasts_are_claims():
    """An award, a rank or a history that the request does not have is objected to; one that it has is not."""
    assert [] != list(claimed("Trusted by thousands since the start", "repairs"))
    assert [] == list(claimed("Certified repairs", "we are certified for repairs"))
