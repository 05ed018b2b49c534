"""Conventions of the code, as tests."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))
SCRIPTS = [path for folder in ("bench", "examples") for path in sorted((ROOT / folder).rglob("*.py"))]


def _name(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_files_are_short(path):
    """A source file stays under 300 lines: one idea a file."""
    assert len(path.read_text().splitlines()) < 300


@pytest.mark.parametrize("path", [*SOURCES, *TESTS, *SCRIPTS], ids=_name)
def test_nothing_is_suppressed(path):
    """No checker is silenced in the code; what does not fit is in pyproject.toml, with its reason."""
    silenced = re.compile(r"#\s*(?:type:\s*" + r"ignore|noq" + r"a|pyright:\s*ignore|pragma: no cover)")

    assert [] == silenced.findall(path.read_text())


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_functions_are_short(path):
    """A function of the library fits on a screen: at most 50 lines."""
    tree = ast.parse(path.read_text())
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

    assert [] == [f.name for f in functions if (f.end_lineno or 0) - f.lineno >= 50]


@pytest.mark.parametrize("path", TESTS, ids=_name)
def test_every_test_says_what_it_holds(path):
    """Each test has a docstring that is a sentence."""
    tree = ast.parse(path.read_text())
    tests = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    ]

    assert [] == [test.name for test in tests if not (ast.get_docstring(test) or "").rstrip().endswith(".")]


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_public_names_are_listed_in_order(path):
    """A module that has `__all__` lists it sorted, and everything in it exists."""
    tree = ast.parse(path.read_text())
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            names = ast.literal_eval(node.value)

            assert sorted(names, key=lambda name: (not name.isupper(), name[0].islower(), name)) == names
