"""The server on a free loopback port, in a thread of its own, and a client that says just what it is told."""

import asyncio
import http.client
import json
import socket
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

import uvicorn
from attrs import frozen
from starlette.types import ASGIApp

from purpose_coach import AsyncCoach
from purpose_coach_server import ServerSettings, create_app
from purpose_coach_server.receipt import Receipt

__all__ = ["Response", "Running", "serving", "serving_app"]


@frozen
class Response:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    """By lower-case names."""
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The error's code."""
        return str(self.json["code"])


@frozen
class Running:
    """A server that runs."""

    port: int

    @property
    def address(self) -> tuple[str, int]:
        """Where to connect."""
        return "127.0.0.1", self.port

    @property
    def host(self) -> str:
        """Its own name, as a client writes it."""
        return f"127.0.0.1:{self.port}"

    def send(
        self,
        verb: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 30,
    ) -> Response:
        """One request on a connection of its own; what is no bytes is sent as JSON."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        sent = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        kind = {} if body is None else {"Content-Type": "application/json"}
        try:
            connection.request(verb, path, sent, {**kind, **(headers or {})})
            response = connection.getresponse()
            fields = {name.lower(): value for name, value in response.getheaders()}
            return Response(response.status, fields, response.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Response:
        """A GET; `_` in a header's name stands for `-`."""
        return self.send("GET", path, headers=_named(headers))

    def post(self, path: str, body: object, **headers: str) -> Response:
        """A POST of JSON; `_` in a header's name stands for `-`."""
        return self.send("POST", path, body, _named(headers))

    def raw(self, sent: bytes, timeout: float = 15) -> bytes:
        """Everything that comes back for these bytes until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as connection:
            connection.sendall(sent)
            parts = list[bytes]()
            while part := connection.recv(65536):
                parts.append(part)
        return b"".join(parts)


def _named(headers: Mapping[str, str]) -> Mapping[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@contextmanager
def serving(
    coach: AsyncCoach | None = None, *, operations: Any = None, **settings: Any
) -> Generator[Running]:
    """The application over this coach (by default one without a model), as uvicorn runs it."""
    app = create_app(coach or AsyncCoach(), ServerSettings(**settings), operations=operations)
    with serving_app(app) as running:
        yield running


@contextmanager
def serving_app(app: ASGIApp) -> Generator[Running]:
    """Any application, as uvicorn runs it; it is stopped as a signal would stop it."""
    config = uvicorn.Config(
        app,
        http=Receipt,
        ws="none",
        lifespan="on",
        access_log=False,
        server_header=False,
        log_config=None,
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])))
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive(), "the server did not start"
                thread.join(0.01)
            yield Running(listener.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join(20)
