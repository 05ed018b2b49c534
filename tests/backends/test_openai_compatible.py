"""What is sent to an OpenAI-style endpoint, what is read of its answers, and which settings it takes."""

import asyncio
import json

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.provider import BEHAVIOURS, RIGHT, Behaviour, error, ok, reply, tool
from tests.talking import ASK, DOCUMENT, talk

from purpose_coach.backends import Backend, Message, OpenAICompatible, Reply, Usage
from purpose_coach.backends.chat import body
from purpose_coach.backends.dialect import Dialect
from purpose_coach.errors import ModelOverloaded, ModelRefused, SettingsError


def test_the_request_is_what_the_protocol_says() -> None:
    """Model, messages, limit, strict schema and parameters are sent; the key is in its header."""
    ask = evolve(ASK, temperature=0.5)
    [answer], provider, backend = talk([ok(RIGHT)], ask, api_key=" k ", params={"top_p": 0.9})

    assert answer == Reply(text=RIGHT, usage=Usage(120, 30, 100, None))
    [request] = provider.requests
    assert request.path == "/v1/chat/completions"
    assert request.headers["authorization"] == "Bearer k"
    assert request.body == {
        "model": "some-model",
        "top_p": 0.9,
        "messages": [
            {"role": "system", "content": "You coach."},
            {"role": "user", "content": '{"goal":"grow"}'},
        ],
        "max_tokens": 77,
        "temperature": 0.5,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "Row", "strict": True, "schema": DOCUMENT},
        },
    }
    assert isinstance(backend, Backend)


roles = st.sampled_from(["system", "user", "assistant"])
text = st.text()


@given(st.lists(st.builds(Message, roles, text), min_size=1), st.floats(0, 2) | st.none())
def test_any_text_travels_whole(messages: list[Message], temperature: float | None) -> None:
    """Whatever characters a message holds, its role and content decode back exactly."""
    ask = evolve(ASK, messages=tuple(messages), temperature=temperature)

    sent = json.loads(body('{"model":"m",', ask, Dialect()))

    assert [Message(m["role"], m["content"]) for m in sent["messages"]] == messages
    assert sent.get("temperature") == temperature


def test_parameters_of_the_backend_win() -> None:
    """A temperature that an operator sets is the only one in the body."""
    sent = []

    def note(body: dict[str, object]) -> Behaviour:
        sent.append(body["temperature"])
        return ok(RIGHT)

    talk(note, evolve(ASK, temperature=0.2), params={"temperature": 1})
    backend = OpenAICompatible("http://h/v1", "m", params={"temperature": 1})
    encoded = body(backend._opening, evolve(ASK, temperature=0.2), backend._talk.dialect)

    assert sent == [1]
    assert encoded.count(b'"temperature"') == 1


def test_without_a_key_none_is_sent() -> None:
    """A local server needs no key, and gets no empty one."""
    _, provider, _ = talk([ok(RIGHT)], api_key="")

    assert "authorization" not in provider.requests[0].headers


def test_a_mode_can_be_chosen() -> None:
    """A forced tool call, or the schema at the end of the system message, as asked."""
    _, by_tool, _ = talk([tool(RIGHT)], mode="tool")
    _, by_prompt, _ = talk([ok(RIGHT)], mode="prompt")

    sent = by_tool.requests[0].body
    assert sent["tools"][0]["function"] == {"name": "Row", "parameters": DOCUMENT}
    assert sent["tool_choice"] == {"type": "function", "function": {"name": "Row"}}
    assert "response_format" not in sent
    sent = by_prompt.requests[0].body
    assert sent["messages"][0]["content"].startswith("You coach.\n\nAnswer with one JSON object")
    assert sent["messages"][0]["content"].endswith(ASK.schema.text)
    assert not {"tools", "response_format"} & sent.keys()


def test_a_prompt_without_a_system_message_gets_one() -> None:
    """In prompt mode the schema has a message of its own when there is no other to carry it."""
    _, provider, _ = talk([ok(RIGHT)], evolve(ASK, messages=ASK.messages[1:]), mode="prompt")

    assert [m["role"] for m in provider.requests[0].body["messages"]] == ["system", "user"]


def test_content_in_parts_is_put_together() -> None:
    """Some servers send their content in pieces."""
    parts = [{"type": "text", "text": '{"row"'}, {"type": "text", "text": ": 1}"}]
    [answer], _, _ = talk([reply({"message": {"content": parts}, "finish_reason": None})])

    assert answer.text == '{"row": 1}'


def test_a_filter_that_comes_as_an_error_is_a_reply() -> None:
    """Azure refuses a filtered prompt with a 400: it is the same as an answer that was filtered."""
    [answer], provider, _ = talk([error(400, "content_filter", "The response was filtered")])

    assert (answer.finish, provider.count) == ("filter", 1)


def test_an_address_without_tls_is_a_wrong_setting() -> None:
    """An https address that speaks plain HTTP is refused, and not tried again."""

    def speak_plainly(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async def call() -> None:
        async with await asyncio.start_server(speak_plainly, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            await OpenAICompatible(f"https://127.0.0.1:{port}/v1", "m").complete(ASK)

    with pytest.raises(ModelRefused, match="TLS"):
        asyncio.run(call())


def test_a_redirect_is_not_followed() -> None:
    """A key goes to the configured host and no other."""
    with pytest.raises(ModelRefused, match="check the base URL"):
        talk([BEHAVIOURS["307"]])


def test_a_response_beyond_any_answer_is_cut() -> None:
    """More than four megabytes are not read to their end."""
    with pytest.raises(ModelOverloaded, match="no usable answer"):
        talk([ok("x" * 5_000_000)])


def test_a_long_prompt_is_sent() -> None:
    """A body of more than a megabyte goes out without a warning."""
    _, provider, _ = talk([ok(RIGHT)], evolve(ASK, messages=(Message("user", "x" * 1_200_000),)))

    assert len(provider.requests[0].body["messages"][0]["content"]) == 1_200_000


def test_nothing_secret_is_shown() -> None:
    """Key, parameters and headers are neither in the representation nor in the identity."""
    secrets = {"api_key": "sk-1", "params": {"user": "sk-2"}, "headers": {"X-Key": "sk-3"}}
    backend = OpenAICompatible("http://localhost:1/v1/", "m", **secrets)

    assert "sk-" not in repr(backend) + backend.identity
    assert (backend.model, backend.base_url) == ("m", "http://localhost:1/v1")


def test_the_identity_tells_apart_what_answers_differently() -> None:
    """Model, address and parameters are told apart; the order of parameters is not."""
    one, two = {"a": 1, "b": 2}, {"b": 2, "a": 1}
    backends = [
        OpenAICompatible("http://h/v1", "m"),
        OpenAICompatible("http://h/v1", "n"),
        OpenAICompatible("http://g/v1", "m"),
        OpenAICompatible("http://h/v1", "m", params=one),
        OpenAICompatible("http://h/v1", "m", params={"a": 1}),
    ]

    assert len({backend.identity for backend in backends}) == 5
    assert OpenAICompatible("http://h/v1", "m", params=two).identity == backends[3].identity


@pytest.mark.parametrize(
    "options",
    [
        {"base_url": "localhost:8000/v1"},
        {"base_url": "ftp://host/v1"},
        {"base_url": "http://user:secret@host/v1"},
        {"base_url": "http://host/v1?key=secret"},
        {"base_url": "http://host:port/v1"},
        {"base_url": "http://[host/v1"},
        {"api_key": "secret\nX-Other: 1"},
        {"api_key": "sécret"},
        {"headers": {"X-Key": "secret\r\nX-Other: 1"}},
        {"params": {"messages": "secret"}},
        {"mode": "magic"},
    ],
    ids=repr,
)
def test_odd_settings_are_refused_where_they_are_made(options: dict[str, object]) -> None:
    """A wrong address, key, parameter or mode is an error at once, which shows no value."""
    with pytest.raises(SettingsError) as raised:
        OpenAICompatible(**{"base_url": "http://host/v1", "model": "m", **options})
    assert "secret" not in str(raised.value)
