"""`purpose-coach run` and `purpose-coach operations`."""

from __future__ import annotations

import asyncio
import codecs
import re
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from purpose_coach.cli.screen import Mistake, console, listing, text, write
from purpose_coach.coach import AsyncCoach
from purpose_coach.errors import InvalidRequest
from purpose_coach.operation import Operation, parsed

if TYPE_CHECKING:
    from purpose_coach.backends.port import Ask
    from purpose_coach.result import Outcome
    from purpose_coach.wire import Request

__all__ = ["operations", "run_operation"]

AnyOperation = Operation[..., Any, Any, Any, Any]

PLACE = re.compile(r"^Invalid JSON: (?P<reason>.*) at line (?P<line>\d+) column (?P<column>\d+)$")


def run_operation(
    operation: Annotated[str, typer.Argument(help="Which one, such as alignment-check.", show_default=False)],
    file: Annotated[
        str | None, typer.Argument(help="The request as JSON; - or none: standard input.", show_default=False)
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="The wire body and nothing else.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Also the evidence and where the answer came from.")
    ] = False,
    chart: Annotated[
        Path | None, typer.Option("--chart", help="Write the answer's picture to this SVG file.")
    ] = None,
    prompt: Annotated[
        bool, typer.Option("--prompt", help="What a model would be sent; nothing is sent.")
    ] = False,
) -> None:
    """Run an operation on a request.

    --json and --explain together give one JSON object: the body, evidence, warnings, provenance.
    """
    if prompt and (json or explain or chart):
        raise Mistake(
            "--prompt sends nothing, so there is no answer for --json, --explain or --chart: leave one out"
        )
    wanted = _named(operation)
    request = _request(wanted, file)
    if prompt:
        _show_prompt(wanted, request)
    else:
        result = _answer(wanted, request, json=json, explain=explain)
        if chart is not None:
            _draw(wanted, result, chart)


def operations() -> None:
    """List the operations: name, address, what each does."""
    from purpose_coach.catalogue import Catalogue

    grid = listing()
    for operation in Catalogue.operations():
        about = text(f"{operation.verb} {operation.path}\n", "dim").append(text(operation.summary, "default"))
        grid.add_row(_hyphened(operation.name), about)
    console().print(grid)


def _hyphened(name: str) -> str:
    return name.replace("_", "-")


def _named(name: str) -> AnyOperation:
    from purpose_coach.catalogue import Catalogue

    known = {_hyphened(operation.name): operation for operation in Catalogue.operations()}
    asked = _hyphened(name.lower())
    if asked in known:
        return known[asked]
    nearest = get_close_matches(asked, known, n=1, cutoff=0.5)
    hint = f"did you mean {nearest[0]}?" if nearest else "`purpose-coach operations` lists them"
    raise Mistake(f"there is no operation {name!r}: {hint}")


def _request(operation: AnyOperation, file: str | None) -> Request:
    where, body = _read(file)
    try:
        request: Request = parsed(operation, body.removeprefix(codecs.BOM_UTF8))
    except InvalidRequest as error:
        raise _unfit(operation, where, body, error) from None
    return request


def _read(file: str | None) -> tuple[str, bytes]:
    """Where the request comes from, and its bytes."""
    if file not in {None, "-"}:
        try:
            return str(file), Path(str(file)).read_bytes()
        except OSError as error:
            raise Mistake(f"{file}: cannot be read: {error.strerror}") from None
    if file is None and sys.stdin.isatty():
        raise Mistake("there is no request: name a file with JSON, or pipe one in")
    return "standard input", sys.stdin.buffer.read()


def _unfit(operation: AnyOperation, where: str, body: bytes, error: InvalidRequest) -> Mistake:
    if not body.strip():
        return Mistake(f"{where}: is empty: give the request as JSON")
    if (place := PLACE.match(error.errors.get("body", ""))) is not None:
        return Mistake(f"{where}:{place['line']}:{place['column']}: broken JSON: {place['reason']}")
    fields = (f"{name}: {reason}" for name, reason in error.errors.items())
    return Mistake(f"{where}: is no request for {_hyphened(operation.name)}, mend these:", *fields)


def _draw(operation: AnyOperation, result: Outcome, file: Path) -> None:
    """Write the picture of a result that has one."""
    from purpose_coach.result import Charted

    if not isinstance(result, Charted):
        raise Mistake(f"{_hyphened(operation.name)} has no picture: leave out --chart")
    try:
        file.write_text(result.chart(), encoding="utf-8")
    except OSError as error:
        raise Mistake(f"{file}: cannot be written: {error.strerror}") from None


def _answer(operation: AnyOperation, request: Request, *, json: bool, explain: bool) -> Outcome:
    # Not the blocking coach: an interrupt has to cancel the call, not to wait for it.
    result: Outcome = asyncio.run(AsyncCoach.from_env().run(operation, request))
    if json and explain:
        from json import dumps

        write(dumps(result.detailed(), ensure_ascii=False, indent=2))
    elif json:
        write(result.model_dump_json())
    else:
        from purpose_coach.cli.answers import answer, explained, origin

        console().print(answer(operation.name, result))
        console().print(explained(operation.name, result) if explain else origin(result))
    return result


def _show_prompt(operation: AnyOperation, request: Request) -> None:
    asks = asyncio.run(AsyncCoach.from_env().preview(operation, request))
    if not asks:
        write("Nothing would be sent: code knows the answer.")
    for number, ask in enumerate(asks, 1):
        _show_ask(ask, number, asks)


def _show_ask(ask: Ask, number: int, asks: Sequence[Ask]) -> None:
    out = console()
    for message in ask.messages:
        out.print(text(f"── {message.role}", "bold"))
        # Not wrapped: this is what is sent.
        out.print(text(message.content), soft_wrap=True, end="\n\n")
    warmth = "the provider's" if ask.temperature is None else ask.temperature
    size = len(ask.schema.text.encode())
    out.print(text(f"── call {number} of {len(asks)}", "bold"))
    out.print(f"schema {ask.schema.name}, {size} bytes; max_tokens {ask.max_tokens}; temperature {warmth}")
