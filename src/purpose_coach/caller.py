"""On whose behalf something is done."""

from __future__ import annotations

from attrs import field, frozen

__all__ = ["Caller"]


def _named(_: object, __: object, tenant: object) -> None:
    if not isinstance(tenant, str) or not tenant.strip():
        raise ValueError(f"a tenant is a name, not {tenant!r}")


@frozen
class Caller:
    """On whose behalf an operation runs. No cache key or store call exists without a tenant."""

    tenant: str = field(default="local", validator=_named)
    token: str | None = field(default=None, repr=False)
    """The caller's own token, forwarded to the deployment's data source and nowhere else."""
