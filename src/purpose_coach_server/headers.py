"""Headers that the server's clients send and read, and what an answer's say of where it came from."""

from __future__ import annotations

import re
from functools import lru_cache

from purpose_coach import Provenance

__all__ = ["ACCEPTED", "EXPOSED", "PROVENANCE", "provenance_headers"]

ACCEPTED = (
    "Authorization",
    "Content-Type",
    "X-Tenant-Id",
    "Idempotency-Key",
    "X-Request-Timeout",
    "X-Request-ID",
)
"""Headers that a page of another origin may send."""
PROVENANCE = ("X-Coach-Source", "X-Coach-Model", "X-Coach-Tokens", "X-Coach-Prompt", "Cache-Status")
EXPOSED = (*PROVENANCE, "X-Request-ID", "Retry-After")
"""Headers that a page of another origin may read."""

Headers = tuple[tuple[bytes, bytes], ...]

UNPRINTABLE = re.compile(r"[^\x20-\x7e]")


def provenance_headers(provenance: Provenance) -> Headers:
    """Source, model, tokens, prompt hash, and whether the answer was kept from before (RFC 9211)."""
    tokens = provenance.usage.input + provenance.usage.output
    return _headers(provenance.source, provenance.model, provenance.prompt, tokens, provenance.cached)


@lru_cache(maxsize=256)
def _headers(source: str, model: str | None, prompt: str | None, tokens: int, cached: str | None) -> Headers:
    headers = [
        (b"x-coach-source", source.encode()),
        (b"x-coach-tokens", b"%d" % tokens),
        (b"cache-status", b"purpose-coach; hit" if cached == "result" else b"purpose-coach; fwd=miss"),
    ]
    if model is not None:
        headers.append((b"x-coach-model", UNPRINTABLE.sub("?", model).encode()))
    if prompt is not None:
        headers.append((b"x-coach-prompt", prompt.encode()))
    return tuple(headers)
