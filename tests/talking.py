"""One `Ask` for all tests of an adapter, and a talk with a provider about it."""

import asyncio
import json
from typing import Any

from tests.provider import Provider, Script

from purpose_coach.backends import Ask, Message, OpenAICompatible, Reply, Schema

__all__ = ["ASK", "DOCUMENT", "talk"]

DOCUMENT = {"type": "object", "properties": {"row": {"type": "integer"}}}
ASK = Ask(
    messages=(Message("system", "You coach."), Message("user", '{"goal":"grow"}')),
    schema=Schema("Row", json.dumps(DOCUMENT), DOCUMENT),
    max_tokens=77,
)


def talk(script: Script, *asks: Ask, **options: Any) -> tuple[list[Reply], Provider, OpenAICompatible]:
    """The replies to these asks, and both who talked."""
    with Provider(script) as provider:
        backend = OpenAICompatible(provider.base_url, "some-model", **options)

        async def all_of_them() -> list[Reply]:
            return [await backend.complete(ask) for ask in asks or (ASK,)]

        return asyncio.run(all_of_them()), provider, backend
