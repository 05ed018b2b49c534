"""`Coach` and `AsyncCoach`: all operations over one model, or over none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define, evolve, field

from purpose_coach.caller import Caller
from purpose_coach.catalogue import Catalogue
from purpose_coach.method import Awaitable, Blocking
from purpose_coach.moment import Clock, utc_now
from purpose_coach.wishes import OnUnavailable, Wishes

if TYPE_CHECKING:
    from purpose_coach.backends.port import Ask, Backend
    from purpose_coach.engine import Parts
    from purpose_coach.operation import Operation
    from purpose_coach.relevance.port import Relevance
    from purpose_coach.result import Outcome
    from purpose_coach.settings import Settings
    from purpose_coach.stores.port import Cache, Memo
    from purpose_coach.wire import Answer, Request

__all__ = ["AsyncCoach", "Coach", "OnUnavailable"]

In = TypeVar("In", bound="Request")
Out = TypeVar("Out", bound="Outcome")


@define
class _Workshop:
    """Makes the parts when they are first needed, once, for all copies of a coach."""

    wishes: Wishes
    _lock: Lock = field(factory=Lock, init=False, repr=False)
    _parts: Parts | None = field(default=None, init=False, repr=False)

    def parts(self) -> Parts:
        with self._lock:
            if self._parts is None:
                self._parts = self._made()
            return self._parts

    def _made(self) -> Parts:
        # Imported here: `import purpose_coach; Coach()` stays close to `import pydantic`.
        from purpose_coach.building import parts_of

        return parts_of(self.wishes)


class _Practice(Catalogue):
    """What both coaches share: how they are made, and on whose behalf they work."""

    def __init__(
        self,
        model: str | Backend | None = None,
        *,
        prompts: Path | str | None = None,
        knowledge: Path | str | None = None,
        on_unavailable: OnUnavailable = "error",
        relevance: Relevance | None = None,
        cache: Cache | None = None,
        memo: Memo | None = None,
        clock: Clock = utc_now,
        timeout: float = 60.0,
    ) -> None:
        """Make a coach. No environment variable is read; `from_env` does that.

        Args:
            model: who judges and words: a litellm name such as `"anthropic/claude-sonnet-4-5"`, a
                backend, or None. Without a model every operation answers unaided: computed,
                deterministic, in milliseconds, and honest about it.
            prompts: a folder of prompt files that go before those that ship, file by file.
            knowledge: a folder of own KPIs, benchmarks and playbooks (`docs/knowledge.md`).
            on_unavailable: `"unaided"` answers without the model when it cannot be had, else an error.
            relevance: how texts are related without a model; by default by meaning if the extra
                `semantic` is installed, else by words.
            cache: where results are kept; by default in this process, 64 MB, for 24 hours.
            memo: where single judgements are kept; by default in this process.
            clock: tells the present moment in UTC.
            timeout: seconds that one operation may take, all attempts and retries included.

        Raises:
            KnowledgeError, PromptError: a file of `knowledge` or `prompts` is wrong, which, where, why.
            MissingExtra: `model` is a name, and the extra `litellm` is not installed.
            SettingsError: an argument is none of those that it may be.
        """
        wishes = Wishes(
            model=model,
            prompts=prompts,
            knowledge=knowledge,
            on_unavailable=on_unavailable,
            relevance=relevance,
            cache=cache,
            memo=memo,
            clock=clock,
            timeout=timeout,
        )
        self._workshop = _Workshop(wishes)
        self._caller = Caller()
        self._timeout: float | None = None
        if any(wish is not None for wish in (model, prompts, knowledge)):
            self._workshop.parts()  # so that what is wrong with them stops the start, not a request

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Self:
        """The coach that the `PURPOSE_COACH_*` variables describe; see `purpose_coach.settings`.

        Raises:
            SettingsError: a variable is misspelt or its value does not fit; the message says how.
        """
        from purpose_coach.settings import Settings

        return cls.from_settings(Settings.from_env(environ))

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """The coach that these settings describe, wherever they were read."""
        return cls(
            settings.backend(),
            prompts=settings.prompts,
            knowledge=settings.knowledge,
            on_unavailable=settings.on_unavailable,
            timeout=settings.timeout,
        )

    def on_behalf_of(self, caller: Caller) -> Self:
        """The same coach for another caller: nothing is shared between tenants."""
        if caller == self._caller:
            return self
        other = copy(self)
        vars(other)["_caller"] = caller
        return other

    def for_tenant(self, tenant: str) -> Self:
        """The same coach for another tenant."""
        return self.on_behalf_of(Caller(tenant))

    def within(self, seconds: float) -> Self:
        """The same coach with so much time for an operation, where that is less than it has."""
        other = copy(self)
        vars(other)["_timeout"] = seconds
        return other

    def _parts(self) -> Parts:
        parts = self._workshop.parts()
        if self._timeout is None:
            return parts
        return evolve(parts, timeout=min(self._timeout, parts.timeout))

    def __repr__(self) -> str:
        model = self._workshop.wishes.model
        named = model if isinstance(model, str) or model is None else model.model
        return f"{type(self).__name__}({named!r}, tenant={self._caller.tenant!r})"


class AsyncCoach(_Practice, Awaitable):
    """The coach for asynchronous code: every method is awaited."""

    async def run(self, operation: Operation[..., In, Any, Any, Out], request: In) -> Out:
        """The operation's result; the operation need not be one of the catalogue.

        Raises:
            InsufficientContext: the request holds too little to answer from; no model was asked.
            ModelUnavailable: no usable answer could be had from the model.
            PromptTooLong: the request is more than the model can read.
        """
        from purpose_coach.engine import run

        return await run(operation, request, self._parts(), self._caller)

    async def warm(self) -> None:
        """Load now what the first calls would load: the model's client, prompts, measures of relevance."""
        from purpose_coach.backends.schema import schema_of
        from purpose_coach.lifetime import warm

        parts = self._workshop.parts()
        await warm([*parts.models, parts.relevance])
        if parts.models != (None,):
            for operation in self.operations():
                answer: type[Answer] = operation.answer
                parts.prompts.get(operation.name, schema_of(answer))

    async def close(self) -> None:
        """Close the connections of the running event loop."""
        from purpose_coach.lifetime import close

        parts = self._workshop.parts()
        await close([*parts.models, parts.cache, parts.memo])

    async def preview(self, operation: Operation[..., In, Any, Any, Out], request: In) -> Sequence[Ask]:
        """What a model would be sent for this request, one ask a call; nothing is sent."""
        from purpose_coach.engine import preview

        return await preview(operation, request, self._parts(), self._caller)


class Coach(_Practice, Blocking):
    """The blocking coach: in a script, in a thread, and inside a running event loop alike."""

    def run(self, operation: Operation[..., In, Any, Any, Out], request: In) -> Out:
        """The operation's result; raises as `AsyncCoach.run` does."""
        from purpose_coach.background import call
        from purpose_coach.engine import run

        return call(run, operation, request, self._parts(), self._caller)

    def preview(self, operation: Operation[..., In, Any, Any, Out], request: In) -> Sequence[Ask]:
        """What a model would be sent for this request, one ask a call; nothing is sent."""
        from purpose_coach.background import call
        from purpose_coach.engine import preview

        return call(preview, operation, request, self._parts(), self._caller)
