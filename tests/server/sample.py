"""Operations of a third party, one of every irregular kind that the contract has; and one that goes wrong."""

import asyncio
from typing import Annotated, Any, Literal

from attrs import evolve
from pydantic import Field

from purpose_coach import Operation, Result
from purpose_coach.wire import Answer, Request, Text

__all__ = ["DATA", "INSIGHTS", "MESSAGE", "OPERATIONS", "SECRET", "START", "TEAM", "failing", "sleeping"]

SECRET = "what-somebody-typed-71e0"
"""Stands in a request, and in the message of whatever goes wrong with it."""


class Nothing(Answer):
    """No model is asked."""


class NoRequest(Request):
    """A request that says nothing."""


class Data(Result):
    """What a GET gives."""

    revenue: float | None
    customers: int


class Page(Request):
    """A request that stands in the address."""

    page: Annotated[int, Field(ge=1)] = 1
    size: Annotated[int, Field(ge=1, le=100, alias="page_size")] = 20
    category: Literal["strategy", "operations"] | None = None


class Insights(Result):
    """A page of a list."""

    titles: tuple[str, ...]
    page: Annotated[int, Field(exclude=True)]
    limit: Annotated[int, Field(exclude=True)]

    def beside(self) -> dict[str, Any]:
        return {"pagination": {"page": self.page, "limit": self.limit, "total": 45, "total_pages": 3}}


class Topic(Request):
    """What a conversation is about."""

    topic: Text


class Conversation(Result):
    """A conversation that has begun."""

    id: str
    topic: str


class Words(Request):
    """A message: its conversation stands in the path, its words in the body."""

    id: Text
    message: Text


class Said(Result):
    """What was said where."""

    id: str
    response: str


class Team(Request):
    """Two places in one path."""

    team: Text
    member: Annotated[int, Field(ge=1)]


class Member(Result):
    """Where it was found."""

    place: str


async def _known(request, world):
    return request


def _nothing(request, facts):
    return Nothing()


def _fine(request, facts, answer):
    return iter(())


def operation(name: str, path: str, request: Any, result: Any, finish: Any, **more: Any) -> Any:
    """An operation that code answers."""
    return Operation(
        name=name,
        path=path,
        summary=f"{name}, for tests.",
        request=request,
        facts=request,
        answer=Nothing,
        result=result,
        gather=more.pop("gather", _known),
        check=_fine,
        unaided=_nothing,
        finish=finish,
        **more,
    )


DATA = operation(
    "data", "/multitenant/data", NoRequest, Data, lambda *_: Data(revenue=None, customers=450),
    verb="GET", asked_by="address",
)  # fmt: skip
INSIGHTS = operation(
    "insights", "/insights/generate", Page, Insights,
    lambda request, *_: Insights(titles=(request.category or "any",), page=request.page, limit=request.size),
    asked_by="address",
)  # fmt: skip
START = operation(
    "start", "/conversations/initiate", Topic, Conversation,
    lambda request, *_: Conversation(id="c-1", topic=request.topic),
)  # fmt: skip
MESSAGE = operation(
    "message", "/conversations/{id}/message", Words, Said,
    lambda request, *_: Said(id=request.id, response=request.message.upper()),
)  # fmt: skip
TEAM = operation(
    "team", "/api/teams/{team}/members/{member}", Team, Member,
    lambda request, *_: Member(place=f"{request.team}:{request.member}"), verb="GET", asked_by="address",
)  # fmt: skip
OPERATIONS = (DATA, INSIGHTS, START, MESSAGE, TEAM)


def failing(error: Exception) -> Any:
    """An operation whose work ends so."""

    async def gather(request, world):
        raise error

    return evolve(START, name="failing", path="/failing", gather=gather)


def sleeping(seconds: float, stopped: list[str]) -> Any:
    """An operation that waits, and notes when it is stopped."""

    async def gather(request, world):
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            stopped.append(request.topic)
            raise
        return request

    return evolve(START, name="sleeping", path="/sleeping", gather=gather)
