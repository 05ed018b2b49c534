"""How any answer is laid out in the terminal."""

from io import StringIO

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from purpose_coach.cli.answers import readable
from purpose_coach.cli.screen import plain, shown

WORDS = st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S"]), min_size=1, max_size=80)
SCALARS = st.none() | st.booleans() | st.integers() | WORDS
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


def seen(value, width=4000):
    """What a terminal of this width shows."""
    out = StringIO()
    Console(file=out, width=width, highlight=False).print(readable(value))
    return out.getvalue()


def leaves(value):
    """Every scalar in the value, as it is shown."""
    match value:
        case dict():
            return [leaf for part in value.values() for leaf in leaves(part)]
        case list():
            return [leaf for part in value for leaf in leaves(part)]
        case None:
            return ["not known"]
        case bool():
            return ["yes" if value else "no"]
        case _:
            return [str(value)]


@given(VALUES)
def test_every_value_of_an_answer_is_shown(value):
    """Whatever an operation's result holds, each of its values can be read, markup or not."""
    text = seen(value)

    assert [] == [leaf for leaf in leaves(value) if leaf not in text]


@given(VALUES, st.integers(30, 90))
def test_nothing_is_cut_off_in_a_narrow_terminal(value, width):
    """However long a word is, it is folded and not cut."""
    words = [{"name": "w" * 3 * width, "points": 1}, {"name": "v" * 50, "points": 2}, value]

    assert "…" not in seen(words[:2], width) + seen(words, width)
    assert seen(words[:1], width).count("w") == 3 * width


@given(st.text())
def test_no_text_steers_the_terminal(words):
    """No control character but line ends and tabs reaches the terminal, from no text."""
    kept = {"\n", "\t"}

    assert [] == [c for c in plain(words) + shown(words) if ord(c) < 32 and c not in kept]
    assert [] == [c for c in plain(words) + shown(words) if 127 <= ord(c) < 160]
    assert "\x1b" not in seen({"text": words})


def test_objects_of_one_kind_are_a_table():
    """A list of small objects with the same keys has a head; labels are words."""
    lines = seen([{"kpiName": "Speed", "pointsWon": 3}, {"kpiName": "Care", "pointsWon": 2}], 60)

    assert ["Kpi name", "Points won"] == [cell.strip() for cell in lines.splitlines()[1].split("  ") if cell]


def test_larger_objects_are_numbered():
    """A list of larger objects is numbered, one label a value."""
    item = {"title": "t" * 70, "steps": ["first", "second"]}

    lines = [line.rstrip() for line in seen([item, item], 100).splitlines()]

    assert lines[:2] == ["1. Title", "   " + "t" * 70]
    assert "     • second" in lines
    assert "2. Title" in lines
