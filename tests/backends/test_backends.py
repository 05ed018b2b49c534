"""The public names of `purpose_coach.backends`, and what importing them costs."""

from inspect import getdoc

import pytest
from tests.processes import python

from purpose_coach import backends


def test_every_public_name_is_there_and_documented() -> None:
    """The names are sorted, without duplicates, and each resolves to something with a docstring."""
    assert backends.__all__ == sorted(set(backends.__all__))
    assert set(backends.__all__) <= set(dir(backends))
    assert [name for name in backends.__all__ if not getdoc(getattr(backends, name))] == []


def test_an_unknown_name_is_an_attribute_error() -> None:
    """A misspelt name fails as it would in any module."""
    with pytest.raises(AttributeError, match="has no attribute 'OpenAI'"):
        _ = backends.OpenAI


def test_adapters_are_imported_one_by_one() -> None:
    """The package imports no adapter, and one adapter no other."""
    script = (
        "import sys; import purpose_coach.backends as b; p = 'purpose_coach.backends.';"
        "print([n for n in sys.modules if n.startswith(p)]); b.Metered;"
        "print(sorted(n for n in sys.modules if n.startswith(p)))"
    )

    out, _ = python("-c", script)

    before, after = out.splitlines()
    assert before == "[]"
    names = ("metered", "port", "wrapping")
    assert after == str([f"purpose_coach.backends.{name}" for name in names])
