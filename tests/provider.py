"""A provider on the loopback that misbehaves on demand: what the fault tests and the benches call.

::

    with Provider([ERRORS["429"], ok('{"row": 1}')]) as provider:
        backend = OpenAICompatible(provider.base_url, "any-model")
        ...
    assert 2 == provider.count

A script is a list of behaviours, one a request (the last one repeats), or a function from the
request's body to a behaviour. The server has a thread and an event loop of its own, so asynchronous
tests, blocking tests and subprocesses can all use it, and it speaks just enough HTTP/1.1 to need no
dependency. Every text that a provider could leak holds `CANARY`.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import evolve, field, frozen

CANARY = "canary-of-the-provider-5f1c"
"""Stands in every text a provider writes; it must never reach a log or an exception."""


@frozen(kw_only=True)
class Behaviour:
    """What the provider does with one request."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(factory=dict)
    late: float = 0.0
    """Seconds before the first byte."""
    drip: float = 0.0
    """Seconds between single bytes of the body; 0 sends it whole."""
    missing: int = 0
    """So many bytes of the promised body never come: the connection closes instead."""
    reset: bool = False
    """The connection is reset before anything is sent."""

    def head(self) -> bytes:
        """The status line and the headers."""
        fields = {
            "Content-Type": "application/json",
            "Content-Length": str(len(self.body) + self.missing),
            **self.headers,
        }
        lines = [f"HTTP/1.1 {self.status} {CANARY}", *(f"{k}: {v}" for k, v in fields.items())]
        return "\r\n".join([*lines, "", ""]).encode()


@frozen
class Request:
    """What the provider was sent."""

    at: float
    path: str
    headers: Mapping[str, str]
    body: Any


Script = Sequence[Behaviour] | Callable[[Any], Behaviour]


def reply(*choices: Mapping[str, object]) -> Behaviour:
    """A completion with these choices."""
    usage = {
        "prompt_tokens": 120,
        "completion_tokens": 30,
        "total_tokens": 150,
        "prompt_tokens_details": {"cached_tokens": 100},
    }
    document = {
        "id": f"chatcmpl-{CANARY}",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": "provider-model",
        "choices": [{"index": index, **choice} for index, choice in enumerate(choices)],
        "usage": usage,
    }
    return Behaviour(body=json.dumps(document).encode())


def ok(content: str | None, finish: str | None = "stop", **message: object) -> Behaviour:
    """An answer as plain content."""
    said = {"role": "assistant", "content": content, **message}
    return reply({"message": said, "finish_reason": finish})


def tool(arguments: str, name: str = "answer") -> Behaviour:
    """An answer as a call of the forced tool."""
    call = {"id": "call_1", "type": "function", "function": {"name": name, "arguments": arguments}}
    return ok(None, "tool_calls", tool_calls=[call])


def error(status: int, code: str = "some_error", text: str = "", **headers: str) -> Behaviour:
    """An error in the provider's usual envelope, its text full of what must not leak."""
    message = f"{text} {CANARY}".strip()
    document = {"error": {"message": message, "type": code, "code": code, "param": None}}
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return Behaviour(status=status, body=json.dumps(document).encode(), headers=fields)


def refusing(*keys: str, then: Behaviour) -> Callable[[Any], Behaviour]:
    """A provider that knows none of these keys of a body, and says so with a 400."""

    def answer(body: Any) -> Behaviour:
        known = [key for key in keys if key in body]
        text = f"Unsupported parameter: '{known[0]}' is not supported." if known else ""
        return error(400, "unsupported_parameter", text) if known else then

    return answer


RIGHT = '{"row": 1, "levels": [4, 3], "why": "it serves it"}'
WRONG = '{"row": "one", "levels": {"vision": 4}}'
PROSE = (f"Certainly, {CANARY}! " + "It depends on many things. " * 4000)[:100_000]
TOO_LONG = "This model's maximum context length is 4096 tokens. However, you requested 9999 tokens."
NO_FORMAT = "Invalid parameter: 'response_format' of type 'json_schema' is not supported."
NO_LIMIT = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
NO_WARMTH = "Unsupported value: 'temperature' does not support 0.2 with this model."

ERRORS: Mapping[str, Behaviour] = {
    **{str(status): error(status) for status in (400, 401, 402, 403, 404, 408, 409)},
    **{str(status): error(status) for status in (413, 422, 429, 500, 502, 503, 504, 529)},
    "400 context": error(400, "context_length_exceeded", TOO_LONG),
    "400 response_format": error(400, "invalid_request_error", NO_FORMAT),
    "400 max_tokens": error(400, "unsupported_parameter", NO_LIMIT),
    "400 temperature": error(400, "unsupported_value", NO_WARMTH),
    "429 Retry-After": error(429, "rate_limit_exceeded", retry_after="0.02"),
    "429 quota": error(429, "insufficient_quota", "You exceeded your current quota."),
    "307": Behaviour(status=307, headers={"Location": "http://127.0.0.1:9/elsewhere"}),
}
"""By status, and what makes the difference."""

WAYS: Mapping[str, Behaviour] = {
    "reset": Behaviour(reset=True),
    "truncated": evolve(ok(RIGHT), missing=200),
    "html": Behaviour(
        body=f"<html><h1>Bad gateway {CANARY}</h1></html>".encode(),
        headers={"Content-Type": "text/html"},
    ),
    "empty": Behaviour(),
    "slow": evolve(ok(RIGHT), late=30.0),
    "dripping": evolve(ok(RIGHT), drip=0.05),
    "error in 200": evolve(error(500), status=200),
    "choices []": reply(),
    "null content": ok(None),
    "empty content": ok(""),
}
"""Ways a transfer fails, or brings nothing."""

ANSWERS: Mapping[str, Behaviour] = {
    "right": ok(RIGHT),
    "wrong schema": ok(WRONG),
    "prose": ok(PROSE),
    "tool": tool(RIGHT),
    "tool refused": ok(f"I would rather not call a tool. {CANARY}"),
    "refusal": ok(None, "stop", refusal=f"I can't help with that. {CANARY}"),
    "length": ok('{"row": 1, "lev', "length"),
    "length, null": ok(None, "length"),
    "filter": ok(None, "content_filter"),
}
"""Answers, welcome and not. Wrong first, then right, is the script `[wrong, right]`."""

BEHAVIOURS: Mapping[str, Behaviour] = {**ERRORS, **WAYS, **ANSWERS}


def closed_port() -> str:
    """A base URL where every connection is refused."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}/v1"


class Provider:
    """The server; a context manager that listens on a free loopback port while it is open."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.requests: list[Request] = []
        self.abandoned = 0
        """How many requests were given up by the client before their answer was whole."""
        self.base_url = ""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._connections: set[asyncio.Transport] = set()

    @property
    def count(self) -> int:
        """How many requests came."""
        return len(self.requests)

    def behave(self, request: Request) -> Behaviour:
        """Note the request, and take what the script has for it."""
        self.requests.append(request)
        if callable(self.script):
            return self.script(request.body)
        return self.script[min(len(self.requests), len(self.script)) - 1]

    def __enter__(self) -> Provider:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(10)
        return self

    def __exit__(self, *failure: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _open(self) -> None:
        self._server = await self._loop.create_server(lambda: _Connection(self), "127.0.0.1", 0)
        self.base_url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"

    async def _close(self) -> None:
        self._server.close()
        for transport in tuple(self._connections):
            transport.abort()
        await asyncio.sleep(0)  # one turn, in which the aborted ones close their sockets


class _Connection(asyncio.Protocol):
    """One connection: requests come one after the other, each is answered by its behaviour."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.received = b""
        self.pending: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.provider._connections.add(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.provider._connections.discard(self.transport)
        if self.pending is not None:
            self.pending.cancel()
            self.provider.abandoned += 1

    def data_received(self, data: bytes) -> None:
        self.received += data
        head, blank, rest = self.received.partition(b"\r\n\r\n")
        if not blank:
            return
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines)}
        size = int(headers.get("content-length", "0"))
        if len(rest) >= size:
            self.received = rest[size:]
            body = json.loads(rest[:size] or b"null")
            self._answer(Request(time.monotonic(), first.split(" ")[1], headers, body))

    def _answer(self, request: Request) -> None:
        behaviour = self.provider.behave(request)
        self._later(behaviour.late, lambda: self._begin(behaviour))

    def _later(self, delay: float, step: Callable[[], None]) -> None:
        if delay:
            self.pending = self.provider._loop.call_later(delay, step)
        else:
            step()

    def _begin(self, behaviour: Behaviour) -> None:
        self.pending = None
        if behaviour.reset:
            self._reset()
        elif behaviour.drip:
            self.transport.write(behaviour.head())
            self._drip(behaviour, 0)
        else:
            self.transport.write(behaviour.head() + behaviour.body)
            self._end(behaviour)

    def _drip(self, behaviour: Behaviour, sent: int) -> None:
        self.pending = None
        self.transport.write(behaviour.body[sent : sent + 1])
        if sent + 1 < len(behaviour.body):
            self._later(behaviour.drip, lambda: self._drip(behaviour, sent + 1))
        else:
            self._end(behaviour)

    def _end(self, behaviour: Behaviour) -> None:
        if behaviour.missing:
            self.transport.close()

    def _reset(self) -> None:
        connection = self.transport.get_extra_info("socket")
        # Lingering for 0 seconds makes the system send RST instead of FIN.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()
