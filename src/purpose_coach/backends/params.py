"""Extra parameters of a configured model: which are allowed, and how they stand in its identity."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from types import MappingProxyType

from purpose_coach.errors import SettingsError

__all__ = ["checked", "identity"]

OURS = frozenset(
    {
        "max_completion_tokens",
        "max_retries",
        "max_tokens",
        "messages",
        "model",
        "n",
        "num_retries",
        "response_format",
        "stream",
        "tool_choice",
        "tools",
    }
)


def checked(params: Mapping[str, object]) -> Mapping[str, object]:
    """The parameters, unless they hold one that the library sets itself."""
    taken = sorted(OURS & params.keys())
    if taken:
        raise SettingsError(f"params must not hold {', '.join(taken)}: the library sets them")
    return MappingProxyType(dict(params))


def identity(name: str, params: Mapping[str, object]) -> str:
    """The name, and a hash of the parameters when there are any: equal for equal answers."""
    if not params:
        return name
    text = json.dumps(dict(params), sort_keys=True, default=repr)
    return f"{name} with {sha256(text.encode()).hexdigest()[:16]}"
