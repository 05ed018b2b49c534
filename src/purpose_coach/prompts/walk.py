"""A walk over a prompt's syntax tree: what it reads of the request and the facts, and what it may not.

The language of prompts is a small part of Jinja: paths, `if`, `for`, `set`, `include` and a few
filters. There are no calls, no arithmetic and no macros: what has to be computed belongs in the
facts, where it has a type and a test.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define, evolve, field
from jinja2 import nodes

from purpose_coach.prompts.expressions import Expressions
from purpose_coach.prompts.files import Problem, located
from purpose_coach.prompts.places import Place, Scope
from purpose_coach.prompts.shapes import Loop, at, item, shape, unordered

__all__ = ["Walk"]

ROOTS = ("request", "facts")
REFUSED: dict[type[nodes.Node], str] = {
    nodes.Extends: "blocks are not inherited: use include",
    nodes.ScopedEvalContextModifier: "values are always encoded: autoescape has no place in a prompt",
    nodes.AssignBlock: "set a name to a value, not to text",
    nodes.FilterBlock: "text of a prompt is not filtered: write it as it shall be",
    nodes.Macro: "macro has no place in a prompt: use include",
    nodes.CallBlock: "call has no place in a prompt: use include",
    nodes.Import: "import has no place in a prompt: use include",
    nodes.FromImport: "import has no place in a prompt: use include",
}


@define
class Walk(Expressions):
    """A walk over the statements of one prompt and of all that it includes."""

    blocks: dict[str, int] = field(factory=dict[str, int])
    """The blocks that were walked, each with its line."""

    def block(self, block: nodes.Block) -> None:
        """Walk one of the two blocks."""
        names = {"request": Place(self.request, "request"), "facts": Place(self.facts, "facts")}
        self.blocks[block.name] = block.lineno
        self._body(block.body, Scope(block.name, names))

    def outside(self, node: nodes.Node) -> None:
        """Note what stands outside of the blocks, where it would never be sent."""
        self.wrong(node, REFUSED.get(type(node), "only blocks may stand outside of the blocks"))

    def _body(self, body: Sequence[nodes.Node], scope: Scope) -> Scope:
        for statement in body:
            scope = self._statement(statement, scope)
        return scope

    def _statement(self, node: nodes.Node, scope: Scope) -> Scope:
        match node:
            case nodes.Output():
                for part in node.nodes:
                    self.output(part, scope)
            case nodes.If():
                return self._if(node, scope)
            case nodes.For():
                self._for(node, scope)
            case nodes.Assign():
                value = self.value(node.node, scope)
                return scope.named(self._targets(node.target, value))
            case nodes.Include():
                self._include(node, scope)
            case nodes.Scope():
                return self._body(node.body, scope)
            case nodes.Block():
                self.wrong(node, f"block {node.name!r} stands where it is never sent as a message")
            case _:
                tag = type(node).__name__.lower()
                self.wrong(node, REFUSED.get(type(node), f"{tag} has no place in a prompt"))
        return scope

    def _if(self, node: nodes.If, scope: Scope) -> Scope:
        """Walk every branch; afterwards only the names that each of them has set are certain."""
        ends: list[Scope] = []
        rest = scope
        for branch in (node, *node.elif_):
            self.test(branch.test, rest)
            ends.append(self._body(branch.body, rest.assured(self.sure(branch.test, rest, True))))
            rest = rest.assured(self.sure(branch.test, rest, False))
        ends.append(self._body(node.else_, rest))
        everywhere = ends[0].names.keys() & set[str]().union(*(end.names for end in ends))
        everywhere = {name for name in everywhere if all(name in end.names for end in ends)}
        return evolve(scope, names={name: ends[0].names[name] for name in everywhere})

    def _for(self, node: nodes.For, scope: Scope) -> None:
        over = self.value(node.iter, scope)
        self.ask(over)
        self.need(over, node, scope)
        yields = item(over.shape)
        if yields is None:
            self.wrong(node, f"{over.name!r} cannot be looped over")
        if unordered(over.shape):
            self.wrong(node, f"{over.name!r} is a set, whose order changes: make it a tuple")
        if node.recursive:
            self.wrong(node, "a recursive loop has no place in a prompt")
        inner = scope.named(self._targets(node.target, over.under("*", yields)))
        if node.test is not None:
            self.test(node.test, inner)
            inner = inner.assured(self.sure(node.test, inner, True))
        self._body(node.body, inner.named({"loop": Place(shape(Loop))}))
        self._body(node.else_, scope)

    def _targets(self, target: nodes.Node, place: Place) -> dict[str, Place]:
        match target:
            case nodes.Name(name=name) if name not in {*ROOTS, "loop"}:
                return {name: place}
            case nodes.Name(name=name):
                self.wrong(target, f"{name!r} is taken: choose another name")
            case nodes.Tuple(items=items):
                return self._parts(target, items, place)
            case _:
                self.wrong(target, "only a name can be set")
        return {}

    def _parts(self, target: nodes.Tuple, names: Sequence[nodes.Expr], place: Place) -> dict[str, Place]:
        count = len(names)
        parts = [at(place.shape, number) for number in range(count)]
        if place.shape.known and (None in parts or at(place.shape, count) is not None):
            self.wrong(target, f"{place.name!r} cannot be taken apart into {count} names")
        named = [self._targets(name, place.under("*", part)) for name, part in zip(names, parts, strict=True)]
        return {name: one for names in named for name, one in names.items()}

    def _include(self, node: nodes.Include, scope: Scope) -> None:
        if not isinstance(node.template, nodes.Const) or not isinstance(node.template.value, str):
            self.wrong(node, "name the file to include in quotes")
            return
        name = node.template.value
        source = located(name, self.folders)
        if isinstance(source, Problem):
            self.wrong(node, f"{name!r}: {source.reason}")
        elif source in self.files:
            self.wrong(node, f"{name!r} includes itself")
        elif isinstance(tree := source.tree(), Problem):
            self.note(tree)
        else:
            self.files.append(source)
            if source.front:
                self.note(Problem(source.path, 1, "nothing reads the front matter of an included file"))
            self._body(tree.body, scope if node.with_context else Scope(scope.block, {}))
            self.files.pop()
