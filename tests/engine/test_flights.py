"""Single-flight: identical calls at the same moment share one, and nobody harms the others."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.tiny import GreetRequest, coach_of, greeting, later, said

from purpose_coach.backends import Scripted
from purpose_coach.errors import ModelOverloaded, ModelTimeout
from purpose_coach.flights import Flights

CACHED = greeting(cached=True)


class Slow:
    """A model that waits to be told to answer, and counts how often it was left alone."""

    model = identity = "slow"

    def __init__(self):
        self.asked, self.cancelled, self.go = 0, 0, asyncio.Event()

    async def complete(self, ask):
        self.asked += 1
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return await Scripted([said("hi")]).complete(ask)


async def started(coach, count, tenant="local"):
    """So many identical calls, all waiting for the model."""
    request = GreetRequest(name="Ada")
    calls = [asyncio.create_task(coach.for_tenant(tenant).run(CACHED, request)) for _ in range(count)]
    for _ in range(20):
        await asyncio.sleep(0)
    return calls


def test_identical_calls_share_one(folder):
    """Ten identical calls at once are one call to the model, and all get its result."""

    async def scene():
        slow = Slow()
        calls = await started(coach_of(slow, folder), 10)
        slow.go.set()
        return slow, await asyncio.gather(*calls)

    slow, results = asyncio.run(scene())

    assert (1, {"hi"}) == (slow.asked, {result.text for result in results})


def test_tenants_do_not_share_a_flight(folder):
    """The same request of another tenant is another call."""

    async def scene():
        slow = Slow()
        coach = coach_of(slow, folder)
        calls = [*await started(coach, 2, "a"), *await started(coach, 2, "b")]
        slow.go.set()
        await asyncio.gather(*calls)
        return slow

    assert 2 == asyncio.run(scene()).asked


@given(st.lists(st.integers(0, 5), max_size=5, unique=True))
def test_who_leaves_harms_nobody(leaving):
    """Whoever is cancelled, the leader included, the others get the one result."""

    async def scene():
        flights, go, calls = Flights(), asyncio.Event(), []

        async def work():
            calls.append(1)
            await go.wait()
            return "done"

        waiting = [asyncio.create_task(flights.join("key", work)) for _ in range(6)]
        await asyncio.sleep(0)
        for place in leaving:
            waiting[place].cancel()
        await asyncio.sleep(0)
        go.set()
        return calls, await asyncio.gather(*waiting, return_exceptions=True), flights

    calls, results, flights = asyncio.run(scene())

    assert [1] == calls
    assert {} == flights._open
    for place, result in enumerate(results):
        if place in leaving:
            assert isinstance(result, asyncio.CancelledError)
        else:
            assert "done" == result


def test_the_leaders_leaving_harms_nobody(folder):
    """The call goes on when whoever began it is cancelled."""

    async def scene():
        slow = Slow()
        leader, *others = await started(coach_of(slow, folder), 3)
        leader.cancel()
        await asyncio.sleep(0)
        slow.go.set()
        return slow, leader, await asyncio.gather(*others)

    slow, leader, results = asyncio.run(scene())

    assert leader.cancelled()
    assert (1, 0, ["hi", "hi"]) == (slow.asked, slow.cancelled, [result.text for result in results])


def test_the_last_to_leave_cancels_the_call(folder):
    """When nobody is left to want the answer, the request to the model is cancelled."""

    async def scene():
        slow = Slow()
        coach = coach_of(slow, folder)
        calls = await started(coach, 3)
        for call in calls:
            assert 0 == slow.cancelled
            call.cancel()
            await asyncio.sleep(0.01)
        first = slow.cancelled
        slow.go.set()
        again = await coach.run(CACHED, GreetRequest(name="Ada"))
        return first, slow.asked, again.text

    assert (1, 2, "hi") == asyncio.run(scene())


def test_a_call_that_is_not_shared_is_cancelled_with_its_caller(folder):
    """An operation without a cache, too, cancels its request when its caller leaves."""

    async def scene():
        slow = Slow()
        call = asyncio.create_task(coach_of(slow, folder).run(greeting(), GreetRequest(name="Ada")))
        await asyncio.sleep(0.02)
        call.cancel()
        await asyncio.sleep(0.02)
        return slow.asked, slow.cancelled

    assert (1, 1) == asyncio.run(scene())


def test_a_failure_reaches_all_and_is_over(folder):
    """All who wait get the error; whoever comes next begins anew."""
    model = Scripted([ModelOverloaded("down"), said("hi")])

    async def scene():
        coach = coach_of(model, folder)
        failed = await asyncio.gather(*await started(coach, 3), return_exceptions=True)
        return failed, await coach.run(CACHED, GreetRequest(name="Ada"))

    failed, after = asyncio.run(scene())

    assert [ModelOverloaded] * 3 == [type(error) for error in failed]
    assert ("hi", 2) == (after.text, len(model.asked))


def test_a_failure_that_nobody_awaits_is_no_warning():
    """A flight that fails after its last waiter left leaves no unseen exception behind."""

    async def scene():
        unseen, flights = [], Flights()
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: unseen.append(context))

        async def work():
            try:
                await asyncio.sleep(60)
            finally:
                raise ValueError("on the way out")

        call = asyncio.create_task(flights.join("key", work))
        await asyncio.sleep(0.01)
        call.cancel()
        await asyncio.sleep(0.01)
        return unseen

    assert [] == asyncio.run(scene())


def test_without_a_crowd_a_call_is_a_call(folder):
    """One caller alone gets its own result, and the flight is over after it."""

    async def scene():
        coach = coach_of(Scripted(later("hi")), folder)
        result = await coach.run(CACHED, GreetRequest(name="Ada"))
        return result.text, coach._workshop.parts().flights._open

    assert ("hi", {}) == asyncio.run(scene())


def test_a_bad_start_is_the_callers_error():
    """What the work raises is what the caller gets."""

    async def work():
        raise LookupError("x")

    with pytest.raises(LookupError):
        asyncio.run(Flights().join("key", work))


def test_calls_with_another_limit_of_time_do_not_share(folder):
    """A caller with a second does not wait for a call that has a minute."""

    async def scene():
        slow = Slow()
        coach = coach_of(slow, folder)
        request = GreetRequest(name="Ada")
        patient = asyncio.create_task(coach.run(CACHED, request))
        await asyncio.sleep(0)
        with pytest.raises(ModelTimeout):
            await coach.within(0.05).run(CACHED, request)
        slow.go.set()
        return slow, await patient

    slow, result = asyncio.run(scene())

    assert (2, 1, "hi") == (slow.asked, slow.cancelled, result.text)


def test_one_who_joins_late_has_all_of_his_own_time(folder):
    """The time of the call that was joined is up first; the one who joined asks again for himself."""

    async def scene():
        slow = Slow()
        coach = coach_of(slow, folder, timeout=0.2)
        request = GreetRequest(name="Ada")
        first = asyncio.create_task(coach.run(CACHED, request))
        await asyncio.sleep(0.1)
        late = asyncio.create_task(coach.run(CACHED, request))
        with pytest.raises(ModelTimeout):
            await first
        slow.go.set()
        return slow, await late

    slow, result = asyncio.run(scene())

    assert (2, "hi") == (slow.asked, result.text)
