"""Scripted judges of alignment tables: levels are a function of the two texts, or go wrong on purpose."""

import json
import re
from functools import cache
from hashlib import sha256

from attrs import evolve

from purpose_coach import Coach
from purpose_coach.backends import Scripted
from purpose_coach.flights import Flights
from purpose_coach.grounding import excerpt, words
from purpose_coach.operation import parsed
from purpose_coach.relevance import Lexical
from purpose_coach.stores.memory import MemoryCache, MemoryMemo

__all__ = [
    "CONFLICT",
    "SUPPORT",
    "asked_rows",
    "coached",
    "hashed",
    "judged",
    "judging",
    "run",
    "sections",
    "table_in",
]

SUPPORT, CONFLICT = "Support: ", "Conflict: "
"""Rows that begin so are never judged below, or never above, unrelated."""


def sections(ask):
    """The tagged JSON of the user message, by tag."""
    found = re.findall(r"<(\w+)>\n(.*?)\n</\1>", ask.messages[1].content, re.DOTALL)
    return {tag: json.loads(text) for tag, text in found}


def table_in(ask):
    """The columns and rows that a judge is shown."""
    found = sections(ask)
    return found["columns"], found["rows"]


def asked_rows(ask):
    """The texts of the rows that are to be judged."""
    return [row["text"] for row in table_in(ask)[1]]


def hashed(row, column):
    """A level that depends on the two texts and on nothing else."""
    digest = sha256(f"{row}\0{column}".encode()).digest()[0]
    if row.startswith(SUPPORT):
        return 2 + digest % 4
    return digest % 3 if row.startswith(CONFLICT) else digest % 6


def judged(ask, level=hashed):
    """A right answer: levels by `level`, and the first words of long texts as quotes."""
    columns, rows = table_in(ask)
    return json.dumps({"rows": [_row(row, columns, level) for row in rows]})


def _row(row, columns, level):
    levels = [level(row["text"], column["text"]) for column in columns]
    long = [part["text"] for part in (row, *columns) if words(part["text"]) > 12]
    return {
        "row": row["row"],
        "levels": levels,
        "quotes": [excerpt(text, 4) for text in long],
        "why": "They go together, or not.",
    }


def judging(level=hashed, model="judge"):
    """A model that judges by `level`; everything else it words plainly."""
    return Scripted(lambda ask: _said(ask, level), model=model)


def _said(ask, level):
    match ask.schema.name:
        case "AlignmentAnswer":
            return judged(ask, level)
        case "ExplanationAnswer":
            return json.dumps({"paragraphs": ["You are on your way.", "Keep to it."]})
        case _:
            moves = [{"move": move["move"], "text": "Do it soon."} for move in sections(ask)["moves"]]
            return json.dumps({"suggestions": moves})


@cache
def _parts():
    """The parts that coaches may share; prompts are read once, which 10,000 examples are glad of."""
    return Coach(judging())._workshop.parts()


def coached(model, kind=Coach):
    """A coach with this model, a memory of its own, and the prompts of all others."""
    coach = kind(relevance=Lexical())
    coach._workshop._parts = evolve(
        _parts(), models=(model,), cache=MemoryCache(), memo=MemoryMemo(), flights=Flights()
    )
    return coach


def run(coach, operation, body):
    """The result of an operation for a body as it is sent."""
    return coach.run(operation, parsed(operation, json.dumps(body)))
