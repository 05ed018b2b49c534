"""The application: routes from the catalogue, the layers around them, health and documentation."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncGenerator, Iterable, Iterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from purpose_coach import AsyncCoach
from purpose_coach_server.auth import ApiKeys, Authenticate, anyone
from purpose_coach_server.cors import Cors
from purpose_coach_server.documentation import Static, documentation
from purpose_coach_server.envelope import problem
from purpose_coach_server.guard import Guard
from purpose_coach_server.journal import Journal
from purpose_coach_server.routes import AnyOperation, routes_of
from purpose_coach_server.settings import ServerSettings
from purpose_coach_server.shortcut import Shortcut

__all__ = ["create_app"]

LOCAL = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d+)?")
CODES = {404: "RESOURCE_NOT_FOUND", 405: "METHOD_NOT_ALLOWED", 413: "PAYLOAD_TOO_LARGE"}
SAID = {
    404: "There is nothing at this address.",
    405: "This address takes another method; the header Allow names it.",
    413: "The request is larger than this server reads: send less.",
}


def create_app(
    coach: AsyncCoach,
    settings: ServerSettings | None = None,
    *,
    operations: Iterable[AnyOperation] | None = None,
) -> Starlette:
    """An ASGI application that serves `coach`.

    Args:
        coach: answers every operation.
        settings: addresses, origins, bounds and authentication; by default those of the environment.
        operations: what is served; by default the whole catalogue.

    Raises:
        SettingsError: a setting is wrong, misspelt, or unsafe where it stands.
    """
    settings = settings or ServerSettings.from_env()
    settings.check()
    base = settings.base_path.rstrip("/")
    served = tuple(operations if operations is not None else type(coach).operations())
    public = [*_health(), *documentation(served, base)]
    routes = [
        *routes_of(
            coach,
            served,
            base=base,
            body_limit=settings.body_limit,
            longest=settings.timeout,
            exposed=settings.expose == "on",
        )
    ]
    plain = {(verb, route.path): route.endpoint for route in routes for verb in route.methods or ()}
    app = Starlette(
        routes=[*routes, *public],
        middleware=[
            *_layers(settings, frozenset(route.path for route in public)),
            Middleware(Shortcut, found={key: to for key, to in plain.items() if "{" not in key[1]}),
        ],
        exception_handlers={HTTPException: _refused},
        lifespan=lambda _: _warmed(coach),
    )
    app.router.redirect_slashes = False  # a redirect loses a body, and is not in the contract
    return app


def _layers(settings: ServerSettings, public: frozenset[str]) -> list[Middleware]:
    """Outermost first."""
    origins = settings.origins()
    return [
        Middleware(Journal),
        Middleware(Cors, origins=origins),
        Middleware(
            Guard,
            authenticate=_authentication(settings),
            origins=origins,
            hosts=LOCAL if settings.auth == "none" and not settings.insecure else None,
            open=public,
        ),
    ]


def _authentication(settings: ServerSettings) -> Authenticate:
    return ApiKeys.from_file(settings.api_keys) if settings.api_keys else anyone


def _health() -> Iterator[Route]:
    said = {
        "healthz": {"status": "ok"},
        "readyz": {"status": "ready"},  # nothing is answered before everything is loaded
        "version": {"version": version("purpose-coach")},
    }
    for name, data in said.items():
        body = json.dumps({"success": True, "data": data}).encode()
        yield Route(f"/{name}", Static(b"application/json", body), methods=["GET"], name=name)


def _refused(_: Request, error: Exception) -> Response:
    """What the framework itself refuses, in the contract's envelope."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    answer = problem(CODES.get(status, "VALIDATION_ERROR"), SAID.get(status, "This request is not valid."))
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    return Response(answer.body, answer.status, headers, "application/json")


@asynccontextmanager
async def _warmed(coach: AsyncCoach) -> AsyncGenerator[None]:
    """Everything slow to load is loaded before the first request, and connections are closed after."""
    await coach.warm()
    yield
    await coach.close()
