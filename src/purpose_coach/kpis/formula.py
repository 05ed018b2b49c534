"""Formulas of KPIs: read from text, worked out, and shown with labels.

A formula is numbers and named variables, joined by + - * / and parentheses. Python's own parser
reads it and nothing of it is executed: what is not one of four kinds of part is refused.

>>> evaluate("(end - new) / start * 100", {"end": 450, "new": 35, "start": 500})
83.0
>>> render("lost / start", {"lost": "Customers Lost", "start": "Customers at Start"})
'Customers Lost / Customers at Start'
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Literal, TypeAlias

from attrs import frozen

__all__ = [
    "DEEPEST",
    "MOST_CHARACTERS",
    "FormulaError",
    "Minus",
    "Name",
    "Number",
    "Operation",
    "Tree",
    "Undefined",
    "evaluate",
    "names",
    "parse",
    "render",
]

MOST_CHARACTERS = 400
"""Of an expression, which bounds its parts; the longest that ships has 57."""

DEEPEST = 24
"""Parts within parts; a sum of so many terms is as deep."""

ALLOWED = "only numbers, names of variables, + - * / and parentheses may stand in an expression"
_TOKEN = re.compile(r"[A-Za-z]\w*|\d{1,15}(?:\.\d{1,9})?(?![\w.])|[-+*/()]|\s+", re.ASCII)

Sign = Literal["+", "-", "*", "/"]


class FormulaError(ValueError):
    """An expression cannot be used; the message says why, in words that its author can act on."""


@frozen
class Number:
    """A constant."""

    value: float


@frozen
class Name:
    """A variable."""

    name: str


@frozen
class Minus:
    """The negative of a part."""

    of: Tree


@frozen
class Operation:
    """Two parts, added, subtracted, multiplied or divided."""

    sign: Sign
    left: Tree
    right: Tree


Tree: TypeAlias = Number | Name | Minus | Operation
"""A formula as it was understood."""


@frozen
class Undefined:
    """What a formula comes to where it has no value."""

    reason: str


_SIGNS: Mapping[type[ast.operator], Sign] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_BINDS: Mapping[Sign, int] = {"+": 1, "-": 1, "*": 2, "/": 2}


@lru_cache(maxsize=1024)
def parse(expression: str) -> Tree:
    """The expression's tree.

    Raises:
        FormulaError: when it is too long or too deep, or holds anything but what is allowed.
    """
    if len(expression) > MOST_CHARACTERS:
        raise FormulaError(f"the expression has more than {MOST_CHARACTERS} characters: make it shorter")
    if strange := _TOKEN.sub("", expression):
        raise FormulaError(f"the expression holds {strange[:20]!r}: {ALLOWED}")
    try:
        tree = ast.parse(" ".join(expression.split()), mode="eval").body
    except (SyntaxError, RecursionError, MemoryError):  # the last two where it is nested too deeply
        raise FormulaError(f"the expression does not parse: {ALLOWED}, each sign between two parts") from None
    return _tree(tree, DEEPEST)


def _tree(node: ast.expr, depth: int) -> Tree:
    if depth == 0:
        raise FormulaError(f"the expression is nested more than {DEEPEST} deep: make it simpler")
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return Number(float(value))
        case ast.Name(id=name):
            return Name(name)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Minus(_tree(operand, depth - 1))
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _SIGNS:
            return Operation(_SIGNS[type(sign)], _tree(left, depth - 1), _tree(right, depth - 1))
        case _:
            raise FormulaError(f"the expression holds {ast.unparse(node)[:40]!r}: {ALLOWED}")


def names(expression: str) -> frozenset[str]:
    """The variables that stand in the expression."""
    return _names(parse(expression))


def _names(tree: Tree) -> frozenset[str]:
    match tree:
        case Number():
            return frozenset()
        case Name(name):
            return frozenset({name})
        case Minus(of):
            return _names(of)
        case Operation(left=left, right=right):
            return _names(left) | _names(right)


def evaluate(expression: str, values: Mapping[str, float]) -> float | Undefined:
    """What the expression comes to with these values of its variables.

    Raises:
        FormulaError: when it does not parse, or a variable has no value.
    """
    tree = parse(expression)
    if missing := sorted(_names(tree) - values.keys()):
        raise FormulaError(f"no value is given for {', '.join(map(repr, missing))}")
    try:
        value = _worked(tree, values)
    except ZeroDivisionError:
        return Undefined("it divides by zero")
    except OverflowError:  # a whole number that no float can hold
        return Undefined("it is too large")
    return value if math.isfinite(value) else Undefined("it is too large")


def _worked(tree: Tree, values: Mapping[str, float]) -> float:
    match tree:
        case Number(value):
            return value
        case Name(name):
            return float(values[name])
        case Minus(of):
            return -_worked(of, values)
        case Operation(sign, left, right):
            return _joined(sign, _worked(left, values), _worked(right, values))


def _joined(sign: Sign, left: float, right: float) -> float:
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right


def render(expression: str, labels: Mapping[str, str]) -> str:
    """The expression for people, its variables called by their labels; a variable without one by name.

    With the names back in the labels' places it parses to the same tree.
    """
    return _shown(parse(expression), labels)


def _shown(tree: Tree, labels: Mapping[str, str]) -> str:
    match tree:
        case Number(value):
            return format(Decimal(repr(value)), "f").removesuffix(".0")
        case Name(name):
            return labels.get(name, name)
        case Minus(of):
            return f"-{_inside(of, labels, 3)}"
        case Operation(sign, left, right):
            binds = _BINDS[sign]
            return f"{_inside(left, labels, binds)} {sign} {_inside(right, labels, binds + 1)}"


def _inside(tree: Tree, labels: Mapping[str, str], binds: int) -> str:
    """The part, in parentheses where what stands around it binds more tightly."""
    shown = _shown(tree, labels)
    return f"({shown})" if isinstance(tree, Operation) and _BINDS[tree.sign] < binds else shown
