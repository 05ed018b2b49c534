"""What the expressions of a prompt read: paths followed through types, and what may not be written."""

from __future__ import annotations

from attrs import define, evolve
from jinja2 import nodes
from jinja2.tests import TESTS

from purpose_coach.prompts.places import MADE, Findings, Key, Place, Scope
from purpose_coach.prompts.rendering import FILTERS
from purpose_coach.prompts.shapes import (
    Many,
    Shape,
    at,
    either,
    entry,
    item,
    member,
    names_of,
    near,
    unordered,
)

__all__ = ["Expressions"]

ROOTS = frozenset({"request", "facts"})
REFUSED: dict[type[nodes.Node], str] = {
    nodes.Call: "nothing can be called: compute it in the facts",
    nodes.Slice: "a slice has no place in a prompt: compute it in the facts",
}


@define
class Expressions(Findings):
    """How an expression is read, and what it may not be."""

    def output(self, node: nodes.Node, scope: Scope) -> None:
        """Read what is written into a message."""
        match node:
            case nodes.TemplateData():
                pass
            case nodes.Const():
                self.wrong(node, "a constant in braces: write it as text")
            case _:
                self.show(self.value(node, scope), node)

    # Conditions

    def test(self, node: nodes.Node, scope: Scope) -> None:
        """Read a condition."""
        match node:
            case nodes.Not():
                self.test(node.node, scope)
            case nodes.And() | nodes.Or():
                self.test(node.left, scope)
                passed = isinstance(node, nodes.And)
                self.test(node.right, scope.assured(self.sure(node.left, scope, passed)))
            case nodes.Compare():
                for part in (node.expr, *(operand.expr for operand in node.ops)):
                    self.test(part, scope)
            case nodes.Test():
                if node.name not in TESTS:
                    self.wrong(node, f"no test is named {node.name!r}{near(node.name, TESTS)}")
                for part in (node.node, *node.args):
                    self.test(part, scope)
            case _:
                self.ask(self.value(node, scope))

    def sure(self, node: nodes.Node, scope: Scope, holds: bool) -> set[Key]:
        """What is certainly there when the condition holds, or does not."""
        match node:
            case nodes.Not():
                return self.sure(node.node, scope, not holds)
            case nodes.And() | nodes.Or() if isinstance(node, nodes.And) == holds:
                left = self.sure(node.left, scope, holds)
                return left | self.sure(node.right, scope.assured(left), holds)
            case nodes.Test(name="none") if not holds:
                return {self.value(node.node, scope).key}
            case nodes.Name() | nodes.Getattr() | nodes.Getitem() if holds:
                return {self.value(node, scope).key}
            case _:
                return set()

    # Values

    def value(self, node: nodes.Node, scope: Scope) -> Place:
        """The value of an expression."""
        match node:
            case nodes.Name():
                return self._name(node, scope)
            case nodes.Getattr():
                return self._member(node, self.value(node.node, scope), node.attr, scope)
            case nodes.Getitem():
                return self._subscript(node, scope)
            case nodes.Filter():
                return self._filter(node, scope)
            case _:
                return self._made(node, scope)

    def _made(self, node: nodes.Node, scope: Scope) -> Place:
        """The value of an expression that puts values together."""
        match node:
            case nodes.CondExpr():
                return self._choice(node, scope)
            case nodes.Or():
                left, right = self.value(node.left, scope), self.value(node.right, scope)
                there = evolve(left, shape=evolve(left.shape, optional=False))
                return self._one(node, there, right)
            case nodes.List() | nodes.Tuple():
                return self._many(node, scope)
            case nodes.Dict():
                for pair in node.items:
                    self.show(self.value(pair.value, scope), pair)
            case nodes.And() | nodes.Not() | nodes.Compare() | nodes.Test():
                self.test(node, scope)
            case nodes.Const():
                pass
            case _:
                self._refuse(node, scope)
        return MADE

    def _refuse(self, node: nodes.Node, scope: Scope) -> None:
        kind = type(node).__name__.lower()
        reason = f"{kind!r} has no place in a prompt: compute it in the facts"
        self.wrong(node, REFUSED.get(type(node), reason))
        for part in node.iter_child_nodes():
            if isinstance(part, nodes.Expr):
                self.show(self.value(part, scope), part)

    def _name(self, node: nodes.Name, scope: Scope) -> Place:
        if scope.block == "system" and node.name in ROOTS:
            self.wrong(node, f"{node.name!r} in block 'system', which is the same for every request")
            return MADE
        if node.name in scope.names:
            return scope.names[node.name]
        self.wrong(node, f"{node.name!r} is neither request nor facts{near(node.name, scope.names)}")
        return MADE

    def _member(self, node: nodes.Node, of: Place, name: str, scope: Scope) -> Place:
        self.need(of, node, scope)
        found = member(of.shape, name)
        if found is None:
            sequence = item(of.shape) is not None
            reason = f"is a sequence and has no {name!r}: loop over it"
            unknown = f"has no field {name!r}{near(name, names_of(of.shape))}"
            self.wrong(node, f"{of.name!r} {reason if sequence else unknown}")
            return MADE
        # Of what is not known, and of a mapping, the whole counts.
        inside = name in names_of(of.shape)
        return of.under(name, found) if inside else evolve(of, shape=found)

    def _subscript(self, node: nodes.Getitem, scope: Scope) -> Place:
        of = self.value(node.node, scope)
        match node.arg:
            case nodes.Const(value=str(name)):
                return self._member(node, of, name, scope)
            case nodes.Const(value=int(number)):
                return self._numbered(node, of, number, scope)
            case nodes.Neg(node=nodes.Const(value=int(number))):
                return self._numbered(node, of, -number, scope)
            case nodes.Slice():
                self._refuse(node.arg, scope)
                return of
            case _:
                self.test(node.arg, scope)
                return self._entry(node, of, scope)

    def _numbered(self, node: nodes.Node, of: Place, number: int, scope: Scope) -> Place:
        if (found := at(of.shape, number)) is not None:
            self.need(of, node, scope)
            return of.under("*", found)
        if of.shape.known and of.key not in scope.certain:
            self.wrong(node, f"{of.name!r} may be empty: use it inside {{% if {of.name} %}}")
        elif of.shape.known and number not in {0, -1}:
            self.wrong(node, f"{of.name!r} may have no item {number}: loop over it")
        return self._entry(node, of, scope)

    def _entry(self, node: nodes.Node, of: Place, scope: Scope) -> Place:
        self.need(of, node, scope)
        found = entry(of.shape)
        if found is None:
            self.wrong(node, f"{of.name!r} has no items")
        if unordered(of.shape):
            self.wrong(node, f"{of.name!r} is a set, whose order changes: make it a tuple")
        return of.under("*", found)

    def _choice(self, node: nodes.CondExpr, scope: Scope) -> Place:
        self.test(node.test, scope)
        first = self.value(node.expr1, scope.assured(self.sure(node.test, scope, True)))
        if node.expr2 is None:
            self.wrong(node, "an if inside braces needs an else")
            return first
        other = scope.assured(self.sure(node.test, scope, False))
        return self._one(node, first, self.value(node.expr2, other))

    def _one(self, node: nodes.Node, left: Place, right: Place) -> Place:
        """One of two values; where both are data, both are counted as shown."""
        if not right.root:
            return left
        if not left.root:
            return right
        self.show(left, node)
        self.show(right, node)
        return Place(either((left.shape, right.shape)))

    def _many(self, node: nodes.List | nodes.Tuple, scope: Scope) -> Place:
        parts = [self.value(part, scope) for part in node.items]
        for part in parts:
            self.show(part, node)
        return Place(Shape((Many(either(part.shape for part in parts)),)))

    # Filters

    def _filter(self, node: nodes.Filter, scope: Scope) -> Place:
        if node.node is None or node.name not in FILTERS:
            self.wrong(node, f"filter {node.name!r} has no place in a prompt{near(node.name, FILTERS)}")
            return MADE if node.node is None else self.value(node.node, scope)
        of = self.value(node.node, scope)
        if node.name in {"first", "last"}:
            return self._numbered(node, of, 0 if node.name == "first" else -1, scope)
        if node.name in {"length", "count"}:
            self.ask(of)
            self.need(of, node, scope)
            return MADE
        items = self._entry(node, of, scope)
        attribute = self._attribute(node, items, scope)
        if node.name == "list":
            return evolve(of, shape=Shape((Many(items.shape),)))
        if node.name == "map":
            return evolve(attribute or items, shape=Shape((Many((attribute or items).shape, lazy=True),)))
        self._sortable(node, attribute or items)
        return evolve(of, shape=Shape((Many(items.shape),)))

    def _attribute(self, node: nodes.Filter, items: Place, scope: Scope) -> Place | None:
        """What `attribute="..."` of a filter names; None when the filter has none."""
        arguments = [*node.args, *node.iter_child_nodes(only=("kwargs", "dyn_args", "dyn_kwargs"))]
        found = None
        for argument in arguments:
            match argument:
                case nodes.Keyword(key="attribute", value=nodes.Const(value=str(path))):
                    found = items
                    for name in path.split("."):
                        found = self._member(node, found, name, scope)
                case nodes.Keyword(key="reverse" | "case_sensitive", value=nodes.Const()):
                    pass
                case _:
                    self.wrong(argument, f"filter {node.name!r} takes attribute='...' and no more")
        if node.name == "map" and found is None:
            self.wrong(node, "map has to say which attribute='...'")
        return found

    def _sortable(self, node: nodes.Node, by: Place) -> None:
        self.ask(by)
        if names_of(by.shape):
            self.wrong(node, f"an item of {by.name!r} cannot be sorted: say by which attribute='...'")
        if by.shape.optional:
            self.wrong(node, f"{by.name!r} may be null, which cannot be sorted")
