"""Every error a caller can meet, one tree; `code` is the contract's error code.

::

    CoachError
    ├── InvalidRequest         VALIDATION_ERROR or INVALID_GOAL_DATA   the request does not validate
    ├── InsufficientContext    INSUFFICIENT_CONTEXT                    too little to answer from
    ├── Unavailable            AI_SERVICE_UNAVAILABLE                  what is outside cannot be had now
    │   ├── SourceUnavailable      the configured source of business data
    │   └── ModelUnavailable       the model
    │       ├── ModelOverloaded        throttled, down, broken on the way: worth another try
    │       ├── ModelTimeout           the deadline of the whole call is spent
    │       ├── ModelRefused           our key, our parameters or our account were refused
    │       └── AnswerBeyondRepair     answers came, none of them could be used
    │           └── AlignmentFailed    ALIGNMENT_CALCULATION_FAILED    the same, for an alignment
    ├── WebsiteUnreachable     WEBSITE_UNREACHABLE                     a page that cannot or may not be read
    ├── PromptTooLong          PAYLOAD_TOO_LARGE                       more than the model can read
    ├── PromptError            INTERNAL_SERVER_ERROR                   a prompt file is wrong
    ├── KnowledgeError         INTERNAL_SERVER_ERROR                   a file of KPIs or playbooks is wrong
    ├── SettingsError          INTERNAL_SERVER_ERROR                   a setting is wrong or misspelt
    └── MissingExtra           INTERNAL_SERVER_ERROR                   an optional package is not installed

No message holds text of a provider, of a prompt or of a request, and no key: an error can be logged
and shown as it is. `InvalidRequest` names fields, never their values.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = [
    "AlignmentFailed",
    "AnswerBeyondRepair",
    "CoachError",
    "InsufficientContext",
    "InvalidRequest",
    "KnowledgeError",
    "MissingExtra",
    "ModelOverloaded",
    "ModelRefused",
    "ModelTimeout",
    "ModelUnavailable",
    "PromptError",
    "PromptTooLong",
    "SettingsError",
    "SourceUnavailable",
    "Unavailable",
    "WebsiteUnreachable",
]


class CoachError(Exception):
    """The root: every error that this library raises on purpose."""

    code: str = "INTERNAL_SERVER_ERROR"
    """The contract's error code."""

    @property
    def message(self) -> str:
        """One sentence for a person: what happened and what to do."""
        return str(self.args[0]) if self.args else type(self).__name__


class InvalidRequest(CoachError):
    """The request does not validate; `errors` says which field and why, by the client's names."""

    code: str = "VALIDATION_ERROR"

    def __init__(self, message: str, errors: Mapping[str, str], code: str = "VALIDATION_ERROR") -> None:
        super().__init__(message)
        self.errors: Mapping[str, str] = MappingProxyType(dict(errors))
        self.code = code

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.message, dict(self.errors), self.code)


class InsufficientContext(CoachError):
    """The request is well formed but holds too little to answer from; no model was asked."""

    code = "INSUFFICIENT_CONTEXT"


class Unavailable(CoachError):
    """Something outside cannot be had now; `retry_after` (seconds) says when to try again."""

    code = "AI_SERVICE_UNAVAILABLE"

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.message, self.retry_after)


class SourceUnavailable(Unavailable):
    """The configured source of business data is down, refused us, or answered what is no such data."""


class ModelUnavailable(Unavailable):
    """No usable answer could be had from the model."""

    again: bool = False
    """Whether the very same call may succeed a moment later (what `Retrying` goes by)."""


class ModelOverloaded(ModelUnavailable):
    """The provider throttled us, is down, or the connection broke."""

    again = True


class ModelTimeout(ModelUnavailable):
    """The deadline of the whole call passed before an answer came."""


class ModelRefused(ModelUnavailable):
    """The provider refused our key, account, model name or parameters: mend the configuration."""


class AnswerBeyondRepair(ModelUnavailable):
    """The model answered, but nothing it said in the allowed attempts could be used."""


class AlignmentFailed(AnswerBeyondRepair):
    """No alignment table could be had from the model's answers."""

    code = "ALIGNMENT_CALCULATION_FAILED"


class WebsiteUnreachable(CoachError):
    """The page cannot be read: which of the reasons it is would tell of the network behind us."""

    code = "WEBSITE_UNREACHABLE"


class PromptTooLong(CoachError):
    """The request is longer than the model can read: send less."""

    code = "PAYLOAD_TOO_LARGE"


class PromptError(CoachError):
    """A prompt file is wrong; the message names file, line and reason."""


class KnowledgeError(CoachError):
    """A file of the KPI catalogue or of a playbook is wrong; the message names file, line and reason."""


class SettingsError(CoachError):
    """A setting is wrong or misspelt; the message names it and what is allowed."""


class MissingExtra(CoachError):
    """An optional part of the library is needed and not installed; the message says how to get it."""


def _rebuild(kind: type[Unavailable], message: str, retry_after: float | None) -> Unavailable:
    return kind(message, retry_after=retry_after)
