"""Where a walk over a prompt is, and what it has found: values with their paths, names in sight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from attrs import define, evolve, field, frozen

from purpose_coach.prompts.files import Problem, Source
from purpose_coach.prompts.shapes import UNKNOWN, Loop, Path, Shape, lazy, unordered

if TYPE_CHECKING:
    import pathlib

    from jinja2 import nodes

__all__ = ["MADE", "Findings", "Key", "Place", "Scope"]

Key = tuple[str, Path]
"""The root and the path of a value."""


@frozen
class Place:
    """A value of an expression: its shape, and where it stands when it is part of the data."""

    shape: Shape
    root: str = ""
    path: Path = ()
    """Names of fields, and `*` for an item of a sequence."""

    @property
    def fields(self) -> Path:
        """The path of fields alone."""
        return tuple(name for name in self.path if name != "*")

    @property
    def name(self) -> str:
        """The value as a template writes it."""
        return ".".join((self.root, *self.fields)) if self.root else "this"

    @property
    def key(self) -> Key:
        """What an `if` can make sure of."""
        return self.root, self.path

    def under(self, name: str, shape: Shape | None) -> Place:
        """What stands one step below."""
        path = (*self.path, name) if self.root else ()
        return Place(UNKNOWN if shape is None else shape, self.root, path)


MADE = Place(UNKNOWN)
"""A value of which nothing is known, or nothing has to be."""


@frozen
class Scope:
    """What stands where the walk is: the names in sight, and what an `if` around has made sure of."""

    block: str
    names: Mapping[str, Place]
    certain: frozenset[Key] = frozenset()

    def assured(self, more: Iterable[Key]) -> Scope:
        """The same, where these are certainly there."""
        return evolve(self, certain=self.certain | frozenset(more))

    def named(self, more: Mapping[str, Place]) -> Scope:
        """The same, with these names in sight."""
        return evolve(self, names={**self.names, **more})


@define
class Findings:
    """What was found so far, of what, and in which file the walk is."""

    request: Shape
    facts: Shape
    folders: tuple[pathlib.Path, ...]
    files: list[Source]
    """The file that is walked, the last, and those that include it."""
    problems: list[Problem] = field(factory=list[Problem])
    shown: set[Path] = field(factory=set[Path])
    """Request fields that reach the model, each with all below it."""
    asked: set[Path] = field(factory=set[Path])
    """Request fields that decide something, without what is below them."""

    def wrong(self, node: nodes.Node, reason: str) -> None:
        """Note a problem at this place of the file that is walked."""
        self.note(Problem(self.files[-1].path, node.lineno, reason))

    def note(self, problem: Problem) -> None:
        """Note a problem, once."""
        if problem not in self.problems:
            self.problems.append(problem)

    def show(self, place: Place, node: nodes.Node) -> None:
        """Note that the model sees this value, with all below it."""
        if lazy(place.shape):
            self.wrong(node, "the result of map has to be made a list: add |list")
        if unordered(place.shape):
            self.wrong(node, f"{place.name!r} is a set, whose order changes: make it a tuple")
        if Loop in place.shape.kinds:
            self.wrong(node, "a loop cannot be shown: name one of its fields")
        if place.root == "request":
            self.shown.add(place.fields)

    def ask(self, place: Place) -> None:
        """Note that this value decides something."""
        if place.root == "request":
            self.asked.add(place.fields)

    def need(self, place: Place, node: nodes.Node, scope: Scope) -> None:
        """Note where a value that may be null is used as if it were there."""
        if place.root and place.shape.optional and place.key not in scope.certain:
            self.wrong(node, f"{place.name!r} may be null: use it inside {{% if {place.name} %}}")
