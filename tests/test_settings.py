"""The one table of settings: names, types, and the backend that they make."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from purpose_coach import settings
from purpose_coach.backends import Fallback, LiteLLM, OpenAICompatible, Retrying
from purpose_coach.errors import SettingsError
from purpose_coach.settings import PREFIX, Served, Settings

NAMES = [name.upper() for name in Settings.model_fields]


def read(**variables):
    """The settings that these variables describe."""
    return Settings.from_env({f"{PREFIX}{name}": value for name, value in variables.items()})


def test_nothing_set_is_the_default():
    """Without a variable there is no model, and every setting has its default."""
    assert Settings() == read()
    assert read().backend() is None


def test_blank_is_not_set():
    """A variable that is there and empty counts as absent."""
    assert Settings() == read(MODEL="", TIMEOUT="  ", FALLBACK_MODELS="")


def test_every_kind_of_value_is_read():
    """Numbers, lists, paths, choices and secrets become what they are."""
    got = read(
        MODEL=" a ",
        BASE_URL="http://127.0.0.1:1/v1",
        API_KEY="s3cret",
        FALLBACK_MODELS="b, c,,",
        OUTPUT="tool",
        RETRIES="1",
        TIMEOUT="2.5",
        PROMPTS="some/folder",
        ON_UNAVAILABLE="unaided",
    )

    assert ("a", ("b", "c"), "tool", 1, 2.5) == (
        got.model,
        got.fallback_models,
        got.output,
        got.retries,
        got.timeout,
    )
    assert (SecretStr("s3cret"), Path("some/folder"), "unaided") == (
        got.api_key,
        got.prompts,
        got.on_unavailable,
    )
    assert "s3cret" not in f"{got!r} {got}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RETRIES", "3"),
        ("RETRIES", "many"),
        ("TIMEOUT", "0"),
        ("TIMEOUT", "nan"),
        ("TIMEOUT", "601"),
        ("OUTPUT", "xml"),
        ("ON_UNAVAILABLE", "shrug"),
    ],
)
def test_a_value_that_does_not_fit_is_named(name, value):
    """The error names the variable and what is allowed, never the value."""
    with pytest.raises(SettingsError, match=f"^{PREFIX}{name}: ") as raised:
        read(**{name: value})

    assert len(value) < 4 or value not in str(raised.value)


@given(st.sampled_from([name for name in NAMES if len(name) > 4]), st.data())
def test_a_misspelt_name_suggests_the_nearest(name, data):
    """Two letters swapped, and the error says which setting was meant."""
    place = data.draw(st.integers(0, len(name) - 2))
    misspelt = name[:place] + name[place + 1] + name[place] + name[place + 2 :]
    if misspelt == name:
        return
    with pytest.raises(SettingsError, match=f"did you mean {PREFIX}{name}\\?"):
        read(**{misspelt: "x"})


def test_a_strange_name_is_refused_all_the_same():
    """A name like none of the settings is an error without a suggestion."""
    with pytest.raises(SettingsError, match=r"is not a setting \(`purpose-coach config`"):
        read(ZZZZ="x")


def test_other_variables_are_nobodys_business():
    """Only names with the prefix are read."""
    assert Settings() == Settings.from_env({"MODEL": "x", "PATH": "y", "purpose_coach_model": "z"})


def test_the_process_environment_is_the_default(monkeypatch):
    """Without an argument, the process's own environment is read."""
    monkeypatch.setenv("PURPOSE_COACH_RETRIES", "0")

    assert 0 == Settings.from_env().retries


def test_an_endpoint_is_asked_directly():
    """With a base URL the model is that endpoint's, in retries, each fallback alike."""
    backend = read(MODEL="a", BASE_URL="http://127.0.0.1:1/v1", FALLBACK_MODELS="b,c").backend()

    assert isinstance(backend, Fallback)
    assert ["a", "b", "c"] == [choice.model for choice in backend.choices]
    assert all(isinstance(choice, Retrying) for choice in backend.choices)
    assert all(isinstance(choice.backend, OpenAICompatible) for choice in backend.choices)


def test_without_retries_nothing_is_wrapped():
    """RETRIES=0 leaves the adapter bare; one model needs no fallback."""
    backend = read(MODEL="a", BASE_URL="http://127.0.0.1:1/v1", RETRIES="0").backend()

    assert isinstance(backend, OpenAICompatible)


def test_a_name_alone_is_litellms():
    """Without a base URL the model is a litellm name."""
    backend = read(MODEL="openai/gpt-4o").backend()

    assert isinstance(backend, Retrying)
    assert isinstance(backend.backend, LiteLLM)


@pytest.mark.parametrize("name", ["BASE_URL", "FALLBACK_MODELS"])
def test_a_model_is_needed_beside_what_only_serves_one(name):
    """An endpoint or fallbacks without a model are an error, not an unaided coach."""
    with pytest.raises(SettingsError, match="MODEL is needed"):
        read(**{name: "http://127.0.0.1:1/v1"}).backend()


def test_the_table_names_every_setting():
    """The module's docstring lists each setting, and no other."""
    listed = re.findall(r"^([A-Z][A-Z_]+(?:, [A-Z_]+)*)  +\S", settings.__doc__, re.MULTILINE)

    assert sorted(name.upper() for name in Served.model_fields) == sorted(
        name for names in listed for name in names.split(", ")
    )


@pytest.mark.parametrize("name", Served.model_fields)
def test_every_setting_says_what_it_is(name):
    """Each setting has a description, for `purpose-coach config`."""
    assert Served.model_fields[name].description
