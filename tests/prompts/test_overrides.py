"""Override folders: what one may change, and that a bad one is stopped with file, line and reason."""

import attrs
import pytest
from tests.prompts.sample import (
    FILE,
    GOOD,
    NAME,
    SCHEMA,
    Goal,
    SampleFacts,
    SampleRequest,
    line_of,
    loaded,
    operation,
    written,
)

from purpose_coach.backends.schema import schema_of
from purpose_coach.catalogue import Catalogue
from purpose_coach.errors import CoachError, PromptError
from purpose_coach.prompts.files import find, names, packaged
from purpose_coach.prompts.lint import lint, lint_all, problems, strays
from purpose_coach.prompts.rendering import Prompts

REQUEST = SampleRequest(goal=Goal(intent="grow"))


@pytest.fixture
def base(tmp_path):
    """A folder that stands for what ships: the sample's prompt and its persona."""
    (tmp_path / "base").mkdir()
    return written(tmp_path / "base")


@pytest.fixture
def front(tmp_path):
    """An empty folder to put in front."""
    (tmp_path / "front").mkdir()
    return tmp_path / "front"


def test_a_folder_that_replaces_one_file(base, front):
    """The replaced prompt is used, and with it the persona that the folder behind has."""
    text = GOOD.replace("Judge the goal.", "Weigh the goal.").replace("<remark>", "<note>")
    (front / FILE).write_text(text)
    prompts = Prompts.over(front, base)
    lint_all([operation], prompts)

    system, user = prompts.get(NAME, SCHEMA).messages(REQUEST, SampleFacts())
    assert system.content.startswith("You are a fair reviewer.")
    assert "Weigh the goal." in system.content
    assert "<note>" in user.content


def test_a_folder_with_only_a_persona(base, front):
    """The persona of every prompt changes, and nothing else; the hash says that it did."""
    (front / "_persona.jinja").write_text("You are a stern reviewer.\n")
    prompts = Prompts.over(front, base)
    lint_all([operation], prompts)

    before, after = loaded(base), prompts.get(NAME, SCHEMA)
    assert before.system.partition("Judge")[2] == after.system.partition("Judge")[2]
    assert after.system.startswith("You are a stern reviewer.\n")
    assert before.messages(REQUEST, SampleFacts())[1] == after.messages(REQUEST, SampleFacts())[1]
    assert before.hash != after.hash


def test_the_first_of_two_folders_wins(base, front, tmp_path):
    """Folders in front of folders: the first that has a file gives it."""
    (front / "_persona.jinja").write_text("First.\n")
    (tmp_path / "middle").mkdir()
    (tmp_path / "middle" / "_persona.jinja").write_text("Second.\n")
    prompts = Prompts.over(front, tmp_path / "middle", base)
    assert prompts.get(NAME, SCHEMA).system.startswith("First.\n")


def test_an_empty_folder_changes_nothing(base, front):
    """A folder without files is fine: it may be filled later."""
    prompts = Prompts.over(front, base)
    lint_all([operation], prompts)
    assert loaded(base).hash == prompts.get(NAME, SCHEMA).hash


BAD = [
    (
        "request.remark or",
        "request.remarc or",
        "'request' has no field 'remarc': the nearest is 'remark'",
    ),
    ("{{ facts.rows }}", "{{ row.text }}", "'row' is neither request nor facts"),
    ("Judge the goal.", "Judge {{ request.goal.intent }}.", "'request' in block 'system', which is the same"),
    ("Judge the goal.", "Judge {{ facts.due }}.", "'facts' in block 'system', which is the same"),
    ("params: {temperature: 0.0,", "params: [temperature: 0.0,", "broken YAML: "),
    ("unused:", "unusued:", "unusued: extra inputs are not permitted"),
    ("{{ request.horizon }}", "{{ request.horizon", "unexpected '/'"),
    ("{{ request.horizon }}", "{{ request.horizon | safe }}", "filter 'safe' has no place in a prompt"),
    ("{{ request.horizon }}", "{{ request.horizon.items() }}", "nothing can be called"),
    ('"_persona.jinja"', '"_personna.jinja"', "'_personna.jinja': there is no such prompt file"),
]


@pytest.mark.parametrize(("old", "new", "reason"), BAD)
def test_a_bad_override_is_stopped(base, front, old, new, reason):
    """The error has the override's file, the line and the reason, on one line."""
    text = GOOD.replace(old, new)
    assert old in GOOD
    (front / FILE).write_text(text)
    with pytest.raises(PromptError) as caught:
        lint_all([operation], Prompts.over(front, base))

    start = f"{front / FILE}:"
    line, _, said = caught.value.message.removeprefix(start).partition(": ")
    assert start == caught.value.message[: len(start)]
    assert said.startswith(reason)
    # A parser may notice a line or two after the slip.
    assert line_of(text, new) <= int(line) <= line_of(text, new) + 1
    assert "\n" not in caught.value.message
    assert isinstance(caught.value, CoachError)


def test_a_bad_persona_is_said_of_the_persona(base, front):
    """Request data in a replaced part is found in that part, though the prompt is not replaced."""
    (front / "_persona.jinja").write_text("You are kind.\nYou know {{ request.goal.intent }}.\n")
    with pytest.raises(PromptError, match=rf"^{front}/_persona.jinja:2: 'request' in block 'system'"):
        lint(operation, Prompts.over(front, base))


def test_a_misspelt_override_is_not_ignored(front):
    """A file that would silently change nothing stops the start."""
    (front / "_personna.jinja").write_text("You are kind.\n")
    with pytest.raises(
        PromptError, match=rf"^{front}/_personna.jinja:1: no prompt uses this .*'_persona.jinja'$"
    ):
        lint_all(Catalogue.operations(), Prompts.over(front))


@pytest.mark.parametrize("operation", Catalogue.operations(), ids=lambda operation: operation.name)
def test_every_prompt_that_ships_passes(operation):
    """The shipped prompts hold against the operations they serve."""
    assert [] == problems(operation, Prompts())


def test_every_file_that_ships_is_used():
    """No shipped file is left over from an operation or a part that is gone."""
    assert [] == strays(Catalogue.operations(), Prompts((packaged(),)))


@pytest.mark.parametrize("operation", Catalogue.operations(), ids=lambda operation: operation.name)
@pytest.mark.parametrize("alone", [True, False])
def test_a_shipped_prompt_can_be_taken_over(operation, alone, front):
    """A copy of one shipped file, or of all, works as an override without another change."""
    for name in [f"{operation.name}.jinja"] if alone else names(packaged()):
        (front / name).write_text(find(name, ()).text)
    lint_all(Catalogue.operations(), Prompts.over(front))


def test_a_persona_changes_every_shipped_prompt(front):
    """One file changes the voice of all operations."""
    (front / "_persona.jinja").write_text("You are the coach of Kruim.\n")
    prompts = Prompts.over(front)
    lint_all(Catalogue.operations(), prompts)
    answers = {operation.name: operation.answer for operation in Catalogue.operations()}
    systems = [prompts.get(name, schema_of(answer)).system for name, answer in answers.items()]
    assert all("You are the coach of Kruim." in system for system in systems)


def test_a_prompt_of_an_operation_that_is_gone_is_found(front):
    """A prompt file close to an operation's name is a slip, not somebody's own operation."""
    (front / FILE).write_text(GOOD)
    renamed = attrs.evolve(operation, name="sample_reviews")
    (front / "sample_reviews.jinja").write_text(GOOD.replace(f"id: {NAME}", "id: sample_reviews"))
    with pytest.raises(PromptError, match=rf"^{front}/{FILE}:1: no prompt uses this file: the nearest"):
        lint_all([renamed], Prompts.over(front))
