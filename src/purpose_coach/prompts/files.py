"""Finding prompt files: a front matter in YAML, then Jinja blocks `system` and `user`.

Files are looked up in the override folders first, then among those that the package ships, file by
file: a folder that holds only `_persona.jinja` changes the persona of every prompt. A name is one
file of such a folder, never a path; a link inside a folder is the operator's own business.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, TypeVar

from attrs import frozen
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from purpose_coach.errors import PromptError

if TYPE_CHECKING:
    from jinja2 import Environment, nodes

__all__ = [
    "Change",
    "Meta",
    "Params",
    "Problem",
    "Source",
    "closure",
    "find",
    "located",
    "names",
    "packaged",
]

FENCE = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
NAME = re.compile(r"\w[\w-]*\.jinja", re.ASCII)

Good = TypeVar("Good")
Said = Annotated[str, StringConstraints(min_length=1)]


class _Strict(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True, frozen=True)


class Params(_Strict):
    """Hints to the model; a caller's own settings win."""

    temperature: float | None = Field(default=None, ge=0, le=2)
    max_tokens: int = Field(default=1200, ge=1, le=16_000)


class Change(_Strict):
    """Why a version was made."""

    version: Said
    date: date
    why: Said


class Meta(_Strict):
    """The front matter. No model names and no keys: those belong to a deployment."""

    id: Said
    version: Said
    summary: Said
    params: Params = Params()
    unused: dict[str, Said] = {}
    """Request fields that the prompt leaves out on purpose, and why."""
    changes: list[Change] = []


@frozen
class Problem:
    """What is wrong with a prompt file, and where."""

    path: Path
    line: int
    reason: str

    def __str__(self) -> str:
        """The problem on one line, as editors and terminals read it."""
        return " ".join(f"{self.path}:{self.line}: {self.reason}".split())

    def error(self) -> PromptError:
        """The problem as an error to raise."""
        return PromptError(str(self))


@frozen
class Source:
    """One file: its front matter as YAML, and its template with line numbers kept."""

    path: Path
    text: str
    front: str
    body: str

    def meta(self) -> Meta:
        """The front matter, validated; `PromptError` says what is wrong where."""
        return _good(self.front_matter())

    def front_matter(self) -> Meta | Problem:
        """The front matter, or what is wrong with it."""
        # Imported here: a process that only computes never reads YAML.
        import yaml

        if not self.front.strip():
            return Problem(self.path, 1, "there is no front matter between two lines of ---")
        try:
            raw: object = yaml.safe_load(self.front)
            return Meta.model_validate(raw)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 2 if error.problem_mark else 1
            return Problem(self.path, line, f"broken YAML: {error.problem}")
        except yaml.YAMLError:
            return Problem(self.path, 1, "broken YAML: a character that YAML does not allow")
        except ValidationError as error:
            where = error.errors(include_input=False, include_url=False)[0]["loc"]
            return Problem(self.path, self.line(*where), _reason(error))
        except ValueError as error:  # a date such as 2026-13-01
            return Problem(self.path, 1, f"broken YAML: {error}")

    def line(self, *keys: int | str) -> int:
        """The line of this entry of the front matter, or of what is nearest around it."""
        import yaml

        node, line = yaml.compose(self.front, Loader=yaml.SafeLoader), 1
        for key in keys:
            match node:
                case yaml.MappingNode(value=pairs):
                    found = next((pair for pair in pairs if pair[0].value == str(key)), None)
                case yaml.SequenceNode(value=items) if isinstance(key, int):
                    found = (items[key], items[key])
                case _:
                    found = None
            if found is None:
                break
            line, node = found[0].start_mark.line + 2, found[1]
        return line

    def tree(self) -> nodes.Template | Problem:
        """The template's syntax tree, or why it has none."""
        from jinja2 import TemplateSyntaxError

        try:
            return _parser().parse(self.body)
        except TemplateSyntaxError as error:
            return Problem(self.path, error.lineno, error.message or "broken template")
        except RecursionError:
            return Problem(self.path, 1, "nested too deeply")

    def includes(self) -> tuple[tuple[str, int], ...] | Problem:
        """The files that the template includes, each with the line where it does."""
        from jinja2 import nodes

        tree = self.tree()
        if isinstance(tree, Problem):
            return tree
        found: list[tuple[str, int]] = []
        for node in tree.find_all((nodes.Include, nodes.Extends, nodes.Import, nodes.FromImport)):
            match node:
                case (
                    nodes.Include(template=nodes.Const(value=str(name)))
                    | nodes.Extends(template=nodes.Const(value=str(name)))
                    | nodes.Import(template=nodes.Const(value=str(name)))
                    | nodes.FromImport(template=nodes.Const(value=str(name)))
                ):
                    found.append((name, node.lineno))
                case _:
                    return Problem(self.path, node.lineno, "name the file to include in quotes")
        return tuple(found)


def _good(value: Good | Problem) -> Good:
    if isinstance(value, Problem):
        raise value.error()
    return value


@cache
def _parser() -> Environment:
    from jinja2 import Environment

    # It only parses: what is rendered is compiled in the sandbox of `rendering`.
    return Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)


def _reason(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "front matter"
    return f"{where}: {first['msg'][:1].lower()}{first['msg'][1:]}"


@cache
def packaged() -> Path:
    """The folder of the prompts that ship with this package."""
    here = Path(__file__).parents[1]
    shipped = here / "_prompts"
    # An editable install reads the checkout's own `prompts/`, so that an edit shows at once.
    return shipped if shipped.is_dir() else here.parents[1] / "prompts"


def find(name: str, folders: tuple[Path, ...]) -> Source:
    """The file of this name from the first folder that has it."""
    return _good(located(name, folders))


def located(name: str, folders: tuple[Path, ...]) -> Source | Problem:
    """The same, or why there is none."""
    places = (*folders, packaged())
    if NAME.fullmatch(name) is None:
        return Problem(places[0] / "?", 1, f"{name!r} is not the name of a prompt file")
    for folder in places:
        # A link that leads nowhere is somebody's mistake, not a reason to take the next folder's.
        if os.path.lexists(folder / name):
            return _read(folder / name)
    searched = ", ".join(map(str, places))
    return Problem(places[0] / name, 1, f"there is no such prompt file in {searched}")


def names(folder: Path) -> tuple[str, ...]:
    """The template files of a folder, sorted."""
    return tuple(sorted(path.name for path in folder.glob("*.jinja")))


def _read(path: Path) -> Source | Problem:
    try:
        # Line ends become "\n" here, so a checkout on Windows has the same hash.
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return Problem(path, 1, "cannot be read: it is not UTF-8 text")
    except OSError as error:
        return Problem(path, 1, f"cannot be read: {error.strerror}")
    fence = FENCE.match(text)
    if fence is None:
        return Source(path, text, "", text)
    # Blank lines instead of the front matter, so that an error's line number is the file's.
    return Source(path, text, fence[1], "\n" * fence[0].count("\n") + text[fence.end() :])


def closure(name: str, folders: tuple[Path, ...]) -> Iterator[tuple[str, Source]]:
    """The file and every file that it includes, each once; none may include itself."""
    seen: dict[str, Source] = {}
    _walk(name, folders, seen, ())
    yield from seen.items()


def _walk(name: str, folders: tuple[Path, ...], seen: dict[str, Source], above: tuple[str, ...]) -> None:
    source = seen[name] = find(name, folders)
    for part, line in _good(source.includes()):
        if part in (*above, name):
            raise Problem(source.path, line, f"{part!r} includes itself").error()
        if part in seen:
            continue
        found = located(part, folders)
        if isinstance(found, Problem):
            raise Problem(source.path, line, f"{part!r}: {found.reason}").error()
        _walk(part, folders, seen, (*above, name))
