"""What making a coach costs and touches, each time in a fresh process."""

import json
import os
from pathlib import Path

import pytest
from tests.processes import python

BENCH = Path(__file__).parent.parent / "bench"
COACH = "from purpose_coach import Coach; Coach()"
HEAVY = ("litellm", "openai", "aiohttp", "onnxruntime", "ortools", "numpy", "sqlalchemy", "starlette")
LATER = ("jinja2", "tenacity", "yaml", "anyio", "asyncio", "snowballstemmer", "rapidfuzz")

WATCH = """
import os, sys

def watch(event, args):
    said = None
    if event.startswith("socket."):
        said = event
    elif event == "open":
        path, mode, flags = args
        writes = bool(set(mode or "") & set("wax+")) or flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if writes or os.path.basename(str(path)).startswith(".env"):
            said = f"open {path}"
    elif event.partition(".")[0] in {"subprocess", "shutil", "tempfile"} or event in CHANGES:
        said = event
    if said:
        seen.append(said)

CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.link", "os.symlink", "os.system", "os.fork"}
seen = []
sys.addaudithook(watch)
"""


@pytest.fixture(autouse=True)
def no_coverage(monkeypatch):
    """Measuring coverage loads modules, writes files and takes time: none of it is the coach's."""
    for name in tuple(os.environ):
        if name.startswith("COV"):
            monkeypatch.delenv(name)


def told(code):
    """What the code prints as JSON in a process of its own, which writes no byte code."""
    return json.loads(python("-B", "-c", code)[0])


def modules_after(code):
    """The modules that the code has loaded."""
    return set(told(f"{code}\nimport json, sys; print(json.dumps(list(sys.modules)))"))


def touched_by(code, folder):
    """What the code did beyond reading modules."""
    return told(
        f"import os; os.chdir({str(folder)!r})\n{WATCH}\n{code}\nimport json; print(json.dumps(seen))"
    )


def test_a_coach_is_made_without_heavy_libraries():
    """No provider's client, no server, no solver and no database is imported to make a coach."""
    assert set() == modules_after(COACH) & set(HEAVY)


def test_a_coach_is_made_without_what_only_calls_need():
    """Templates, retries, event loops and stemmers are imported by the first call that needs them."""
    assert set() == modules_after(COACH) & set(LATER)


def test_making_a_coach_loads_no_operation():
    """The cost of a coach does not grow with the catalogue: each operation's module waits for its use."""
    loaded = {name for name in modules_after(COACH) if name.startswith("purpose_coach.operations.")}
    assert set() == loaded
    used = modules_after(f"{COACH}.alignment_check")
    assert "purpose_coach.operations.alignment_check" in used
    assert "purpose_coach.operations.alignment_suggestions" not in used


def test_making_a_coach_touches_nothing(tmp_path):
    """No socket is made, no `.env` is read, no file is written, no process is started."""
    (tmp_path / ".env").write_text("PURPOSE_COACH_MODEL=none/at-all\n")
    assert [] == touched_by(COACH, tmp_path)


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.socket().close()",
        "open('.env').close()",
        "open('new.txt', 'w').close()",
        "os.close(os.open('new.txt', os.O_CREAT | os.O_WRONLY))",
        "os.mkdir('new')",
        "import subprocess; subprocess.run(['true'])",
    ],
)
def test_the_watch_sees_what_it_watches_for(code, tmp_path):
    """A coach that did one of these would be found out."""
    (tmp_path / ".env").touch()
    assert [] != touched_by(code, tmp_path)


def test_a_coach_costs_little_more_than_pydantic():
    """CPU at most 2.5 times `import pydantic`, and 35 MB at the peak (medians of fresh processes)."""
    for _ in range(2):  # a second time, as other work on the machine may have come between
        out, _ = python(str(BENCH / "overhead.py"), "--quick", "--json", "--only", "start")
        found = {figure["name"]: figure for figure in json.loads(out)}
        if all(found[name]["holds"] for name in ("start/pydantic", "start, memory")):
            return
    pytest.fail(f"{found['start/pydantic']}, {found['start, memory']}")
