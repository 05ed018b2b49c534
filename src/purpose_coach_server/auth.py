"""Who calls: nobody is asked on loopback, or API keys are; either way there is a tenant."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from attrs import frozen
from starlette.types import Scope

from purpose_coach import Caller
from purpose_coach.errors import SettingsError
from purpose_coach_server.envelope import Refusal
from purpose_coach_server.exchange import header

__all__ = ["ApiKeys", "Authenticate", "anyone"]

Authenticate = Callable[[Scope], Caller]
"""Says on whose behalf a request comes, or raises `Refusal`."""

LOCAL = Caller("local")
TENANT = re.compile(r"[A-Za-z0-9._:-]{1,128}")
LINE = re.compile(r"([A-Za-z0-9._:-]{1,128}):([0-9a-f]{64})")
CHALLENGE = ((b"www-authenticate", b"Bearer"),)


def anyone(scope: Scope) -> Caller:
    """Every caller is let in, as the tenant that `X-Tenant-Id` names, or `local`."""
    tenant, token = _tenant(scope), _bearer(scope)
    return LOCAL if tenant is token is None else Caller(tenant or LOCAL.tenant, token)


@frozen
class ApiKeys:
    """Callers show a key as a bearer token; only its SHA-256 is known here, and whose it is."""

    tenants: Mapping[str, str]

    @classmethod
    def from_file(cls, path: Path) -> ApiKeys:
        """Read lines of `tenant:sha256`, the key's SHA-256 in hexadecimal digits.

        Raises:
            SettingsError: the file cannot be read, is empty, or a line is not of that form.
        """
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"{path}: cannot be read: {type(error).__name__}") from None
        tenants: dict[str, str] = {}
        for number, line in enumerate(lines, 1):
            if line.strip() and not line.startswith("#"):
                match = LINE.fullmatch(line.strip())
                if match is None:
                    raise SettingsError(f"{path}:{number}: expected `tenant:sha256 of the key`")
                tenants[match[2]] = match[1]
        if not tenants:
            raise SettingsError(f"{path}: there is no key in it")
        return cls(tenants)

    def __call__(self, scope: Scope) -> Caller:
        """The tenant whose key it is; another one's name beside it is refused."""
        key = _bearer(scope)
        # Looked up by digest: how long that takes says nothing about any key.
        tenant = self.tenants.get(hashlib.sha256(key.encode()).hexdigest()) if key else None
        if tenant is None:
            raise Refusal("UNAUTHORIZED", "Send a valid API key as a bearer token.", CHALLENGE)
        if _tenant(scope) not in {None, tenant}:
            raise Refusal("FORBIDDEN", "This key is not for the tenant that X-Tenant-Id names.")
        return Caller(tenant)


def _tenant(scope: Scope) -> str | None:
    named = header(scope, b"x-tenant-id")
    if named is not None and TENANT.fullmatch(named) is None:
        raise Refusal("FORBIDDEN", "X-Tenant-Id is 1 to 128 letters, digits and . _ : - only.")
    return named


def _bearer(scope: Scope) -> str | None:
    shown = header(scope, b"authorization")
    if shown is None:
        return None
    scheme, _, token = shown.partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None
