"""A third party's operation: it greets, and writes down which of its parts ran."""

import asyncio
import json

from attrs import frozen

from purpose_coach import Answer, AsyncCoach, Objection, Operation, Request, Result
from purpose_coach.relevance import Lexical
from purpose_coach.wire import Text

__all__ = ["GreetRequest", "Greeted", "coach_of", "greeting", "later", "run", "said", "write_prompt"]

PROMPT = """\
---
id: greeting
version: "1"
summary: Greets.
params: {temperature: 0.0, max_tokens: 100}
changes:
  - {version: "1", date: 2026-01-01, why: first version}
---
{% block system %}
Greet politely.
{% endblock %}
{% block user %}
<name>
{{ request.name }}
</name>
<part>
{{ facts.part }}
</part>
{% endblock %}
"""


class GreetRequest(Request):
    name: Text
    parts: int = 1


class Greeting(Answer):
    text: str


class Greeted(Result):
    text: str
    at: str


@frozen
class Facts:
    part: int = 0


def greeting(log=None, name="greeting", **parts):
    """The operation; `parts` replace its own, and each that runs is written to `log`."""
    log = log if log is not None else []

    async def gather(request, world):
        return Facts()

    async def keep(request, facts, answer, result, world):
        return None

    own = {
        "gather": gather,
        "known": lambda request, facts: None,
        "split": lambda request, facts: [Facts(part) for part in range(request.parts)],
        "check": lambda request, facts, answer: (
            iter([Objection("be polite", ("text",))]) if "rude" in answer.text else iter(())
        ),
        "salvage": lambda answer, objections: None,
        "join": lambda answers: Greeting(text=" ".join(answer.text for answer in answers)),
        "unaided": lambda request, facts: Greeting(text="hello"),
        "finish": lambda request, facts, answer, moment: Greeted(text=answer.text, at=moment.isoformat()),
        "keep": keep,
    }
    functions = {part: parts.pop(part, function) for part, function in own.items()}
    return Operation(
        name=name,
        path="/api/greeting",
        summary="Greets.",
        request=GreetRequest,
        facts=Facts,
        answer=Greeting,
        result=Greeted,
        **{part: logged(part, function, log) for part, function in functions.items()},
        **parts,
    )


def logged(part, function, log):
    """The function, which writes its name down first."""

    def run_part(*args):
        log.append(part)
        return function(*args)

    return run_part


def write_prompt(folder, text=PROMPT, name="greeting"):
    """A prompt folder with the operation's prompt."""
    (folder / f"{name}.jinja").write_text(text.replace("id: greeting", f"id: {name}"))
    return folder


def said(text):
    """An answer of the model."""
    return json.dumps({"text": text})


def later(text, seconds=0.0):
    """A script that answers after a while."""

    async def reply(ask):
        await asyncio.sleep(seconds)
        return said(text)

    return reply


def coach_of(model, folder, **wishes):
    """An awaitable coach that knows the operation's prompt."""
    return AsyncCoach(model, prompts=folder, relevance=Lexical(), **wishes)


def run(coach, operation, name="Ada", parts=1):
    """The operation's result, on an event loop of its own."""
    return asyncio.run(coach.run(operation, GreetRequest(name=name, parts=parts)))
