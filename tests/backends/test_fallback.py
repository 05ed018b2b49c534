"""Which model is asked next, and when."""

import asyncio

import pytest
from attrs import evolve

from purpose_coach.backends import Ask, Backend, Fallback, Message, Schema, Scripted
from purpose_coach.errors import (
    AnswerBeyondRepair,
    CoachError,
    ModelOverloaded,
    ModelRefused,
    ModelTimeout,
    PromptTooLong,
)

ASK = Ask(messages=(Message("user", "hello"),), schema=Schema("A", "{}", {}))


@pytest.mark.parametrize("error", [ModelOverloaded, ModelRefused, ModelTimeout, AnswerBeyondRepair])
def test_the_next_model_is_asked_when_one_is_unavailable(error: type[CoachError]) -> None:
    """Any kind of unavailability passes the ask on; the rest of the models are left alone."""
    first, second, third = Scripted([error("no")]), Scripted(["yes"]), Scripted([])

    reply = asyncio.run(Fallback(first, second, third).complete(ASK))

    assert reply.text == "yes"
    assert [len(backend.asked) for backend in (first, second, third)] == [1, 1, 0]


def test_the_last_error_is_raised() -> None:
    """When no model is available, the caller gets the last one's error."""
    backends = Scripted([ModelRefused("a")]), Scripted([ModelOverloaded("b")])

    with pytest.raises(ModelOverloaded, match="b"):
        asyncio.run(Fallback(*backends).complete(ASK))


def test_a_prompt_too_long_is_no_unavailability() -> None:
    """The caller's own mistake is told, and no other model is paid to repeat it."""
    second = Scripted(["yes"])

    with pytest.raises(PromptTooLong):
        asyncio.run(Fallback(Scripted([PromptTooLong("long")]), second).complete(ASK))
    assert second.asked == []


def test_a_spent_deadline_ends_it() -> None:
    """With no time left nobody else is asked."""
    second = Scripted(["yes"])

    async def late() -> None:
        ask = evolve(ASK, deadline=asyncio.get_running_loop().time())
        await Fallback(Scripted([ModelTimeout("late")]), second).complete(ask)

    with pytest.raises(ModelTimeout):
        asyncio.run(late())
    assert second.asked == []


def test_the_engine_sees_the_choices() -> None:
    """The choices stand in order; the first is the model, all of them are the identity."""
    first, second = Scripted([], model="a"), Scripted([], model="b")
    fallback = Fallback(first, second)

    assert fallback.choices == (first, second)
    assert (fallback.model, fallback.identity) == ("a", "a or b")
    assert isinstance(fallback, Backend)
