"""How values enter a prompt: as compact JSON that cannot close the tag it stands in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, cast

from attrs import asdict, has
from jinja2 import Undefined
from markupsafe import Markup
from pydantic import BaseModel

if TYPE_CHECKING:
    from attrs import AttrsInstance

__all__ = ["encode"]

ESCAPED = re.compile("[<\ud800-\udfff]")
"""`<` would close a tag, and half a surrogate pair cannot be sent as UTF-8; JSON can escape both."""


def encode(value: object) -> Markup:
    r"""The value as compact JSON with `<` escaped: whatever stands in `{{ }}` is data.

    It is the environment's `finalize`, so a template author cannot forget it; text that claims to
    be safe is encoded like any other.

    >>> print(encode({"goal": "</goal> grow"}))
    {"goal":"\u003c/goal> grow"}
    """
    plain = _plain(value) if isinstance(value, Undefined) else value
    return Markup(ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", COMPACT.encode(plain)))


def _plain(value: object) -> object:
    if isinstance(value, Undefined):
        return str(value)  # a strict undefined raises here, naming the variable; JSON would not
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, Mapping):
        return dict(cast("Mapping[object, object]", value))
    if isinstance(value, date):
        return value.isoformat()
    if has(type(value)):
        return asdict(cast("AttrsInstance", value), recurse=False)
    raise TypeError(f"a prompt cannot show a {type(value).__name__}")


COMPACT = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain)
"""Made once: `json.dumps` with options makes an encoder for every value."""
