"""What a request costs the server beside the least that could answer it; exits 1 when a gate is missed.

    python bench/server.py                 everything
    python bench/server.py --quick         fewer rounds
    python bench/server.py --json          for another program

Each server is a uvicorn process of its own with one worker; a cost is the process's CPU time, as the
kernel counts it, over the requests that it answered. They take turns (A B B A), and a ratio is the
median of the rounds. FastAPI lives in an environment of its own (`.venv-bench/fastapi`), made on first
use from a lock with hashes.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import socket
import sys
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from statistics import median

import sample
from attrs import frozen
from loading import load
from measuring import Figure, as_json, failed, report

HERE = Path(__file__).parent
ROOT = HERE.parent
PATH = "/api/coaching/alignment-check"
TICK = os.sysconf("SC_CLK_TCK")
PAGE = {"Origin": "http://localhost:3000"}


@frozen
class Server:
    """A server that runs: its process and its port."""

    process: int
    port: int

    async def cost(self, seconds: float, headers: Mapping[str, str]) -> float:
        """Microseconds of its CPU a request, under load for so long."""
        before = self._cpu()
        answered = await load(self.port, PATH, sample.body(), headers, seconds)
        return (self._cpu() - before) / answered * 1e6

    def _cpu(self) -> float:
        spent = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return (int(spent[11]) + int(spent[12])) / TICK


@asynccontextmanager
async def started(python: Path, script: str, *arguments: str) -> AsyncGenerator[Server]:
    """A process that serves what this script serves."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    strange = ("COV", "PURPOSE_COACH_")  # measuring coverage is no part of the cost
    plain = {name: value for name, value in os.environ.items() if not name.startswith(strange)}
    command = (str(python), str(HERE / script), *arguments, str(port))
    process = await asyncio.create_subprocess_exec(*command, env=plain, stderr=asyncio.subprocess.DEVNULL)
    try:
        await _listening(port, process)
        yield Server(process.pid, port)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _listening(port: int, process: asyncio.subprocess.Process) -> None:
    while process.returncode is None:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise RuntimeError("a server did not start")


async def in_turns(servers: Mapping[str, Server], rounds: int, seconds: float) -> Mapping[str, list[float]]:
    """Costs by name, one a round, each round in the other order; the first, which warms up, is left out."""
    costs: dict[str, list[float]] = {name: [] for name in servers}
    for number in range(rounds + 1):
        for name in list(servers)[:: 1 if number % 2 else -1]:
            costs[name].append(await servers[name].cost(seconds, PAGE if name == "page" else {}))
    return {name: found[1:] for name, found in costs.items()}


def ratio(costs: Mapping[str, list[float]], name: str, floor: str) -> float:
    """How many times the floor it costs, by rounds."""
    return median(a / b for a, b in zip(costs[name], costs[floor], strict=True))


async def fastapi() -> Path:
    """The Python of an environment that has FastAPI, made from its lock on first use."""
    home = ROOT / ".venv-bench" / "fastapi"
    python, stamp = home / "bin" / "python", home / ".lock"
    lock = HERE / "requirements" / "fastapi.txt"
    if not stamp.is_file() or stamp.read_text() != lock.read_text():
        await _done(sys.executable, "-m", "venv", "--clear", str(home))
        install = ("--disable-pip-version-check", "install", "--quiet", "--require-hashes", "-r", str(lock))
        await _done(str(python), "-m", "pip", *install)
        stamp.write_text(lock.read_text())
    return python


async def _done(*command: str) -> None:
    process = await asyncio.create_subprocess_exec(*command)
    if await process.wait():
        raise RuntimeError(f"{' '.join(command)!r} failed")


def figures(costs: Mapping[str, list[float]]) -> Sequence[Figure]:
    """What was found, against its gates."""
    floor, full, theirs = (median(costs[name]) for name in ("bare", "server", "fastapi"))
    us, x = "us", "x"
    whole, page = ratio(costs, "server", "bare"), ratio(costs, "page", "bare")
    other = ratio(costs, "server", "fastapi")
    return [
        Figure(name="bare", what="bare Starlette, pydantic in, the same bytes out", value=floor, unit=us),
        Figure(name="server", what="the server, all layers, an operation", value=full, unit=us),
        Figure(name="server/bare", what="over bare Starlette", value=whole, unit=x, most=1.6),
        Figure(name="page/bare", what="the same for a page of another origin", value=page, unit=x),
        Figure(name="fastapi", what="FastAPI with an empty handler", value=theirs, unit=us),
        Figure(name="server/fastapi", what="the server, over FastAPI", value=other, unit=x, most=1.0),
    ]


async def measured(rounds: int, seconds: float) -> Sequence[Figure]:
    """All servers side by side, in turns."""
    ours, theirs = Path(sys.executable), await fastapi()
    async with AsyncExitStack() as stack:
        bare = await stack.enter_async_context(started(ours, "served.py", "bare"))
        server = await stack.enter_async_context(started(ours, "served.py", "server"))
        other = await stack.enter_async_context(started(theirs, "served_by_fastapi.py"))
        servers = {"bare": bare, "server": server, "page": server, "fastapi": other}
        return figures(await in_turns(servers, rounds, seconds))


def main() -> int:
    """Measure, print, and say whether the gates are kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--json", action="store_true", help="figures as JSON, and no verdict")
    chosen = parser.parse_args()
    found = asyncio.run(measured(*((4, 1.0) if chosen.quick else (10, 2.0))))
    if chosen.json:
        print(as_json(found))
        return 0
    report(f"CPU a request, one worker, {'wrk' if shutil.which('wrk') else 'a Python loader'}", found)
    return failed(found)


if __name__ == "__main__":
    sys.exit(main())
