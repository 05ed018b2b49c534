"""What a model backend is: one method from an `Ask` to a `Reply`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Protocol, runtime_checkable

from attrs import field, frozen

__all__ = ["Ask", "Backend", "Finish", "Message", "Reply", "Role", "Schema", "Usage"]

Role = Literal["system", "user", "assistant"]
Finish = Literal["stop", "length", "refusal", "filter"]
"""Why the model stopped: done, out of output tokens, refused, or cut by a content filter."""


@frozen
class Message:
    """One message of a chat; its text never decides its role."""

    role: Role
    content: str


@frozen
class Schema:
    """The JSON schema of an answer, the same bytes for every request (providers cache by them)."""

    name: str
    text: str
    document: Mapping[str, Any] = field(eq=False, repr=False)


@frozen(kw_only=True)
class Ask:
    """One question to a model.

    `deadline` is in the running loop's own time (`loop.time()`): when it passes, the caller has
    already left. An adapter that waits must not wait beyond it.
    """

    messages: tuple[Message, ...]
    schema: Schema
    max_tokens: int = 1200
    temperature: float | None = None
    deadline: float | None = None


@frozen
class Usage:
    """Tokens and what they cost, in US dollars; a price that is not known is None, never 0."""

    input: int = 0
    output: int = 0
    cached: int = 0
    """Input tokens that the provider read from its own prefix cache."""
    cost: float | None = None

    def __add__(self, other: Usage) -> Usage:
        known = self.cost is not None and other.cost is not None
        return Usage(
            self.input + other.input,
            self.output + other.output,
            self.cached + other.cached,
            (self.cost or 0.0) + (other.cost or 0.0) if known else None,
        )


@frozen(kw_only=True)
class Reply:
    """What came back. `text` may be anything: it has been held against nothing yet."""

    text: str
    finish: Finish = "stop"
    usage: Usage = Usage()


@runtime_checkable
class Backend(Protocol):
    """A model that can be asked. Adapters wrap adapters, as transports do in an HTTP client.

    `complete` raises `ModelUnavailable` or `PromptTooLong` and nothing else; an error's message
    never holds text of the provider, of the prompt, or a key. Cancelling it cancels the request.
    """

    @property
    def model(self) -> str:
        """The configured model, as provenance names it."""
        ...

    @property
    def identity(self) -> str:
        """The model with every parameter that may change its answers, as it stands in cache keys."""
        ...

    async def complete(self, ask: Ask) -> Reply:
        """Ask the model once."""
        ...
