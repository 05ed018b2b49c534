"""Load on a server: wrk where it is installed, else sixteen connections of a Python process of its own."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import sys
import tempfile
from asyncio.subprocess import PIPE
from collections.abc import Mapping
from pathlib import Path

CONNECTIONS = 16
ANSWERED = re.compile(r"(\d+) requests in")
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


async def load(port: int, path: str, body: bytes, headers: Mapping[str, str], seconds: float) -> int:
    """How many requests were answered with 200 in so many seconds.

    Raises:
        RuntimeError: one was not.
    """
    sent = {"Content-Type": "application/json", **headers}
    if shutil.which("wrk"):
        return await _by_wrk(port, path, body, sent, seconds)
    told = json.dumps([port, path, body.decode(), sent, seconds])
    return int(await _said(sys.executable, __file__, told))


async def _said(*command: str) -> str:
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE)
    out, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{command[0]!r} failed")
    return out.decode()


async def _by_wrk(port: int, path: str, body: bytes, headers: Mapping[str, str], seconds: float) -> int:
    lines = [f"wrk.headers[{name!r}] = {value!r}" for name, value in headers.items()]
    with tempfile.TemporaryDirectory() as folder:
        script, content = Path(folder) / "post.lua", Path(folder) / "body"
        content.write_bytes(body)
        read = f'local file = io.open("{content}", "rb"); wrk.body = file:read("*a"); file:close()'
        script.write_text("\n".join(['wrk.method = "POST"', read, *lines]))
        options = ("-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}", "-s", str(script))
        said = await _said("wrk", *options, f"http://127.0.0.1:{port}{path}")
    answered = ANSWERED.search(said)
    if answered is None or "Non-2xx" in said:
        raise RuntimeError(f"not every request was answered:\n{said}")
    return int(answered[1])


async def _by_python(port: int, path: str, body: str, headers: Mapping[str, str], seconds: float) -> int:
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    request = "\r\n".join([*lines, f"Content-Length: {len(body.encode())}", "", body]).encode()
    end = asyncio.get_running_loop().time() + seconds

    async def one() -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        answered = 0
        while asyncio.get_running_loop().time() < end:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = LENGTH.search(head)
            if length is None or b" 200 " not in head[:16]:
                raise RuntimeError(head.decode())
            await reader.readexactly(int(length[1]))
            answered += 1
        writer.close()
        return answered

    return sum(await asyncio.gather(*(one() for _ in range(CONNECTIONS))))


if __name__ == "__main__":
    print(asyncio.run(_by_python(*json.loads(sys.argv[1]))))
