"""Which method fits: the labelled issues, and the laws of the fitness."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import cases, hostile_texts

from purpose_coach.causes.counts import read_counts
from purpose_coach.causes.fitness import ORDER, PRIORS, fits, offered
from purpose_coach.causes.signals import SAID
from purpose_coach.grounding import fold

LABELLED = [
    json.loads(line) for line in Path(__file__).with_name("methods.jsonl").read_text("utf-8").splitlines()
]
ISSUES = [case["body"]["issueDescription"] for case in cases("root_cause")]
ISSUES += [case["issueDescription"] for case in LABELLED]
texts = st.sampled_from(ISSUES) | hostile_texts
areas = st.lists(st.sampled_from(["sales", "ward", "yard", " ", "tbd"]), max_size=4)


def first(title, description, where):
    """The method that fits best."""
    return fits(title, description, where, read_counts(description) or read_counts(title))[0].method


def test_the_labelled_issues_are_labelled():
    """There are forty issues and more, each with the methods that may come first, and every method does."""
    assert len(LABELLED) >= 40
    assert set(ORDER) == {method for case in LABELLED for method in case["acceptable"]}


def test_the_first_method_is_one_that_fits():
    """Of the labelled issues, 95 % and more get an acceptable method first."""
    wrong = [
        case["id"]
        for case in LABELLED
        if first(case["issueTitle"], case["issueDescription"], case["areas"]) not in case["acceptable"]
    ]

    assert len(wrong) <= 0.05 * len(LABELLED), wrong


@given(texts, texts, areas)
def test_a_fitness_lies_between_its_prior_and_one(title, description, where):
    """All four methods, each once, the best first, and two or three of them offered."""
    ranked = fits(title, description, where, read_counts(description))
    values = [fit.value for fit in ranked]

    assert sorted(ORDER) == sorted(fit.method for fit in ranked)
    assert sorted(values, reverse=True) == values
    assert all(PRIORS[fit.method] <= fit.value <= 1 for fit in ranked)
    assert 2 <= len(offered(ranked)) <= 3
    assert ranked[:2] == offered(ranked)[:2]


@given(texts, areas)
def test_counts_never_lower_a_pareto(description, where):
    """With counts by kind, a Pareto fits better than without, and comes first where little else speaks."""
    counts = read_counts("By reason: price 12, quality 9, other 2")
    plain, counted = (
        next(fit.value for fit in fits("", description, where, given) if fit.method == "pareto")
        for given in (None, counts)
    )

    assert plain < counted
    assert "pareto" == fits("", "By reason: price 12, quality 9, other 2", (), counts)[0].method


@given(texts, st.sampled_from(["A rival cut its price.", "The law changed.", "Demand falls."]))
def test_a_force_from_outside_never_lowers_a_swot(description, force):
    """One more signal for a SWOT does not lower its fitness."""
    plain, more = (
        next(fit.value for fit in fits("", text, (), None) if fit.method == "swot")
        for text in (description, f"{description}\n{force}")
    )

    assert plain <= more


@given(texts, texts, areas)
def test_the_words_of_a_signal_are_the_requests(title, description, where):
    """What a signal shows stands in the title, the description or the areas."""
    sent = fold(" ".join(f"{title}\n{description}".split()) + " " + " ".join(where))
    for fit in fits(title, description, where, read_counts(description)):
        for signal in fit.signals:
            assert all(fold(word) in sent for word in signal.words)
            assert 0 < signal.weight < 1


def test_every_signal_is_found_somewhere():
    """No line of the table is dead: each is found in a labelled issue."""
    told = "\n".join(f"{case['issueTitle']}\n{case['issueDescription']}" for case in LABELLED)

    assert [] == [said.name for said in SAID if not said.words.search(told)]
