"""What is counted."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purpose_coach.backends import Ask, Message, Metered, Reply, Schema, Scripted, Usage
from purpose_coach.errors import ModelOverloaded

ASK = Ask(messages=(Message("user", "hello"),), schema=Schema("A", "{}", {}))
tokens = st.integers(0, 10**6)
usages = st.builds(Usage, tokens, tokens, tokens, st.none() | st.sampled_from([0.5, 0.25, 0.0]))


def metered(replies: list[Reply | Exception]) -> Metered:
    """A meter over a model that has said all of these."""
    meter = Metered(Scripted(replies, model="m"))

    async def ask_all() -> None:
        for _ in replies:
            try:
                await meter.complete(ASK)
            except ModelOverloaded:
                continue

    asyncio.run(ask_all())
    return meter


@given(st.lists(usages, max_size=5))
def test_usage_is_summed(used: list[Usage]) -> None:
    """Tokens are summed; the cost is, too, unless one price is not known: then it is None."""
    spent = metered([Reply(text="", usage=usage) for usage in used]).spent

    assert (spent.calls, spent.failures) == (len(used), 0)
    assert spent.usage.input == sum(usage.input for usage in used)
    assert spent.usage.output == sum(usage.output for usage in used)
    assert spent.usage.cached == sum(usage.cached for usage in used)
    known = [usage.cost for usage in used if usage.cost is not None]
    assert spent.usage.cost == (sum(known) if len(known) == len(used) else None)


def test_failures_are_counted() -> None:
    """A call that failed is a call and a failure; its time counts."""
    spent = metered([ModelOverloaded("busy"), Reply(text="")]).spent

    assert (spent.calls, spent.failures) == (2, 1)
    assert spent.seconds > 0


def test_a_cancelled_call_is_counted() -> None:
    """Who gives up a call has made it all the same."""

    async def never(_: Ask) -> str:
        await asyncio.sleep(60)
        return ""

    async def give_up(meter: Metered) -> None:
        async with asyncio.timeout(0.01):
            await meter.complete(ASK)

    meter = Metered(Scripted(never))
    with pytest.raises(TimeoutError):
        asyncio.run(give_up(meter))
    assert (meter.spent.calls, meter.spent.failures) == (1, 1)


def test_spent_is_a_snapshot() -> None:
    """What was read of a meter does not change with later calls; the model shows through."""
    meter = metered([])
    before = meter.spent
    meter.backend = Scripted(["x"], model="m")
    asyncio.run(meter.complete(ASK))

    assert (before.calls, meter.spent.calls) == (0, 1)
    assert (meter.model, meter.identity) == ("m", "m")
