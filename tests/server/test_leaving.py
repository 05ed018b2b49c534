"""Clients that leave, dawdle or never speak: what they asked for is not paid to its end."""

import asyncio
import json
import re
import socket
import time

import pytest
from attrs import evolve
from tests.provider import Provider, ok
from tests.server import sample
from tests.serving import serving

from purpose_coach import AsyncCoach
from purpose_coach.backends import OpenAICompatible
from purpose_coach_server import exchange, receipt
from purpose_coach_server.waiting import in_time, until_gone

CHECK = "/api/coaching/alignment-check"
COUNT = 100


def _request(number, path=CHECK):
    body = json.dumps(
        {"goalIntent": f"Repair more, step {number}", "businessFoundation": {"purpose": "Keep goods in use"}}
    )
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()


def _until(true, seconds=20.0):
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.01)


def test_a_hundred_abandoned_requests_cancel_a_hundred_calls():
    """Every call to the provider is given up when its client leaves, and the server goes on."""
    with Provider([evolve(ok("{}"), late=30.0)]) as provider:
        coach = AsyncCoach(OpenAICompatible(provider.base_url, "m"))
        with serving(coach) as running:
            clients = [socket.create_connection(running.address) for _ in range(COUNT)]
            for number, client in enumerate(clients):
                client.sendall(_request(number))
            _until(lambda: provider.count == COUNT)
            assert (COUNT, 0) == (provider.count, provider.abandoned)
            for client in clients:
                client.close()
            _until(lambda: provider.abandoned == COUNT, 5)

            assert COUNT == provider.abandoned
            assert 200 == running.get("/healthz").status


def test_one_who_leaves_does_not_harm_another_with_the_same_question():
    """Two identical requests share one call; it goes on for the one who stays."""
    content = '{"rows":[{"row":0,"levels":[4],"quotes":[],"why":"It keeps goods in use."}]}'
    with Provider([evolve(ok(content), late=1.0)]) as provider:
        with serving(AsyncCoach(OpenAICompatible(provider.base_url, "m"))) as running:
            leaver, stayer = (socket.create_connection(running.address) for _ in range(2))
            for client in (leaver, stayer):
                client.sendall(_request(1))
            _until(lambda: provider.count == 1)
            time.sleep(0.2)
            leaver.close()
            with stayer:
                assert stayer.recv(100).startswith(b"HTTP/1.1 200 ")

        assert (1, 0) == (provider.count, provider.abandoned)


def test_who_stays_gets_every_answer_on_one_connection():
    """Requests sent ahead on a kept connection are answered in turn: the watcher takes none of them."""
    stopped = list[str]()
    operations = [sample.sleeping(0.05, stopped), sample.START]
    body = b'{"topic":"%d"}'
    head = b"POST %b HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 14\r\n"
    sent = [b"/sleeping" if number % 2 else b"/conversations/initiate" for number in range(10, 14)]
    received = b""
    with serving(operations=operations) as running, socket.create_connection(running.address, 10) as client:
        for number, path in enumerate(sent, 10):
            client.sendall(head % path + b"\r\n" + (body % number))
        while received.count(b"HTTP/1.1 200 ") < 4 or not received.endswith(b"}}"):
            received += client.recv(65536)

    assert [b"10", b"11", b"12", b"13"] == re.findall(rb'"topic":"(\d+)"', received)
    assert [] == stopped


def test_a_client_that_leaves_stops_what_it_asked_for():
    """Not only calls to a model: whatever the operation waits for is cancelled."""
    stopped = list[str]()
    with serving(operations=[sample.sleeping(30, stopped)]) as running:
        with socket.create_connection(running.address) as client:
            client.sendall(
                b"POST /sleeping HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            )
            client.sendall(b'Content-Length: 13\r\n\r\n{"topic":"x"}')
            time.sleep(0.3)
        _until(lambda: stopped, 5)

    assert ["x"] == stopped


def test_half_a_body_is_given_up(monkeypatch):
    """A body that does not come in time is refused, and the connection closed."""
    monkeypatch.setattr(exchange, "PATIENCE", 0.3)
    with serving() as running:
        received = running.raw(_request(1)[:-10], timeout=5)

    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 422 ")
    assert b"connection: close" in head
    assert "VALIDATION_ERROR" == json.loads(body)["code"]


@pytest.mark.parametrize("sent", [b"", b"GET /healthz HT", b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-"])
def test_a_head_that_does_not_come_is_not_waited_for(monkeypatch, sent):
    """A silent or dripping connection is closed."""
    monkeypatch.setattr(receipt, "PATIENCE", 0.3)
    with serving() as running:
        assert b"" == running.raw(sent, timeout=5)


def test_a_slow_answer_is_not_a_slow_head(monkeypatch):
    """The head's time does not run while an operation works, nor between requests."""
    monkeypatch.setattr(receipt, "PATIENCE", 0.2)
    with serving(operations=[sample.sleeping(0.6, [])]) as running:
        assert 200 == running.post("/sleeping", {"topic": "x"}).status


async def _never():
    await asyncio.Event().wait()


async def _leaves():
    await asyncio.sleep(0.01)
    return {"type": "http.disconnect"}


async def _value(waits):
    for _ in range(waits):
        await asyncio.sleep(0)
    return 7


async def _failing(waits):
    await _value(waits)
    raise KeyError("x")


async def _of_future():
    future = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_later(0.01, future.set_exception, KeyError("x"))
    try:
        await future
    except KeyError:
        return 7


@pytest.mark.parametrize("work", [lambda: _value(0), lambda: _value(1), lambda: _value(5), _of_future])
def test_watched_work_returns_what_it_returns(work):
    """Whether it waits or not, once or often, and whatever it catches on the way."""

    async def both():
        return await until_gone(work(), _never), await in_time(work(), 5)

    assert (7, 7) == asyncio.run(both())


@pytest.mark.parametrize("waits", [0, 1, 3])
def test_watched_work_raises_what_it_raises(waits):
    """Its own exceptions come through as they are."""
    for watched in (lambda: until_gone(_failing(waits), _never), lambda: in_time(_failing(waits), 5)):
        with pytest.raises(KeyError):
            asyncio.run(watched())


def test_a_client_that_has_left_ends_the_work():
    """It is told from a cancellation that came from elsewhere."""
    with pytest.raises(ConnectionAbortedError):
        asyncio.run(until_gone(_never(), _leaves))

    async def cancelled():
        task = asyncio.create_task(until_gone(_never(), _never))
        await asyncio.sleep(0.01)
        task.cancel()
        await task

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancelled())


def test_watching_leaves_nothing_behind():
    """No watcher outlives the work, and a timeout inside the work is its own."""

    async def work():
        async with asyncio.timeout(0.01):
            await _never()

    async def both():
        for watched in (until_gone(work(), _never), in_time(work(), 5)):
            with pytest.raises(TimeoutError):
                await watched
        await asyncio.sleep(0)
        this = asyncio.current_task()
        return this.cancelling(), asyncio.all_tasks() - {this}

    assert (0, set()) == asyncio.run(both())


def test_work_that_takes_too_long_is_ended():
    """The time is up where nothing else ends it."""
    with pytest.raises(TimeoutError):
        asyncio.run(in_time(_never(), 0.01))
