"""Real clients against a running server: axios in Node, TypeScript's compiler, a browser.

`tests/clients/install.sh` installs what they need; without that they are skipped. `SCREENSHOTS=folder`
keeps what the browser saw.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.provider import ERRORS, Provider

HERE = Path(__file__).parent
NODE = shutil.which("node")
CHROMIUM = shutil.which("chromium")
KEY = "a-key-of-acme"

installed = pytest.mark.skipif(
    NODE is None or not (HERE / "node_modules").is_dir(),
    reason="Node 20 and its packages are missing: tests/clients/install.sh installs them",
)
browsing = pytest.mark.skipif(
    CHROMIUM is None, reason="Chromium is missing: tests/clients/install.sh installs it"
)


def refusing(body):
    """A provider that answers with the error whose status the goal names, else with a 401."""
    named = re.search(r"Answer (\d{3}):", json.dumps(body))
    return ERRORS[named[1] if named else "401"]


def _started(stack, *options, **settings):
    """A server's process: it ends when its standard input is closed, which leaving the stack does."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PURPOSE_COACH_")}
    return stack.enter_context(
        subprocess.Popen(
            [sys.executable, str(HERE / "serve.py"), *options],
            env={**inherited, **{f"PURPOSE_COACH_{name}": value for name, value in settings.items()}},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
    )


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    """What a suite finds in its environment: servers of four kinds, all started at the same time."""
    keys = tmp_path_factory.mktemp("keys") / "keys"
    keys.write_text(f"acme:{hashlib.sha256(KEY.encode()).hexdigest()}\n")
    with ExitStack() as stack:
        provider = stack.enter_context(Provider(refusing))
        started = {
            "LOCAL": _started(stack),
            "KEYED": _started(stack, AUTH="api-key", API_KEYS=str(keys), BASE_PATH="/coaching/api/v1"),
            "PROVIDER": _started(stack, MODEL="any-model", BASE_URL=provider.base_url, API_KEY="wrong"),
            "FALTERING": _started(stack, "--faltering"),
        }
        addresses = {name: process.stdout.readline().strip() for name, process in started.items()}
        assert all(addresses.values()), "a server did not start: see what it wrote"
        yield addresses | {"KEY": KEY}


def run(suite, **environ):
    """Run a suite with Node's own test runner; it must pass, and no test of it may be left out."""
    done = subprocess.run(
        [str(NODE), "--test", "--test-reporter=spec", str(HERE / suite)],
        env={**os.environ, **environ},
        cwd=HERE,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert re.search(r"\btests [1-9]", done.stdout)
    assert re.search(r"\bskipped 0\b", done.stdout)


@installed
def test_the_front_ends_client(servers):
    """axios, set up as the front end has it, reads every answer and does the right thing with it."""
    run("axios.test.mjs", **servers)


@installed
def test_the_documented_types(servers):
    """Types generated from the document fit those of the contract, and wrong ones do not compile."""
    run("types.test.mjs", **servers)


@installed
@browsing
@pytest.mark.parametrize("suite", ["docs.test.mjs", "origins.test.mjs"])
def test_in_a_browser(servers, suite, tmp_path):
    """The reference page works offline in Chromium, and pages of other origins may do what CORS says."""
    shots = os.environ.get("SCREENSHOTS") or str(tmp_path)
    run(suite, **servers, CHROMIUM=str(CHROMIUM), SCREENSHOTS=shots)


def test_the_lock_is_whole_and_names_no_registry():
    """Every locked package has a hash, and comes from whichever registry is configured."""
    locked = json.loads((HERE / "package-lock.json").read_text())["packages"]
    named = {name: package for name, package in locked.items() if name}

    assert [] == [name for name, package in named.items() if "integrity" not in package]
    assert [] == [name for name, package in named.items() if "resolved" in package]
