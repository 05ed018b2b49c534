"""`purpose-coach run`: each way to ask, each way to show the answer, each way to be wrong."""

import json
import sys
from importlib.resources import files
from io import StringIO

import pytest
from tests.cli.command import KEY, ROOT, WEBSITES, configure, run, type_in
from tests.provider import CANARY, ERRORS, Provider, ok

from purpose_coach import Coach

SHORT = {
    "goalIntent": "Publish \x1b[31mevery decision",
    "businessFoundation": {"vision": "People decide", "coreValues": ["Candour", "Openness"]},
}
ANSWER = '{"rows":[{"row":0,"levels":[4,0,2],"quotes":[],"why":"People see what was decided."}]}'


@pytest.fixture
def request_file(tmp_path):
    """A request of one row and three columns."""
    path = tmp_path / "request.json"
    path.write_text(json.dumps(SHORT))
    return str(path)


def test_the_answer_is_readable(capsys):
    """By default the table, the explanation, the suggestions and who answered are printed."""
    code, out, err = run(capsys, "run", "alignment-check", WEBSITES)

    assert (0, "") == (code, err)
    for part in ("△ related", "of 100", "measured without a model", "What would raise it"):
        assert part in " ".join(out.split())
    assert "Answered without a model" in out


def test_json_is_the_wire_body_alone(capsys):
    """With --json standard output is the wire body, byte for byte, and a line end."""
    request = json.loads((ROOT / WEBSITES).read_text())
    expected = Coach().alignment_check(**request).model_dump(mode="json")

    code, out, err = run(capsys, "run", "alignment-check", WEBSITES, "--json")

    assert (0, "", 1) == (code, err, out.count("\n"))
    assert list(expected) == list(json.loads(out))
    assert {**expected, "lastUpdated": ""} == {**json.loads(out), "lastUpdated": ""}
    assert json.dumps(json.loads(out), ensure_ascii=False, separators=(",", ":")) == out.strip()


def test_json_with_explain_adds_the_evidence(capsys):
    """--json --explain is one object: body, evidence, warnings, provenance."""
    code, out, _ = run(capsys, "run", "alignment-check", WEBSITES, "--json", "--explain")

    detailed = json.loads(out)
    assert (0, "unaided") == (code, detailed["provenance"]["source"])
    assert {"row", "column", "level"} < set(detailed["evidence"][0])


@pytest.mark.parametrize("operation", [operation.name for operation in Coach.operations()])
def test_every_operation_runs_by_either_spelling(capsys, operation):
    """An operation of the catalogue needs no line of the command line; hyphens or underscores."""
    request = str(files("purpose_coach_server") / "examples" / f"{operation}.json")
    plain = run(capsys, "run", operation, request)
    hyphened = run(capsys, "run", operation.replace("_", "-"), request, "--explain")

    assert (0, 0) == (plain[0], hyphened[0])
    assert "Evidence" in hyphened[1] or "Nothing was judged" in hyphened[1]
    assert f"Operation  {operation}" in hyphened[1]


def test_the_request_may_come_from_standard_input(capsys, monkeypatch, request_file):
    """A dash, or no file, reads standard input, with or without a byte-order mark."""
    outputs = []
    for arguments, mark in ((["-"], b""), ([], b"\xef\xbb\xbf")):
        type_in(monkeypatch, mark + json.dumps(SHORT).encode())
        outputs.append(run(capsys, "run", "alignment-check", *arguments, "--json"))

    assert [(0, ""), (0, "")] == [(code, err) for code, _, err in outputs]
    assert outputs[0][1][:60] == outputs[1][1][:60]


def test_nothing_is_awaited_from_a_terminal(capsys, monkeypatch):
    """Without a file, on a terminal, it says what to do instead of waiting."""

    class Terminal(StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())

    code, out, err = run(capsys, "run", "alignment-check")

    assert (2, "") == (code, out)
    assert err == "purpose-coach: there is no request: name a file with JSON, or pipe one in\n"


def test_a_model_answer_is_explained(capsys, monkeypatch, request_file):
    """With a model --explain shows levels, quotes, reasons, the notes, tokens and an unknown price."""
    with Provider([ok(ANSWER)]) as provider:
        configure(monkeypatch, provider.base_url)
        code, out, err = run(capsys, "run", "alignment-check", request_file, "--explain")

    flat = " ".join(out.split())
    assert (0, "", 1) == (code, err, provider.count)
    for part in (
        "▲ clear support",
        "✗ contradicts",
        "· unrelated: value Openness",
        "Answered by some-model",
        "Tokens 120 in (100 of them cached), 30 out",
        "Price unknown",
    ):
        assert part in flat
    assert "\x1b" not in out
    assert KEY not in out


def test_prompt_sends_nothing(capsys, monkeypatch, request_file):
    """--prompt prints each message whole, the schema's size and the parameters; nobody is asked."""
    with Provider([ok(ANSWER)]) as provider:
        configure(monkeypatch, provider.base_url)
        code, out, err = run(capsys, "run", "alignment-check", request_file, "--prompt")

    assert (0, "", 0) == (code, err, provider.count)
    asks = Coach().alignment_check.prompt(**SHORT)
    for message in asks[0].messages:
        assert message.content in out
    assert f"{len(asks[0].schema.text)} bytes; max_tokens 1200; temperature 0.0" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "alignment-chek", "x"], "no operation 'alignment-chek': did you mean alignment-check?"),
        (["run", "zzz", "x"], "no operation 'zzz': `purpose-coach operations` lists them"),
        (["run", "alignment-check", "/nowhere.json"], "/nowhere.json: cannot be read: No such file"),
        (["run", "alignment-check", "/"], "/: cannot be read: Is a directory"),
        (["run", "alignment-check", WEBSITES, "--prompt", "--json"], "leave one out"),
        (["run"], "Missing argument"),
        (["run", "alignment-check", "--jsno"], "No such option"),
        (["rum"], "No such command 'rum'"),
        (["prompts"], "Missing command"),
    ],
)
def test_what_is_wrong_is_one_line(capsys, arguments, said):
    """Every mistake at the prompt is one line on standard error, and the exit code 2."""
    code, out, err = run(capsys, *arguments)

    assert (2, "", 1) == (code, out, err.count("\n"))
    assert err.startswith("purpose-coach: ")
    assert said in err


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"goalIntent":\n "x",}', "standard input:2:6: broken JSON: trailing comma"),
        (b"{", "standard input:1:1: broken JSON: EOF while parsing an object"),
        (b"\xff\xfe{", "standard input:1:1: broken JSON: expected value"),
        (b"[" * 10_000, "broken JSON: recursion limit exceeded"),
        (b" \n", "standard input: is empty: give the request as JSON"),
    ],
)
def test_broken_json_is_located(capsys, monkeypatch, body, said):
    """JSON that breaks is told with its line and column."""
    type_in(monkeypatch, body)

    code, out, err = run(capsys, "run", "alignment-check")

    assert (2, "", 1) == (code, out, err.count("\n"))
    assert said in err


def test_an_invalid_request_names_each_field(capsys, monkeypatch):
    """Each field that does not fit has its line, with the reason and without the value."""
    type_in(monkeypatch, b'{"goalIntent": 73310, "strategies": "s", "businessFoundation": {"vision": []}}')

    code, out, err = run(capsys, "run", "alignment-check")

    assert (2, "") == (code, out)
    assert err.splitlines() == [
        "purpose-coach: standard input: is no request for alignment-check, mend these:",
        "  goalIntent: Input should be a valid string",
        "  strategies: Input should be a valid array",
        "  businessFoundation.vision: Input should be a valid string",
    ]


def test_too_little_context_is_an_error(capsys, monkeypatch):
    """A placeholder for a goal ends with the contract's words and the exit code 2."""
    type_in(monkeypatch, json.dumps({**SHORT, "goalIntent": "tbd"}).encode())

    code, _, err = run(capsys, "run", "alignment-check")

    assert code == 2
    assert err == "purpose-coach: Say what the goal is: `goalIntent` is blank or a placeholder.\n"


def test_an_error_of_the_model_is_one_line(capsys, monkeypatch, request_file):
    """A refused key ends in one line that holds neither the key nor the provider's text."""
    with Provider([ERRORS["401"]]) as provider:
        configure(monkeypatch, provider.base_url)
        code, out, err = run(capsys, "run", "alignment-check", request_file)

    assert (2, "", 1) == (code, out, err.count("\n"))
    assert "check the key (PURPOSE_COACH_API_KEY)" in err
    assert not any(secret in err for secret in (KEY, CANARY))


def test_a_misspelt_setting_stops_a_run(capsys, monkeypatch, request_file):
    """An unknown setting is an error with the nearest name, not something to pass over."""
    monkeypatch.setenv("PURPOSE_COACH_MODLE", "x")

    code, _, err = run(capsys, "run", "alignment-check", request_file)

    assert code == 2
    assert "did you mean PURPOSE_COACH_MODEL?" in err


def test_operations_lists_the_catalogue(capsys):
    """Each operation stands there with its name, its address and what it does."""
    code, out, _ = run(capsys, "operations")

    assert code == 0
    for operation in Coach.operations():
        for part in (operation.name.replace("_", "-"), operation.path, operation.summary):
            assert part in " ".join(out.split())
