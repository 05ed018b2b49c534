"""How an adapter finds out what its server takes, at the price of one request a step."""

import asyncio

import pytest
from attrs import evolve
from tests.provider import BEHAVIOURS, RIGHT, Behaviour, Provider, ok, refusing, tool
from tests.talking import ASK, talk

from purpose_coach.backends import OpenAICompatible, Reply
from purpose_coach.errors import ModelOverloaded, ModelRefused


@pytest.mark.parametrize(
    ("refused", "requests"),
    [([], 2), (["response_format"], 3), (["response_format", "tools"], 4)],
    ids=["json_schema", "tool", "prompt"],
)
def test_the_mode_that_works_is_remembered(refused: list[str], requests: int) -> None:
    """Each refused mode costs one request in the life of the backend, and is not tried again."""
    replies, provider, backend = talk(refusing(*refused, then=ok(RIGHT)), ASK, ASK)

    assert [answer.text for answer in replies] == [RIGHT, RIGHT]
    assert (provider.count, backend.requests) == (requests, requests)


def test_a_chosen_mode_is_not_left() -> None:
    """When the mode was set, its refusal is an error that says what to check."""
    with pytest.raises(ModelRefused, match="the parameters and the mode"):
        talk(refusing("response_format", then=ok(RIGHT)), mode="json_schema")


def test_parameters_that_newer_models_refuse_are_left_out() -> None:
    """`max_tokens` gives way to its successor and a temperature is dropped, once for all."""

    def reasoning_model(body: dict[str, object]) -> Behaviour:
        if "max_tokens" in body:
            return BEHAVIOURS["400 max_tokens"]
        return BEHAVIOURS["400 temperature"] if "temperature" in body else ok(RIGHT)

    ask = evolve(ASK, temperature=0.2)
    _, provider, _ = talk(reasoning_model, ask, ask)

    assert provider.count == 4
    assert provider.requests[-1].body["max_completion_tokens"] == 77
    assert "response_format" in provider.requests[-1].body


def test_calls_side_by_side_find_the_mode_together() -> None:
    """Of several first calls at once, each is refused at most once, and all are answered."""

    async def at_once(backend: OpenAICompatible) -> list[Reply]:
        return await asyncio.gather(*(backend.complete(ASK) for _ in range(8)))

    with Provider(refusing("response_format", then=ok(RIGHT))) as provider:
        replies = asyncio.run(at_once(OpenAICompatible(provider.base_url, "m")))

        assert [answer.text for answer in replies] == [RIGHT] * 8
        assert provider.count <= 16


def test_a_refusal_for_another_reason_is_searched_once() -> None:
    """When no mode helps, the search is over: the next failure costs one request."""
    with Provider([BEHAVIOURS["400 response_format"]]) as provider:
        backend = OpenAICompatible(provider.base_url, "m")
        counts = []
        for _ in range(3):
            with pytest.raises(ModelRefused):
                asyncio.run(backend.complete(ASK))
            counts.append(provider.count)

    assert counts == [3, 4, 5]


def test_a_step_is_kept_when_something_else_goes_wrong() -> None:
    """An outage in the middle of the search is no reason to begin it again."""
    script = [BEHAVIOURS["400 response_format"], BEHAVIOURS["503"], BEHAVIOURS["400"], tool(RIGHT)]
    with Provider(script) as provider:
        backend = OpenAICompatible(provider.base_url, "m")
        for expected in (ModelOverloaded, ModelRefused):
            with pytest.raises(expected):
                asyncio.run(backend.complete(ASK))
        answer = asyncio.run(backend.complete(ASK))

    assert (answer.text, provider.count) == (RIGHT, 4)
    assert ["tools" in request.body for request in provider.requests] == [False, True, True, True]
