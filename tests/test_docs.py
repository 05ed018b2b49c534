"""Every code block of the README and of the docs runs, and every doctest holds."""

import doctest
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from tests.provider import Provider, ok

import purpose_coach

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)
BLOCKS = [
    pytest.param(block, id=f"{page.name}-{number}")
    for page in PAGES
    for number, block in enumerate(FENCE.findall(page.read_text()))
    if ">>>" not in block
]
MODULES = [
    module.name
    for module in walk_packages(purpose_coach.__path__, "purpose_coach.")
    if not module.name.endswith("__main__")
]
JUDGED = (
    '{"rows":[{"row":0,"levels":[4],"quotes":[],"why":"Text messages reach anyone with a phone."},'
    '{"row":1,"levels":[5],"quotes":[],"why":"SMS opens participation to simple phones."},'
    '{"row":2,"levels":[3],"quotes":[],"why":"Published decisions can be followed."},'
    '{"row":3,"levels":[4],"quotes":[],"why":"It counts who takes part by phone."}]}'
)


@pytest.mark.parametrize("block", BLOCKS)
def test_code_blocks_run(block, tmp_path):
    """A block runs as a script of its own, with a model where it configures one."""
    with Provider([ok(JUDGED)]) as provider:
        model = {"PURPOSE_COACH_MODEL": "double", "PURPOSE_COACH_BASE_URL": provider.base_url}
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", block],
            env={**os.environ, **(model if "from_env" in block else {})},
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )

    assert (0, "") == (done.returncode, done.stderr)
    assert done.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_in_pages_hold(page):
    """Interactive examples in a page give what the page says."""
    failed, _ = doctest.testfile(str(page), module_relative=False)

    assert 0 == failed


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(name):
    """Interactive examples in a docstring give what the docstring says."""
    failed, _ = doctest.testmod(import_module(name))

    assert 0 == failed


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page):
    """A relative link names a file that is there."""
    links = re.findall(r"\]\((?!https?://)([^)#]+)", page.read_text())

    assert [] == [link for link in links if not (page.parent / link).exists()]
