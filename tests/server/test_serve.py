"""`purpose-coach serve`, as a process of its own."""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import entry_points

import pytest
from tests.serving import Running

STARTED = re.compile(r"Uvicorn running on http://[^:]+:(\d+)")
GOOD = {"goalIntent": "Repair more", "businessFoundation": {"purpose": "Keep goods in use"}}


@contextmanager
def _started(*arguments, **settings):
    """The process, its server, and a function that ends it and says how it ended."""
    variables = {f"PURPOSE_COACH_{name}": str(value) for name, value in settings.items()}
    process = subprocess.Popen(
        [sys.executable, "-m", "purpose_coach", "serve", "--port", "0", *arguments],
        env={**os.environ, **variables},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    lines = list[str]()
    for line in process.stderr:
        lines.append(line)
        if found := STARTED.search(line):
            break
    else:
        raise AssertionError("".join(lines))

    def end():
        process.send_signal(signal.SIGTERM)
        _, rest = process.communicate(timeout=20)
        return process.returncode, "".join(lines) + rest

    try:
        yield process, Running(int(found[1])), end
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def test_it_serves_and_ends_when_told(tmp_path):
    """It answers, writes one line without an address, and ends well on a signal."""
    with _started() as (_, running, end):
        answered = [
            running.post("/coaching/alignment-check", GOOD),
            running.get("/healthz"),
            running.get("/somebodys-name"),
        ]
        code, written = end()

    assert [200, 200, 404] == [response.status for response in answered]
    assert [] == [response.headers["server"] for response in answered if "server" in response.headers]
    assert code in {0, -signal.SIGTERM}
    assert " POST alignment_check 200 - " in written
    assert "somebodys-name" not in written
    assert "Repair more" not in written


def test_what_is_under_way_is_finished_before_it_ends(tmp_path):
    """A signal lets a request come to its answer."""
    import threading

    from attrs import evolve
    from tests.provider import Provider, ok

    content = '{"rows":[{"row":0,"levels":[4],"quotes":[],"why":"It keeps goods in use."}]}'
    answered = list[int]()
    with (
        Provider([evolve(ok(content), late=1.0)]) as provider,
        _started(MODEL="m", BASE_URL=provider.base_url) as (process, running, _),
    ):
        asking = threading.Thread(
            target=lambda: answered.append(running.post("/coaching/alignment-check", GOOD).status)
        )
        asking.start()
        while not provider.count:
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        asking.join(20)
        process.wait(20)

    assert [200] == answered


def test_keys_open_it_to_the_world(tmp_path):
    """With keys it may listen anywhere, and asks for them."""
    keys = tmp_path / "keys"
    keys.write_text(f"acme:{sha256(b'pc_key').hexdigest()}")
    with _started("--host", "127.0.0.1", AUTH="api-key", API_KEYS=keys) as (_, running, end):
        statuses = [
            running.post("/coaching/alignment-check", GOOD, **shown).status
            for shown in ({}, {"Authorization": "Bearer pc_key"})
        ]
        _, written = end()

    assert [401, 200] == statuses
    assert "pc_key" not in written


REFUSED = [
    (["--host", "192.168.1.7"], {}, "nobody is asked who they are"),
    (["--workers", "2"], {}, "WORKERS=2 needs a shared cache"),
    (["--port", "99999"], {}, "PURPOSE_COACH_PORT: "),
    ([], {"PROT": "1"}, "PURPOSE_COACH_PROT is not a setting: did you mean PURPOSE_COACH_PORT"),
    ([], {"AUTH": "api-key"}, "PURPOSE_COACH_API_KEYS"),
    ([], {"BASE_URL": "http://localhost:1/v1"}, "PURPOSE_COACH_MODEL is needed"),
]


@pytest.mark.parametrize(("arguments", "settings", "said"), REFUSED)
@pytest.mark.parametrize("start", [["purpose_coach", "serve"], ["purpose_coach_server"]])
def test_what_is_unsafe_or_wrong_does_not_start(start, arguments, settings, said):
    """It ends with 2 and one line that says what to do, no traceback."""
    if start == ["purpose_coach_server"] and arguments:
        settings = {
            **settings,
            **{a[2:].upper(): b for a, b in zip(arguments[::2], arguments[1::2], strict=True)},
        }
        arguments = []
    done = subprocess.run(
        [sys.executable, "-m", *start, *arguments],
        env={**os.environ, **{f"PURPOSE_COACH_{name}": value for name, value in settings.items()}},
        capture_output=True,
        text=True,
        timeout=30,
    )

    assert 2 == done.returncode
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_the_command_line_finds_it():
    """It is an entry point, so the library needs to know no web server."""
    (point,) = [point for point in entry_points(group="purpose_coach.commands") if point.name == "serve"]

    assert "purpose_coach_server.serve:serve" == point.value


def test_finding_it_loads_no_web_server():
    """The command line loads the command at every start, with or without the extra."""
    code = (
        "import sys, purpose_coach_server.serve; print(sorted({'starlette', 'uvicorn'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert "[]\n" == done.stdout
