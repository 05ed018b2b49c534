"""The server's settings: the library's own table, read by pydantic-settings, and what only a server has.

Every setting is a variable `PURPOSE_COACH_NAME`, or a file `purpose_coach_name` in the folder that
`PURPOSE_COACH_SECRETS` names (as container platforms mount secrets); the variable wins.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from pydantic import ValidationError, create_model
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
)

from purpose_coach.errors import SettingsError
from purpose_coach.settings import PREFIX, Served, misspelt, unfit

__all__ = ["ServerSettings"]


class _Sources(BaseSettings):
    """Reads text: variables first, then files of secrets; never a `.env` that lies about."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="ignore", hide_input_in_errors=True, env_ignore_empty=True
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The sources, the stronger one first."""
        folder = os.environ.get(f"{PREFIX}SECRETS")
        return (env_settings, SecretsSettingsSource(settings_cls, folder)) if folder else (env_settings,)


class ServerSettings(Served):
    """Everything that an operator can set."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Self:
        """The settings that the environment and the files of secrets describe.

        Raises:
            SettingsError: a name is misspelt, or a value does not fit.
        """
        if environ is not None:
            return super().from_env(environ)
        folder = os.environ.get(f"{PREFIX}SECRETS", "").strip()
        misspelt({name.upper() for name in (*os.environ, *_files(folder))})
        fields: dict[str, Any] = dict.fromkeys(cls.model_fields, (str | None, None))
        # The sources read text, the table gives it its meaning: one table, whoever reads it.
        read = create_model("Sources", __base__=_Sources, **fields)().model_dump(exclude_none=True)
        given = {name: text.strip() for name, text in read.items() if text.strip()}
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            raise unfit(error) from None

    def but(self, **changes: object) -> Self:
        """The same settings with these changed, as the command line does; None changes nothing.

        Raises:
            SettingsError: a value does not fit.
        """
        given = {name: value for name, value in changes.items() if value is not None}
        try:
            return self.model_validate({**dict(self), **given})
        except ValidationError as error:
            raise unfit(error) from None

    def origins(self) -> re.Pattern[str]:
        """Origins of pages that may call, as one expression that must match the whole of an origin."""
        listed = [re.escape(origin.rstrip("/")) for origin in self.cors_origins]
        given = [self.cors_origin_regex] if self.cors_origin_regex else []
        try:
            return re.compile("|".join(f"(?:{one})" for one in (*listed, *given) or (LOCALHOST,)))
        except re.error as error:
            raise SettingsError(f"{PREFIX}CORS_ORIGIN_REGEX is no regular expression: {error}") from None

    def check(self) -> None:
        """Refuse what is unsafe or cannot work, before anything listens.

        Raises:
            SettingsError: it says what is wrong and what to do.
        """
        if self.auth == "api-key" and self.api_keys is None:
            raise SettingsError(f"{PREFIX}AUTH=api-key needs {PREFIX}API_KEYS, a file of tenant:sha256 lines")
        if self.auth == "none" and not self.insecure and not _is_loopback(self.host):
            raise SettingsError(
                f"{PREFIX}HOST={self.host} is reachable from outside and nobody is asked who they are: "
                f"set {PREFIX}AUTH=api-key, or start with --insecure behind something that asks"
            )
        if self.workers > 1:
            raise SettingsError(
                f"{PREFIX}WORKERS={self.workers} needs a shared cache and store, or each worker would give "
                "its own score: run one worker"
            )
        self.origins()


LOCALHOST = r"https?://(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?"


def _files(folder: str) -> list[str]:
    """The names in the folder of secrets."""
    try:
        return [path.name for path in Path(folder).iterdir()] if folder else []
    except OSError as error:
        raise SettingsError(f"{PREFIX}SECRETS={folder}: cannot be read: {type(error).__name__}") from None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
