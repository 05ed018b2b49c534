"""What each operation sends and owes, in tokens, beside the naive way; exits 1 on a missed gate.

    python bench/tokens.py

The naive way asks the model for the whole result: the schema as pydantic gives it, and an answer
that repeats every text, judges every cell in an object of its own, and writes what code can compute.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

import exemplars
import sample
from attrs import frozen
from exemplars import Asked
from measuring import Figure, as_json, failed, report
from pydantic import BaseModel, Field, TypeAdapter

from purpose_coach import Answer, AsyncCoach, Operation
from purpose_coach.backends import Ask
from purpose_coach.backends.schema import schema_of
from purpose_coach.many import Many
from purpose_coach.operations.alignment_check import AlignmentCheck, AlignmentCheckRequest
from purpose_coach.operations.alignment_check import operation as alignment_check

CASES = Path(__file__).parent.parent / "tests" / "cases" / "alignment_check.jsonl"
ENCODING = "cl100k_base"
DERIVABLE = re.compile(
    r"^(?:.*Id|.*[a-z]At|(?i:id|.*_id|.*score|.*total|sum|count|number_of_.*|percent(?:age)?|.*_at|date|time"
    r"|.*timestamp|created.*|.*updated.*|rank|confidence|version|currency|model))$"
)
"""Names of fields that code can compute: no answer's schema may have one."""


@frozen
class Tokenizer:
    """How many tokens a text has, and by whose count."""

    name: str
    count: Callable[[str], int]


class Part(BaseModel):
    """A row or a column of the table, as a result shows it."""

    kind: str
    text: str


class Cell(BaseModel):
    """A judged cell, as a result shows it."""

    row: Part
    column: Part
    level: int
    goal_quote: str = Field(alias="goalQuote")
    foundation_quote: str = Field(alias="foundationQuote")
    reason: str


class Everything(AlignmentCheck):
    """What a model would owe if it had to write the whole result."""

    evidence: list[Cell]


def tokenizer() -> Tokenizer:
    """cl100k from the file that litellm brings, with no network; without it, bytes by four."""
    found = importlib.util.find_spec("litellm"), importlib.util.find_spec("tiktoken")
    if all(found) and found[0] is not None and found[0].origin is not None:
        folder = Path(found[0].origin).parent / "litellm_core_utils" / "tokenizers"
        if folder.is_dir():
            os.environ["TIKTOKEN_CACHE_DIR"] = str(folder)
            encoding = import_module("tiktoken").get_encoding(ENCODING)
            return Tokenizer(ENCODING, lambda text: len(encoding.encode(text)))
    return Tokenizer("bytes / 4", lambda text: -(-len(text.encode()) // 4))


def asked() -> Sequence[Ask]:
    """What is sent for every case."""
    coach = AsyncCoach()
    lines = CASES.read_text(encoding="utf-8").splitlines()
    goals = [AlignmentCheckRequest.model_validate(json.loads(line)["body"]) for line in lines]

    async def asks() -> list[Ask]:
        return [ask for goal in goals for ask in await coach.preview(alignment_check, goal)]

    return asyncio.run(asks())


def naive_answer() -> str:
    """The answer that holds everything, for the sample."""
    coach = sample.forgetful(sample.Instant())
    detailed = asyncio.run(coach.run(alignment_check, sample.request())).detailed()
    return json.dumps({name: detailed[name] for name in detailed if name not in {"warnings", "provenance"}})


def properties(node: Mapping[str, Any]) -> Iterator[str]:
    """The names of all fields in a schema."""
    yield from node.get("properties", {})
    inner = [*node.get("properties", {}).values(), node.get("items")]
    for part in (*inner, *node.get("anyOf", ())):
        if isinstance(part, Mapping):
            yield from properties(part)


def derivable() -> Sequence[str]:
    """The fields of any answer that code can compute, each with its operation."""
    return [
        f"{operation.name}.{name}"
        for operation in AsyncCoach.operations()
        for name in properties(_document(operation))
        if DERIVABLE.match(name)
    ]


def _document(operation: Operation[..., Any, Any, Any, Any]) -> Mapping[str, Any]:
    answer: type[Answer] = operation.answer
    return schema_of(answer).document


def measured(tokens: Tokenizer) -> Sequence[Figure]:
    """Every figure."""
    asks, schema = asked(), schema_of(alignment_check.answer).text
    count = tokens.count
    ours, naive = count(sample.ANSWER), count(naive_answer())
    naive_schema = count(json.dumps(Everything.model_json_schema()))
    cells = sum(len(levels) for levels, _, _ in sample.ROWS)
    wrong = derivable()
    for name in wrong:
        print(f"code can compute {name}: ask no model for it", file=sys.stderr)
    return [
        _tokens(
            "system", "the system message, the same for every request", count(asks[0].messages[0].content)
        ),
        _tokens(
            "user",
            f"the user message, median of {len(asks)} cases",
            median(count(a.messages[1].content) for a in asks),
        ),
        _tokens("schema", "the answer's schema", count(schema), most=230),
        _tokens("naive schema", "the naive schema", naive_schema),
        _tokens("answer", f"an answer of {cells} cells", ours, most=350),
        _tokens("naive answer", "the naive answer of the same cells", naive),
        Figure(name="answer/naive", what="the naive answer over ours", value=naive / ours, unit="x"),
        Figure(
            name="derivable",
            what="fields that code can compute, in all answers' schemas",
            value=len(wrong),
            unit="fields",
            most=0,
        ),
    ]


@frozen
class Spent:
    """Tokens of one operation: ours, and what the naive way would take."""

    asked: Asked
    system: int
    user: int
    schema: int
    output: int
    naive_input: int
    naive_output: int

    @property
    def saved(self) -> float:
        """Per cent of the output."""
        return 100 * (1 - self.output / self.naive_output)


def spent(asked: Asked, count: Callable[[str], int]) -> Spent:
    """Naively a model is told the result's own schema in prose, and writes the whole result."""
    ask, result = asked.asks[-1], asked.operation.result
    shape: TypeAdapter[Any] = result.adapter() if issubclass(result, Many) else TypeAdapter(result)
    prose = f"You are a business coach. {asked.operation.summary} Answer with JSON of this schema:"
    system, user = (count(message.content) for message in ask.messages[:2])
    return Spent(
        asked=asked,
        system=system,
        user=user,
        schema=count(ask.schema.text),
        output=count(asked.replies[-1]),
        naive_input=count(f"{prose}\n{json.dumps(shape.json_schema())}\n{asked.request.model_dump_json()}"),
        naive_output=count(asked.body.decode()),
    )


def outputs(all_spent: Sequence[Spent]) -> Sequence[Figure]:
    """What typical answers save beside the naive way, an operation and all together."""
    ours, naive = (sum(getattr(one, side) for one in all_spent) for side in ("output", "naive_output"))
    each = [
        _percent(f"output.{one.asked.operation.name}", one.asked.operation.name, one.saved)
        for one in all_spent
    ]
    return [*each, _percent("output", "all of them together (aim: 35)", 100 * (1 - ours / naive))]


def _percent(name: str, what: str, value: float) -> Figure:
    return Figure(name=name, what=f"output saved: {what}", value=value, unit="%")


def table(all_spent: Sequence[Spent]) -> None:
    """Print what goes in and out, an operation."""
    print(f"  {'':<28}{'system':>8}{'user':>8}{'schema':>8}{'output':>8}{'naive in':>10}{'naive out':>10}")
    for one in all_spent:
        parts = f"{one.system:>8}{one.user:>8}{one.schema:>8}{one.output:>8}"
        print(f"  {one.asked.operation.name:<28}{parts}{one.naive_input:>10}{one.naive_output:>10}")


def static(times: int = 1000) -> Figure:
    """Whether the system message and the schema are the same bytes for every request."""
    coach = AsyncCoach()
    prefixes: set[tuple[str, str]] = set()

    async def collect() -> None:
        for number in range(times):
            for ask in await coach.preview(alignment_check, sample.request(number)):
                prefixes.add((ask.messages[0].content, ask.schema.text))

    asyncio.run(collect())
    return Figure(
        name="prefixes",
        what=f"static prefixes of {times} requests",
        value=len(prefixes),
        unit="kinds",
        most=1,
    )


def _tokens(name: str, what: str, value: float, most: float | None = None) -> Figure:
    return Figure(name=name, what=what, value=value, unit="tokens", most=most)


def main() -> int:
    """Count, print, and say whether the gates are kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="figures as JSON, and no verdict")
    chosen = parser.parse_args()
    tokens = tokenizer()
    figures = measured(tokens)
    if chosen.json:
        print(as_json(figures))
        return 0
    report(f"One alignment check, in tokens of {tokens.name}", figures)
    print(f"\nA typical answer of each operation, in tokens of {tokens.name}; the system message is cached")
    all_spent = [spent(exemplars.asked(operation), tokens.count) for operation in exemplars.known()]
    table(all_spent)
    every = [*outputs(all_spent), static()]
    report("Beside the naive way", every)
    return failed([*figures, *every])


if __name__ == "__main__":
    sys.exit(main())
