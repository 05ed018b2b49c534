"""The same structured call by instructor, by pydantic-ai and by this library; exits 1 on a missed gate.

    python bench/peers.py

Each peer has an environment of its own under `.venv-bench/`, made from a locked file the first time.
All clients ask the same server, which answers at once, for the same thing; each round runs them in
turns, so that other work on the machine disturbs all alike. Figures are CPU of the client alone.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import venv
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from statistics import median

import sample
from measuring import Figure, as_json, failed, report
from server_double import serving

HERE = Path(__file__).parent
ENVIRONMENTS = HERE.parent / ".venv-bench"
US = "purpose_coach"
PEERS = {"instructor": "with_instructor.py", "pydantic-ai": "with_pydantic_ai.py"}
MODEL = "gpt-4o-mini"
LEAST = 8.0


def main() -> int:
    """Measure, print, and say whether the gates are kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--times", type=int, default=100, help="calls a round")
    parser.add_argument("--json", action="store_true", help="figures as JSON, and no verdict")
    chosen = parser.parse_args()
    figures = asyncio.run(compare(chosen.rounds, chosen.times))
    if chosen.json:
        print(as_json(figures))
        return 0
    report("One structured call to a server that answers at once, CPU of the client", figures)
    return failed(figures)


async def environment(peer: str) -> str:
    """The interpreter of the peer's own environment; made anew when its lock has changed."""
    folder, lock = ENVIRONMENTS / peer, HERE / "requirements" / f"{peer}.txt"
    python, stamp = folder / "bin" / "python", folder / "locked.txt"
    wanted = lock.read_text(encoding="utf-8")
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        print(f"making {folder}", file=sys.stderr)
        venv.create(folder, clear=True, with_pip=True)
        install = ("-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--require-hashes")
        pip = await asyncio.create_subprocess_exec(python, *install, "-r", lock)
        if await pip.wait():
            raise SystemExit(f"{peer} could not be installed from {lock}")
        stamp.write_text(wanted, encoding="utf-8")
    return str(python)


async def compare(rounds: int, times: int) -> Sequence[Figure]:
    """The cost of a call by each, and how many times ours each peer's is."""
    interpreters = {US: sys.executable, **{peer: await environment(peer) for peer in PEERS}}
    scripts = {US: "with_us.py", **PEERS}
    found: dict[str, list[float]] = {name: [] for name in scripts}
    async with AsyncExitStack() as stack:
        base_url = await stack.enter_async_context(serving(sample.COMPLETION))
        task = await the_task(base_url)
        clients = {
            name: await stack.enter_async_context(running(interpreters[name], script, task))
            for name, script in scripts.items()
        }
        for _ in range(rounds):
            for name, client in clients.items():
                found[name].append(float(await told(client, str(times))))
    costs = [Figure(name=name, what=name, value=median(cost), unit="us") for name, cost in found.items()]
    return [*costs, *(_over(peer, found[peer], found[US]) for peer in PEERS)]


def _over(peer: str, theirs: Sequence[float], ours: Sequence[float]) -> Figure:
    ratio = median(their / our for their, our in zip(theirs, ours, strict=True))
    return Figure(name=f"{peer}/{US}", what=f"{peer} over {US}", value=ratio, unit="x", least=LEAST)


async def the_task(base_url: str) -> str:
    """The very messages that the library sends, for all clients, as one line."""
    coach = sample.forgetful(sample.Instant())
    (ask,) = await coach.preview(sample.table, sample.request())
    system, user = ask.messages
    return json.dumps(
        {
            "base_url": base_url,
            "model": MODEL,
            "system": system.content,
            "user": user.content,
            "max_tokens": ask.max_tokens,
            "rows": len(sample.ROWS),
        }
    )


@asynccontextmanager
async def running(python: str, script: str, task: str) -> AsyncGenerator[Process]:
    """A client, ready to measure."""
    where = {"PYTHONPATH": str(HERE)} if python == sys.executable else {}
    client = await asyncio.create_subprocess_exec(
        python, str(HERE / "clients" / script), stdin=PIPE, stdout=PIPE, env={**os.environ, **where}
    )
    try:
        assert await told(client, task) == "ready", f"{script} did not start"
        yield client
    finally:
        assert client.stdin is not None
        client.stdin.close()
        await client.wait()


async def told(client: Process, line: str) -> str:
    """What the client answers to a line."""
    assert client.stdin is not None
    assert client.stdout is not None
    client.stdin.write(f"{line}\n".encode())
    return (await client.stdout.readline()).decode().strip()


if __name__ == "__main__":
    sys.exit(main())
