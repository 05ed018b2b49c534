"""Every prompt against a real model over real HTTP: one that is configured, or a small one from packages.

`make test-model` runs it and prints, an operation, how often answers fitted their schema, how many quotes
were true, and how many repairs it took. Nothing is asked of the model's wits: whatever it says must end in a
result that holds, or in a typed error.
"""

import asyncio
import json
import secrets
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from attrs import define, evolve, field

from purpose_coach import AsyncCoach, Coach, CoachError, Settings
from purpose_coach.backends import OpenAICompatible, Reply
from purpose_coach.backends.reading import Unreadable, read
from purpose_coach.grounding import quoted
from purpose_coach.operation import parsed

CASES = Path(__file__).parents[1] / "cases"
CONFIGURED = Settings.from_env().backend()  # read here: tests themselves see no settings from outside
OPERATIONS = [operation.name for operation in Coach.operations()]
MANY = 5 if CONFIGURED else 1
MOST = 4000 if CONFIGURED else 500
"""Output tokens: a small model may go on for ever."""

pytestmark = [pytest.mark.model, pytest.mark.timeout(1800)]


@define
class Heard:
    """A backend that passes an operation's own questions on, and remembers what was answered.

    What an operation builds on is answered by rule, so that its own prompt is reached with any model.
    """

    backend: object
    own: str
    replies: list = field(factory=list)

    @property
    def model(self):
        return self.backend.model

    @property
    def identity(self):
        return self.backend.identity

    async def complete(self, ask):
        if ask.schema.name != self.own:
            return Reply(text=_neutral(ask))
        reply = await self.backend.complete(evolve(ask, max_tokens=min(ask.max_tokens, MOST)))
        self.replies.append((ask, reply))
        return reply


def _neutral(ask):
    """A table in which nothing is related to anything, for the rows and columns of an alignment."""
    columns, rows = (json.loads(line) for line in ask.messages[1].content.splitlines() if line[0] == "[")
    judged = [{"row": r["row"], "levels": [2] * len(columns), "quotes": [], "why": ""} for r in rows]
    return json.dumps({"rows": judged})


@pytest.fixture(scope="module")
def model():
    """The configured model, or the small one."""
    if CONFIGURED is not None:
        yield CONFIGURED
        return
    if find_spec("xllamacpp") is None:
        pytest.skip("no model is configured and the small one is not installed: make test-model installs it")
    key = secrets.token_hex(16)
    script = Path(__file__).parent / "small_model.py"
    command = [sys.executable, str(script), key]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, text=True, **pipes) as server:
        address = next(line.split()[1] for line in server.stdout if line.startswith("address "))
        yield OpenAICompatible(address, "SmolLM2-135M", api_key=key)
        server.stdin.close()


def _requests(operation):
    file = CASES / f"{operation.name}.jsonl"
    file = file if file.is_file() else CASES / "alignment_explanation.jsonl"
    bodies = [json.loads(line)["body"] for line in file.read_text().splitlines()]
    return [parsed(operation, json.dumps(body)) for body in bodies[:MANY]]


def _quotes(operation, replies):
    """How many quotes were given, and how many of them are verbatim in what was asked."""
    given = true = 0
    for ask, reply in replies:
        answer = read(reply.text, operation.answer)
        for row in getattr(answer, "rows", ()):
            given += len(row.quotes)
            true += sum(quoted(ask.messages[1].content, quote) is not None for quote in row.quotes)
    return given, true


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_prompt_ends_in_a_result_or_a_typed_error(name, model, capsys):
    """A real model's answers become a valid result or a typed error, and nothing else."""
    operation = getattr(Coach, name)
    heard = Heard(model, operation.answer.__name__)
    ends = []

    async def run_all():
        coach = AsyncCoach(heard, timeout=900)
        for request in _requests(operation):
            try:
                result = await coach.run(operation, request)
                ends.append(f"{result.provenance.repairs} repairs, {len(result.warnings)} warnings")
                assert type(result).model_validate_json(result.model_dump_json())
            except CoachError as error:
                ends.append(error.code)

    asyncio.run(run_all())
    own = heard.replies
    fitting = sum(not isinstance(read(reply.text, operation.answer), Unreadable) for _, reply in own)
    given, true = _quotes(operation, own)
    with capsys.disabled():
        print(f"\n{name}: {model.model}: {fitting} of {len(own)} answers fit the schema, "
              f"{true} of {given} quotes are true; ends: {'; '.join(ends)}")  # fmt: skip

    assert heard.replies
    assert MANY == len(ends)
