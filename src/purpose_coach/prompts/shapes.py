"""What a template may find under a name: types, read from annotations, followed by path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from difflib import get_close_matches
from enum import Enum
from functools import cached_property
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    ClassVar,
    Literal,
    NewType,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from attrs import frozen
from pydantic import BaseModel

__all__ = [
    "UNKNOWN",
    "Loop",
    "Many",
    "Path",
    "Shape",
    "at",
    "either",
    "entry",
    "item",
    "lazy",
    "member",
    "names_of",
    "near",
    "paths",
    "shape",
    "unordered",
]

Path = tuple[str, ...]
"""Names of fields from the request or the facts down; items of a sequence stand at its own path."""


@frozen
class Shape:
    """The types that a value may have; `Any` among them ends what can be known."""

    kinds: tuple[object, ...]
    optional: bool = False
    """Whether it may also be None."""

    @property
    def known(self) -> bool:
        """Whether every type that it may have is known."""
        return Any not in self.kinds


@frozen(eq=False)
class Many:
    """A sequence that a template made."""

    of: Shape
    lazy: bool = False
    """Whether it can be looped over, once, and nothing else."""


class Loop:
    """What a template may ask of the loop that it is in."""

    index: int
    index0: int
    revindex: int
    revindex0: int
    first: bool
    last: bool
    length: int


UNKNOWN = Shape((Any,))


def shape(annotation: object) -> Shape:
    """The shape that an annotation describes: unions flattened, aliases and metadata removed."""
    kinds = tuple(dict.fromkeys(_kinds(annotation)))
    return Shape(tuple(kind for kind in kinds if kind is not NoneType), NoneType in kinds)


def either(shapes: Iterable[Shape]) -> Shape:
    """What has one of these shapes."""
    found = tuple(shapes)
    kinds = dict.fromkeys(kind for one in found for kind in one.kinds)
    return Shape(tuple(kinds), any(one.optional for one in found))


def _kinds(annotation: object) -> tuple[object, ...]:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in {Union, UnionType}:
        return tuple(kind for part in arguments for kind in _kinds(part))
    if origin in {Annotated, ClassVar}:
        return _kinds(arguments[0])
    if origin is Literal:
        return tuple(map(_type, arguments))
    match annotation:
        case None:
            return (NoneType,)
        case NewType():
            kind: object = annotation.__supertype__
        case TypeVar():
            kind = annotation.__bound__ or Any
        case _:
            known = origin is not None or isinstance(annotation, type | Many)
            return (annotation if known else Any,)
    return _kinds(kind)


def members(kind: object) -> Mapping[str, object] | None:
    """The fields and properties of a class with their annotations; None when they are not known."""
    here = _class(kind)
    if here is None or here is object:
        return None
    if issubclass(here, Enum):
        return {"name": str, "value": Any}
    try:
        found = _fields(here) | _properties(here)
    except NameError:  # annotations that only a type checker can read
        return None
    return {name: value for name, value in found.items() if not name.startswith("_")}


def _fields(kind: type[object]) -> dict[str, object]:
    if issubclass(kind, BaseModel):
        return {name: info.annotation for name, info in kind.model_fields.items()}
    return dict(get_type_hints(kind))


def _properties(kind: type[object]) -> dict[str, object]:
    getters = {
        name: value.fget if isinstance(value, property) else value.func
        for parent in reversed(kind.__mro__)
        for name, value in vars(parent).items()
        if isinstance(value, property | cached_property) and parent is not BaseModel
    }
    return {name: get_type_hints(getter).get("return", Any) for name, getter in getters.items()}


def member(here: Shape, name: str) -> Shape | None:
    """What stands under this name; None when nothing can."""
    found = [one for kind in here.kinds if (one := _member(kind, name)) is not None]
    return either(found) if found else None


def _member(kind: object, name: str) -> Shape | None:
    if kind is Any:
        return UNKNOWN
    if _is(kind, Mapping):
        return _argument(kind, 1)
    known = members(kind)
    if known is None:
        return UNKNOWN
    return shape(known[name]) if name in known else None


def names_of(here: Shape) -> tuple[str, ...]:
    """All names that `member` finds."""
    return tuple(dict.fromkeys(name for kind in here.kinds for name in members(kind) or ()))


def item(here: Shape) -> Shape | None:
    """What a loop over it yields; None when it cannot be looped over."""
    found = [one for kind in here.kinds if (one := _item(kind)) is not None]
    return either(found) if found else None


def _item(kind: object) -> Shape | None:
    if kind is Any:
        return UNKNOWN
    if isinstance(kind, Many):
        return kind.of
    if _is(kind, tuple):
        parts = [shape(part) for part in get_args(kind) if part is not ...]
        return either(parts) if parts else UNKNOWN
    if _is(kind, str | bytes) or not _is(kind, Iterable):
        return None
    # Every pydantic model can be iterated, over its own fields, which no prompt wants.
    return None if _is(kind, BaseModel) and not _is(kind, Sequence) else _argument(kind, 0)


def entry(here: Shape) -> Shape | None:
    """What stands under some key or number; None when nothing can."""
    kinds = [kind for kind in here.kinds if _is(kind, Mapping)]
    return either(_argument(kind, 1) for kind in kinds) if kinds else item(here)


def at(here: Shape, index: int) -> Shape | None:
    """What surely stands at this place of a sequence; None when there may be nothing."""
    match here.kinds:
        case (kind,) if _is(kind, tuple) and ... not in get_args(kind):
            parts = get_args(kind)
            return shape(parts[index]) if -len(parts) <= index < len(parts) else None
        case _:
            return None


def unordered(here: Shape) -> bool:
    """Whether its order may change from process to process."""
    return any(_is(kind, Set) for kind in here.kinds)


def lazy(here: Shape) -> bool:
    """Whether it can be looped over, once, and nothing else."""
    return any(isinstance(kind, Many) and kind.lazy for kind in here.kinds)


def paths(here: Shape, above: Path = (), within: tuple[object, ...] = ()) -> Iterator[Path]:
    """The paths of all fields of a model and of the models in it, a model before its fields."""
    for kind in here.kinds:
        if (model := _class(kind)) is not None and issubclass(model, BaseModel):
            fields = {} if model in within else _fields(model)
            for name, annotation in fields.items():
                yield (*above, name)
                yield from paths(shape(annotation), (*above, name), (*within, model))
        elif (inner := _argument(kind, 1) if _is(kind, Mapping) else _item(kind)) is not None:
            yield from paths(inner, above, within)


def _class(kind: object) -> type[object] | None:
    here: object = get_origin(kind) or kind
    return cast("type[object]", here) if isinstance(here, type) else None


def _type(value: object) -> type[object]:
    return type(value)


def _is(kind: object, classes: type | UnionType) -> bool:
    here = _class(kind)
    return here is not None and issubclass(here, classes)


def _argument(kind: object, number: int) -> Shape:
    arguments = get_args(kind)
    return shape(arguments[number]) if len(arguments) > number else UNKNOWN


def near(name: str, options: Iterable[str]) -> str:
    """The end of a sentence that says what may have been meant."""
    known = sorted(options)
    match get_close_matches(name, known, n=1, cutoff=0.6):
        case [nearest]:
            return f": the nearest is {nearest!r}"
        case _:
            return f": there is {', '.join(known[:8])}" if known else ""
