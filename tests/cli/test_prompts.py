"""`purpose-coach prompts`: listing, showing, checking and copying the prompt files."""

import pytest
from tests.cli.command import run

from purpose_coach import Coach
from purpose_coach.prompts.files import names, packaged

OPERATIONS = [operation.name for operation in Coach.operations()]


def test_list_tells_where_each_prompt_is(capsys, monkeypatch, tmp_path):
    """Each prompt has its version and hash, and whether it shipped or comes from a folder."""
    run(capsys, "prompts", "eject", str(tmp_path), "alignment-check")
    monkeypatch.setenv("PURPOSE_COACH_PROMPTS", str(tmp_path))

    code, out, err = run(capsys, "prompts", "list")

    listed = "".join(out.split())
    assert (0, "") == (code, err)
    assert [] == [name for name in OPERATIONS if name not in out]
    assert str(tmp_path / "alignment_check.jinja") in listed
    assert listed.count("shipped") == len(names(packaged())) - 1


@pytest.mark.parametrize("name", ["alignment-check", "alignment_check", "alignment_check.jinja"])
def test_show_prints_the_file(capsys, name):
    """The file that is in effect is printed as it is."""
    code, out, _ = run(capsys, "prompts", "show", name)

    assert (0, (packaged() / "alignment_check.jinja").read_text()) == (code, out)


def test_show_names_the_nearest(capsys):
    """A name that is none is answered with the nearest that is one."""
    code, out, err = run(capsys, "prompts", "show", "alignment-chek")

    assert (2, "") == (code, out)
    assert err == "purpose-coach: there is no prompt 'alignment-chek': did you mean alignment_check?\n"


def test_what_was_ejected_passes_the_lint(capsys, tmp_path):
    """All shipped files are copied, byte for byte, and the copies are right."""
    folder = tmp_path / "new" / "prompts"

    ejected = run(capsys, "prompts", "eject", str(folder))
    linted = run(capsys, "prompts", "lint", str(folder))

    assert (0, "") == (ejected[0], ejected[2])
    assert sorted(names(packaged())) == sorted(path.name for path in folder.iterdir())
    for name in names(packaged()):
        assert (packaged() / name).read_bytes() == (folder / name).read_bytes()
    assert (0, f"{len(OPERATIONS)} prompts are right.\n", "") == linted


def test_eject_overwrites_only_by_force(capsys, tmp_path):
    """A file that is there is kept, and nothing else is written beside it, unless --force is given."""
    mine = tmp_path / "_persona.jinja"
    mine.write_text("mine")

    refused = run(capsys, "prompts", "eject", str(tmp_path))
    left = [path.name for path in tmp_path.iterdir()]
    forced = run(capsys, "prompts", "eject", str(tmp_path), "_persona", "--force")

    assert (2, "", ["_persona.jinja"]) == (*refused[:2], left)
    assert "_persona.jinja: there already; --force overwrites" in refused[2]
    assert forced[0] == 0
    assert (packaged() / "_persona.jinja").read_text() == mine.read_text()


def test_eject_of_an_unknown_name_writes_nothing(capsys, tmp_path):
    """One wrong name, and no file is written."""
    code, _, err = run(capsys, "prompts", "eject", str(tmp_path / "new"), "_persona", "alignment-chek")

    assert (2, False) == (code, (tmp_path / "new").exists())
    assert "did you mean alignment_check?" in err


def test_eject_into_a_file_is_one_line(capsys, tmp_path):
    """A folder that cannot be made is an error like any other."""
    (tmp_path / "file").write_text("")

    code, out, err = run(capsys, "prompts", "eject", str(tmp_path / "file"))

    assert (2, "", f"purpose-coach: {tmp_path / 'file'}: File exists\n") == (code, out, err)


def test_lint_lists_every_problem_with_its_line(capsys, tmp_path):
    """Each problem of a bad folder is a line file:line: reason; the exit code is 2."""
    run(capsys, "prompts", "eject", str(tmp_path), "alignment-check", "alignment-explanation")
    bad = tmp_path / "alignment_check.jinja"
    lines = bad.read_text().replace("facts.rows }}", "facts.rws }}").splitlines()
    bad.write_text("\n".join(lines))
    wrong = next(n for n, line in enumerate(lines, 1) if "facts.rws }}" in line)
    (tmp_path / "_persnoa.jinja").write_text("You are somebody.")

    code, out, err = run(capsys, "prompts", "lint", str(tmp_path))

    assert (2, "purpose-coach: 2 problems in the prompts: mend the lines listed above\n") == (code, err)
    assert out.splitlines()[0].startswith(f"{bad}:{wrong}: 'facts' has no field 'rws'")
    assert out.splitlines()[1].startswith(f"{tmp_path / '_persnoa.jinja'}:1: no prompt uses this file")


def test_lint_reads_the_configured_folder(capsys, monkeypatch, tmp_path):
    """Without a folder the one in the settings is checked, and without that the shipped prompts."""
    shipped = run(capsys, "prompts", "lint")
    (tmp_path / "alignment_check.jinja").write_text("---\nid: [\n---\n")
    monkeypatch.setenv("PURPOSE_COACH_PROMPTS", str(tmp_path))

    configured = run(capsys, "prompts", "lint")

    assert (0, 2) == (shipped[0], configured[0])
    assert f"{tmp_path / 'alignment_check.jinja'}:" in configured[1]
    assert "broken YAML" in configured[1]


def test_lint_of_no_folder_is_an_error(capsys, tmp_path):
    """A folder that is not there is told, not taken for an empty one."""
    code, _, err = run(capsys, "prompts", "lint", str(tmp_path / "none"))

    assert (2, f"purpose-coach: {tmp_path / 'none'}: there is no such prompt folder\n") == (code, err)
