"""From a reply's text to the answer it holds, however a model wrapped it.

Models put fences and prose around their JSON, write several blocks, end lists with a comma and
break lines inside strings; all of that is read. JSON that breaks off is not: of a cut answer
nothing is used, not even the parts that came whole. What cannot be read comes back as `Unreadable`,
whose objections a model can act on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from attrs import frozen
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

__all__ = ["Unreadable", "read"]

A = TypeVar("A", bound=BaseModel)

MOST_BLOCKS = 32
"""More JSON blocks than any honest answer has; what comes after them is not looked at."""
DEEPEST = 64
"""No answer nests deeper; it also keeps a flood of brackets cheap."""
LONGEST_MENDED = 40_000
"""Characters of a block with slips that is still mended: several times the longest answer."""
MOST_OBJECTIONS = 8
LONGEST_NAME = 40

START = re.compile(r'\{\s*+["\'}]|\[\s*+(?:["{\[\]0-9-]|true|false|null)')
"""Where JSON can begin, or what takes itself for it; the `{` of `{see below}` is passed over."""
# The quantifiers are possessive and an unended string runs to the end: linear time on any text.
TOKEN = re.compile(r'"(?:[^"\\]|\\.?)*+(?:"|\Z)|[{}\[\]]', re.DOTALL)
SLIP = re.compile(r'"(?:[^"\\]|\\.?)*+(?:"|\Z)|,(?=\s*+[}\]])', re.DOTALL)
THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
CONTROLS = {code: f"\\u{code:04x}" for code in range(32)}

NOT_JSON = frozenset({"json_invalid", "string_unicode"})

NO_JSON = "answer with one JSON object and nothing else: none was found"
CUT_OFF = "the JSON breaks off before its end: answer again, shorter, with one complete JSON object"
BROKEN = "what was found is not valid JSON: answer with one JSON object and nothing else"


@frozen
class Unreadable:
    """Why no answer could be read, in words that a model can act on; it quotes no value."""

    objections: tuple[str, ...]


def read(text: str, model: type[A]) -> A | Unreadable:
    """The answer in `text`: all of it when it is plain JSON, else its first block that fits."""
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        if not _is_broken(error):
            return Unreadable(_objections(error))
    spoken = THOUGHT.sub("", text)  # a draft in a model's thoughts is not its answer
    return _search(spoken.encode("utf-8", "replace").decode(), model)  # no lone surrogates


def _search(text: str, model: type[A]) -> A | Unreadable:
    failures: list[ValidationError] = []
    for block in islice(_blocks(text), MOST_BLOCKS):
        answer = _fitting(block, model)
        if not isinstance(answer, ValidationError):
            return answer
        failures.append(answer)
    return Unreadable(_verdict(text, failures))


def _fitting(block: str, model: type[A]) -> A | ValidationError:
    try:
        return model.model_validate_json(block)
    except ValidationError as error:
        if not _is_broken(error) or len(block) > LONGEST_MENDED:
            return error
    try:
        return model.model_validate_json(SLIP.sub(_mended, block))
    except ValidationError as error:
        return error


def _mended(slip: re.Match[str]) -> str:
    """A string with its control characters escaped; nothing for a comma that nothing follows."""
    return slip[0].translate(CONTROLS) if slip[0] != "," else ""


def _is_broken(error: ValidationError) -> bool:
    """Whether the text is no JSON at all, which is always the only error."""
    return error.error_count() == 1 and error.errors(include_url=False)[0]["type"] in NOT_JSON


def _blocks(text: str) -> Iterator[str]:
    """Every whole value that looks like JSON, outermost only, until one breaks off."""
    start = START.search(text)
    while start is not None:
        end = _end(text, start.start())
        if end is None:
            return
        yield text[start.start() : end]
        start = START.search(text, end)


def _end(text: str, start: int) -> int | None:
    """Where the bracket at `start` is closed; None when it never is."""
    depth = 0
    for token in TOKEN.finditer(text, start):
        if token[0] in "{[":
            depth += 1
        elif token[0] in "}]":
            depth -= 1
        if depth == 0:
            return token.end()
        if depth > DEEPEST:
            return None
    return None


def _verdict(text: str, failures: list[ValidationError]) -> tuple[str, ...]:
    whole = [error for error in failures if not _is_broken(error)]
    if whole:
        return _objections(min(whole, key=ValidationError.error_count))
    if failures:
        return (BROKEN,)
    return (CUT_OFF if START.search(text) else NO_JSON,)


def _objections(error: ValidationError) -> tuple[str, ...]:
    found = error.errors(include_url=False, include_input=False, include_context=False)
    told = tuple(_told(detail) for detail in found[:MOST_OBJECTIONS])
    return told if len(told) == len(found) else (*told, f"and {len(found) - len(told)} more")


def _told(detail: ErrorDetails) -> str:
    return f"{_path(detail['loc']) or 'the answer'}: {detail['msg']}"


def _path(location: Iterable[int | str]) -> str:
    return "".join(map(_step, location)).removeprefix(".")


def _step(step: int | str) -> str:
    return f"[{step}]" if isinstance(step, int) else f".{step[:LONGEST_NAME]}"
