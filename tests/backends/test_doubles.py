"""The public doubles: they say what they are told, and what was recorded."""

import asyncio
import json
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from purpose_coach.backends import (
    Ask,
    Backend,
    Message,
    Recording,
    Replaying,
    Reply,
    Schema,
    Scripted,
    Usage,
)
from purpose_coach.errors import CoachError, ModelOverloaded

ASK = Ask(messages=(Message("system", "coach"), Message("user", "hi")), schema=Schema("A", "{}", {}))


def asked(backend: Backend, *asks: Ask) -> list[Reply]:
    """The replies to these asks."""

    async def all_of_them() -> list[Reply]:
        return [await backend.complete(ask) for ask in asks]

    return asyncio.run(all_of_them())


def test_scripted_says_its_list_in_order() -> None:
    """Texts and replies come in order, and what was asked is remembered."""
    whole = Reply(text="cut", finish="length", usage=Usage(1, 2))
    backend = Scripted(["one", whole])

    assert asked(backend, ASK, ASK) == [Reply(text="one"), whole]
    assert backend.asked == [ASK, ASK]
    assert isinstance(backend, Backend)


def test_scripted_raises_its_errors() -> None:
    """An error in the list is raised in its turn."""
    error = ModelOverloaded("busy")

    with pytest.raises(ModelOverloaded) as raised:
        asked(Scripted([error]), ASK)
    assert raised.value is error


def test_scripted_takes_a_function() -> None:
    """A function of the ask, blocking or asynchronous, may say everything that a list may."""

    async def later(ask: Ask) -> Reply:
        await asyncio.sleep(0)
        return Reply(text=ask.messages[-1].content)

    assert asked(Scripted(later), ASK) == [Reply(text="hi")]
    assert asked(Scripted(lambda ask: ask.messages[0].content), ASK) == [Reply(text="coach")]


def test_scripted_says_when_its_list_is_at_its_end() -> None:
    """One ask too many is an error that counts, and that nothing mistakes for an outage."""
    with pytest.raises(CoachError, match="asked 3 times and has only 2 replies") as raised:
        asked(Scripted(["one", "two"]), ASK, ASK, ASK)
    assert type(raised.value) is CoachError


def test_what_was_recorded_is_replayed(tmp_path: Path) -> None:
    """Replies come back whole and in the order of their asks; repeated asks in their own order."""
    file = tmp_path / "calls.jsonl"
    other = evolve(ASK, temperature=0.5)
    replies = [
        Reply(text="a\n", usage=Usage(1, 2, 3, 0.5)),
        Reply(text="ü", finish="length"),
        Reply(text="c"),
    ]
    recording = Recording(Scripted(list(replies), model="m"), file)
    assert asked(recording, ASK, other, ASK) == replies

    replaying = Replaying(file)
    assert asked(replaying, other, ASK, ASK) == [replies[1], replies[0], replies[2]]
    assert (recording.model, recording.identity, replaying.model) == ("m", "m", "m")
    assert replaying.identity == "m, replayed"


def test_an_error_is_not_recorded(tmp_path: Path) -> None:
    """A failed call leaves nothing to replay."""
    file = tmp_path / "calls.jsonl"
    recording = Recording(Scripted([ModelOverloaded("busy"), "fine"]), file)
    with pytest.raises(ModelOverloaded):
        asked(recording, ASK)
    asked(recording, ASK)

    assert [json.loads(line)["text"] for line in file.read_text().splitlines()] == ["fine"]


def test_a_new_recording_replaces_the_old(tmp_path: Path) -> None:
    """Recorded again, the later reply is the one that is replayed."""
    file = tmp_path / "calls.jsonl"
    asked(Recording(Scripted(["old"]), file), ASK)
    asked(Recording(Scripted(["new"]), file), ASK)

    assert asked(Replaying(file), ASK) == [Reply(text="new")]


def test_a_recording_holds_no_prompt(tmp_path: Path) -> None:
    """What was asked stands in the file as a hash only."""
    file = tmp_path / "calls.jsonl"
    secret = evolve(ASK, messages=(Message("user", "a-secret-plan"),))
    asked(Recording(Scripted(["x"]), file), secret)

    assert "a-secret-plan" not in file.read_text()


def test_a_missing_recording_says_how_to_record(tmp_path: Path) -> None:
    """A missing file, and an ask that is not in it, are errors that say what to do."""
    file = tmp_path / "calls.jsonl"
    with pytest.raises(CoachError, match=r"does not exist: run once with Recording"):
        Replaying(file)
    asked(Recording(Scripted(["x"]), file), ASK)
    replaying = Replaying(file)

    with pytest.raises(CoachError, match=r"replicate 1\): run once with Recording"):
        asked(replaying, ASK, ASK)


CHANGES = {
    "message": {"messages": (Message("system", "coach"), Message("user", "ho"))},
    "role": {"messages": (Message("user", "coach"), Message("user", "hi"))},
    "schema": {"schema": Schema("A", '{"type":"object"}', {})},
    "max_tokens": {"max_tokens": 7},
    "temperature": {"temperature": 0.0},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_changed_ask_is_another_ask(change: dict[str, object], tmp_path: Path) -> None:
    """Whatever may change the answer makes the recording stale."""
    file = tmp_path / "calls.jsonl"
    asked(Recording(Scripted(["x"]), file), ASK)

    with pytest.raises(CoachError, match="no recording of this ask"):
        asked(Replaying(file), evolve(ASK, **change))


@given(st.floats(0, 1e9))
def test_the_deadline_is_no_part_of_an_ask(deadline: float) -> None:
    """When an ask is asked does not matter to its recording."""
    from purpose_coach.backends.doubles import _key

    assert _key(evolve(ASK, deadline=deadline)) == _key(ASK)
