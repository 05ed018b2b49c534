"""FastAPI with a handler that does nothing: a validated body in, a validated answer out."""

from __future__ import annotations

import sys
from importlib import import_module

import uvicorn
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Wire(BaseModel):
    """Names as they stand on the wire."""

    model_config = ConfigDict(alias_generator=to_camel)


class Foundation(Wire):
    """What a business stands on."""

    vision: str
    purpose: str
    core_values: list[str]
    target_market: str | None = None
    value_proposition: str | None = None


class Goal(Wire):
    """The same request."""

    goal_intent: str
    strategies: list[str]
    kpis: list[str]
    business_foundation: Foundation


class Answer(BaseModel):
    """The smallest answer."""

    success: bool


async def check(_goal: Goal) -> Answer:
    """Nothing is done."""
    return Answer(success=True)


if __name__ == "__main__":
    app = import_module("fastapi").FastAPI()
    app.post("/api/coaching/alignment-check")(check)
    port = int(sys.argv[1])
    uvicorn.run(app, port=port, ws="none", access_log=False, server_header=False, log_level="warning")
