"""The conventions of an operation, enforced: the names that must agree."""

from pathlib import Path
from pkgutil import iter_modules

import pytest

from purpose_coach import Coach, operations

ROOT = Path(__file__).parents[1]
MODULES = sorted(module.name for module in iter_modules(operations.__path__))


def test_every_module_is_one_line_of_the_catalogue():
    """Each module of `operations/` is in the catalogue, and the catalogue has no other."""
    assert MODULES == sorted(operation.name for operation in Coach.operations())


def test_every_module_is_loaded_by_name():
    """`operations` names each of its modules, so that each loads when first used."""
    assert sorted(operations.__all__) == MODULES


@pytest.mark.parametrize("name", MODULES)
def test_every_operation_has_its_files(name):
    """An operation is a module, a prompt and a test, all of the same name."""
    needed = [f"prompts/{name}.jinja", f"tests/operations/test_{name}.py"]

    assert [] == [path for path in needed if not (ROOT / path).is_file()]


@pytest.mark.parametrize("name", MODULES)
def test_every_operation_is_a_method_of_its_name(name):
    """`Coach.NAME` is the operation of that name."""
    assert name == getattr(Coach, name).name


def test_no_two_operations_share_an_address():
    """A verb and path belong to one operation."""
    addresses = [(operation.verb, operation.path) for operation in Coach.operations()]

    assert len(addresses) == len(set(addresses))


@pytest.mark.parametrize("name", MODULES)
def test_no_schema_asks_for_what_code_can_compute(name):
    """No answer schema holds a score, an id, a total, a date or a timestamp."""
    from purpose_coach.backends.schema import schema_of

    schema = schema_of(getattr(Coach, name).answer).text.lower()
    derivable = ("score", '"id"', "total", "timestamp", "lastupdated", "last_updated", "created")

    assert [] == [word for word in derivable if word in schema]
