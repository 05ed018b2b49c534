"""Backends for tests and notebooks: replies from a list, a function or a file, with no key."""

from __future__ import annotations

import inspect
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from attrs import asdict, define, field

from purpose_coach.backends.port import Ask, Backend, Reply, Usage
from purpose_coach.backends.wrapping import Wrapping
from purpose_coach.errors import CoachError

__all__ = ["Recording", "Replaying", "Said", "Scripted"]

Said = str | Reply | Exception
"""What a scripted model says: a text, a whole reply, or an error that it raises."""
Script = Iterable[Said] | Callable[[Ask], Said | Awaitable[Said]]


@define(eq=False)
class Scripted:
    """A model that says what it is told to, and remembers in `asked` what it was asked.

    `replies` is a list, taken in order, or a function of the `Ask`, blocking or asynchronous.
    """

    replies: Script = field(repr=False)
    model: str = field(default="scripted", kw_only=True)
    asked: list[Ask] = field(factory=list["Ask"], init=False, repr=False)
    _left: Iterator[Said] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._left = iter(()) if callable(self.replies) else iter(self.replies)

    @property
    def identity(self) -> str:
        """The name it was given."""
        return self.model

    async def complete(self, ask: Ask) -> Reply:
        """Say the next thing."""
        self.asked.append(ask)
        said = await self._said(ask)
        if isinstance(said, Exception):
            raise said
        return Reply(text=said) if isinstance(said, str) else said

    async def _said(self, ask: Ask) -> Said:
        if not callable(self.replies):
            return self._next()
        said = self.replies(ask)
        return await said if inspect.isawaitable(said) else said

    def _next(self) -> Said:
        for said in self._left:
            return said
        asked = len(self.asked)
        raise CoachError(f"Scripted was asked {asked} times and has only {asked - 1} replies")


@define(eq=False)
class Recording(Wrapping):
    """A backend that writes each reply to a file, for `Replaying` to say again.

    The file has a line of JSON a reply, and no prompt: it is found again by a hash of the ask. The
    same ask recorded several times is replayed in that order.
    """

    backend: Backend
    file: Path = field(converter=Path)
    _told: Counter[str] = field(factory=Counter[str], init=False, repr=False)

    async def complete(self, ask: Ask) -> Reply:
        """Ask, and write down what was said. An error is not recorded."""
        reply = await self.backend.complete(ask)
        self._write(_key(ask), reply)
        return reply

    def _write(self, key: str, reply: Reply) -> None:
        line = {"key": key, "replicate": self._told[key], "model": self.model, **asdict(reply)}
        self._told[key] += 1
        with self.file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


@define(eq=False)
class Replaying:
    """A backend that says what `Recording` wrote, with no network and no key.

    An ask that was not recorded is an error: a prompt, a schema or a request has changed.
    """

    file: Path = field(converter=Path)
    model: str = field(init=False)
    _told: Counter[str] = field(factory=Counter[str], init=False, repr=False)
    _replies: Mapping[tuple[str, int], Reply] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        lines = _lines(self.file)
        self.model = str(lines[-1]["model"]) if lines else "replayed"
        # Of a replicate that was recorded twice, the later one counts.
        self._replies = {(line["key"], line["replicate"]): _reply(line) for line in lines}

    @property
    def identity(self) -> str:
        """The model that was recorded."""
        return f"{self.model}, replayed"

    async def complete(self, ask: Ask) -> Reply:
        """Say what was said to the same ask."""
        key = _key(ask)
        reply = self._replies.get((key, self._told[key]))
        if reply is None:
            raise CoachError(self._missing(key))
        self._told[key] += 1
        return reply

    def _missing(self, key: str) -> str:
        return (
            f"{str(self.file)!r} has no recording of this ask (key {key}, replicate"
            f" {self._told[key]}): run once with Recording(backend, {str(self.file)!r})"
        )


def _key(ask: Ask) -> str:
    said = [[message.role, message.content] for message in ask.messages]
    text = json.dumps([said, ask.schema.text, ask.max_tokens, ask.temperature])
    return sha256(text.encode()).hexdigest()[:32]


def _lines(file: Path) -> list[Mapping[str, Any]]:
    if not file.exists():
        raise CoachError(f"{str(file)!r} does not exist: run once with Recording(backend, file)")
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]


def _reply(line: Mapping[str, Any]) -> Reply:
    return Reply(text=line["text"], finish=line["finish"], usage=Usage(**line["usage"]))
