"""The verifier's tests can fail: small defects put into it, one at a time, are nearly all noticed.

After DeMillo, Lipton and Sayward, "Hints on test data selection" (1978). A defect is noticed when the
spoiled verifier says of a right plan that it is wrong, misses or invents a kind of fault in one that was
spoiled, or breaks down.
"""

import ast
import sys
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from importlib.abc import InspectLoader
from importlib.util import find_spec, module_from_spec, spec_from_loader
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import Phase, given, settings
from tests.scheduling.faults import EDGES, FAULTS, SAMPLES, planned
from tests.scheduling.strategies import bodies, read

from purpose_coach.errors import InvalidRequest
from purpose_coach.scheduling import Policy, schedule

PACKAGE = "purpose_coach.scheduling.verifier"
MODULES = [f"{PACKAGE}.{name}" for name in ("claim", "order", "said", "blocks", "milestones", "figures")]
MODULES.append(PACKAGE)
"""Each after those that it imports."""
WANTED = 0.95
QUICK = Policy(effort=0.0)

OTHERS = {
    ast.Eq: [ast.NotEq],
    ast.NotEq: [ast.Eq],
    ast.In: [ast.NotIn],
    ast.NotIn: [ast.In],
    ast.Is: [ast.IsNot],
    ast.IsNot: [ast.Is],
    ast.Lt: [ast.LtE, ast.GtE],
    ast.LtE: [ast.Lt, ast.Gt],
    ast.Gt: [ast.GtE, ast.LtE],
    ast.GtE: [ast.Gt, ast.Lt],
    ast.Add: [ast.Sub],
    ast.Sub: [ast.Add],
    ast.Mult: [ast.Div],
    ast.Div: [ast.Mult],
    ast.BitOr: [ast.BitAnd],
    ast.BitAnd: [ast.BitOr],
    ast.And: [ast.Or],
    ast.Or: [ast.And],
}
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}


def defects(node) -> Iterator[tuple[ast.AST, str, object]]:
    """Each small defect that a node can have: the node, the field to set, and to what."""
    yield from operators(node)
    match node:
        case ast.Expr(value=ast.Yield() | ast.YieldFrom()):
            yield node, "value", ast.Constant(None)
        case ast.Constant(value=bool(known)):
            yield node, "value", not known
        case ast.Constant(value=int(known)):
            yield from ((node, "value", known + by) for by in (1, -1))
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            yield node, "test", ast.UnaryOp(ast.Not(), test)
        case ast.comprehension(ifs=[_, *_] as ifs):
            for place, each in enumerate(ifs):
                yield node, "ifs", [*ifs[:place], ast.UnaryOp(ast.Not(), each), *ifs[place + 1 :]]
        case ast.Name(id=name) if name in NAMES:
            yield node, "id", NAMES[name]


def operators(node) -> Iterator[tuple[ast.AST, str, object]]:
    """The same, of comparisons and arithmetic."""
    match node:
        case ast.Compare(ops=[known]):
            yield from ((node, "ops", [other()]) for other in OTHERS[type(known)])
        case ast.Compare(ops=[one, two]):
            yield from ((node, "ops", [other(), two]) for other in OTHERS[type(one)])
            yield from ((node, "ops", [one, other()]) for other in OTHERS[type(two)])
        case ast.BinOp(op=known) | ast.AugAssign(op=known) | ast.BoolOp(op=known):
            yield from ((node, "op", other()) for other in OTHERS.get(type(known), []))


def active(node) -> Iterator[ast.AST]:
    """The nodes that do something; what says types does nothing."""
    yield node
    types = (getattr(node, "annotation", None), getattr(node, "returns", None))
    for child in ast.iter_child_nodes(node):
        if not any(child is each for each in types):
            yield from active(child)


def mutants(name) -> Iterator[tuple[str, ast.Module]]:
    """The module with each of its defects: where it is, and the syntax tree."""
    tree = ast.parse(Path(find_spec(name).origin).read_text("utf-8"))
    for node, field, changed in [each for part in active(tree) for each in defects(part)]:
        right = getattr(node, field)
        where = f"{name.removeprefix(PACKAGE)[1:]}:{line_of(tree, node)}"
        before = ast.unparse(node)
        setattr(node, field, changed)
        yield f"{where}: {before}  ->  {ast.unparse(node)}", ast.fix_missing_locations(deepcopy(tree))
        setattr(node, field, right)


def line_of(tree, node):
    """The line of a node; of one that has none (a comprehension) that of what it stands in."""
    if hasattr(node, "lineno"):
        return node.lineno
    return max(
        each.lineno for each in ast.walk(tree) if hasattr(each, "lineno") and node in [*ast.walk(each)]
    )


class Loaded(InspectLoader):
    """Loads a module from a syntax tree."""

    def __init__(self, tree):
        self.tree = tree

    def get_source(self, fullname):
        return None

    def get_code(self, fullname):
        return compile(self.tree, fullname, "exec", dont_inherit=True)


def spoiled(name, tree):
    """The verifier's function with one module replaced."""
    trees = {each: ast.parse(Path(find_spec(each).origin).read_text("utf-8")) for each in MODULES}
    with mock.patch.dict(sys.modules):
        for each, right in trees.items():
            spec = spec_from_loader(each, Loaded(tree if each == name else right))
            sys.modules[each] = module_from_spec(spec)
            spec.loader.exec_module(sys.modules[each])
        return sys.modules[PACKAGE].violations


def right_plans():
    """Requests of all kinds, the same every time, with their plans."""
    found = []

    @settings(max_examples=200, derandomize=True, database=None, phases=[Phase.generate])
    @given(bodies(most=12))
    def collect(body):
        actions, constraints, as_of = read(body)
        try:
            found.append((actions, constraints, schedule(actions, constraints, as_of=as_of, policy=QUICK)))
        except InvalidRequest:
            return

    collect()
    return found


def exam():
    """What the verifier is asked, and the kinds of violation that it should answer with."""
    for name in SAMPLES:
        yield *planned(name), read(SAMPLES[name])[2], set()
    for name, spoil, kinds in FAULTS.values():
        actions, constraints, plan = planned(name)
        yield actions, constraints, spoil(plan), read(SAMPLES[name])[2], {*kinds.split()}
    for body in EDGES.values():
        actions, constraints, as_of = read(body)
        yield actions, constraints, schedule(actions, constraints, as_of=as_of), as_of, set()
    for actions, constraints, plan in right_plans():
        yield actions, constraints, plan, None, set()


def noticed(verify, questions):
    """Whether the verifier fails the exam."""
    return not all(answers(verify, *question) for question in questions)


def answers(verify, actions, constraints, plan, as_of, kinds):
    """Whether it answers a question as it should, without breaking down."""
    with suppress(Exception):
        return kinds == {each.kind for each in verify(actions, constraints, plan, as_of=as_of)}
    return False


@pytest.mark.nightly
@pytest.mark.timeout(3600)
def test_nearly_every_mutant_is_noticed(capsys):
    """At least 95 in 100 of them, the verifier as it is passes, and the mutants that live are shown."""
    questions = list(exam())
    known = ast.parse(Path(find_spec(PACKAGE).origin).read_text("utf-8"))

    assert not noticed(spoiled(PACKAGE, known), questions)
    alive, count = [], 0
    for name in MODULES:
        for where, tree in mutants(name):
            count += 1
            if not noticed(spoiled(name, tree), questions):
                alive.append(where)
    with capsys.disabled():
        sys.stdout.write(
            "\n".join(["", f"{count - len(alive)} of {count} mutants noticed; not:", *alive, ""])
        )

    assert count > 300
    assert len(alive) <= (1 - WANTED) * count
