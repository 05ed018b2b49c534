"""The command as a process: how it starts, and how it ends."""

import signal
import time

import pytest
from tests.cli.command import ROOT, WEBSITES, process
from tests.processes import python
from tests.provider import WAYS, Provider

BLOCKED = """
import sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == {package!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Blocker())
from purpose_coach.cli import main
print(main(["operations"]))
"""


@pytest.mark.parametrize("package", ["typer", "rich"])
def test_a_missing_extra_is_one_line(package):
    """Without the extra's packages it says how to install them, exit code 2."""
    out, err = python("-W", "error", "-c", BLOCKED.format(package=package))

    assert out == "2\n"
    assert err.count("\n") == 1
    assert "install it with pip install 'purpose-coach[cli]'" in err


def test_importing_the_command_line_loads_no_extra():
    """`purpose_coach.cli` and its `main` can be imported without typer and rich."""
    out, _ = python(
        "-c", "import sys, purpose_coach.cli; print({'typer', 'rich', 'pydantic'} & set(sys.modules))"
    )

    assert out == "set()\n"


def test_the_module_runs_as_a_command():
    """`python -m purpose_coach` is the command; alone it shows the help."""
    command = process()
    out, err = command.communicate(timeout=30)

    assert (0, "") == (command.returncode, err)
    assert out.startswith("Usage: purpose-coach")


def test_the_exit_code_reaches_the_shell():
    """The exit code of a mistake is the process's own."""
    command = process("run", "nothing")
    out, err = command.communicate(timeout=30)

    assert (2, "", 1) == (command.returncode, out, err.count("\n"))


def test_an_interrupt_ends_at_once():
    """Ctrl-C during a slow call leaves with 130, silently, and does not wait for the model."""
    with Provider([WAYS["slow"]]) as provider:
        settings = {"PURPOSE_COACH_MODEL": "m", "PURPOSE_COACH_BASE_URL": provider.base_url}
        command = process("run", "alignment-check", WEBSITES, env=settings)
        limit = time.monotonic() + 30
        while not provider.count and time.monotonic() < limit:
            time.sleep(0.02)
        begun = time.monotonic()
        command.send_signal(signal.SIGINT)
        out, err = command.communicate(timeout=30)

    assert (130, "", "", 1) == (command.returncode, out, err, provider.count)
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("arguments", [["operations"], ["prompts", "show", "alignment-check"]])
def test_a_reader_that_leaves_is_no_error(arguments):
    """When nobody reads the output any more, the command ends without a word."""
    command = process(*arguments)
    command.stdout.close()
    err = command.stderr.read()
    command.stderr.close()

    assert (1, "") == (command.wait(30), err)


def test_a_poor_terminal_is_no_error():
    """Where signs cannot be encoded they are replaced, and the answer is printed."""
    command = process("run", "alignment-check", WEBSITES, env={"PYTHONIOENCODING": "ascii"})
    out, err = command.communicate(timeout=60)

    assert (0, "") == (command.returncode, err)
    assert "? related" in out


def test_another_package_may_add_a_command(tmp_path):
    """An entry point in the group `purpose_coach.commands` is a command like the others."""
    (tmp_path / "adding.py").write_text(
        "def add(port: int = 1):\n    '''Add.'''\n    print('adding', port)\n"
    )
    installed = tmp_path / "adding-1.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: adding\nVersion: 1\n")
    (installed / "entry_points.txt").write_text("[purpose_coach.commands]\nadd = adding:add\n")

    command = process("add", "--port", "8", env={"PYTHONPATH": str(tmp_path)}, cwd=ROOT)
    out, err = command.communicate(timeout=30)

    assert (0, "adding 8\n", "") == (command.returncode, out, err)
