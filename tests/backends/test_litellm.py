"""litellm with its surprises taken out; what it answers to each fault is in `test_faults`."""

import asyncio
import json
import os
import sys
from importlib.util import find_spec

import pytest
from attrs import evolve
from tests.processes import python
from tests.provider import BEHAVIOURS, RIGHT, Provider, Script, closed_port, ok, refusing, tool
from tests.talking import ASK, DOCUMENT

from purpose_coach.backends import Ask, Backend, LiteLLM, Reply
from purpose_coach.backends import litellm as adapter
from purpose_coach.backends.dialect import Dialect
from purpose_coach.backends.failures import Failure
from purpose_coach.errors import MissingExtra, ModelOverloaded, ModelRefused, SettingsError

installed = pytest.mark.skipif(find_spec("litellm") is None, reason="litellm: not installed")
# litellm leaves sessions and tasks of its own behind when a loop ends.
noisy = pytest.mark.filterwarnings("ignore")


def talk(script: Script, *asks: Ask, model: str = "openai/gpt-4o-mini", **options):
    """The replies to these asks, and the provider that gave them."""
    with Provider(script) as provider:
        backend = LiteLLM(model, api_key="k", base_url=provider.base_url, **options)

        async def all_of_them() -> list[Reply]:
            return [await backend.complete(ask) for ask in asks or (ASK,)]

        return asyncio.run(all_of_them()), provider


@installed
@noisy
def test_a_call_is_one_plain_request() -> None:
    """The strict schema, the limit and the parameters arrive; usage and a known price come back."""
    ask = evolve(ASK, temperature=0.5)
    [answer], provider = talk([ok(RIGHT)], ask, params={"top_p": 0.9})

    [request] = provider.requests
    expected = {"name": "Row", "strict": True, "schema": DOCUMENT}
    assert request.body["response_format"] == {"type": "json_schema", "json_schema": expected}
    assert [request.body[key] for key in ("max_tokens", "temperature", "top_p")] == [77, 0.5, 0.9]
    assert request.headers["authorization"] == "Bearer k"
    assert answer.text == RIGHT
    assert (answer.usage.input, answer.usage.output, answer.usage.cached) == (120, 30, 100)
    assert answer.usage.cost is not None
    assert answer.usage.cost > 0


@installed
@noisy
def test_the_price_of_an_unknown_model_is_unknown() -> None:
    """A model that is not in the list has no price, whatever model its provider says it was."""
    [answer], _ = talk([ok(RIGHT)], model="openai/gpt-4o-mini-of-our-own")

    assert answer.usage.cost is None


@installed
@noisy
@pytest.mark.parametrize(
    ("refused", "requests"),
    [([], 2), (["response_format"], 3), (["response_format", "tools"], 4)],
    ids=["json_schema", "tool", "prompt"],
)
def test_the_mode_that_works_is_remembered(refused: list[str], requests: int) -> None:
    """Each refused mode costs one request in the life of the backend."""
    replies, provider = talk(refusing(*refused, then=ok(RIGHT)), ASK, ASK)

    assert [answer.text for answer in replies] == [RIGHT, RIGHT]
    assert provider.count == requests


@installed
@noisy
def test_a_model_without_schemas_is_asked_by_a_tool() -> None:
    """Where litellm knows that a model takes no schema, none is tried."""
    [answer], provider = talk([tool(RIGHT)], model="openai/gpt-4-0613")

    sent = provider.requests[0].body
    assert answer.text == RIGHT
    assert sent["tools"][0]["function"] == {"name": "Row", "parameters": DOCUMENT}
    assert "response_format" not in sent


@installed
@noisy
def test_a_parameter_that_litellm_refuses_is_left_out() -> None:
    """Litellm refuses a temperature for reasoning models by itself: one request is sent."""
    _, provider = talk([ok(RIGHT)], evolve(ASK, temperature=0.2), model="openai/gpt-5")

    assert provider.count == 1
    assert "temperature" not in provider.requests[0].body


@installed
@noisy
def test_an_unknown_provider_is_a_wrong_setting() -> None:
    """A model's name that litellm cannot place is refused, and not tried again."""
    with pytest.raises(ModelRefused, match="check the model's name"):
        asyncio.run(LiteLLM("no-such-provider/m").complete(ASK))


def test_a_slip_of_litellm_is_an_outage() -> None:
    """An exception that litellm lets through is none of the caller's business."""

    async def slip(**_: object) -> object:
        raise KeyError("secret")

    library = adapter._Library(
        acompletion=slip,
        completion=slip,
        prices={},
        takes_schema=bool,
        takes_tools=bool,
        errors=adapter.SLIPS,
    )
    failure = asyncio.run(LiteLLM("openai/m")._sent(ASK, library, Dialect()))

    assert isinstance(failure, Failure)
    assert isinstance(failure.error, ModelOverloaded)
    assert "secret" not in repr(failure)


@installed
@noisy
def test_calls_leave_the_schema_as_it_is() -> None:
    """Litellm writes into what it is given; it gets its own copy each time."""
    before = json.dumps(DOCUMENT)
    replies, _ = talk([ok(RIGHT)], ASK, ASK)

    assert len(replies) == 2
    assert json.dumps(DOCUMENT) == before


@installed
@noisy
def test_many_calls_at_once_share_the_library() -> None:
    """Calls side by side are all answered."""

    async def at_once(base_url: str) -> list[Reply]:
        backend = LiteLLM("openai/gpt-4o-mini", api_key="k", base_url=base_url)
        return await asyncio.gather(*(backend.complete(ASK) for _ in range(8)))

    with Provider([ok(RIGHT)]) as provider:
        replies = asyncio.run(at_once(provider.base_url))

    assert [answer.text for answer in replies] == [RIGHT] * 8


def test_nothing_secret_is_shown() -> None:
    """Key and parameters are neither in the representation nor in the identity."""
    backend = LiteLLM("openai/m", api_key="sk-1", base_url="http://h", params={"user": "sk-2"})

    assert "sk-" not in repr(backend) + backend.identity
    assert isinstance(backend, Backend)
    assert len({backend.identity, LiteLLM("openai/m").identity, LiteLLM("openai/n").identity}) == 3


def test_params_hold_nothing_of_ours() -> None:
    """What the library sets itself cannot be set beside it."""
    with pytest.raises(SettingsError, match="must not hold messages, stream"):
        LiteLLM("openai/m", params={"stream": True, "messages": []})


def test_a_missing_package_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without litellm the error names the extra to install."""
    monkeypatch.setitem(sys.modules, "litellm", None)
    adapter._load.cache_clear()
    try:
        with pytest.raises(MissingExtra, match=r"pip install 'purpose-coach\[litellm\]'"):
            asyncio.run(LiteLLM("openai/m").complete(ASK))
    finally:
        adapter._load.cache_clear()


def test_importing_the_adapter_does_not_import_litellm() -> None:
    """The module, and an adapter made of it, cost no import of litellm."""
    script = (
        "import sys; from purpose_coach.backends import LiteLLM; LiteLLM('openai/m');"
        "print(sorted({'litellm', 'openai', 'aiohttp'} & sys.modules.keys()))"
    )

    assert python("-c", script) == ("[]\n", "")


LOADED = """
import asyncio, os, sys
touched = []
def watch(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo"}:
        touched.append(event)
    if event == "open" and str(arguments[0]).endswith(".env"):
        touched.append(".env")
sys.addaudithook(watch)
open(".env", "w").write("OPENAI_API_KEY=from-the-file\\n")
touched.clear()
before = dict(os.environ)
from purpose_coach.backends import LiteLLM
asyncio.run(LiteLLM("openai/gpt-4o-mini").warm())
import litellm
print(touched, dict(os.environ) == before, litellm.suppress_debug_info)
"""


@installed
def test_loading_touches_no_network_and_no_dot_env(
    tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Litellm is loaded without fetching prices, reading `.env` or changing the environment."""
    monkeypatch.chdir(tmp_path)

    out, _ = python("-c", LOADED)

    assert out == "[] True True\n"


@installed
def test_a_process_ends_without_words() -> None:
    """A call that fails, and the end of the process after it, print nothing of litellm's."""
    script = f"""
import asyncio
from purpose_coach.backends import Ask, LiteLLM, Message, Schema
ask = Ask(messages=(Message("user", "x"),), schema=Schema("A", "{{}}", {{}}))
try:
    asyncio.run(LiteLLM("openai/gpt-4o-mini", api_key="k", base_url={closed_port()!r}).complete(ask))
except Exception as error:
    print(type(error).__name__)
"""

    assert python("-c", script) == ("ModelOverloaded\n", "")


def test_every_fault_is_in_the_table() -> None:
    """The faults that both adapters are held against are at least the twenty that were promised."""
    assert len(BEHAVIOURS) >= 24
