"""A judged table: what it says of changes, exactly, and what it shows as evidence."""

import re
from html.parser import HTMLParser

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.judges import coached, hashed, judging, run
from tests.strategies import GOALS, HOSTILE, MEASURES, bodies, hostile_texts, levels, readings, texts

from purpose_coach import Coach
from purpose_coach.alignment.heatmap import heat_map
from purpose_coach.alignment.reading import Cell, Reading
from purpose_coach.alignment.score import NEUTRAL
from purpose_coach.alignment.table import Row, table_of
from purpose_coach.operations.alignment_check import AlignmentCheck


def with_cell(reading, row, column, level):
    """The same table with one other level."""
    cells = [list(one) for one in reading.cells]
    cells[row][column] = evolve(cells[row][column], level=level)
    return evolve(reading, cells=tuple(map(tuple, cells)))


@given(st.data(), readings(), levels)
def test_points_of_a_cell_are_the_difference_it_makes(data, reading, level):
    """`points` is the score of the changed table less the score of this one."""
    row = data.draw(st.integers(0, len(reading.table.rows) - 1))
    column = data.draw(st.integers(0, len(reading.table.columns) - 1))
    changed = with_cell(reading, row, column, level)

    assert changed.scores.total - reading.scores.total == reading.points(row, column, level)


@given(readings(), levels, st.sampled_from(["strategy", "kpi"]))
def test_a_repeated_row_wins_nothing(reading, level, kind):
    """A strategy or KPI that is there already wins no point, however it is spaced or cased."""
    for row in reading.table.of(kind):
        again = Row(kind, f" {row.text.upper()}\n")

        assert 0 == reading.points_of(again, reading.everywhere(level))


@pytest.mark.parametrize("text", ["", "...", "TBD", HOSTILE[2]])
@given(reading=readings(), level=levels)
def test_a_row_that_would_not_be_judged_wins_nothing(reading, level, text):
    """A blank, a placeholder or an instruction wins no point."""
    assert 0 == reading.points_of(Row("strategy", text), reading.everywhere(level))


@given(readings())
def test_levels_and_evidence_are_the_cells(reading):
    """Evidence has one entry a cell, row by row, and shows the level that is counted."""
    evidence = reading.evidence

    assert [level for row in reading.levels for level in row] == [entry["level"] for entry in evidence]
    assert [(row.text, column.text) for row in reading.table.rows for column in reading.table.columns] == [
        (entry["row"]["text"], entry["column"]["text"]) for entry in evidence
    ]


@given(bodies(), texts(GOALS), levels, st.booleans())
def test_what_if_is_what_would_be(body, text, level, is_kpi):
    """`what_if` gives the very score that a judge would give who finds this level everywhere."""

    def judge(row, column):
        return level if row == " ".join(text.split()) else hashed(row, column)

    model = judging(judge)
    coach = coached(model)
    part, argument = ("kpis", "add_kpi") if is_kpi else ("strategies", "add_strategy")
    before = run(coach, Coach.alignment_check, body)
    asked = len(model.asked)
    foreseen = before.what_if(**{argument: text}, level=level)
    assert asked == len(model.asked)
    after = run(coach, Coach.alignment_check, {**body, part: [*body[part], text]})

    assert (after.score, after.score - before.score) == (foreseen.score, foreseen.points)


def checked(**parts):
    """A check of a small goal by the scripted judge."""
    body = {"goalIntent": GOALS[0], "businessFoundation": {"vision": "Clean rivers"}, **parts}
    return run(coached(judging()), Coach.alignment_check, body)


def test_what_if_of_a_repetition_changes_nothing():
    """A strategy that is there already wins 0 points."""
    result = checked(strategies=["Plant trees"])
    foreseen = result.what_if(add_strategy="  plant TREES", level=5)

    assert (result.score, 0) == (foreseen.score, foreseen.points)


@pytest.mark.parametrize("level", [-1, 6, 100])
def test_what_if_refuses_a_level_off_the_scale(level):
    """A level is 0 to 5."""
    with pytest.raises(ValueError, match=f"level must be 0 to 5, not {level}"):
        checked().what_if(add_kpi="Fish counted", level=level)


@pytest.mark.parametrize("arguments", [{}, {"add_strategy": "a", "add_kpi": "b"}])
def test_what_if_wants_one_addition(arguments):
    """Exactly one strategy or KPI is added."""
    with pytest.raises(ValueError, match="either add_strategy or add_kpi"):
        checked().what_if(**arguments)


def test_a_result_from_elsewhere_has_no_table():
    """A result that was read from JSON says that it has no table, instead of an empty one."""
    read = AlignmentCheck.model_validate_json(checked().model_dump_json())

    with pytest.raises(AttributeError, match="not made by a coach"):
        _ = read.reading


TAGS = {"table", "caption", "b", "br", "small", "i", "thead", "tbody", "tr", "th", "td"}


class Tags(HTMLParser):
    """The tags and the attributes of a page."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.text = set(), set(), ""

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text += data


def parsed_html(page):
    """The page as a browser would read it."""
    tags = Tags()
    tags.feed(page)
    tags.close()
    return tags


@given(readings(wording=hostile_texts | st.sampled_from(HOSTILE)), hostile_texts)
def test_the_heat_map_holds_texts_as_texts(reading, why):
    """No text of a request or a model becomes markup: the tags are the map's own."""
    shown = parsed_html(heat_map(evolve(reading, whys=(why,) * len(reading.whys))))

    assert shown.tags <= TAGS
    assert shown.attributes <= {"style"}


@given(readings())
def test_the_heat_map_shows_every_cell(reading):
    """One cell a level, in the colour of its level, with the words that it stands on."""
    page = heat_map(reading)
    cells = [level for row in reading.levels for level in row]

    assert cells == [int(found) for found in re.findall(r"<td[^>]*><b>(\d)</b>", page)]
    assert str(reading.scores.total) in parsed_html(page).text


def test_the_heat_map_escapes():
    """Angle brackets, ampersands and quotation marks come out as text."""
    table = table_of("<b>&\"'", [], [], vision="</td><script>", purpose="", values=[])
    cell = Cell(5, "<b>&\"'", "</td><script>")
    page = heat_map(Reading(table=table, cells=((cell,),), whys=("<img src=x>",), unaided=False))

    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;b&gt;&amp;&quot;&#x27;" in page


def test_unproven_cells_are_told_one_by_one():
    """A cell that lost its quote is named in a warning of its own."""
    table = table_of("Grow", ["Plant"], [], vision="Rivers", purpose="", values=[])
    cells = ((Cell(),), (Cell(),))
    reading = Reading(table=table, cells=cells, whys=("", ""), unaided=False, unproven=((1, 0),))
    (warning,) = reading.warnings

    assert "strategy 1 against vision 0" in warning
    assert NEUTRAL == reading.levels[1][0]


@pytest.mark.parametrize("text", [MEASURES[0], GOALS[0]])
def test_a_result_is_a_heat_map_in_a_notebook(text):
    """A check shows itself as its table."""
    result = checked(kpis=[text])

    assert heat_map(result.reading) == result._repr_html_()
