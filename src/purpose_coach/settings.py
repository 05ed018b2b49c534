"""The one table of settings: library, command line and server read the same `PURPOSE_COACH_*`.

======================  ==================================================================
MODEL                   the model's name; with BASE_URL as that endpoint knows it, else a
                        litellm name such as `anthropic/claude-sonnet-4-5`; empty: no model
BASE_URL                an endpoint that speaks the OpenAI chat protocol, up to `/v1`
API_KEY                 its key (providers behind litellm also read their own variables)
FALLBACK_MODELS         further model names, separated by commas, asked in this order when
                        the one before cannot be had
OUTPUT                  how answers are structured there: auto, json_schema, tool, prompt
RETRIES                 further tries after a failure that may pass, 0 to 2
TIMEOUT                 seconds that one operation may take, retries included
PROMPTS                 a folder of prompt files that go before those that ship
KNOWLEDGE               a folder of own KPIs, benchmarks and playbooks, over those that ship
ON_UNAVAILABLE          error, or unaided: answer without the model when it cannot be had
======================  ==================================================================

Those that only a server has:

======================  ==================================================================
HOST, PORT              where it listens; beyond loopback only with authentication
BASE_PATH               what stands before every address
AUTH                    none (loopback only), or api-key
API_KEYS                a file of lines `tenant:sha256 of the key`, for api-key
CORS_ORIGINS            origins of pages that may call, separated by commas
CORS_ORIGIN_REGEX       or one expression that they match; default: localhost, any port
BODY_LIMIT              bytes of a request at most
EXPOSE                  on, or off: whether headers say which model answered
WORKERS                 processes; more than one needs a shared cache
INSECURE                listen beyond loopback without authentication
LOG_LEVEL               debug, info, warning or error
SECRETS                 a folder of files that hold secret settings
======================  ==================================================================
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from purpose_coach.errors import SettingsError

if TYPE_CHECKING:
    from purpose_coach.backends.port import Backend

__all__ = ["PREFIX", "Served", "Settings", "misspelt", "unfit"]

PREFIX = "PURPOSE_COACH_"


class Settings(BaseModel):
    """The settings, each with its default; `from_env` reads them from the environment."""

    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    model: str | None = Field(default=None, description="model name; empty: no model is asked")
    base_url: str | None = Field(default=None, description="OpenAI-style endpoint, up to /v1")
    api_key: SecretStr | None = Field(default=None, description="key of that endpoint")
    fallback_models: tuple[str, ...] = Field(default=(), description="further models, by commas")
    output: Literal["auto", "json_schema", "tool", "prompt"] = Field(
        default="auto", description="how an answer is structured"
    )
    retries: int = Field(default=2, ge=0, le=2, description="further tries after a passing failure")
    timeout: float = Field(default=60.0, gt=0, le=600, description="seconds an operation may take")
    prompts: Path | None = Field(default=None, description="folder of prompt files that go first")
    knowledge: Path | None = Field(default=None, description="folder of own KPIs and playbooks")
    on_unavailable: Literal["error", "unaided"] = Field(
        default="error", description="what to do when no model can be had"
    )

    @field_validator("fallback_models", "cors_origins", mode="before", check_fields=False)
    @classmethod
    def _listed(cls, value: object) -> object:
        """Text with commas as the list that it means."""
        if not isinstance(value, str):
            return value
        return tuple(part.strip() for part in value.split(",") if part.strip())

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Self:
        """The settings that `environ` (by default the process's own environment) describes.

        Raises:
            SettingsError: an unknown `PURPOSE_COACH_*` name, with the nearest one that exists, or a
                value that does not fit.
        """
        given = os.environ if environ is None else environ
        misspelt(given)
        found = {name: given.get(f"{PREFIX}{name.upper()}", "").strip() for name in cls.model_fields}
        try:
            return cls.model_validate({name: value for name, value in found.items() if value})
        except ValidationError as error:
            raise unfit(error) from None

    def backend(self) -> Backend | None:
        """The configured model with its retries and fallbacks, or None without one.

        Raises:
            SettingsError: fallbacks or a base URL without a model.
            MissingExtra: a litellm name, and the extra `litellm` is not installed.
        """
        from purpose_coach.backends.fallback import Fallback

        if self.model is None:
            if self.base_url or self.fallback_models:
                raise SettingsError(f"{PREFIX}MODEL is needed beside a base URL or fallback models")
            return None
        first, *others = (self._one(name) for name in (self.model, *self.fallback_models))
        return Fallback(first, *others) if others else first

    def _one(self, name: str) -> Backend:
        from purpose_coach.backends.retrying import Retrying

        inner = self._endpoint(name) if self.base_url else self._litellm(name)
        return Retrying(inner, retries=self.retries) if self.retries else inner

    def _endpoint(self, name: str) -> Backend:
        from purpose_coach.backends.openai_compatible import OpenAICompatible

        return OpenAICompatible(self.base_url or "", name, api_key=self._key(), mode=self.output)

    def _litellm(self, name: str) -> Backend:
        from purpose_coach.backends.litellm import LiteLLM

        # The key is the first model's: another provider must not see it, and reads its own variable.
        return LiteLLM(name, api_key=self._key() if name == self.model else None)

    def _key(self) -> str | None:
        return self.api_key.get_secret_value() if self.api_key else None


class Served(Settings):
    """The library's settings, and those that only a server has."""

    host: str = Field(default="127.0.0.1", description="address to listen at")
    port: int = Field(default=8000, ge=0, le=65535, description="port to listen at")
    base_path: str = Field(
        default="/", pattern=r"^/[A-Za-z0-9/._~-]*$", description="what stands before every address"
    )
    auth: Literal["none", "api-key"] = Field(default="none", description="who may call")
    api_keys: Path | None = Field(default=None, description="file of tenant:sha256 lines, for api-key")
    cors_origins: tuple[str, ...] = Field(default=(), description="origins of pages that may call, by commas")
    cors_origin_regex: str | None = Field(default=None, description="or an expression that they match")
    body_limit: int = Field(default=262_144, ge=1024, description="bytes of a request at most")
    expose: Literal["on", "off"] = Field(default="on", description="whether headers say which model answered")
    workers: int = Field(default=1, ge=1, le=64, description="processes; more than one needs a shared cache")
    insecure: bool = Field(default=False, description="listen beyond loopback without authentication")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="what is logged"
    )
    secrets: Path | None = Field(default=None, description="folder of files that hold secret settings")


def misspelt(environ: Iterable[str]) -> None:
    """Refuse a `PURPOSE_COACH_*` name that is no setting: a misspelt one would do nothing, silently."""
    known = [name.upper() for name in Served.model_fields]
    for variable in environ:
        # Compared without the prefix, in which all of them are alike.
        name = variable.removeprefix(PREFIX)
        if variable.startswith(PREFIX) and name not in known:
            nearest = get_close_matches(name, known, n=1, cutoff=0.5)
            hint = f": did you mean {PREFIX}{nearest[0]}?" if nearest else ""
            raise SettingsError(f"{variable} is not a setting{hint} (`purpose-coach config` lists them)")


def unfit(error: ValidationError) -> SettingsError:
    """What does not fit, by the variable's name; never its value."""
    first = error.errors(include_url=False, include_input=False)[0]
    return SettingsError(f"{PREFIX}{str(first['loc'][0]).upper()}: {first['msg']}")
