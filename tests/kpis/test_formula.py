"""Formulas: what is understood, what is refused, and the laws of working out and showing."""

import ast
import re
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from purpose_coach.kpis.formula import (
    DEEPEST,
    MOST_CHARACTERS,
    FormulaError,
    Minus,
    Name,
    Number,
    Operation,
    Undefined,
    evaluate,
    names,
    parse,
    render,
)

NAMES = ("a", "b", "cost_1", "Sales")
LABELS = {"a": "On-Time Deliveries", "b": "Deliveries", "cost_1": "Cost of 100 Goods", "Sales": "Sales"}
LEAVES = st.sampled_from(NAMES).map(Name) | (
    st.integers(0, 10**6) | st.decimals(0, 10**6, places=3).map(float)
).map(lambda value: Number(float(value)))
TREES = st.recursive(
    LEAVES,
    lambda parts: st.builds(Minus, parts) | st.builds(Operation, st.sampled_from("+-*/"), parts, parts),
    max_leaves=12,
)

GROWING = st.recursive(
    LEAVES, lambda parts: st.builds(Operation, st.sampled_from("+*/"), parts, parts), max_leaves=8
)

HOSTILE = [
    "__import__('os').system('id')",
    "__import__",
    "a()",
    "a(b)",
    "a.b",
    "a . b",
    "().__class__",
    "a ** b",
    "2 ** 9 ** 9",
    "a // b",
    "a % b",
    "a @ b",
    "a << 2",
    "a | b",
    "~a",
    "+a",
    "not a",
    "a and b",
    "a if b else a",
    "a < b",
    "[a]",
    "(a, b)",
    "{a}",
    "a[0]",
    "[a for a in b]",
    "lambda a",
    "(a := 1)",
    "'a'",
    "a; b",
    "a = b",
    "yield a",
    "await a",
    "True",
    "None",
    "1j",
    "1e400",
    "0x10",
    "1_000",
    "1if a else b",
    "99999999999999999999",
    "",
    " ",
    "a +",
    "a b",
    "(a",
    "007",
    "\u0430 + b",  # a Cyrillic letter
    "\ufb01 + b",  # a ligature, which Python's parser would read as fi
    "a\x00",
    "a # b",
]


def read(shown, labels):
    """The tree of a shown formula: labels back to names, the longest first, then parsed."""
    back = {label: name for name, label in labels.items()}
    longest = sorted(back, key=len, reverse=True)
    return parse(re.sub("|".join(map(re.escape, longest)), lambda found: back[found[0]], shown))


def plainly(tree, values):
    """What a tree comes to, in fractions."""
    match tree:
        case Number(value):
            return Fraction(value)
        case Name(name):
            return Fraction(values[name])
        case Operation("+", left, right):
            return plainly(left, values) + plainly(right, values)
        case Operation("*", left, right):
            return plainly(left, values) * plainly(right, values)
        case Operation("/", left, right):
            return plainly(left, values) / plainly(right, values)


@given(TREES)
def test_a_shown_formula_reads_back(tree):
    """What is rendered parses to the same tree, with names and, the names put back, with labels."""
    shown = render_tree(tree, {})

    assert tree == parse(shown)
    assert tree == read(render(shown, LABELS), LABELS)


def render_tree(tree, labels):
    """The tree as an expression with every part in parentheses, then rendered."""

    def written(part):
        match part:
            case Number(value):
                return f"{value:f}".rstrip("0").rstrip(".")
            case Name(name):
                return name
            case Minus(of):
                return f"(-{written(of)})"
            case Operation(sign, left, right):
                return f"({written(left)} {sign} {written(right)})"

    return render(written(tree), labels)


@given(GROWING, st.lists(st.integers(1, 10**4), min_size=4, max_size=4))
def test_a_formula_comes_to_what_arithmetic_says(tree, numbers):
    """The value is that of exact arithmetic (without subtraction, whose rounding has no bound)."""
    values = dict(zip(NAMES, numbers, strict=True))
    try:
        expected = plainly(tree, values)
    except ZeroDivisionError:
        expected = None
    got = evaluate(render_tree(tree, {}), values)

    assert got == (Undefined("it divides by zero") if expected is None else pytest.approx(float(expected)))


@given(st.integers(-999, 999), st.integers(-999, 999), st.integers(-999, 999))
def test_signs_bind_as_in_arithmetic(one, two, three):
    """Subtraction goes from the left, products before sums, a leading minus before all."""
    values = {"a": one, "b": two, "c": three}

    assert one - two - three == evaluate("a - b - c", values)
    assert one - (two - three) == evaluate("a - (b - c)", values)
    assert -one + two * three == evaluate("-a + b * c", values)


@given(TREES)
def test_names_are_those_of_the_syntax_tree(tree):
    """The names are those that Python's own parser finds."""
    shown = render_tree(tree, {})
    expected = {node.id for node in ast.walk(ast.parse(shown)) if isinstance(node, ast.Name)}

    assert expected == names(shown)


@pytest.mark.parametrize("expression", HOSTILE)
def test_anything_else_is_refused(expression):
    """Calls, attributes, powers, comparisons, other literals and broken text are refused."""
    with pytest.raises(FormulaError):
        parse(expression)


@given(st.text(max_size=60) | st.text("ab1.0 ()+-*/_,[]{}:'\"%=<>&|~^@!\n", max_size=60))
@example("(" * 300)
@example("-" * 399 + "a")
@example("(" * 199 + "a" + ")" * 199)
@example("a" + "+a" * 199)
@example("a" * 400)
def test_any_text_is_a_formula_or_refused(expression):
    """Whatever the text, it is understood or refused; and what is understood is worked out."""
    try:
        used = names(expression)
    except FormulaError:
        return

    assert isinstance(evaluate(expression, dict.fromkeys(used, 3.0)), float | Undefined)


@given(st.integers(1, 400))
def test_deep_formulas_are_refused(depth):
    """A formula may be nested so deep and no deeper."""
    expression = "a" + "+a" * depth
    try:
        parse(expression)
        parsed = True
    except FormulaError:
        parsed = False

    assert parsed == (depth < DEEPEST and len(expression) <= MOST_CHARACTERS)


def test_long_formulas_are_refused():
    """An expression has so many characters at most, and the message says so."""
    with pytest.raises(FormulaError, match=str(MOST_CHARACTERS)):
        parse("1" + " " * MOST_CHARACTERS)


@pytest.mark.parametrize(
    ("expression", "values", "reason"),
    [
        ("a / b", {"a": 1, "b": 0}, "it divides by zero"),
        ("a / (b - b)", {"a": 1, "b": 5}, "it divides by zero"),
        ("a * a", {"a": 1e300}, "it is too large"),
        ("a", {"a": 10**400}, "it is too large"),
        ("a - a", {"a": float("inf")}, "it is too large"),
    ],
)
def test_no_value_is_said_so(expression, values, reason):
    """Where there is no value the answer is a reason, never an infinity and never an exception."""
    assert Undefined(reason) == evaluate(expression, values)


def test_a_missing_value_is_named():
    """A variable without a value is an error that names it."""
    with pytest.raises(FormulaError, match="'b'"):
        evaluate("a / b", {"a": 1})


def test_a_refusal_says_what_may_stand_there():
    """The message shows what was refused and what is allowed."""
    with pytest.raises(FormulaError, match=r"'a \*\* b'.*names of variables"):
        parse("a ** b")
