"""The clock, as a value that can be handed in: the one source of *now*."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

__all__ = ["Clock", "stamp", "utc_now"]

Clock = Callable[[], datetime]
"""Returns the present moment, aware, in UTC."""


def utc_now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """The moment as the contract writes it: ISO 8601 in UTC to the second, with `Z`.

    >>> stamp(datetime(2025, 10, 13, 14, 30, tzinfo=UTC))
    '2025-10-13T14:30:00Z'
    """
    bare = moment.astimezone(UTC).replace(tzinfo=None)
    return f"{bare.isoformat(timespec='seconds')}Z"
