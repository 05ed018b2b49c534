"""The laws of the score, on the arithmetic and end to end through a coach."""

import json
from itertools import product

import pytest
from attrs import astuple, evolve
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.judges import CONFLICT, SUPPORT, coached, hashed, judging, run
from tests.strategies import GOALS, MEASURES, bodies, columns, level_rows

from purpose_coach import Coach
from purpose_coach.alignment.score import NEUTRAL, Levels, Scores, _third, aggregate, score

pytestmark = pytest.mark.usefixtures("dose")


def third(total):
    """A third, to the nearest whole point."""
    return round(total / 3)


def rows_of(draw, table, low, high):
    """One more row over the table's columns."""
    return draw(level_rows(low, high, values=len(table[0].values)))


@given(columns())
def test_score_follows_from_the_displayed_components(table):
    """The total is the rounded mean of the three component scores that are shown."""
    scores = score(*table)

    assert scores.total == third(scores.intent + scores.strategies + scores.kpis)


@given(columns())
def test_score_and_breakdown_agree(table):
    """The total is within one point of the mean of the breakdown."""
    scores = score(*table)

    assert abs(scores.total - (scores.vision + scores.purpose + scores.values) / 3) <= 1


def test_score_and_breakdown_agree_in_every_case():
    """Enumerated: whatever the sums of rows and columns, rounding costs at most one point.

    Both means depend on the sums alone: rows and columns of one table have the same sum of sums.
    """
    by_total = {}
    for sums in product(range(16), repeat=3):
        shown = sum(_third(20 * one) for one in sums)
        by_total.setdefault(sum(sums), set()).add(shown)
    farthest = max(
        abs(_third(rows) - shown / 3)
        for reached in by_total.values()
        for rows in reached
        for shown in reached
    )

    assert 1 >= farthest


@given(columns())
def test_scores_are_bounded(table):
    """Every score is a whole number from 0 to 100."""
    assert all(isinstance(one, int) and 0 <= one <= 100 for one in astuple(score(*table)))


@given(st.data(), columns(), st.booleans())
def test_support_never_lowers(data, table, to_kpis):
    """One more strategy or KPI that is nowhere below unrelated lowers no score at all."""
    row = rows_of(data.draw, table, 2, 5)
    intent, strategies, kpis = table
    more = (intent, strategies, [*kpis, row]) if to_kpis else (intent, [*strategies, row], kpis)

    assert all(after >= before for before, after in zip(both(table), both(more), strict=True))


@given(st.data(), columns(), st.booleans())
def test_conflict_never_raises(data, table, to_kpis):
    """One more strategy or KPI that is nowhere above unrelated raises no score at all."""
    row = rows_of(data.draw, table, 0, 2)
    intent, strategies, kpis = table
    more = (intent, strategies, [*kpis, row]) if to_kpis else (intent, [*strategies, row], kpis)

    assert all(after <= before for before, after in zip(both(table), both(more), strict=True))


def both(table):
    """All seven scores."""
    return astuple(score(*table))


@given(st.data(), columns())
def test_order_and_repetition_do_not_matter(data, table):
    """Rows in another order, some of them twice, and values in another order score the same."""
    intent, strategies, kpis = table
    order = data.draw(st.permutations(range(len(intent.values))))
    again = [
        data.draw(st.permutations([*rows, *data.draw(st.lists(st.sampled_from(rows), max_size=3))]))
        if rows
        else []
        for rows in (strategies, kpis)
    ]

    def shuffled(row):
        return evolve(row, values=tuple(row.values[place] for place in order))

    assert score(*table) == score(shuffled(intent), *([shuffled(row) for row in rows] for rows in again))


@given(st.data(), columns())
def test_raising_a_level_never_lowers(data, table):
    """One level raised by one lowers no score at all."""
    rows = [table[0], *table[1], *table[2]]
    place = data.draw(st.integers(0, len(rows) - 1))
    row = rows[place]
    cell = data.draw(st.sampled_from(["vision", "purpose", *range(len(row.values))]))
    if isinstance(cell, int):
        values = list(row.values)
        values[cell] = min(5, values[cell] + 1)
        rows[place] = evolve(row, values=tuple(values))
    else:
        rows[place] = evolve(row, **{cell: min(5, getattr(row, cell) + 1)})
    strategies = 1 + len(table[1])
    raised = (rows[0], rows[1:strategies], rows[strategies:])

    assert all(after >= before for before, after in zip(both(table), both(raised), strict=True))


@given(st.lists(st.integers(0, 5), max_size=6))
def test_aggregate_lies_between_its_levels(levels):
    """Several levels together are nowhere above the best or below the worst of them and neutral."""
    together = aggregate(levels)

    assert min([*levels, NEUTRAL]) <= together <= max([*levels, NEUTRAL])


def test_an_empty_table_is_neutral():
    """What says nothing is unrelated: 40."""
    assert Scores(40, 40, 40, 40, 40, 40, 40) == score(Levels(), [], [])


# End to end: the same laws on what a caller is shown.


def shown(body, coach=None):
    """The wire body of a check, by a new coach unless a coach is given."""
    result = run(coach or coached(judging()), Coach.alignment_check, body)
    return json.loads(result.model_dump_json())


def scores_of(wire):
    """The seven displayed scores."""
    return (wire["score"], *wire["componentScores"].values(), *wire["breakdown"].values())


@given(bodies())
def test_a_shown_score_follows_from_what_is_shown(body):
    """On the wire, score, component scores and breakdown agree, within their bounds."""
    wire = shown(body)
    components, breakdown = wire["componentScores"].values(), wire["breakdown"].values()

    assert wire["score"] == wire["alignmentScore"] == third(sum(components))
    assert abs(wire["score"] - sum(breakdown) / 3) <= 1
    assert all(0 <= one <= 100 for one in scores_of(wire))


@given(st.data(), bodies(), st.sampled_from(["strategies", "kpis"]), st.booleans())
def test_support_and_conflict_move_a_shown_score_their_way(data, body, part, supports):
    """A row that a judge finds supporting (or conflicting) lowers (or raises) nothing that is shown."""
    coach = coached(judging())
    text = data.draw(st.sampled_from(GOALS if part == "strategies" else MEASURES))
    added = {**body, part: [*body[part], (SUPPORT if supports else CONFLICT) + text]}
    before, after = scores_of(shown(body, coach)), scores_of(shown(added, coach))
    lower, higher = (before, after) if supports else (after, before)

    assert all(one <= other for one, other in zip(lower, higher, strict=True))


@given(st.data(), bodies())
def test_order_repetition_and_spacing_do_not_change_what_is_shown(data, body):
    """Shuffled, repeated and respaced requests show the same scores, explanation and suggestions."""

    def mixed(items):
        if not items:
            return []
        more = data.draw(st.lists(st.sampled_from(items), max_size=2))
        return [f" {item}\n" for item in data.draw(st.permutations([*items, *more]))]

    foundation = body["businessFoundation"]
    other = {
        **body,
        "goalIntent": f"\t{body['goalIntent']} ",
        "strategies": mixed(body["strategies"]),
        "kpis": mixed(body["kpis"]),
        "businessFoundation": {**foundation, "coreValues": mixed(foundation["coreValues"])},
    }
    left, right = (run(coached(judging()), Coach.alignment_check, one) for one in (body, other))
    without_time = {"last_updated"}

    assert left.model_dump(exclude=without_time) == right.model_dump(exclude=without_time)


@given(st.data(), bodies())
def test_a_higher_level_never_lowers_what_is_shown(data, body):
    """Two judges that differ in one cell by one level: the higher one shows nothing lower."""
    before = run(coached(judging()), Coach.alignment_check, body)
    row = data.draw(st.sampled_from(before.reading.table.rows)).text
    column = data.draw(st.sampled_from(before.reading.table.columns)).text
    assume(hashed(row, column) < 5)
    kinder = coached(judging(lambda r, c: hashed(r, c) + ((r, c) == (row, column)), model="kinder"))
    after = run(kinder, Coach.alignment_check, body)
    pairs = zip(*(scores_of(json.loads(one.model_dump_json())) for one in (before, after)), strict=True)

    assert all(one <= other for one, other in pairs)
