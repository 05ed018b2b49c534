"""Hostile answers to any operation: of its schema, but with whatever a model might put there, or broken."""

import json
import re
from itertools import cycle

from attrs import evolve
from hypothesis import settings
from hypothesis import strategies as st
from tests.strategies import HOSTILE

from purpose_coach import Coach
from purpose_coach.backends import Scripted
from purpose_coach.backends.schema import schema_of
from purpose_coach.errors import AnswerBeyondRepair
from purpose_coach.flights import Flights
from purpose_coach.operation import parsed
from purpose_coach.relevance import Lexical
from purpose_coach.stores.memory import MemoryCache, MemoryMemo

__all__ = ["EXAMPLES", "LIE", "MARKUP", "NUMBER", "answers", "outcome", "scripted", "texts_of"]

USUAL = settings.default.max_examples
EXAMPLES = max(500, USUAL) if USUAL > 100 else USUAL
"""Hostile answers an operation: 500 in CI, 10,000 at night, and as many as of any law while developing."""

LIE, NUMBER = "zebras weave quilts", "7391"
"""What no request holds: between quotation marks, or at all, it must not reach a caller."""
MARKUP = re.compile(r"<\s*[a-zA-Z/!?]|\]\(|```|[\x00-\x08\x1b\u202e]|https?:")
WORDINGS = (
    *HOSTILE,
    f"You say “{LIE}” yourselves.",
    f"It wins {NUMBER} points and seventy percent.",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "See https://evil.example/x now.",
    "",
    " \n ",
    "word " * 300,
    "very-" * 20_000,
)
PLAIN = ("Ask the people who do the work", "Agree who decides", "Write down what happened", "Try it once")
NUMBERS = (-1, 0, 1, 2, 3, 5, 8, 99, 10**30, 0.5, 3.7, 1e400, 7391)


def answers(operation, words=PLAIN):
    """Texts of answers: most fit the schema, with `words` (what a good answer says) and hostile ones."""
    document = schema_of(operation.answer).document
    kind = st.sampled_from(["fit"] * 4 + ["wild"] * 3 + ["cut", "fence", "empty"])
    return kind.flatmap(lambda chosen: _text(document, chosen, tuple(words)))


def _text(document, kind, words):
    hostile = st.sampled_from(WORDINGS) | st.text(max_size=40)
    some = st.sampled_from(words)
    text = some if kind == "fit" else some | some | some | hostile
    whole = _of(document, text, kind == "wild").map(json.dumps)
    match kind:
        case "cut":
            return st.tuples(whole, st.floats(0, 1)).map(lambda cut: cut[0][: int(len(cut[0]) * cut[1])])
        case "fence":
            return whole.map(lambda text: f"Sure!\n```json\n{text},\n```")
        case "empty":
            return st.sampled_from(["", "null", "[]", "{}", "I cannot help with that."])
        case _:
            return whole


def _of(node, text, wild):
    match node:
        case {"anyOf": list(choices)}:
            return st.one_of([_of(choice, text, wild) for choice in choices])
        case {"type": "object", "properties": dict(fields)}:
            return st.fixed_dictionaries({name: _of(field, text, wild) for name, field in fields.items()})
        case {"type": "array"}:
            # Few of the same, or a flood: both happen.
            return st.lists(_of(node.get("items", {}), text, wild), max_size=12 if wild else 5)
        case {"enum": list(values)}:
            return st.sampled_from([*values, "no such", None, 7] if wild else values)
        case _:
            small, plain = st.integers(0, 4), st.floats(0, 100_000).map(lambda number: round(number, 1))
            odd = st.sampled_from(NUMBERS)
            kinds = {
                "integer": small | small | odd if wild else small,
                "number": plain | odd if wild else plain,
                "boolean": st.booleans(),
                "null": st.none(),
            }
            return kinds.get(node.get("type"), text)


_SHARED = []


def scripted(model, kind=Coach, **parts):
    """A coach with this model, a memory of its own, and the prompts and measures of all others."""
    if not _SHARED:
        _SHARED.append(Coach(Scripted([]))._workshop.parts())
    coach = kind()
    own = {
        "cache": MemoryCache(),
        "memo": MemoryMemo(),
        "flights": Flights(),
        "relevance": Lexical(),
        **parts,
    }
    coach._workshop._parts = evolve(_SHARED[0], models=(model,), **own)
    return coach


def outcome(operation, body, *texts, **parts):
    """The result for `body` when a model answers with these texts in turn; None where it is a typed error.

    Anything else that is raised is a defect, and the test that asked fails.
    """
    model = None
    if texts:
        left = cycle(texts)
        model = Scripted(lambda ask: next(left))
    try:
        return scripted(model, **parts).run(operation, parsed(operation, json.dumps(body)))
    except AnswerBeyondRepair:
        return None


def texts_of(value):
    """Every text in a JSON value."""
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from texts_of(inner)
        case list():
            for inner in value:
                yield from texts_of(inner)
