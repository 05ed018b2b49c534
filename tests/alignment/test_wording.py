"""The words composed from a table: true, exact, short, and quoted verbatim."""

import re

import pytest
from attrs import astuple
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.strategies import HOSTILE, hostile_texts, readings

from purpose_coach.alignment.reading import Cell, Reading
from purpose_coach.alignment.score import NEUTRAL
from purpose_coach.alignment.table import Row, table_of
from purpose_coach.alignment.wording import (
    MOST_MOVES,
    VERBS,
    Move,
    detailed,
    explanation,
    listed,
    moves,
    named,
    suggestions,
)

pytestmark = pytest.mark.usefixtures("dose")

FIRST = re.compile(
    r"The goal has no strategies and no KPIs yet, which count as unrelated: a first strategy, .*, "
    r"would add (\d+) points, and such a first KPI (\d+)\.(?: |$)"
)
WORTH = re.compile(r"(.*) \(worth (?:1 point|(\d+) points)\)\.", re.DOTALL)
ANYTHING = hostile_texts | st.sampled_from(HOSTILE) | st.just("字" * 4999) | st.just("very-long " * 300)


@given(readings(wording=ANYTHING))
def test_explanations_fit_where_they_are_stored(reading):
    """However long the texts are, an explanation has at most 5,000 characters and says the score."""
    for text in (explanation(reading), detailed(reading)):
        assert 5000 >= len(text)
        assert f"The alignment is {reading.scores.total} of 100" in text


@given(readings())
def test_scores_in_the_explanation_are_the_scores(reading):
    """Score and component scores are told as they are shown."""
    scores = reading.scores
    told = (
        f"{scores.total} of 100: intent {scores.intent}, strategies {scores.strategies}, KPIs {scores.kpis}"
    )

    assert told in explanation(reading)


@given(readings(alone=True))
def test_with_nothing_beside_the_intent_the_first_sentence_says_so(reading):
    """With no strategies and no KPIs, the first sentence names the points of a first one; they are true."""
    told = FIRST.match(explanation(reading))
    best = 3 if reading.unaided else 4
    exact = [reading.points_of(Row(kind, "New"), reading.everywhere(best)) for kind in ("strategy", "kpi")]

    assert exact == [int(points) for points in told.groups()]


@given(readings())
def test_with_something_beside_the_intent_nothing_is_missing(reading):
    """The sentence of the empty goal is only said of an empty goal."""
    alone = len(reading.table.rows) == 1

    assert alone == bool(FIRST.match(explanation(reading)))
    assert not alone or suggestions(reading)


@given(readings(unaided=True))
def test_without_a_model_the_explanation_says_what_was_measured(reading):
    """Unaided, one sentence says that direction needs a model, and every score lies from 40 to 60."""
    sentence = [one for one in explanation(reading).split(". ") if "without a model" in one]

    assert 1 == len(sentence)
    assert "direction needs a configured model" in sentence[0]
    assert all(40 <= one <= 60 for one in astuple(reading.scores))


@given(readings())
def test_what_is_quoted_is_verbatim(reading):
    """Everything between quotation marks stands in a row or a column."""
    for text in (explanation(reading), detailed(reading), *suggestions(reading)):
        for quote in re.findall(r"“([^”]*)”", text):
            assert any(quote in source for source in reading.table.texts)


@given(readings(unaided=False))
def test_conflicts_are_told_and_supports_are_no_more_than_that(reading):
    """A verb of conflict or support is used only when some cell has its level."""
    text = explanation(reading)
    found = {level for row in reading.levels for level in row}

    assert {VERBS[level] for level in found & {0, 1}} <= {verb for verb in VERBS.values() if verb in text}
    assert {level for level, verb in VERBS.items() if verb in text} <= found


@given(readings())
def test_suggestions_win_what_they_say(reading):
    """Each suggestion's points are those of the very change it names; none wins nothing; best first."""
    points = [move.points for move in moves(reading)]

    assert sorted(points, reverse=True) == points
    assert all(one > 0 for one in points)
    assert MOST_MOVES >= len(points)
    for text in suggestions(reading):
        task, told = WORTH.fullmatch(text).groups()
        assert set(worths(reading, task)) == {int(told or 1)}, text


def worths(reading, task):
    """The exact points of every change that the task proposes, found by its words."""
    yield from changed_worths(reading, task)
    for c, column in enumerate(reading.table.columns):
        if re.search(rf"(?:relates to|clearly supports) {re.escape(named(column))}(?:, or |$)", task):
            alone = reading.alone(c, reading.best)
            if "dd a strategy" in task:
                yield reading.points_of(Row("strategy", "New"), alone)
            if "rack a KPI" in task:
                yield reading.points_of(Row("kpi", "New"), alone)
            if task.startswith("Say in the goal itself"):
                yield reading.points(0, c, reading.best)


def changed_worths(reading, task):
    """The exact points of the changes of rows that are there."""
    for r, row in enumerate(reading.table.rows):
        if task.startswith(f"Rework {named(row)} so that it no longer "):
            mended = [tuple(max(NEUTRAL, level) for level in levels) if r == n else levels
                      for n, levels in enumerate(reading.levels)]  # fmt: skip
            changed = reading.scored(zip(reading.table.rows, mended, strict=True))
            yield changed.total - reading.scores.total
        for c, column in enumerate(reading.table.columns):
            goal = named(column)
            if task.startswith(f"Show how {named(row)} ") and f" {goal}, or " in task:
                yield reading.points(r, c, reading.best)


@given(readings(unaided=False))
def test_a_perfect_table_has_nothing_to_gain(reading):
    """Where every cell directly advances, nothing is suggested."""
    rows = reading.table.rows
    assume({"intent", "strategy", "kpi"} == {row.kind for row in rows})
    perfect = Reading(
        table=reading.table,
        cells=tuple(tuple(Cell(5, row.text, c.text) for c in reading.table.columns) for row in rows),
        whys=reading.whys,
        unaided=False,
    )
    kinds = {column.kind for column in reading.table.columns}

    assert () == suggestions(perfect)
    assert kinds < {"vision", "purpose", "value"} or perfect.scores.total == 100


def test_a_conflict_is_named_with_its_reason():
    """What works against what is told with the judge's reason."""
    table = table_of("Sell more soda", [], [], vision="Healthy children", purpose="", values=[])
    reading = Reading(table=table, cells=((Cell(0),),), whys=("Sugar harms children.",), unaided=False)

    assert "The goal works against the vision “Healthy children”: Sugar harms children." in explanation(
        reading
    )


def test_blank_parts_of_the_foundation_are_told():
    """What is not filled in is named, and that it counts as unrelated."""
    table = table_of("Grow", ["Plant"], [], vision="Rivers", purpose="", values=[])
    reading = Reading(table=table, cells=((Cell(),),) * 2, whys=("", ""), unaided=False)

    assert "Not filled in, and so counted as unrelated: purpose and core values." in explanation(reading)
    assert explanation(reading).startswith("The goal has no KPIs yet, which counts as unrelated.")


@pytest.mark.parametrize(
    ("points", "wording", "expected"),
    [
        (1, None, "Add a strategy (worth 1 point)."),
        (7, "Plant trees along the river.", "Plant trees along the river (worth 7 points)."),
    ],
)
def test_a_move_is_worded_with_its_points(points, wording, expected):
    """Points are added by code, whoever finds the words."""
    assert expected == Move(points, "Add a strategy").worded(wording)


@given(st.lists(st.sampled_from(["Care", "Balance", "Openness"]), min_size=1, max_size=6))
def test_a_list_reads_as_a_sentence(parts):
    """Every part is there, in order, the last one behind the word."""
    said = listed(parts)

    assert parts == re.split(r", | and ", said)
    assert (len(parts) > 1) == (" and " in said)
