"""Whether something is proposed that is there already, in other words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purpose_coach.grounding import blank
from purpose_coach.repeats import distinct, repeated

SAME = [
    ("Launch a customer feedback loop", "Customer feedback loops"),
    ("Hire one agent", "hire 1 agents."),
    ("Rewrite the setup guide", "Rewrite setup guide"),
    ("Implement monthly business reviews with key accounts", "Monthly business reviews with key accounts"),
    ("Contact the resin supplier", "Contact resin supplier"),
    ("Trian the front desk team", "Train the front-desk team"),
]
OTHER = [
    ("Train two technicians", "Train two bakers"),
    ("Customer feedback loop", "Customer referral programme"),
    ("Repair forklift", "Replace the night shift"),
    ("Reduce water use", "Reduce waste"),
    ("Weekly stand-up for the warehouse", "Weekly newsletter for investors"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_in_other_words_repeats(one, other):
    """Verbs of doing, articles, plurals and slips do not make it another proposal."""
    assert other == repeated(one, ["Something else entirely", other])


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_another_thing_does_not(one, other):
    """One telling word that differs makes it another proposal."""
    assert repeated(one, [other]) is None


@given(st.lists(st.sampled_from([text for pair in SAME + OTHER for text in pair]) | st.text(max_size=9)))
def test_distinct_texts_repeat_nothing(texts):
    """Of what is kept nothing repeats another, nothing is blank, and the first of equals stays."""
    kept = distinct(texts, ["Hire one agent"])

    assert [] == [text for at, text in enumerate(kept) if repeated(text, [*kept[:at], "Hire one agent"])]
    assert not any(blank(text) for text in kept)
    assert kept == distinct(kept)


@given(st.text(max_size=40))
def test_every_text_repeats_itself(text):
    """A text that says something is a repeat of itself."""
    assert blank(text) or text == repeated(text, [text])
