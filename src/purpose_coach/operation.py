"""One operation = one value: what is asked, what a model owes, and how code holds it to the facts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, Literal, ParamSpec, Protocol, TypeVar, cast

from attrs import frozen

from purpose_coach.caller import Caller
from purpose_coach.errors import AnswerBeyondRepair, InvalidRequest
from purpose_coach.moment import Clock

if TYPE_CHECKING:  # so that a coach is made without pydantic; the first call imports it
    from pydantic import ValidationError

    from purpose_coach.knowledge import Knowledge
    from purpose_coach.relevance.port import Relevance
    from purpose_coach.result import Outcome, Source
    from purpose_coach.stores.port import Memo
    from purpose_coach.wire import Answer, Request

__all__ = ["Caller", "Objection", "Operation", "Runner", "Worker", "World", "assembled", "made", "parsed"]

NOT_JSON = "The request is not a JSON object."

P = ParamSpec("P")
In = TypeVar("In", bound="Request")
Facts = TypeVar("Facts")
Ans = TypeVar("Ans", bound="Answer")
Out = TypeVar("Out", bound="Outcome")
T = TypeVar("T")


@frozen
class Objection:
    """Why an answer does not hold, in words that a model can act on; `at` says where, for `salvage`."""

    text: str
    at: tuple[int | str, ...] = ()


class Worker(Protocol):
    """Runs what computes for long beside the event loop, within the operation's deadline."""

    async def __call__(self, job: Callable[[Callable[[], bool]], T], /) -> T:
        """The job's value; the job is given a function that says when to end with what it has."""
        ...


class Runner(Protocol):
    """Runs another operation for the same caller, under the same model and deadline."""

    async def __call__(self, operation: Operation[..., In, Any, Any, Out], request: In, /) -> Out:
        """The other operation's result."""
        ...


@frozen(kw_only=True)
class World:
    """What `gather` and `keep` may see of the world: a frozen set of ports."""

    caller: Caller
    clock: Clock
    memo: Memo
    relevance: Relevance
    knowledge: Knowledge
    run: Runner
    work: Worker
    judge: str | None
    """Identity of the model that will answer, with its prompt; None when the answer is unaided."""


async def _keep_nothing(request: object, facts: object, answer: object, result: object, world: World) -> None:
    """The default of `keep`."""


def _whoever(request: object, facts: object) -> None:
    """The default of `source`: whoever is asked."""


def _unknown(request: object, facts: object) -> None:
    """The default of `known`: code cannot answer, so the model is asked."""


def _whole(_request: object, facts: T) -> tuple[T]:
    """The default of `split`: all in one call."""
    return (facts,)


def _only(answers: Sequence[T]) -> T:
    """The default of `join`."""
    (answer,) = answers
    return answer


def _beyond_salvage(answer: object, objections: object) -> None:
    """The default of `salvage`: an answer that does not hold is no answer."""


@frozen(kw_only=True)
class Operation(Generic[P, In, Facts, Ans, Out]):
    """A coaching operation. `gather` and `keep` see the world; the other parts are pure functions.

    The engine runs them in this order: gather, then source, known or (split, ask and check at most
    `attempts` times, salvage, join), then finish and keep; without a model, unaided in the middle.
    """

    name: str
    """One name everywhere: module, prompt, test and method of the coach."""
    path: str
    """The address in the HTTP contract; the library itself knows no HTTP."""
    summary: str
    request: Callable[P, In]
    facts: type[Facts]
    answer: type[Ans]
    result: type[Out]
    gather: Callable[[In, World], Awaitable[Facts]]
    """Everything known before a model is asked. Raises `InsufficientContext` when that is too little."""
    source: Callable[[In, Facts], Source | None] = _whoever
    """Who answers, where that is known before: then no model is asked, and `unaided` is the answer."""
    known: Callable[[In, Facts], Ans | None] = _unknown
    """The answer that code already has; then no model is asked."""
    split: Callable[[In, Facts], Sequence[Facts]] = _whole
    """One part a call, asked in parallel: no call asks for more than about 1,200 output tokens."""
    check: Callable[[In, Facts, Ans], Iterator[Objection]]
    """Everything that does not hold, all in one round."""
    salvage: Callable[[Ans, Sequence[Objection]], Ans | None] = _beyond_salvage
    """After the last attempt: the answer without what was objected to, or None."""
    join: Callable[[Sequence[Ans]], Ans] = _only
    unaided: Callable[[In, Facts], Ans]
    """The best answer with no model at all."""
    finish: Callable[[In, Facts, Ans, datetime], Out]
    """Arithmetic, ids, dates, order."""
    keep: Callable[[In, Facts, Ans, Out, World], Awaitable[None]] = _keep_nothing
    builds_on: tuple[Operation[..., Any, Any, Any, Any], ...] = ()
    """Operations that `gather` runs: what they depend on, a kept result depends on too."""
    attempts: int = 2
    cached: bool = False
    """Whether the result of an identical request may be given again."""
    verb: Literal["GET", "POST"] = "POST"
    asked_by: Literal["body", "address"] = "body"
    """Whether the request comes as a JSON body, or by the path and query of its address."""
    invalid: str = "VALIDATION_ERROR"
    """The contract's error code for a request that does not validate."""
    beyond_repair: type[AnswerBeyondRepair] = AnswerBeyondRepair

    @property
    def request_model(self) -> type[In]:
        """The request's class (declared as a callable, which is what carries its signature)."""
        return cast("type[In]", self.request)


def made(operation: Operation[P, In, Any, Any, Any], *args: P.args, **fields: P.kwargs) -> In:
    """A request of the operation from Python values; `InvalidRequest` names what does not fit."""
    from pydantic import ValidationError

    try:
        return operation.request(*args, **fields)
    except ValidationError as error:
        raise _invalid(operation, error) from None


def parsed(operation: Operation[..., In, Any, Any, Any], body: bytes | str) -> In:
    """A request of the operation from its wire form; `InvalidRequest` names what does not fit."""
    from pydantic import ValidationError

    try:
        return operation.request_model.model_validate_json(body)
    except ValidationError as error:
        raise _invalid(operation, error) from None


def assembled(
    operation: Operation[..., In, Any, Any, Any], places: Mapping[str, str], body: bytes = b"{}"
) -> In:
    """A request of the operation from the parts of its address, and a JSON body where it has one."""
    # Imported here: only a server reads requests by their address.
    from pydantic import ValidationError
    from pydantic_core import from_json

    try:
        sent: object = from_json(body)
    except ValueError:
        raise InvalidRequest(NOT_JSON, {"body": "Invalid JSON"}) from None
    if not isinstance(sent, dict):
        raise InvalidRequest(NOT_JSON, {"body": "Input should be an object"}, operation.invalid)
    try:
        return operation.request_model.model_validate({**sent, **places})
    except ValidationError as error:
        raise _invalid(operation, error) from None


def _invalid(operation: Operation[..., Any, Any, Any, Any], error: ValidationError) -> InvalidRequest:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    broken = any(problem["type"] == "json_invalid" for problem in found)
    fields = {".".join(map(str, p["loc"])) or "body": _said(p["msg"]) for p in found}
    named = ", ".join(list(fields)[:5])
    # Text that is no JSON at all says nothing about a goal.
    code = "VALIDATION_ERROR" if broken else operation.invalid
    return InvalidRequest(f"The request is not valid, see: {named}", fields, code)


def _said(message: str) -> str:
    return message.removeprefix("Value error, ").removeprefix("Assertion failed, ")
