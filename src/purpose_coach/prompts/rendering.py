"""From a prompt file, a request and its facts to messages; structure never passes through text."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from attrs import define, field, frozen

from purpose_coach.backends.port import Message, Schema
from purpose_coach.errors import PromptError
from purpose_coach.prompts.files import Meta, Problem, Source, closure, find

if TYPE_CHECKING:
    from types import TracebackType

    from jinja2 import Environment, Template

__all__ = ["FILTERS", "Prompt", "Prompts"]

FILTERS = frozenset({"count", "first", "last", "length", "list", "map", "sort"})
"""The filters a prompt may use: they choose and order what is shown, and never make text of it."""


@frozen
class Prompt:
    """One prompt, ready: its system message is the same bytes for every request."""

    meta: Meta = field(hash=False)
    hash: str
    system: str
    _template: Template = field(eq=False, repr=False)

    def messages(self, request: object, facts: object) -> tuple[Message, ...]:
        """The messages for this request. Only the user message depends on it."""
        user = _block(self._template, "user", {"request": request, "facts": facts})
        return Message("system", self.system), Message("user", user)


@define
class Prompts:
    """The prompts of a coach: those that ship, with `folders` in front of them."""

    folders: tuple[Path, ...] = ()
    _loaded: dict[tuple[str, str], Prompt] = field(
        factory=dict[tuple[str, str], Prompt], init=False, repr=False, eq=False
    )
    _sources: dict[str, Source] = field(factory=dict[str, Source], init=False, repr=False, eq=False)
    """Every file is read once, so that the hash is of what is rendered."""
    _environment: Environment | None = field(default=None, init=False, repr=False, eq=False)

    @classmethod
    def over(cls, *folders: str | Path) -> Prompts:
        """The shipped prompts with these folders in front, the first one first."""
        paths = tuple(Path(folder).absolute() for folder in folders)
        for path in paths:
            if not path.is_dir():
                raise PromptError(f"{path}: there is no such prompt folder")
        return cls(paths)

    def get(self, name: str, schema: Schema) -> Prompt:
        """The prompt of an operation; loaded once."""
        key = name, schema.text
        if key not in self._loaded:
            self._loaded[key] = self._load(name, schema)
        return self._loaded[key]

    def environment(self) -> Environment:
        """The sandbox that templates are compiled in."""
        if self._environment is None:
            self._environment = _environment(self._source)
        return self._environment

    def _source(self, name: str) -> Source:
        if name not in self._sources:
            self._sources[name] = find(name, self.folders)
        return self._sources[name]

    def _load(self, name: str, schema: Schema) -> Prompt:
        file = f"{name}.jinja"
        parts = {part: self._sources.setdefault(part, source) for part, source in closure(file, self.folders)}
        meta = parts[file].meta()
        # All parts are compiled now: a broken one is found here, not by the first request.
        template, *_ = [self._compiled(part, source) for part, source in parts.items()]
        if "user" not in template.blocks:
            raise Problem(parts[file].path, 1, "there is no block 'user'").error()
        return Prompt(meta, _hash(parts, schema), _block(template, "system", {}), template)

    def _compiled(self, name: str, source: Source) -> Template:
        from jinja2 import TemplateSyntaxError

        try:
            return self.environment().get_template(name)
        except TemplateSyntaxError as error:
            reason = error.message or "broken template"
            raise Problem(source.path, error.lineno, reason).error() from None


def _hash(parts: Mapping[str, Source], schema: Schema) -> str:
    digest = hashlib.sha256(schema.text.encode())
    for part, source in sorted(parts.items(), key=lambda pair: pair[0]):
        digest.update(f"\0{part}\0{source.text}".encode())
    return digest.hexdigest()[:12]


def _environment(source: Callable[[str], Source]) -> Environment:
    # Imported here: a process that only computes never compiles a template.
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from purpose_coach.prompts.encoding import encode

    def load(name: str) -> tuple[str, str, None]:
        found = source(name)
        return found.body, str(found.path), None

    class Sandbox(ImmutableSandboxedEnvironment):
        def call(self, *_: object, **__: object) -> NoReturn:
            # A method of a text of the request could be `format`, and that text its pattern.
            raise SecurityError("nothing can be called")

    environment = Sandbox(
        loader=FunctionLoader(load),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=encode,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,  # an included file ends its last line
        auto_reload=False,
    )
    # Nothing but what the file and the request say: no range(), no lipsum(), no cycler().
    environment.globals.clear()
    for name in environment.filters.keys() - FILTERS:
        del environment.filters[name]
    return environment


def _block(template: Template, name: str, data: Mapping[str, object]) -> str:
    from jinja2 import TemplateError

    block = template.blocks.get(name)
    if block is None:
        raise Problem(_path(template), 1, f"there is no block {name!r}").error()
    try:
        return "".join(block(template.new_context(dict(data)))).strip()
    except (
        TemplateError,
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        where, line = _place(error.__traceback__) or (_path(template), 1)
        # With data at hand the error's own words may hold some of it.
        reason = type(error).__name__ if data else str(error)
        raise Problem(where, line, f"block {name!r} cannot be rendered: {reason}").error() from None


def _path(template: Template) -> Path:
    return Path(template.filename or "?")


def _place(traceback: TracebackType | None) -> tuple[Path, int] | None:
    """The innermost line of a template that the error went through."""
    from jinja2 import Template

    place = None
    while traceback is not None:
        template = traceback.tb_frame.f_globals.get("__jinja_template__")
        if isinstance(template, Template):
            line = template.get_corresponding_lineno(traceback.tb_lineno)
            place = _path(template), line
        traceback = traceback.tb_next
    return place
