"""A model's server that answers every request at once with the same bytes: the benches' other side.

It runs in a process of its own, so that what it costs is not counted; a client's CPU is then its
own alone. Connections are kept alive.
"""

from __future__ import annotations

import asyncio
import re
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
END = b"\r\n\r\n"


class _Connection(asyncio.Protocol):
    def __init__(self, response: bytes) -> None:
        self.response = response
        self.received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.received += data
        while size := _request(self.received):
            self.received = self.received[size:]
            self.transport.write(self.response)


def _request(received: bytes) -> int:
    """The size of the first whole request; 0 while there is none."""
    head = received.find(END)
    if head < 0:
        return 0
    length = LENGTH.search(received, 0, head)
    size = head + len(END) + (int(length[1]) if length else 0)
    return size if len(received) >= size else 0


async def _serve(body: bytes) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    response = head.encode() + body
    server = await asyncio.get_running_loop().create_server(lambda: _Connection(response), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.buffer.read)  # until whoever started it closes the pipe, or ends


@asynccontextmanager
async def serving(body: bytes) -> AsyncGenerator[str]:
    """The base URL of a server that answers with this body, while it runs."""
    server = await asyncio.create_subprocess_exec(sys.executable, __file__, stdin=PIPE, stdout=PIPE)
    assert server.stdin is not None
    assert server.stdout is not None
    try:
        server.stdin.write(b"%d\n" % len(body) + body)
        yield f"http://127.0.0.1:{int(await server.stdout.readline())}/v1"
    finally:
        server.stdin.close()
        await server.wait()


if __name__ == "__main__":
    asyncio.run(_serve(sys.stdin.buffer.read(int(sys.stdin.buffer.readline()))))
