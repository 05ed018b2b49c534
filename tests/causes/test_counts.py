"""Counts by kind: which a text has, which it has not, and the Pareto arithmetic over them."""

import json
import re
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import hostile_texts

from purpose_coach.causes.counts import Counted, Counts, read_counts
from purpose_coach.causes.labels import is_other
from purpose_coach.causes.mentions import WORDS
from purpose_coach.causes.pareto import NOT_STATED, pareto
from purpose_coach.grounding import fold, words

LABELLED = [
    json.loads(line) for line in Path(__file__).with_name("counts.jsonl").read_text("utf-8").splitlines()
]
KINDS = ("late parts", "wrong drawings", "broken pumps", "missing keys", "loose bolts", "no answer yet")
numbered = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 5000)),
    min_size=2,
    max_size=6,
    unique_by=lambda one: one[0],
)


def right(case):
    """Whether a text is read as it is labelled: counts, total, and labels that say what they should."""
    counts = read_counts(case["text"])
    if counts is None or not case["counts"]:
        return counts is None and not case["counts"]
    return (
        [kind.count for kind in counts.kinds] == [count for _, count in case["counts"]]
        and counts.stated == case["stated"]
        and all(
            name in fold(kind.label) and words(kind.label) <= words(name) + 3
            for kind, (name, _) in zip(counts.kinds, case["counts"], strict=True)
        )
    )


def made(counted, stated=None):
    """Counts as they are read: the most frequent first, what is left over last."""
    kinds = [Counted(label, count) for label, count in counted]
    kinds.sort(key=lambda kind: (is_other(kind.label), -kind.count))
    return Counts(tuple(kinds), "cases", stated, "")


def test_the_labelled_texts_are_labelled():
    """There are forty texts and more, with counts and without."""
    assert len(LABELLED) >= 40
    assert sum(bool(case["counts"]) for case in LABELLED) >= 30
    assert sum(not case["counts"] for case in LABELLED) >= 20


def test_counts_are_read_from_the_labelled_texts():
    """Of the texts, 95 % and more are read as labelled."""
    wrong = [case["id"] for case in LABELLED if not right(case)]

    assert len(wrong) <= 0.05 * len(LABELLED), wrong


@pytest.mark.parametrize(
    "text",
    [
        "45 % cite price, 30 percent service and 25 per cent quality.",
        "Late by 3 hours at one site, 5 days at another and 2 weeks at the third.",
        "It cost $200 for parts, $300 for labour and €90 for travel.",
        "Churn rose from 4 to 7, complaints from 12 to 30 and refunds from 3 to 9.",
        "In 2019, 2021 and 2023 the roof leaked.",
        "12 of 24 clients pay late.",
        "Replies take 26 hours against a 4-hour promise; the target of 9 calls was missed.",
        "Lines 1, 2 and 3 are fine, and so are weeks 40 and 41.",
    ],
)
def test_what_counts_no_cases_is_not_read(text):
    """Shares, times, money, years, changes, parts of a whole, limits and names are no counts by kind."""
    assert read_counts(text) is None


@given(numbered, st.booleans())
def test_a_plain_list_is_read_whatever_its_numbers(counted, front):
    """Numbers before or after what they count, in any order, are read as they stand."""
    shown = [f"{count:,} {label}" if front else f"{label} {count:,}" for label, count in counted]
    text = f"We found these reasons: {'; '.join(shown)}."
    counts = read_counts(text)
    if sum(count for _, count in counted) == 0:
        assert counts is None
    else:
        assert counts is not None
        assert sorted(counted) == sorted((kind.label, kind.count) for kind in counts.kinds)


@given(
    numbered.filter(lambda counted: sum(count for _, count in counted)), st.none() | st.integers(0, 30_000)
)
def test_the_arithmetic_is_exact(counted, stated):
    """Sorted, the rest last; shares to one decimal, the last at 100; the vital few are the shortest."""
    counts = made(counted, stated)
    block = pareto(counts)
    told = [one.count for one in block.categories]
    sums = list(accumulate(told))
    few = len(block.vital_few)
    named = [one.count for one in block.categories if not is_other(one.cause)]

    assert sums[-1] == block.total == max(sum(count for _, count in counted), stated or 0)
    assert sorted(named, reverse=True) == named
    assert not any(is_other(one.cause) for one in block.categories[: len(named)])
    assert block.categories[-1].cumulative_percent == 100.0
    assert [one.cause for one in block.categories[:few]] == list(block.vital_few)
    assert 100 * sums[few - 1] >= 80 * sums[-1]
    assert few == 1 or 100 * sums[few - 2] < 80 * sums[-1]
    for one, count, cumulated in zip(block.categories, told, sums, strict=True):
        assert one.percent == pytest.approx(100 * count / sums[-1], abs=0.05000001)
        assert one.cumulative_percent == pytest.approx(100 * cumulated / sums[-1], abs=0.05000001)
        assert one.percent == round(one.percent, 1)


def test_what_a_total_leaves_over_is_shown():
    """The rest of a stated total is a kind of its own, and a total that is too small adds nothing."""
    less, more = (pareto(made([("price", 80), ("bugs", 30)], stated)) for stated in (200, 90))

    assert (NOT_STATED, 90) == (less.categories[-1].cause, less.categories[-1].count)
    assert (200, 110) == (less.total, more.total)
    assert ["price", "bugs"] == [one.cause for one in more.categories]
    assert "mentions among cases" == more.measure


@given(
    hostile_texts | st.lists(st.sampled_from([case["text"] for case in LABELLED]), max_size=3).map(" ".join)
)
def test_every_count_stands_in_the_text(text):
    """No number is made up: each count, and the total, is one that the text writes."""
    counts = read_counts(text)
    written = {int(found.replace(",", "")) for found in re.findall(r"\d+(?:,\d{3})*", text)}
    written |= {WORDS[word] for word in re.findall(r"[a-z-]+", text.lower()) if word in WORDS}
    if counts is not None:
        assert {kind.count for kind in counts.kinds} <= written
        assert counts.stated is None or counts.stated in written


@pytest.mark.parametrize(
    "text", ["9 " * 2400, ": 3" * 1600, "of " * 1600, "3 a, " * 1000, "(" * 5000, "a: 3\n" * 1000]
)
def test_a_hostile_text_is_read_quickly(text):
    """Five thousand characters of anything end, and count nothing."""
    assert read_counts(text) is None
