"""What a provider's answer of failure means, in words that hold nothing of the provider's own."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from attrs import field, frozen

from purpose_coach.errors import (
    CoachError,
    ModelOverloaded,
    ModelRefused,
    ModelTimeout,
    PromptTooLong,
)

__all__ = ["NOTHING", "REFUSING", "Failure", "broken", "late", "retry_after", "searched"]

SEARCHED: Final = 4000
"""How much of a provider's text is looked at, to tell its failures apart."""

TOO_LONG = re.compile(
    r"context_length_exceeded|exceed_context_size|maximum context|context (?:window|length|size)"
    r"|(?:prompt|input|request) is too long|too many (?:input )?tokens"
)
FILTERED = re.compile(r"content_filter|content_policy_violation|responsibleaipolicyviolation")
NO_QUOTA = re.compile(r"insufficient_quota|exceeded your current quota|usage limits|credit balance")
REFUSING = frozenset({400, 404, 405, 415, 422, 501})
AGAIN = frozenset({408, 409, 425, 429})

ODD = "it takes no such request: check the model's name, the parameters and the mode"
REFUSALS: Mapping[int, str] = {
    400: ODD,
    401: "the API key is missing or wrong: check the key (PURPOSE_COACH_API_KEY)",
    402: "the account has no credit: check its plan and billing",
    403: "the API key may not use this model: check the key's rights and the model's name",
    404: "there is no such model or address: check the model's name and the base URL",
    422: ODD,
}
NO_CHAT = "this address answers no chat: check the base URL"


@frozen
class Failure:
    """What a provider answered instead of a completion; `text` is for telling failures apart."""

    status: int
    text: str = field(repr=False)
    """The beginning of its wording, in lower case. It is never shown to anybody."""
    wait: float | None = None

    @property
    def too_long(self) -> bool:
        """Whether the prompt is longer than the model's context."""
        return self.status == 413 or (self._is_ours and TOO_LONG.search(self.text) is not None)

    @property
    def filtered(self) -> bool:
        """Whether this is no failure but a content filter, which some servers report as one."""
        return self.status == 400 and FILTERED.search(self.text) is not None

    @property
    def may_be_dialect(self) -> bool:
        """Whether asking in other words might help."""
        return self.status in REFUSING and not self.too_long and not self.filtered

    @property
    def error(self) -> CoachError:
        """The same as an error of ours."""
        if self.too_long:
            return PromptTooLong("the request is longer than the model can read: send less")
        if self._no_quota:
            return _refused(self.status, REFUSALS[402])
        if self.status == 200:
            return ModelOverloaded("the model's provider sent no usable answer: try again")
        if self.status >= 500 or self.status in AGAIN:
            return ModelOverloaded(_overload(self.status), retry_after=self.wait)
        return _refused(self.status, REFUSALS.get(self.status, NO_CHAT))

    @property
    def _no_quota(self) -> bool:
        # Google speaks of a quota for its limits by the minute, too: those pass.
        passing = "resource_exhausted" in self.text
        return self._is_ours and not passing and NO_QUOTA.search(self.text) is not None

    @property
    def _is_ours(self) -> bool:
        return 400 <= self.status < 500


NOTHING = Failure(200, "")
"""A success that brought nothing."""


def late() -> CoachError:
    """The error for a deadline that passed."""
    return ModelTimeout("the model did not answer in time: try again, or allow more time")


def broken() -> CoachError:
    """The error for a connection that could not be made, or broke."""
    return ModelOverloaded("the connection to the model failed: it is down or unreachable")


def searched(text: str | bytes) -> str:
    """The part of a provider's text that is looked at, in lower case."""
    part = text[:SEARCHED]
    return (part.decode("utf-8", "replace") if isinstance(part, bytes) else part).lower()


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait by the header Retry-After: a number or a date; None when there is none."""
    told = headers.get("Retry-After") or headers.get("retry-after")
    if told is None:
        return None
    try:
        seconds = float(told)
    except ValueError:
        return _until(told)
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _until(date: str) -> float | None:
    try:
        moment = parsedate_to_datetime(date)
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (zoned - datetime.now(UTC)).total_seconds())
    except (OverflowError, ValueError):  # a year or a zone that no calendar has
        return None


def _refused(status: int, reason: str) -> ModelRefused:
    return ModelRefused(f"the model's provider refused the call (status {status}): {reason}")


def _overload(status: int) -> str:
    what = "it asks for a pause" if status == 429 else "it is overloaded or down"
    return f"the model's provider answered with status {status}: {what}; try again later"
