"""What every result carries beside its wire body: where it came from, and what it stands on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Protocol, Self, runtime_checkable

from attrs import asdict, evolve, frozen
from pydantic import PrivateAttr

from purpose_coach.backends.port import Usage
from purpose_coach.wire import Wire

__all__ = ["Charted", "Evidence", "Outcome", "Provenance", "Result", "Source", "again_for_free"]

Evidence = dict[str, Any]
"""One JSON-ready row of what an answer stands on."""

Source = Literal["model", "unaided", "computed", "sample"]
"""Who answered: a model, the library without one, code that needs none, or the sample that ships."""


@frozen(kw_only=True)
class Provenance:
    """Where an answer came from. Never part of a body; a server may put some of it in headers."""

    operation: str
    source: Source
    model: str | None = None
    """The configured model that answered; None when no model was asked."""
    prompt: str | None = None
    """The prompt's content hash, 12 hex digits, its includes and the answer's schema covered."""
    usage: Usage = Usage()
    """Tokens and cost of all calls that this answer took, repairs and failures included."""
    calls: int = 0
    repairs: int = 0
    """How many times the model was asked again because its answer did not hold."""
    latency: float = 0.0
    """Seconds from request to result."""
    cut: bool = False
    """Whether the deadline ended some computing before it was done: another call may do better."""
    cached: Literal["result", "memo"] | None = None
    """`result`: answered from the cache; `memo`: put together from earlier judgements."""


class Outcome(Protocol):
    """What an operation gives: an object (`Result`) or a bare array (`purpose_coach.many.Many`)."""

    @property
    def provenance(self) -> Provenance:
        """Source, model, prompt hash, tokens, cost and latency."""
        ...

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the caller should know about it, one sentence each."""
        ...

    def to_json(self) -> bytes:
        """The wire body."""
        ...

    def model_dump_json(self) -> str:
        """The wire body as text."""
        ...

    def body(self) -> dict[str, Any] | list[Any]:
        """The wire body as plain Python: dicts, lists, texts, numbers, None."""
        ...

    def beside(self) -> dict[str, Any]:
        """What stands beside `data` in the contract's envelope, as a page's position does."""
        ...

    def evidence_rows(self) -> Sequence[Evidence]:
        """What it stands on, one JSON-ready row a judgement; empty where nothing was judged."""
        ...

    def detailed(self) -> dict[str, Any]:
        """The wire body with `evidence`, `warnings` and `provenance`; an array stands under `data`."""
        ...

    def warned(self, *warnings: str) -> Self:
        """The same with these warnings added."""
        ...

    def from_(self, provenance: Provenance) -> Self:
        """The same with its provenance."""
        ...

    def served_again(self) -> Self:
        """A copy that says it came from the cache, where it cost nothing."""
        ...


@runtime_checkable
class Charted(Protocol):
    """A result that has a picture."""

    def chart(self) -> str:
        """The picture as SVG."""
        ...


def again_for_free(provenance: Provenance) -> Provenance:
    """The provenance of what was kept, when it is given again: it costs nothing."""
    free = Usage(cost=0.0)
    return evolve(provenance, cached="result", usage=free, calls=0, repairs=0, latency=0.0)


class Result(Wire):
    """What a caller gets. `model_dump_json()` is exactly the wire body."""

    _provenance: Provenance | None = PrivateAttr(default=None)
    _warnings: tuple[str, ...] = PrivateAttr(default=())
    _evidence: tuple[Evidence, ...] = PrivateAttr(default=())

    @property
    def provenance(self) -> Provenance:
        """Source, model, prompt hash, tokens, cost and latency of this result."""
        # Straight to where pydantic keeps it: its own attribute look-up costs a server several per cent.
        found: Provenance | None = (self.__pydantic_private__ or {}).get("_provenance")
        if found is None:
            raise AttributeError("this result was not made by a coach, so it has no provenance")
        return found

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the caller should know about this result, one sentence each."""
        return self._warnings

    def to_json(self) -> bytes:
        """The wire body."""
        # `model_dump_json` without its detour over text
        written: bytes = self.__pydantic_serializer__.to_json(self)
        return written

    def body(self) -> dict[str, Any]:
        """The wire body as a dict."""
        return self.model_dump(mode="json")

    def beside(self) -> dict[str, Any]:
        """What stands beside `data` in the contract's envelope, as a page's position does."""
        return {}

    def evidence_rows(self) -> Sequence[Evidence]:
        """What the result stands on, one JSON-ready row a judgement; empty where nothing was judged."""
        return self._evidence

    def detailed(self) -> dict[str, Any]:
        """The wire body as a dict, with `evidence`, `warnings` and `provenance` added."""
        return {
            **self.body(),
            "evidence": list(self.evidence_rows()),
            "warnings": list(self.warnings),
            "provenance": asdict(self.provenance),
        }

    def warned(self, *warnings: str) -> Self:
        """The same result with these warnings added."""
        again = self.model_copy()
        again._warnings = (*self._warnings, *warnings)
        return again

    def standing_on(self, evidence: Sequence[Evidence]) -> Self:
        """The same result, with the rows that it stands on."""
        again = self.model_copy()
        again._evidence = tuple(evidence)
        return again

    def from_(self, provenance: Provenance) -> Self:
        """The same result, with its provenance."""
        again = self.model_copy()
        again._provenance = provenance
        return again

    def served_again(self) -> Self:
        """A copy of this result that says it came from the cache, where it cost nothing."""
        return self.from_(again_for_free(self.provenance))
