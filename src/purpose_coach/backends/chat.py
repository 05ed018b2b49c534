"""The OpenAI chat protocol: the body of a request, and what a completion says.

A body is put together from pieces of JSON. What is the same for every call (the schema, a system
message) is encoded once; a call encodes its own messages and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from purpose_coach.backends.dialect import Dialect, Mode
from purpose_coach.backends.failures import NOTHING, Failure
from purpose_coach.backends.port import Ask, Finish, Message, Reply, Schema, Usage

__all__ = ["Completion", "body", "encoded", "fresh", "messages", "reply", "structure"]

FINISHES: Mapping[str, Finish] = {
    "length": "length",
    "max_tokens": "length",
    "content_filter": "filter",
    "safety": "filter",
    "refusal": "refusal",
}
"""Every other reason, and none at all, is an ordinary stop."""

ORDER = (
    "\n\nAnswer with one JSON object and nothing else: no prose, no code fence."
    " It must be valid against this JSON schema:\n"
)


class Lenient(BaseModel):
    """A part of a completion: what we don't read may be anything."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="ignore",
        frozen=True,
        defer_build=True,
        hide_input_in_errors=True,
        from_attributes=True,
    )


class Function(Lenient):
    """What a tool was called with."""

    arguments: str | None = None


class ToolCall(Lenient):
    """A tool call, which is an answer in another coat."""

    function: Function | None = None


class Part(Lenient):
    """A piece of content, from servers that send it in pieces."""

    text: str | None = None


class Refused(Lenient):
    """The words of a refusal."""

    refusal: str | None = None


class Said(Refused):
    """The assistant's message."""

    content: str | tuple[Part, ...] | None = None
    tool_calls: tuple[ToolCall, ...] | None = None
    provider_specific_fields: Refused | None = None
    """Where litellm keeps the refusal."""

    @property
    def is_refusal(self) -> bool:
        """Whether the model says that it will not answer."""
        elsewhere = self.provider_specific_fields
        return bool(self.refusal or (elsewhere and elsewhere.refusal))


class Choice(Lenient):
    """One answer; only the first is ever asked for."""

    message: Said = Said()
    finish_reason: str | None = None


class InputDetails(Lenient):
    """Of the input tokens, those that cost less."""

    cached_tokens: int | None = None


class Tokens(Lenient):
    """What a completion used."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    prompt_tokens_details: InputDetails | None = None

    def usage(self, cost: float | None) -> Usage:
        """The same in our own words."""
        details = self.prompt_tokens_details
        cached = details.cached_tokens if details else None
        return Usage(self.prompt_tokens or 0, self.completion_tokens or 0, cached or 0, cost)


class Completion(Lenient):
    """The answer to a chat request, as far as it is read."""

    choices: tuple[Choice, ...] | None = None
    usage: Tokens | None = None


def reply(completion: Completion, cost: float | None = None) -> Reply | Failure:
    """What the model said; a failure when there is nothing in it, not even a reason."""
    if not completion.choices:
        return NOTHING
    choice = completion.choices[0]
    usage = completion.usage.usage(cost) if completion.usage else Usage(cost=cost)
    if choice.message.is_refusal:
        return Reply(text="", finish="refusal", usage=usage)
    finish = FINISHES.get(choice.finish_reason or "", "stop")
    text = _text(choice.message)
    return Reply(text=text, finish=finish, usage=usage) if text or finish != "stop" else NOTHING


def _text(said: Said) -> str:
    for call in said.tool_calls or ():
        if call.function and call.function.arguments:
            return call.function.arguments
    if isinstance(said.content, tuple):
        return "".join(part.text or "" for part in said.content)
    return said.content or ""


def body(opening: str, ask: Ask, dialect: Dialect) -> bytes:
    """The request: `opening` is the encoded part that belongs to the backend, without its end."""
    said = ",".join(map(_message, messages(ask, dialect.mode)))
    warmth = "" if ask.temperature is None or not dialect.warmth else _warmth(ask.temperature)
    limit = f',"{dialect.limit}":{ask.max_tokens}'
    form = _form(dialect.mode, ask.schema)
    return f'{opening}"messages":[{said}]{limit}{warmth}{form}}}'.encode()


def messages(ask: Ask, mode: Mode) -> tuple[Message, ...]:
    """The messages to send: in prompt mode the schema stands at the end of the system message."""
    if mode != "prompt":
        return ask.messages
    first, *rest = ask.messages
    if first.role != "system":
        return Message("system", f"{ORDER}{ask.schema.text}".lstrip()), first, *rest
    return Message("system", f"{first.content}{ORDER}{ask.schema.text}"), *rest


def structure(mode: Mode, schema: Schema) -> dict[str, Any]:
    """The keys of a request that ask for an answer in this shape."""
    name = schema.name[:64]
    if mode == "json_schema":
        form = {"name": name, "strict": True, "schema": schema.document}
        return {"response_format": {"type": "json_schema", "json_schema": form}}
    if mode == "prompt":
        return {}
    function = {"name": name, "parameters": schema.document}
    return {
        "tools": [{"type": "function", "function": function}],
        "tool_choice": {"type": "function", "function": {"name": name}},
    }


def fresh(mode: Mode, schema: Schema) -> dict[str, Any]:
    """The same as a value of one's own, for a library that might write into it."""
    form: dict[str, Any] = json.loads(f"{{{_form(mode, schema)[1:]}}}")
    return form


@lru_cache(maxsize=256)
def _form(mode: Mode, schema: Schema) -> str:
    return encoded(structure(mode, schema))


def encoded(keys: Mapping[str, object]) -> str:
    """These keys as the continuation of a JSON object: each behind a comma."""
    return "".join(f",{json.dumps(key)}:{_dumped(value)}" for key, value in keys.items())


def _dumped(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def _message(message: Message) -> str:
    if message.role == "system":
        return _system(message.content)
    return f'{{"role":"{message.role}","content":{json.dumps(message.content)}}}'


@lru_cache(maxsize=256)
def _system(content: str) -> str:
    """A system message is static, so it is encoded once."""
    return f'{{"role":"system","content":{json.dumps(content)}}}'


def _warmth(temperature: float) -> str:
    return f',"temperature":{json.dumps(temperature)}'
