"""Long computing beside the event loop: it ends when its time is up or nobody waits."""

import asyncio
import threading
from time import monotonic, sleep

import pytest

from purpose_coach.working import worked


def test_a_job_gives_its_value_without_holding_the_loop():
    """While a job computes, the loop goes on, and the value comes back."""

    async def run():
        job = asyncio.create_task(worked(lambda stop: sleep(0.1) or threading.current_thread().name, 5))
        turns = 0
        while not job.done():
            await asyncio.sleep(0.005)
            turns += 1
        return turns, await job

    turns, (name, cut) = asyncio.run(run())

    assert turns >= 5
    assert ("purpose-coach-work", False) == (name.rpartition("_")[0], cut)


def test_a_job_is_told_when_its_time_is_up():
    """The job ends with what it has, and that it was cut is said."""

    def job(stop):
        while not stop():
            sleep(0.005)
        return "so far"

    begin = monotonic()

    assert ("so far", True) == asyncio.run(worked(job, 0.4))
    assert monotonic() - begin < 5


def test_a_job_that_nobody_waits_for_ends():
    """When the awaiting task is cancelled, the job is told to end and not waited for."""
    ended = threading.Event()

    def job(stop):
        while not stop():
            sleep(0.005)
        ended.set()

    async def run():
        task = asyncio.create_task(worked(job, 60))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())

    assert ended.wait(5)


def test_what_a_job_raises_comes_out():
    """A failure of the job is the awaiting task's."""

    def job(stop):
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        asyncio.run(worked(job, 5))
