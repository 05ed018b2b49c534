"""How a server wants to be asked for structured output, and what it said it does not take."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Literal

from attrs import define, evolve, frozen

from purpose_coach.backends.failures import Failure
from purpose_coach.backends.port import Reply
from purpose_coach.errors import CoachError

__all__ = ["Dialect", "Mode", "Talk"]

Mode = Literal["json_schema", "tool", "prompt"]
"""By `response_format`, by a forced tool call, or by the schema in the system message."""

NEXT: Mapping[Mode, Mode] = {"json_schema": "tool", "tool": "prompt"}
FORMAT = re.compile(
    r"response_format|json.?schema|structured.?output|grammar|schema|\btools?\b|tool_choice"
    r"|function.?call"
)
COMPLAINT = re.compile(rf"max_completion_tokens|temperature|{FORMAT.pattern}")


@frozen
class Dialect:
    """What a server takes, as far as it is known: a step is made only when the server refuses."""

    mode: Mode = "json_schema"
    limit: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    warmth: bool = True
    """Whether a temperature may be sent; the newer reasoning models take none."""
    fixed: bool = False
    """Whether the mode was chosen by a person."""
    settled: bool = False
    """Whether every step was tried in vain, so that a refusal has another reason."""

    def after(self, failure: Failure) -> Dialect | None:
        """The dialect to try after this refusal; None when it is not about the dialect."""
        text = failure.text
        if self.settled or not failure.may_be_dialect:
            return None
        if self.limit == "max_tokens" and "max_completion_tokens" in text:
            return evolve(self, limit="max_completion_tokens")
        if self.warmth and "temperature" in text:
            return evolve(self, warmth=False)
        return self._lower() if FORMAT.search(text) else None

    def _lower(self) -> Dialect | None:
        mode = NEXT.get(self.mode)
        return None if mode is None or self.fixed else evolve(self, mode=mode)


@define(eq=False)
class Talk:
    """The dialect that a backend has come to with its server."""

    dialect: Dialect
    sent: int = 0

    async def complete(self, send: Callable[[Dialect], Awaitable[Reply | Failure]]) -> Reply | CoachError:
        """Send, and again for every step that a refusal asks for: some, once in a life."""
        first = dialect = self.dialect
        while True:
            self.sent += 1
            said = await send(dialect)
            if isinstance(said, Reply):
                return said
            after = dialect.after(said)
            if after is None:
                if said.may_be_dialect and COMPLAINT.search(said.text):
                    self._despair(first, dialect)
                return Reply(text="", finish="filter") if said.filtered else said.error
            dialect = self._adopted(dialect, after)

    def _adopted(self, refused: Dialect, after: Dialect) -> Dialect:
        """Keep the step, unless a call beside this one has already made one."""
        if self.dialect == refused:
            self.dialect = after
        return self.dialect

    def _despair(self, first: Dialect, last: Dialect) -> None:
        """The server still complains: it was not the dialect. Go back, and never search again."""
        if last != first and self.dialect == last:
            self.dialect = evolve(first, settled=True)
