"""pydantic-ai over the openai client, in its mode for structured output by JSON schema."""

from __future__ import annotations

from importlib import import_module

from rounds import Call, Task, measure
from structure import Judgement


async def prepare(task: Task) -> Call:
    """One run of an agent without tools, as pydantic-ai's documentation has it."""
    ai = import_module("pydantic_ai")
    models, providers = (
        import_module("pydantic_ai.models.openai"),
        import_module("pydantic_ai.providers.openai"),
    )
    provider = providers.OpenAIProvider(base_url=task["base_url"], api_key="none")
    agent = ai.Agent(
        models.OpenAIChatModel(task["model"], provider=provider),
        output_type=ai.NativeOutput(Judgement),
        instructions=task["system"],
        model_settings={"max_tokens": task["max_tokens"], "temperature": 0.0},
    )

    async def call() -> None:
        judged = await agent.run(task["user"])
        assert len(judged.output.rows) == task["rows"]

    return call


if __name__ == "__main__":
    measure(prepare)
