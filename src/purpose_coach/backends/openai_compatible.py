"""Straight to any endpoint that speaks the OpenAI chat protocol, over aiohttp.

vLLM, llama.cpp, Ollama, LM Studio, OpenRouter, a LiteLLM proxy, OpenAI itself. A call costs about
as much as aiohttp costs; aiohttp is imported by the first call.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from importlib import import_module
from io import BytesIO
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, get_args
from urllib.parse import urlsplit

from attrs import Factory, evolve, field, frozen
from pydantic import ValidationError

from purpose_coach.backends import chat
from purpose_coach.backends.dialect import Dialect, Mode, Talk
from purpose_coach.backends.failures import (
    NOTHING,
    Failure,
    broken,
    late,
    retry_after,
    searched,
)
from purpose_coach.backends.params import checked, identity
from purpose_coach.backends.port import Ask, Reply
from purpose_coach.backends.sessions import Sessions
from purpose_coach.errors import CoachError, ModelRefused, SettingsError

if TYPE_CHECKING:
    from aiohttp import ClientResponse

__all__ = ["OpenAICompatible"]

NONE: Mapping[str, str] = MappingProxyType({})
MODES = ("auto", *get_args(Mode))
LARGEST = 4 * 2**20
"""Bytes of a response beyond which it is no answer."""
UNSAFE = "the model's address has no TLS that can be trusted: check the base URL and its certificate"


def _address(base_url: str) -> str:
    """The base URL, checked, without a slash at its end."""
    try:
        parts = urlsplit(base_url.strip())
        named = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:  # a port that is no number, half an IPv6 address
        named = parts = None
    if not named or parts is None:
        raise SettingsError("base_url must begin with http:// or https:// and name a host")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise SettingsError("base_url must hold no credentials, no query and no fragment")
    return base_url.strip().rstrip("/")


def _key(api_key: str | None) -> str | None:
    key = (api_key or "").strip()
    if not (key.isprintable() and key.isascii()):
        raise SettingsError("api_key must be printable ASCII: was it copied whole?")
    return key or None


def _plain(headers: Mapping[str, str]) -> Mapping[str, str]:
    odd = [name for name, value in headers.items() if not f"{name}{value}".isprintable()]
    if odd:
        raise SettingsError(f"headers must be printable text: {', '.join(map(repr, odd))}")
    return dict(headers)


def _chosen(mode: Mode | Literal["auto"]) -> Mode | Literal["auto"]:
    if mode not in MODES:
        raise SettingsError(f"mode must be one of {', '.join(MODES)}, not {mode!r}")
    return mode


def _first_talk(backend: OpenAICompatible) -> Talk:
    first = Dialect(warmth="temperature" not in backend.params)
    return Talk(first if backend.mode == "auto" else evolve(first, mode=backend.mode, fixed=True))


def _no_sessions(backend: OpenAICompatible) -> Sessions:
    own = {"Content-Type": "application/json", "Accept-Encoding": "identity"}
    key = {"Authorization": f"Bearer {backend.api_key}"} if backend.api_key else {}
    return Sessions({**own, **key, **backend.headers})


def _encoded_opening(backend: OpenAICompatible) -> str:
    return "{" + chat.encoded({"model": backend.model, **backend.params})[1:] + ","


@frozen(eq=False)
class OpenAICompatible:
    """A model behind `{base_url}/chat/completions`.

    `mode` says how structured output is asked for. By default the strictest way is tried first,
    and the first one that the server does not refuse is kept; the refused requests are the only
    ones ever repeated here, once in the life of this object. `params` go into every request, and
    win over what a prompt asks for. Sessions close with their event loop, `aclose` is optional.
    """

    base_url: str = field(converter=_address)
    model: str
    api_key: str | None = field(default=None, kw_only=True, repr=False, converter=_key)
    mode: Mode | Literal["auto"] = field(default="auto", kw_only=True, converter=_chosen)
    params: Mapping[str, object] = field(default=NONE, kw_only=True, repr=False, converter=checked)
    headers: Mapping[str, str] = field(default=NONE, kw_only=True, repr=False, converter=_plain)
    _talk: Talk = field(default=Factory(_first_talk, takes_self=True), init=False, repr=False)
    _sessions: Sessions = field(default=Factory(_no_sessions, takes_self=True), init=False, repr=False)
    _opening: str = field(default=Factory(_encoded_opening, takes_self=True), init=False, repr=False)

    @property
    def requests(self) -> int:
        """How many requests were sent, those for finding the mode among them."""
        return self._talk.sent

    @property
    def identity(self) -> str:
        """Address, model and parameters; the parameters as a hash, for a name without secrets."""
        return identity(f"{self.model} at {self.base_url}", self.params)

    async def complete(self, ask: Ask) -> Reply:
        """Ask the model once; what the server refuses is left out from then on."""
        outcome = await self._outcome(ask)
        if isinstance(outcome, CoachError):
            # Raised out here, no exception of the transport (it may quote headers) is its context.
            raise outcome
        return outcome

    async def warm(self) -> None:
        """Import what the first call needs, off the event loop."""
        await asyncio.to_thread(import_module, "aiohttp")

    async def aclose(self) -> None:
        """Close the connections of the running event loop."""
        await self._sessions.aclose()

    async def _outcome(self, ask: Ask) -> Reply | CoachError:
        import aiohttp

        if ask.deadline is not None and ask.deadline <= asyncio.get_running_loop().time():
            return late()
        try:
            async with asyncio.timeout_at(ask.deadline):
                return await self._talk.complete(partial(self._sent, ask))
        except aiohttp.ClientSSLError:
            return ModelRefused(UNSAFE)
        except aiohttp.ClientError:
            return broken()
        except TimeoutError:
            return late()
        except OSError:
            return broken()

    async def _sent(self, ask: Ask, dialect: Dialect) -> Reply | Failure:
        session = await self._sessions.here()
        content = chat.body(self._opening, ask, dialect)
        async with session.post(
            f"{self.base_url}/chat/completions",
            # aiohttp warns of large bytes, which it writes in one go.
            data=content if len(content) < 2**20 else BytesIO(content),
            allow_redirects=False,  # a redirect would take the key somewhere else
        ) as response:
            body = await _read(response)
            if response.status == 200:
                return _reply(body)
            return Failure(response.status, searched(body), retry_after(response.headers))


async def _read(response: ClientResponse) -> bytes:
    """The body, or nothing when it is larger than any answer."""
    received = b""
    while chunk := await response.content.readany():
        received += chunk
        if len(received) > LARGEST:
            response.close()
            return b""
    return received


def _reply(body: bytes) -> Reply | Failure:
    try:
        return chat.reply(chat.Completion.model_validate_json(body))
    except ValidationError:
        return NOTHING
