"""instructor over the openai client, in its mode for structured output by JSON schema."""

from __future__ import annotations

from importlib import import_module

from rounds import Call, Task, measure
from structure import Judgement


async def prepare(task: Task) -> Call:
    """One structured call, as instructor's documentation has it; nothing is retried."""
    instructor, openai = import_module("instructor"), import_module("openai")
    client = instructor.from_openai(
        openai.AsyncOpenAI(base_url=task["base_url"], api_key="none", max_retries=0),
        mode=instructor.Mode.JSON_SCHEMA,
    )
    messages = [{"role": "system", "content": task["system"]}, {"role": "user", "content": task["user"]}]

    async def call() -> None:
        judged = await client.chat.completions.create(
            model=task["model"],
            response_model=Judgement,
            messages=messages,
            max_tokens=task["max_tokens"],
            temperature=0.0,
        )
        assert len(judged.rows) == task["rows"]

    return call


if __name__ == "__main__":
    measure(prepare)
