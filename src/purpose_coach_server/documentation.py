"""The OpenAPI document and a page to read and try it, from this package alone: no CDN, a strict CSP."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from importlib.resources import files

from attrs import frozen
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from purpose_coach_server.openapi import openapi
from purpose_coach_server.routes import AnyOperation

__all__ = ["Static", "documentation"]

STATIC = {
    "swagger-ui-bundle.js": b"text/javascript; charset=utf-8",
    "swagger-ui.css": b"text/css; charset=utf-8",
    "start.js": b"text/javascript; charset=utf-8",
}
POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    b"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@frozen
class Static:
    """A response that never changes."""

    kind: bytes
    body: bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        headers = [
            (b"content-type", self.kind),
            (b"content-length", b"%d" % len(self.body)),
            (b"content-security-policy", POLICY),
            (b"vary", b"Origin"),  # a cache on the way must not keep what one origin may read for another
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else self.body})


def documentation(operations: Iterable[AnyOperation], base: str) -> Iterator[Route]:
    """`/openapi.json`, and `/docs` with its script and style; under `base` too, for a proxy knows no more."""
    document = json.dumps(openapi(operations, base), ensure_ascii=False).encode()
    pages = {
        "/openapi.json": Static(b"application/json", document),
        "/docs": Static(b"text/html; charset=utf-8", _read("docs.html")),
        **{f"/docs/{name}": Static(kind, _read(name)) for name, kind in STATIC.items()},
    }
    for prefix in dict.fromkeys(("", base)):
        for path, page in pages.items():
            yield Route(f"{prefix}{path}", page, methods=["GET"])


def _read(name: str) -> bytes:
    return (files("purpose_coach_server") / "static" / name).read_bytes()
