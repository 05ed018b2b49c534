"""An operation as a method of a coach, with the keyword signature of its request.

`Method` takes its signature from the request model by `ParamSpec`, so that
`coach.alignment_check(goal_intent=...)` completes in an editor and is held by type checkers. The
same descriptor serves the blocking and the awaitable coach, and on the class it is the operation.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar, overload

from attrs import define, frozen

from purpose_coach.operation import made

if TYPE_CHECKING:
    from inspect import Signature

    from purpose_coach.backends.port import Ask
    from purpose_coach.operation import Operation
    from purpose_coach.result import Outcome
    from purpose_coach.wire import Request

__all__ = ["Awaitable", "AwaitableMethod", "Blocking", "BlockingMethod", "Method"]

P = ParamSpec("P")
In = TypeVar("In", bound="Request")
Out = TypeVar("Out", bound="Outcome")


class Blocking(ABC):
    """A coach whose methods return results."""

    @abstractmethod
    def run(self, operation: Operation[..., In, Any, Any, Out], request: In) -> Out:
        """The operation's result."""

    @abstractmethod
    def preview(self, operation: Operation[..., In, Any, Any, Out], request: In) -> Sequence[Ask]:
        """What a model would be sent."""


class Awaitable(ABC):
    """A coach whose methods are awaited."""

    @abstractmethod
    async def run(self, operation: Operation[..., In, Any, Any, Out], request: In) -> Out:
        """The operation's result."""

    @abstractmethod
    async def preview(self, operation: Operation[..., In, Any, Any, Out], request: In) -> Sequence[Ask]:
        """What a model would be sent."""


@frozen
class _Described(Generic[P, Out]):
    operation: Operation[P, Any, Any, Any, Out]

    @property
    def __signature__(self) -> Signature:
        """Python names and types, for notebooks (pydantic's own signature shows the wire names)."""
        return signature_of(self.operation.request_model)


@frozen
class BlockingMethod(_Described[P, Out]):
    """An operation bound to a blocking coach."""

    coach: Blocking

    def __call__(self, *args: P.args, **fields: P.kwargs) -> Out:
        """Run the operation with a request of these fields."""
        return self.coach.run(self.operation, made(self.operation, *args, **fields))

    def prompt(self, *args: P.args, **fields: P.kwargs) -> Sequence[Ask]:
        """What a model would be sent for this request, one ask a call; nothing is sent."""
        return self.coach.preview(self.operation, made(self.operation, *args, **fields))


@frozen
class AwaitableMethod(_Described[P, Out]):
    """An operation bound to an awaitable coach."""

    coach: Awaitable

    async def __call__(self, *args: P.args, **fields: P.kwargs) -> Out:
        """Run the operation with a request of these fields."""
        return await self.coach.run(self.operation, made(self.operation, *args, **fields))

    async def prompt(self, *args: P.args, **fields: P.kwargs) -> Sequence[Ask]:
        """What a model would be sent for this request, one ask a call; nothing is sent."""
        return await self.coach.preview(self.operation, made(self.operation, *args, **fields))


@define(slots=False)
class Method(Generic[P, Out]):
    """One line of the catalogue: an operation, loaded when it is first used."""

    load: Callable[[], Operation[P, Any, Any, Any, Out]]

    @cached_property
    def operation(self) -> Operation[P, Any, Any, Any, Out]:
        """The operation itself."""
        return self.load()

    @overload
    def __get__(self, coach: None, owner: type) -> Operation[P, Any, Any, Any, Out]: ...
    @overload
    def __get__(self, coach: Blocking, owner: type) -> BlockingMethod[P, Out]: ...
    @overload
    def __get__(self, coach: Awaitable, owner: type) -> AwaitableMethod[P, Out]: ...
    def __get__(
        self, coach: Blocking | Awaitable | None, owner: type
    ) -> Operation[P, Any, Any, Any, Out] | BlockingMethod[P, Out] | AwaitableMethod[P, Out]:
        """The operation on the class; on a coach, its bound method."""
        match coach:
            case None:
                return self.operation
            case Blocking():
                return BlockingMethod(self.operation, coach)
            case _:
                return AwaitableMethod(self.operation, coach)


def signature_of(model: type[Request]) -> Signature:
    """The keyword signature of a request: Python names, annotations and defaults."""
    from inspect import Parameter, Signature

    return Signature(
        [
            Parameter(
                name,
                Parameter.KEYWORD_ONLY,
                annotation=info.annotation,
                default=Parameter.empty if info.is_required() else info.get_default(),
            )
            for name, info in model.model_fields.items()
        ]
    )
