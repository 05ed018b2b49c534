"""What a user installs: the prompts are in the wheel, in the sdist and in an editable install."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROMPTS = sorted(path.name for path in (ROOT / "prompts").glob("*.jinja"))

RENDER = """
import sys
from pathlib import Path
import purpose_coach
from purpose_coach import Coach
from purpose_coach.backends.schema import schema_of
from purpose_coach.prompts.files import packaged
from purpose_coach.prompts.rendering import Prompts

home = Path(purpose_coach.__file__).parent
assert home.is_relative_to(sys.argv[1]), home
assert packaged() == home / "_prompts", packaged()
for operation in Coach.operations():
    assert Prompts().get(operation.name, schema_of(operation.answer)).system
foundation = {"purpose": "Help government deliver better public services"}
result = Coach().alignment_check(goal_intent="Better public services for all", business_foundation=foundation)
print(result.score)
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A folder with the wheel and the sdist of this checkout."""
    target = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(target)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return target


def test_the_wheel_carries_every_prompt(built):
    """The wheel has each prompt file, in the package."""
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())

    assert [] == [name for name in PROMPTS if f"purpose_coach/_prompts/{name}" not in names]
    assert "purpose_coach/py.typed" in names


def test_the_sdist_carries_every_prompt(built):
    """The sdist has each prompt file, where the checkout has it."""
    with tarfile.open(next(built.glob("*.tar.gz"))) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}

    assert [] == [name for name in PROMPTS if f"prompts/{name}" not in names]


def test_the_wheel_works_by_itself(built, tmp_path):
    """Unpacked beside its dependencies alone, the wheel renders every prompt and answers."""
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        wheel.extractall(tmp_path)
    # `-S` keeps this checkout's editable install away; the dependencies come from their folder.
    dependencies = Path(pytest.__file__).parents[1]

    done = subprocess.run(
        [sys.executable, "-S", "-c", RENDER, str(tmp_path)],
        env={"PYTHONPATH": f"{tmp_path}:{dependencies}", "COVERAGE_PROCESS_CONFIG": ""},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )

    assert (0, "") == (done.returncode, done.stderr)
    assert 40 < int(done.stdout) <= 60


def test_an_editable_install_reads_the_checkout():
    """In this checkout the prompts are those that one edits."""
    from purpose_coach.prompts.files import packaged

    assert ROOT / "prompts" == packaged()
