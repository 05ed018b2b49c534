"""The tree of errors: as its docstring draws it, picklable, and without a secret."""

import copy
import re
from multiprocessing import Pipe

import pytest

from purpose_coach import errors
from purpose_coach.errors import CoachError, InvalidRequest, Unavailable

CLASSES = [getattr(errors, name) for name in errors.__all__]
LINE = re.compile(r"^ +([│├└─ ]*)(\w+)(?: +([A-Z_]{8,})(?: or ([A-Z_]{8,}))?)?(?: {2,}\S.*)?$", re.MULTILINE)


def made(kind):
    """An error of this class, with everything that it can carry."""
    if issubclass(kind, InvalidRequest):
        return kind("not valid", {"goalIntent": "Field required"}, "INVALID_GOAL_DATA")
    if issubclass(kind, Unavailable):
        return kind("try again", retry_after=2.5)
    return kind("what happened and what to do")


def drawn():
    """Each class of the docstring's tree, its parent there, and the codes beside it."""
    tree = errors.__doc__.split("::\n")[1].split("\n\nNo message")[0]
    above, found = [], {}
    for match in LINE.finditer(tree):
        depth = len(match[1].rstrip("─ ").rstrip("├└")) // 4 + ("├" in match[1] or "└" in match[1])
        above[depth:] = [match[2]]
        found[match[2]] = (above[depth - 1] if depth else None, {code for code in match.groups()[2:] if code})
    return found


def test_the_docstring_draws_the_classes():
    """The tree in the docstring has exactly the public classes, each below its base."""
    expected = {kind.__name__: kind.__base__.__name__ for kind in CLASSES if kind is not CoachError}

    assert {"CoachError": None} | expected == {name: parent for name, (parent, _) in drawn().items()}


def test_the_docstring_has_the_codes():
    """Where a code stands beside a class, its errors have it; the others have that of their base."""
    for name, (parent, codes) in drawn().items():
        code = made(getattr(errors, name)).code

        assert code in codes if codes else parent is None or code == getattr(errors, parent).code


def test_every_error_is_public():
    """No error class of the module is left out of `__all__`."""
    found = [
        name for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, Exception)
    ]

    assert sorted(found) == list(errors.__all__)


def through_a_pipe(error):
    """What another process would get."""
    here, there = Pipe()
    with here, there:
        here.send(error)
        return there.recv()


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("way", [through_a_pipe, copy.copy])
def test_errors_survive_pickling(kind, way):
    """An error that crosses a process keeps its class, its message and what it carries."""
    error = made(kind)
    other = way(error)

    assert (type(error), error.message, error.code, str(error)) == (
        type(other),
        other.message,
        other.code,
        str(other),
    )
    for name in ("errors", "retry_after"):
        assert getattr(error, name, None) == getattr(other, name, None)


def test_an_error_without_words_says_its_name():
    """There is always a message."""
    assert "CoachError" == CoachError().message
