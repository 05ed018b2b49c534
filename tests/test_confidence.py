"""Confidence: computed from agreement and completeness, within its bounds."""

from hypothesis import given
from hypothesis import strategies as st

from purpose_coach.confidence import agreement, completeness, confidence

keys = st.lists(st.integers(0, 9), unique=True, max_size=6)


@given(keys, keys)
def test_agreement_lies_between_a_half_and_one(chosen, ranking):
    """Whatever is chosen, the agreement is 0.5 at least and 1 at most."""
    assert 0.5 <= agreement(chosen, ranking) <= 1


@given(keys.filter(lambda ranking: len(ranking) > 1))
def test_choosing_higher_agrees_more(ranking):
    """The first of a ranking agrees wholly, the last by half, and one above never less than one below."""
    each = [agreement([key], ranking) for key in ranking]

    assert (1.0, 0.5) == (each[0], each[-1])
    assert sorted(each, reverse=True) == each


def test_what_is_not_ranked_counts_a_half():
    """A choice that code cannot rank, no choice, and no ranking say neither for nor against."""
    assert [0.5, 0.5, 0.5] == [agreement(["x"], ["a", "b"]), agreement([], ["a"]), agreement(["a"], [])]


@given(st.lists(st.sampled_from(["Grow", "", "tbd", None, 0, 5, (), ("a",), (" ", "n/a")])))
def test_completeness_is_a_share(parts):
    """It is the share of the parts that say something; of no parts nothing is missing."""
    says = {"Grow": 1, 0: 1, 5: 1, ("a",): 1}
    expected = sum(says.get(part, 0) for part in parts) / len(parts) if parts else 1.0

    assert expected == completeness(*parts)


@given(st.floats(-1, 2), st.floats(-1, 2))
def test_confidence_is_a_share_with_two_decimals(certainty, complete):
    """It lies within 0 and 1, to two decimals."""
    value = confidence(certainty, complete)

    assert 0 <= value <= 1
    assert round(value, 2) == value
