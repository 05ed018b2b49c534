"""What is read of a reply, what is refused, and in which words."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purpose_coach.backends.reading import MOST_OBJECTIONS, Unreadable, read
from purpose_coach.wire import Answer


class Row(Answer):
    row: int
    why: str


class Table(Answer):
    rows: tuple[Row, ...]
    weight: float = 1.0


words = st.text(st.characters(codec="utf-8"))
rows = st.builds(Row, row=st.integers(-(10**15), 10**15), why=words)
tables = st.builds(
    Table,
    rows=st.lists(rows).map(tuple),
    weight=st.floats(allow_nan=False, allow_infinity=False),
)
prose = st.text(st.characters(exclude_characters='{["', codec="utf-8"))
ONE = '{"rows": [{"row": 1, "why": "it fits"}]}'
WANTED = Table(rows=(Row(row=1, why="it fits"),))


@given(tables)
def test_plain_json_is_read(table: Table) -> None:
    """Whatever an answer holds, its own JSON reads back as the same answer."""
    assert read(table.model_dump_json(), Table) == table


@given(table=tables, before=prose, after=words)
def test_prose_around_is_passed_over(table: Table, before: str, after: str) -> None:
    """Prose in front without JSON's own signs, and any text at all behind, change nothing."""
    assert read(f"{before}{table.model_dump_json()}\n{after}", Table) == table


@given(tables, st.sampled_from(["```json\n{}\n```", "```\n{}```", "Sure:\n```JSON\n{}\n```\nDone {}"]))
def test_fences_are_passed_over(table: Table, fence: str) -> None:
    """An answer in a code fence reads as the answer itself."""
    assert read(fence.replace("{}", table.model_dump_json(), 1), Table) == table


@given(table=tables, data=st.data())
def test_cut_json_is_never_read(table: Table, data: st.DataObject) -> None:
    """An answer that breaks off anywhere is unreadable, whatever was whole in it."""
    text = json.dumps(table.model_dump(mode="json"), ensure_ascii=data.draw(st.booleans()))
    end = data.draw(st.integers(0, len(text) - 1))
    fence = data.draw(st.sampled_from(["", "```json\n", "Here it is: "]))

    assert isinstance(read(fence + text[:end], Table), Unreadable)


@given(table=tables, data=st.data())
def test_no_row_of_a_cut_answer_is_taken_for_the_answer(table: Table, data: st.DataObject) -> None:
    """Even a model that a part of the cut answer would fit does not get that part."""
    text = table.model_dump_json()
    end = data.draw(st.integers(0, len(text) - 1))

    assert isinstance(read(text[:end], Row), Unreadable)


@given(tables)
def test_trailing_commas_are_forgiven(table: Table) -> None:
    """A comma before a closing bracket is no mistake, and inside a string it stays."""
    text = table.model_dump_json(indent=1).replace("\n ]", ",\n ]").replace("\n}", ",\n}")

    assert read(text, Table) == table


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text raises, lone surrogates and control characters included, and bare prose never fits."""
    assert isinstance(read(text, Table), Unreadable)


jsonish = st.lists(
    st.sampled_from(
        ["{", "}", "[", "]", '"', "\\", ",", ":", " ", "\n", "rows", '"rows"', "1", "NaN", "```", "a"]
    )
).map("".join)


@given(jsonish)
def test_any_heap_of_json_signs_is_read_or_refused(text: str) -> None:
    """Signs of JSON in any order raise nothing; what is read is an answer."""
    assert isinstance(read(text, Table), Table | Unreadable)


READ = {
    "first that fits": f'{{"x": 1}} {ONE} {{"rows": []}}',
    "bracket of prose": f"As {{asked}} in [see below]: {ONE}",
    "citation": f"By [1], {ONE}",
    "later {}": f"{ONE} and then {{}}",
    "integral float": ONE.replace("1", "1.0"),
    "unknown key": ONE.replace("{", '{"extra": {"rows": 1},', 1),
    "byte order mark": f"\ufeff{ONE}",
    "lone surrogate around": f"\ud800 {ONE} \udfff",
    "trailing commas": '{"rows": [{"row": 1, "why": "it fits",}, ],}',
}


@pytest.mark.parametrize("text", READ.values(), ids=READ.keys())
def test_readable(text: str) -> None:
    """Each of these ways to write the answer is read."""
    assert read(text, Table) == WANTED


def test_a_fence_inside_a_string_is_text() -> None:
    """A fence, braces and a line break within a string belong to the string."""
    why = "```json\n{ ,] \t```"
    text = f'Here: {{"rows": [{{"row": 1, "why": "{why}",}}]}}'

    assert read(text, Table) == Table(rows=(Row(row=1, why=why),))


REFUSED = {
    '{"rows": [{"row": 4.5, "why": ""}]}': "rows[0].row: Input should be a valid integer",
    '{"rows": [{"row": 1}]}': "rows[0].why: Field required",
    '{"rows": [], "weight": NaN}': "weight: Input should be a finite number",
    '{"rows": [], "weight": -Infinity}': "weight: Input should be a finite number",
    '{"rows": [], "weight": 1e999}': "weight: Input should be a finite number",
    f"[{ONE}]": "the answer: Input should be an object",
    "I would say four.": "answer with one JSON object",
    "": "answer with one JSON object",
    '{"rows": [{"row": 1': "the JSON breaks off",
    "{'rows': []}": "what was found is not valid JSON",
    '{"rows" []}': "what was found is not valid JSON",
    '{"rows": [], "weight": "\\ud800"}': "what was found is not valid JSON",
}


@pytest.mark.parametrize(("text", "words"), REFUSED.items())
def test_unreadable_says_why(text: str, words: str) -> None:
    """Each of these is refused, with the path and the reason."""
    answer = read(text, Table)

    assert isinstance(answer, Unreadable)
    assert answer.objections[0].startswith(words)


def test_objections_quote_nothing_and_are_few() -> None:
    """However many mistakes: a handful is told, the rest counted, and no value is shown."""
    text = json.dumps({"rows": [{"row": "secret", "why": 7}] * 50})

    answer = read(text, Table)

    assert isinstance(answer, Unreadable)
    assert (len(answer.objections), answer.objections[-1]) == (MOST_OBJECTIONS + 1, "and 92 more")
    assert "secret" not in repr(answer)


N = 100_000
HOSTILE = {
    "opening braces": "{" * N,
    "opening brackets": "[" * N,
    "opened objects": '{"a":' * (N // 5),
    "nested and closed": "[" * (N // 2) + "]" * (N // 2),
    "objects in prose": "it is {so} " * (N // 11),
    "many blocks": "[1] " * (N // 4),
    "empty objects": "{} " * (N // 3),
    "escaped quotes": '{"' + '\\"' * (N // 2),
    "quotes that never pair": '["' + '\\"" ' * (N // 4),
    "backslashes": '{"' + "\\" * N,
    "commas": '{"a": 1' + " ," * (N // 2) + "}",
    "spaces": "{" + " " * N,
    "spaced braces": "{ " * (N // 2),
    "strings": '["a"' + ',"b"' * (N // 4) + ",]",
    "huge number": f'{{"rows": [{{"row": {"9" * N}, "why": ""}}]}}',
    "huge exponent": '{"rows": [], "weight": 1e99999999999}',
    "prose": "It depends on many things. " * (N // 27),
    "surrogates": "\ud800" * N,
    "mistakes": '{"rows": [' + '{"row":"x","why":1},' * 3000 + "]}",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_cost_little(text: str) -> None:
    """100 kB of anything is refused within 50 ms of CPU, and raises nothing."""
    read("{}", Table)  # pydantic builds the validator on first use

    begun = time.process_time()
    answer = read(text, Table)

    assert time.process_time() - begun < 0.05
    assert isinstance(answer, Unreadable)
