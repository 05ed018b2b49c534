"""What an operation costs over HTTP, beside the least that the same exchange can cost."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import sample
from aiohttp import ClientSession, ClientTimeout, TCPConnector
from measuring import Effort, Figure, compared
from pydantic import BaseModel
from server_double import serving

from purpose_coach.alignment.judging import AlignmentAnswer
from purpose_coach.backends import Ask, LiteLLM, OpenAICompatible
from purpose_coach.operations.alignment_check import AlignmentCheckRequest
from purpose_coach.operations.alignment_check import operation as alignment_check

MODEL = "gpt-4o-mini"


class _Message(BaseModel):
    content: str


class _Choice(BaseModel):
    message: _Message
    finish_reason: str


class _Usage(BaseModel):
    prompt_tokens: int
    completion_tokens: int


class _Completion(BaseModel):
    choices: list[_Choice]
    usage: _Usage


async def straight(effort: Effort) -> Sequence[Figure]:
    """`OpenAICompatible` beside aiohttp and pydantic, the same bytes both ways."""
    one = sample.request()
    async with serving(sample.COMPLETION) as base_url:
        model = OpenAICompatible(base_url, MODEL, api_key="none")
        coach = sample.forgetful(model)
        (ask,) = await coach.preview(sample.table, one)
        session = ClientSession(
            connector=TCPConnector(limit=0),
            timeout=ClientTimeout(total=60),
            headers={"Authorization": "Bearer none", "Content-Type": "application/json"},
        )
        async with session:

            async def raw() -> None:
                sent = json.dumps(by_hand(one, ask)).encode()
                async with session.post(f"{base_url}/chat/completions", data=sent) as response:
                    completion = _Completion.model_validate_json(await response.read())
                AlignmentAnswer.model_validate_json(completion.choices[0].message.content)

            async def bare() -> None:
                AlignmentAnswer.model_validate_json((await model.complete(ask)).text)

            bared = await compared(raw, bare, 300, effort)
            whole = await compared(raw, lambda: coach.run(sample.table, one), 300, effort)
            check = await compared(raw, lambda: coach.run(alignment_check, one), 100, effort)
        await model.aclose()
    return [
        Figure(name="aiohttp", what="aiohttp and pydantic by hand", value=whole.first, unit="us"),
        Figure(
            name="http bare/raw",
            what="OpenAICompatible, over by hand",
            value=bared.ratio,
            unit="x",
            most=1.35,
        ),
        Figure(name="http/raw", what="the smallest operation, over by hand", value=whole.ratio, unit="x"),
        Figure(name="http check/raw", what="alignment_check, over by hand", value=check.ratio, unit="x"),
    ]


def by_hand(request: AlignmentCheckRequest, ask: Ask) -> dict[str, Any]:
    """The same request, its user message made anew, as one writes it by hand."""
    facts = sample.listed(request)
    user = f"<columns>\n{dumped(facts.columns)}\n</columns>\n<rows>\n{dumped(facts.rows)}\n</rows>"
    return {
        "model": MODEL,
        "messages": [
            {"role": "system", "content": ask.messages[0].content},
            {"role": "user", "content": user},
        ],
        "max_tokens": ask.max_tokens,
        "temperature": ask.temperature,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": ask.schema.name, "strict": True, "schema": ask.schema.document},
        },
    }


def dumped(value: object) -> str:
    """Compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


async def litellm(effort: Effort) -> Sequence[Figure]:
    """`LiteLLM` beside litellm and pydantic; nothing where the extra is not installed."""
    if importlib.util.find_spec("litellm") is None:
        return []
    one = sample.request()
    async with serving(sample.COMPLETION) as base_url:
        model = LiteLLM(f"openai/{MODEL}", base_url=base_url, api_key="none")
        await model.warm()
        acompletion = import_module("litellm").acompletion
        coach = sample.forgetful(model)
        (ask,) = await coach.preview(sample.table, one)
        there = {"model": f"openai/{MODEL}", "api_base": base_url, "api_key": "none"}

        async def raw() -> None:
            completion = await acompletion(**{**by_hand(one, ask), **there})
            AlignmentAnswer.model_validate_json(completion.choices[0].message.content)

        async def bare() -> None:
            AlignmentAnswer.model_validate_json((await model.complete(ask)).text)

        bared = await compared(raw, bare, 60, effort)
        whole = await compared(raw, lambda: coach.run(sample.table, one), 60, effort)
    return [
        Figure(name="litellm", what="litellm and pydantic by hand", value=whole.first, unit="us"),
        Figure(name="litellm bare/raw", what="LiteLLM, over by hand", value=bared.ratio, unit="x", most=1.05),
        Figure(name="litellm/raw", what="the smallest operation, over by hand", value=whole.ratio, unit="x"),
    ]
