"""A bare array as a result: a frozen sequence whose wire form is the array itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from types import GenericAlias
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar, get_args, get_origin, overload

from attrs import asdict, evolve, field, frozen

from purpose_coach.result import Evidence, Provenance, again_for_free
from purpose_coach.wire import Wire

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = ["Many"]

T = TypeVar("T", bound=Wire)


@frozen(repr=False)
class Many(Sequence[T], Generic[T]):
    """Items in an order that means something, with what every result carries beside its body.

    An operation's own class names the item: `class RootCauses(Many[RootCause])`.
    """

    items: tuple[T, ...] = field(converter=tuple)
    _provenance: Provenance | None = field(default=None, kw_only=True, eq=False)
    _warnings: tuple[str, ...] = field(default=(), kw_only=True, eq=False)
    _evidence: tuple[Evidence, ...] = field(default=(), kw_only=True, eq=False)
    _basis: object = field(default=None, kw_only=True, eq=False)

    item: ClassVar[type[Wire]]
    """The class of the items."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for base in getattr(cls, "__orig_bases__", ()):
            if get_origin(base) is Many:
                (cls.item,) = get_args(base)

    def __len__(self) -> int:
        return len(self.items)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[T, ...]: ...
    def __getitem__(self, at: int | slice) -> T | tuple[T, ...]:
        return self.items[at]

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({list(self.items)!r})"

    @classmethod
    def adapter(cls) -> TypeAdapter[tuple[Wire, ...]]:
        """Writes and describes the array."""
        return _adapter(cls.item)

    @property
    def provenance(self) -> Provenance:
        """Source, model, prompt hash, tokens, cost and latency of this result."""
        if self._provenance is None:
            raise AttributeError("this result was not made by a coach, so it has no provenance")
        return self._provenance

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the caller should know about this result, one sentence each."""
        return self._warnings

    def to_json(self) -> bytes:
        """The wire body: an array."""
        return self.adapter().dump_json(self.items)

    def model_dump_json(self) -> str:
        """The wire body as text, by the name that it has on every result."""
        return self.to_json().decode()

    def body(self) -> list[Any]:
        """The wire body as a list of dicts."""
        listed: list[Any] = json.loads(self.to_json())
        return listed

    def beside(self) -> dict[str, Any]:
        """What stands beside `data` in the contract's envelope, as a page's position does."""
        return {}

    def evidence_rows(self) -> Sequence[Evidence]:
        """What the result stands on, one JSON-ready row a judgement; empty where nothing was judged."""
        return self._evidence

    def detailed(self) -> dict[str, Any]:
        """The array under `data`, with `evidence`, `warnings` and `provenance` beside it."""
        return {
            "data": self.body(),
            "evidence": list(self.evidence_rows()),
            "warnings": list(self.warnings),
            "provenance": asdict(self.provenance),
        }

    def warned(self, *warnings: str) -> Self:
        """The same result with these warnings added."""
        return evolve(self, warnings=(*self._warnings, *warnings))

    def standing_on(self, evidence: Sequence[Evidence]) -> Self:
        """The same result, with the rows that it stands on."""
        return evolve(self, evidence=tuple(evidence))

    def made_of(self, basis: object) -> Self:
        """The same result, with the value that its items were made of; a subclass says what that is."""
        return evolve(self, basis=basis)

    def from_(self, provenance: Provenance) -> Self:
        """The same result, with its provenance."""
        return evolve(self, provenance=provenance)

    def served_again(self) -> Self:
        """A copy of this result that says it came from the cache, where it cost nothing."""
        return self.from_(again_for_free(self.provenance))


@cache
def _adapter(item: type[Wire]) -> TypeAdapter[tuple[Wire, ...]]:
    from pydantic import TypeAdapter

    listed: Any = GenericAlias(tuple, (item, ...))  # its item is only known when it runs
    adapter: TypeAdapter[tuple[Wire, ...]] = TypeAdapter(listed)
    return adapter
