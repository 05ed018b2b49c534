"""Connections: one pool an event loop, and an end without a word."""

import asyncio
import gc

import pytest
from tests.processes import python
from tests.provider import RIGHT, Provider, ok
from tests.talking import ASK

from purpose_coach.backends import OpenAICompatible


def test_every_loop_has_its_own_connections() -> None:
    """One backend serves loop after loop, and loops in several threads."""

    async def twice(backend: OpenAICompatible) -> None:
        await backend.complete(ASK)
        await backend.complete(ASK)

    with Provider([ok(RIGHT)]) as provider:
        backend = OpenAICompatible(provider.base_url, "m")
        for _ in range(3):
            asyncio.run(twice(backend))
        asyncio.run(_in_threads(twice, backend))
        gc.collect()

        assert provider.count == 10


async def _in_threads(work, backend: OpenAICompatible) -> None:
    await asyncio.gather(*(asyncio.to_thread(asyncio.run, work(backend)) for _ in range(2)))


def test_it_can_be_closed_and_used_again() -> None:
    """Closing is optional, closes only what is open, and ends nothing for good."""

    async def live(backend: OpenAICompatible) -> None:
        await backend.aclose()
        await backend.warm()
        await backend.complete(ASK)
        await backend.aclose()
        await backend.complete(ASK)

    with Provider([ok(RIGHT)]) as provider:
        asyncio.run(live(OpenAICompatible(provider.base_url, "m")))

        assert provider.count == 2


ENDINGS = {
    "a loop that ends": "asyncio.run(call())",
    "a closed backend": "asyncio.run(call(close=True))",
    "a loop in a thread": """
loop = asyncio.new_event_loop()
threading.Thread(target=loop.run_forever, daemon=True).start()
asyncio.run_coroutine_threadsafe(call(), loop).result()
""",
    "a loop left open": """
loop = asyncio.new_event_loop()
loop.run_until_complete(call())
""",
    "a backend dropped in its loop": """
async def drop():
    await call()
    global backend
    del backend
    gc.collect()
asyncio.run(drop())
""",
}


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS.keys())
def test_a_process_ends_in_silence(ending: str) -> None:
    """Whoever forgets to close gets no warning, not even one that Python hides, on any stream."""
    with Provider([ok(RIGHT)]) as provider:
        script = f"""
import asyncio, gc, threading
from purpose_coach.backends import Ask, Message, OpenAICompatible, Schema
backend = OpenAICompatible({provider.base_url!r}, "m")
ask = Ask(messages=(Message("user", "x"),), schema=Schema("A", "{{}}", {{}}))
async def call(close=False):
    await backend.complete(ask)
    if close:
        await backend.aclose()
{ending}
"""
        out, err = python("-X", "dev", "-W", "default", "-c", script)

    noise = [line for line in err.splitlines() if "unclosed event loop" not in line]
    assert [out, *[line for line in noise if "nclosed" in line or "rror" in line]] == [""]


def test_a_loop_closed_the_hard_way_is_forgotten() -> None:
    """A loop closed without its generators leaves a session behind; the next loop drops it."""
    with Provider([ok(RIGHT)]) as provider:
        script = f"""
import asyncio
from purpose_coach.backends import Ask, Message, OpenAICompatible, Schema, sessions
backend = OpenAICompatible({provider.base_url!r}, "m")
ask = Ask(messages=(Message("user", "x"),), schema=Schema("A", "{{}}", {{}}))
loop = asyncio.new_event_loop()
loop.run_until_complete(backend.complete(ask))
loop.close()
asyncio.run(backend.complete(ask))
print(len(sessions._keepers), len(backend._sessions._here))
"""
        out, err = python("-c", script)

    assert (out, err) == ("1 1\n", "")


def test_importing_it_imports_no_transport() -> None:
    """Aiohttp is imported by the first call, not by the import."""
    script = (
        "import sys; from purpose_coach.backends import OpenAICompatible as O;"
        "O('http://h/v1', 'm'); print('aiohttp' in sys.modules)"
    )
    out, err = python("-c", script)

    assert (out, err) == ("False\n", "")
