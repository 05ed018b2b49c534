"""`purpose-coach config`: what is in effect, where from, and no secret."""

import pytest
from tests.cli.command import KEY, configure, run

from purpose_coach.settings import Settings


def rows(out):
    """The values and sources, by setting."""
    found = (line.split() for line in out.splitlines() if line.startswith("PURPOSE_COACH_"))
    return {name.removeprefix("PURPOSE_COACH_"): rest for name, *rest in found}


def test_every_setting_is_listed_with_its_source(capsys, monkeypatch):
    """Each setting stands there with its value and whether the environment gave it."""
    configure(monkeypatch, "http://localhost:1/v1", TIMEOUT="20")

    code, out, err = run(capsys, "config")

    shown = rows(out)
    assert (0, "") == (code, err)
    assert [name.upper() for name in Settings.model_fields] == list(shown)
    assert shown["MODEL"] == ["some-model", "environment"]
    assert shown["TIMEOUT"] == ["20.0", "environment"]
    assert shown["RETRIES"] == ["2", "default"]
    assert shown["PROMPTS"] == ["–", "default"]


def test_the_key_is_masked(capsys, monkeypatch):
    """Of the key no part is shown, not even its length."""
    configure(monkeypatch, "http://localhost:1/v1")

    _, out, err = run(capsys, "config")

    assert rows(out)["API_KEY"] == ["********", "environment"]
    assert KEY not in out + err


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:hunter2@host/v1", "https://********@host/v1"),
        ("https://host/v1?key=hunter2", "https://********@host/v1"),
        ("me:hunter2@host/v1", "********"),
        ("http://[::1@hunter2", "********"),
    ],
)
def test_a_key_inside_a_url_is_masked(capsys, monkeypatch, url, shown):
    """A base URL that holds credentials is refused, and they are not shown."""
    configure(monkeypatch, url)

    code, out, err = run(capsys, "config")

    assert (2, 1) == (code, err.count("\n"))
    assert rows(out)["BASE_URL"][0] == shown
    assert "hunter2" not in out + err


def test_a_misspelt_setting_is_named_with_the_nearest(capsys, monkeypatch):
    """The settings are listed all the same, then the misspelt one is told."""
    monkeypatch.setenv("PURPOSE_COACH_MODLE", "x")

    code, out, err = run(capsys, "config")

    assert code == 2
    assert len(rows(out)) == len(Settings.model_fields)
    assert "PURPOSE_COACH_MODLE is not a setting: did you mean PURPOSE_COACH_MODEL?" in err


def test_a_value_that_does_not_fit_is_marked(capsys, monkeypatch):
    """A bad value is marked in its row and told on standard error; the others are listed."""
    configure(monkeypatch, "http://localhost:1/v1", TIMEOUT="-1")

    code, out, err = run(capsys, "config")

    assert code == 2
    assert rows(out)["TIMEOUT"] == ["does", "not", "fit", "environment"]
    assert rows(out)["MODEL"] == ["some-model", "environment"]
    assert err.startswith("purpose-coach: PURPOSE_COACH_TIMEOUT: ")
