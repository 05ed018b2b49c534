"""`purpose-coach doctor` against providers that behave and that do not."""

from importlib.util import find_spec

import pytest
from tests.cli.command import KEY, configure, process, run
from tests.provider import CANARY, ERRORS, PROSE, WAYS, Provider, closed_port, ok, refusing, tool

GOOD = '{"rows":[{"row":0,"levels":[4,3],"quotes":[],"why":"A fast reply shows that one was heard."}]}'
FALSE = '{"rows":[{"row":0,"levels":[4,3],"quotes":["not there"],"why":"It serves it."}]}'


def examine(capsys, monkeypatch, script, **settings):
    """What the doctor says of such a provider, and how often it asked."""
    with Provider(script) as provider:
        configure(monkeypatch, provider.base_url, **settings)
        code, out, err = run(capsys, "doctor")
    assert not any(secret in out + err for secret in (KEY, CANARY))
    return code, " ".join(out.split()), err, provider.count


def test_a_good_model_is_asked_once(capsys, monkeypatch):
    """One call: mode, latency, tokens, price and the share that providers can cache; nothing to mend."""
    code, out, err, count = examine(capsys, monkeypatch, [ok(GOOD)])

    assert (0, "", 1) == (code, err, count)
    assert "model some-model at http://127.0.0.1:" in out
    assert "output json_schema works latency 0." in out
    assert "tokens 120 in (100 of them cached), 30 out price unknown cacheable 9" in out
    assert out.endswith("Nothing to mend.")


def test_without_a_model_it_says_what_to_set(capsys):
    """Without a model there is nothing to call: it says which settings name one."""
    code, out, err = run(capsys, "doctor")

    assert (2, "", 1) == (code, out, err.count("\n"))
    assert "set PURPOSE_COACH_MODEL" in err
    assert "PURPOSE_COACH_BASE_URL" in err


def test_the_mode_that_works_is_found(capsys, monkeypatch):
    """Where the strict mode is refused, the next one is tried, and the setting that spares it named."""
    script = refusing("response_format", then=tool(GOOD))

    code, out, err, count = examine(capsys, monkeypatch, script)

    assert (0, "", 2) == (code, err, count)
    assert "json_schema is refused; tool works" in out
    assert "Set PURPOSE_COACH_OUTPUT=tool" in out


def test_a_mode_that_is_accepted_and_ignored_is_found_out(capsys, monkeypatch):
    """A server that takes the schema and answers with prose gets another mode, and the advice to set it."""
    code, out, _, count = examine(capsys, monkeypatch, [ok(PROSE), ok(PROSE), tool(GOOD)])

    assert (0, 3) == (code, count)
    assert "json_schema gives no usable answer; tool works" in out
    assert "Set PURPOSE_COACH_OUTPUT=tool: by itself the library would stay" in out


def test_the_chosen_mode_is_the_only_one_tried(capsys, monkeypatch):
    """A mode that is set is tried, and no other."""
    code, out, err, count = examine(capsys, monkeypatch, refusing("tools", then=ok(GOOD)), OUTPUT="tool")

    assert (2, 1) == (code, count)
    assert "tool is refused" in out
    assert "check the model's name, the parameters and the mode" in err


def test_a_repair_is_told(capsys, monkeypatch):
    """An answer that had to be mended is worth knowing about."""
    code, out, _, count = examine(capsys, monkeypatch, [ok(FALSE), ok(GOOD)])

    assert (0, 2) == (code, count)
    assert "The first answer had to be mended" in out


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (ERRORS["401"], "check the key (PURPOSE_COACH_API_KEY); `purpose-coach config` shows"),
        (ERRORS["402"], "check its plan and billing"),
        (ERRORS["429"], "it asks for a pause; try again later; see that the server runs"),
        (ERRORS["503"], "overloaded or down; try again later; see that the server runs"),
        (ERRORS["400 context"], "choose a model with a longer context"),
        (WAYS["reset"], "down or unreachable; see that the server runs and that PURPOSE_COACH_BASE_URL"),
    ],
)
def test_each_failure_has_its_remedy(capsys, monkeypatch, behaviour, said):
    """A failure that no mode avoids is met once, without retries, and told with what to do."""
    code, _, err, count = examine(capsys, monkeypatch, [behaviour])

    assert (2, 1, 1) == (code, err.count("\n"), count)
    assert err.startswith("purpose-coach: some-model: ")
    assert said in err


def test_a_slow_model_is_told(capsys, monkeypatch):
    """A model that exceeds the time of an operation is told with the setting that gives more."""
    code, _, err, count = examine(capsys, monkeypatch, [WAYS["slow"]], TIMEOUT="0.3")

    assert (2, 1) == (code, count)
    assert "raise PURPOSE_COACH_TIMEOUT, or choose a faster model" in err


def test_an_unusable_model_is_told(capsys, monkeypatch):
    """A model that answers nothing usable in any mode is told to be too small."""
    code, out, err, count = examine(capsys, monkeypatch, [ok(PROSE)])

    assert (2, 6) == (code, count)
    assert "prompt gives no usable answer" in out
    assert "choose a larger model" in err


def test_a_refused_connection_is_told(capsys, monkeypatch):
    """Where nobody listens, the address is what to look at."""
    configure(monkeypatch, closed_port())

    code, out, err = run(capsys, "doctor")

    assert (2, 1) == (code, err.count("\n"))
    assert "PURPOSE_COACH_BASE_URL reaches it from here" in err
    assert "some-model at http://127.0.0.1:" in out


def test_fallback_models_are_examined_too(capsys, monkeypatch):
    """Each configured model is called; one that fails is named."""

    def script(body):
        return ok(GOOD) if body["model"] == "some-model" else ERRORS["403"]

    code, out, err, count = examine(capsys, monkeypatch, script, FALLBACK_MODELS="other, third")

    assert (2, 3) == (code, count)
    assert "Nothing to mend. model other at" in out
    assert err.splitlines()[0] == "purpose-coach: 2 of the configured models cannot be used:"
    assert ["  other:", "  third:"] == [line[:8] for line in err.splitlines()[1:]]


def test_a_bad_prompt_folder_is_told_before_any_call(capsys, monkeypatch, tmp_path):
    """A broken override stops the doctor as it would stop a server."""
    (tmp_path / "alignment_check.jinja").write_text("broken")

    code, _, err, count = examine(capsys, monkeypatch, [ok(GOOD)], PROMPTS=str(tmp_path))

    assert (2, 0) == (code, count)
    assert f"{tmp_path / 'alignment_check.jinja'}:1:" in err


@pytest.mark.skipif(find_spec("litellm") is None, reason="litellm: not installed")
def test_a_model_behind_litellm_has_a_price():
    """Of a model that litellm knows the price is told, and that the mode cannot be set there."""
    with Provider([ok(GOOD)]) as provider:
        settings = {
            "PURPOSE_COACH_MODEL": "openai/gpt-4o-mini",
            "PURPOSE_COACH_API_KEY": KEY,
            "PURPOSE_COACH_OUTPUT": "tool",
            "OPENAI_BASE_URL": provider.base_url,
        }
        # What litellm warns of while it is imported is its own business.
        command = process("doctor", warnings="ignore", env=settings)
        out, err = command.communicate(timeout=90)

    assert (0, "", 1) == (command.returncode, err, provider.count)
    flat = " ".join(out.split())
    assert "model openai/gpt-4o-mini at its provider, by litellm" in flat
    assert "price $0.0000" in flat
    assert "PURPOSE_COACH_OUTPUT has no effect without PURPOSE_COACH_BASE_URL: remove it." in flat
    assert KEY not in out
