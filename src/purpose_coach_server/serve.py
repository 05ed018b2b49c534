"""`purpose-coach serve`: the application on uvicorn, as the settings say."""

from __future__ import annotations

import gc
import logging
import sys
from importlib import import_module
from math import ceil
from typing import TYPE_CHECKING, Annotated

import typer

from purpose_coach.errors import CoachError, MissingExtra

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from purpose_coach_server.settings import ServerSettings

__all__ = ["main", "run", "serve"]

NEEDED = ("starlette", "uvicorn", "httptools", "pydantic_settings")

Host = Annotated[str | None, typer.Option(help="Where to listen; beyond loopback only with authentication.")]
Port = Annotated[int | None, typer.Option(help="Port to listen at.")]
Insecure = Annotated[
    bool, typer.Option("--insecure", help="Listen beyond loopback without asking who calls.")
]
Workers = Annotated[int | None, typer.Option(help="Processes; more than one needs a shared cache.")]


def serve(host: Host = None, port: Port = None, insecure: Insecure = False, workers: Workers = None) -> None:
    """Serve all operations over HTTP; PURPOSE_COACH_* set the rest."""
    for package in NEEDED:
        _need(package)
    # Imported here: the command line loads this module at every start.
    from purpose_coach import AsyncCoach
    from purpose_coach_server.app import create_app
    from purpose_coach_server.settings import ServerSettings

    settings = ServerSettings.from_env().but(host=host, port=port, insecure=insecure or None, workers=workers)
    settings.check()  # before anything slow is made
    run(create_app(AsyncCoach.from_settings(settings), settings), settings)


def run(app: ASGIApp, settings: ServerSettings) -> None:
    """Run the application on uvicorn until a signal ends it."""
    import uvicorn

    from purpose_coach_server.receipt import Receipt

    _log(settings.log_level)
    # What is loaded stays, and a request leaves no cycles behind: looking for garbage as often as Python
    # does by itself costs some 7 us a request.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        http=Receipt,
        ws="none",
        lifespan="on",
        access_log=False,  # it writes addresses down; the journal has a line without any
        server_header=False,
        proxy_headers=False,  # nothing here depends on where a request came from
        log_config=None,
        timeout_graceful_shutdown=ceil(settings.timeout),
    )


def main() -> int:
    """The same without the command line: `python -m purpose_coach_server`; settings only."""
    try:
        serve()
    except CoachError as error:
        sys.stderr.write(f"purpose-coach: {error.message}\n")
        return 2
    return 0


def _need(package: str) -> None:
    try:
        import_module(package)
    except ImportError:
        raise MissingExtra(
            "the server is an extra: install it with pip install 'purpose-coach[server]'"
        ) from None


def _log(level: str) -> None:
    """Our own and the server's lines; of other libraries warnings only, for they may write texts down."""
    from purpose_coach_server.lines import Lines

    lines = Lines()
    logging.basicConfig(level=logging.WARNING, handlers=[lines])
    for name in ("purpose_coach", "uvicorn"):
        logging.getLogger(name).setLevel(level.upper())
    journal = logging.getLogger("purpose_coach.server")
    journal.addHandler(lines)
    journal.propagate = False
