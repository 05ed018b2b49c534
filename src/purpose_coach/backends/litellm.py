"""Any of the providers that litellm knows, with its surprises taken out.

litellm takes seconds to import, fetches a price list and reads `.env` while it does, retries on its
own, has no deadline for a whole call, and puts the provider's text into its exceptions. So it is
imported on first use (or by `warm`), in a quiet environment, and called with its retries off and
under our deadline; its exceptions are read and left behind.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from functools import cache, partial
from importlib import import_module
from threading import Lock
from types import MappingProxyType, ModuleType
from typing import Any

from attrs import asdict, define, field, frozen, setters
from pydantic import ValidationError

from purpose_coach.backends import chat
from purpose_coach.backends.dialect import Dialect, Mode, Talk
from purpose_coach.backends.failures import NOTHING, Failure, late, retry_after, searched
from purpose_coach.backends.params import checked, identity
from purpose_coach.backends.port import Ask, Reply
from purpose_coach.errors import CoachError, MissingExtra

__all__ = ["LiteLLM"]

NONE: Mapping[str, object] = MappingProxyType({})
QUIET = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_MODE": "PRODUCTION"}
MUTE = ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy")
TALKATIVE = ("anthropic", "botocore", "httpcore", "httpx", "openai")
"""Loggers of litellm's own clients, which write whole requests, and addresses with keys in them."""
SLIPS = (ValueError, TypeError, LookupError, AttributeError, RuntimeError, OSError)
"""What litellm lets through of its own mistakes, on answers it did not expect."""
LOADING = Lock()
LONGEST = 600.0
"""Seconds; always the same, as litellm keeps a client for each timeout. The deadline is ours."""
KINDS = {
    "ContextWindowExceededError": Failure(413, ""),
    "ContentPolicyViolationError": Failure(400, "content_filter"),
}
MISSING = "LiteLLM needs the package litellm: pip install 'purpose-coach[litellm]'"


@frozen
class _Library:
    """The little of litellm that is used."""

    acompletion: Callable[..., Awaitable[Any]]
    completion: Callable[..., object]
    prices: Mapping[str, Mapping[str, object]]
    takes_schema: Callable[[str], bool]
    takes_tools: Callable[[str], bool]
    errors: tuple[type[Exception], ...]

    def rehearse(self, model: str) -> None:
        """Import what a first call would: half a second more, and no request."""
        with suppress(ModuleNotFoundError):
            import_module("openai.resources.chat")
        line = [{"role": "user", "content": "-"}]
        with suppress(*self.errors):
            self.completion(model=model, messages=line, mock_response="-", num_retries=0)

    def first_mode(self, model: str) -> Mode:
        """The strictest mode that litellm knows of; of an unknown model the server will tell."""
        if not self.knows(model) or self.takes_schema(model):
            return "json_schema"
        return "tool" if self.takes_tools(model) else "prompt"

    def knows(self, model: str) -> bool:
        """Whether the configured model is in the price list, with or without its provider."""
        provider, _, name = model.partition("/")
        return model in self.prices or (
            self.prices.get(name, {}).get("litellm_provider") == provider and bool(name)
        )


@define(eq=False, on_setattr=setters.frozen)
class LiteLLM:
    """A model by its litellm name, such as `"openai/gpt-4o-mini"` or `"anthropic/claude-..."`.

    `params` go into every call, and win over what a prompt asks for. A cost is given only when
    litellm's list has a price for the configured model; else litellm may guess another model's.
    """

    model: str
    api_key: str | None = field(default=None, kw_only=True, repr=False)
    base_url: str | None = field(default=None, kw_only=True, repr=False)
    params: Mapping[str, object] = field(default=NONE, kw_only=True, repr=False, converter=checked)
    _talk: Talk | None = field(default=None, init=False, repr=False, on_setattr=setters.NO_OP)

    @property
    def identity(self) -> str:
        """Model, address and parameters; the parameters as a hash, for a name without secrets."""
        return identity(f"{self.model} at {self.base_url or 'its provider'}", self.params)

    async def complete(self, ask: Ask) -> Reply:
        """Ask the model once; what the provider refuses is left out from then on."""
        outcome = await self._outcome(ask)
        if isinstance(outcome, CoachError):
            # Raised out here, no exception of litellm (it quotes the provider) is its context.
            raise outcome
        return outcome

    async def warm(self) -> None:
        """Import litellm, off the event loop: a server does it before it says that it is ready."""
        library = await _library()
        await asyncio.to_thread(library.rehearse, self.model)

    async def _outcome(self, ask: Ask) -> Reply | CoachError:
        if ask.deadline is not None and ask.deadline <= asyncio.get_running_loop().time():
            return late()
        try:
            async with asyncio.timeout_at(ask.deadline):
                return await self._asked(ask, await _library())
        except TimeoutError:
            return late()

    async def _asked(self, ask: Ask, library: _Library) -> Reply | CoachError:
        if self._talk is None:
            mode = library.first_mode(self.model)
            self._talk = Talk(Dialect(mode, warmth="temperature" not in self.params))
        return await self._talk.complete(partial(self._sent, ask, library))

    async def _sent(self, ask: Ask, library: _Library, dialect: Dialect) -> Reply | Failure:
        try:
            said = await library.acompletion(**self._arguments(ask, dialect))
            return chat.reply(chat.Completion.model_validate(said), self._cost(said, library))
        except ValidationError:
            return NOTHING
        except library.errors as error:
            return _failure(error)

    def _arguments(self, ask: Ask, dialect: Dialect) -> dict[str, object]:
        warm = ask.temperature is not None and dialect.warmth
        return {
            "model": self.model,
            "messages": [asdict(message) for message in chat.messages(ask, dialect.mode)],
            "api_key": self.api_key,
            "api_base": self.base_url,
            # Retries belong to `Retrying` alone: litellm's own, and those of its clients, multiply.
            "max_retries": 0,
            "num_retries": 0,
            "timeout": LONGEST,
            # Without it a call with tools imports litellm's proxy, and so packages of a server.
            "_skip_mcp_handler": True,
            dialect.limit: ask.max_tokens,
            **({"temperature": ask.temperature} if warm else {}),
            **chat.fresh(dialect.mode, ask.schema),
            **self.params,
        }

    def _cost(self, said: object, library: _Library) -> float | None:
        hidden: Mapping[str, float | None] = getattr(said, "_hidden_params", None) or {}
        return hidden.get("response_cost") if library.knows(self.model) else None


def _failure(error: Exception) -> Failure:
    """By status first: litellm's classes say less (a 403 is an APIError, a lost line a 500)."""
    kind = type(error).__name__
    if kind in KINDS:
        return KINDS[kind]
    status: object = getattr(error, "status_code", None)
    headers: Mapping[str, str] = getattr(error, "litellm_response_headers", None) or {}
    known = status if isinstance(status, int) and status >= 400 else 500
    return Failure(known, searched(str(error)), retry_after(headers))


async def _library() -> _Library:
    """litellm; a thread is used for the import only."""
    return _load() if _load.cache_info().currsize else await asyncio.to_thread(_load)


@cache
def _load() -> _Library:
    with LOADING, _quiet_environment():
        try:
            module = import_module("litellm")
        except ModuleNotFoundError as error:
            if error.name != "litellm":
                raise
            raise MissingExtra(MISSING) from None
        _silence(module)
    return _Library(
        acompletion=module.acompletion,
        completion=module.completion,
        prices=module.model_cost,
        takes_schema=module.supports_response_schema,
        takes_tools=module.supports_function_calling,
        errors=(module.exceptions.openai.OpenAIError, *SLIPS),
    )


def _silence(module: ModuleType) -> None:
    vars(module).update(suppress_debug_info=True, turn_off_message_logging=True)
    for name in MUTE:
        logging.getLogger(name).disabled = True
    for name in TALKATIVE:
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.WARNING))


@contextmanager
def _quiet_environment() -> Generator[None]:
    """The variables that keep litellm from fetching prices and reading `.env`, for its import."""
    added = QUIET.keys() - os.environ.keys()
    os.environ.update({name: QUIET[name] for name in added})
    try:
        yield
    finally:
        for name in added:
            os.environ.pop(name, None)
