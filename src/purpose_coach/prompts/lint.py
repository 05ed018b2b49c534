"""Holding prompt files against the operation they serve: wrong paths, left-out fields, leaks.

A prompt that passes renders for every request as far as types can tell (`Any` and the keys of a
mapping tell nothing), uses every field that it does not name under `unused`, and has a system block
that is the same for all requests. The rules, each with its test:
files and front matter (`files`), blocks and statements (`walk`), paths, filters and conditions
(`expressions`), and here what concerns the prompt as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from difflib import get_close_matches
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from purpose_coach.backends.schema import schema_of
from purpose_coach.errors import PromptError
from purpose_coach.prompts.files import Meta, Problem, Source, closure, located, names, packaged
from purpose_coach.prompts.shapes import Path, near, paths, shape

if TYPE_CHECKING:
    from jinja2 import nodes

    from purpose_coach.operation import Operation
    from purpose_coach.prompts.rendering import Prompts
    from purpose_coach.prompts.walk import Walk
    from purpose_coach.wire import Answer

    AnyOperation = Operation[..., Any, Any, Any, Any]

__all__ = ["Problem", "lint", "lint_all", "problems", "strays"]

BLOCKS = ("system", "user")
SLIP = 0.85
"""How alike two file names are when one is the other with a slip of the pen."""


def lint(operation: AnyOperation, prompts: Prompts) -> None:
    """Raise `PromptError` with the first problem of the operation's prompt, as `file:line: reason`."""
    for problem in problems(operation, prompts):
        raise problem.error()
    # Last of all what only compiling finds; the compiled prompt is kept, so this is not lost work.
    answer: type[Answer] = operation.answer
    prompts.get(operation.name, schema_of(answer))


def lint_all(operations: Iterable[AnyOperation], prompts: Prompts) -> None:
    """Raise the first problem of all these prompts and of the folders they come from."""
    every = tuple(operations)
    for operation in every:
        lint(operation, prompts)
    for problem in strays(every, prompts):
        raise problem.error()


def problems(operation: AnyOperation, prompts: Prompts) -> list[Problem]:
    """Everything that is wrong with the operation's prompt, its own file first, by line.

    Fields that are left out come last: a slip elsewhere may be why.
    """
    # Imported here: only a process that lints walks syntax trees.
    from purpose_coach.prompts.walk import Walk

    source = located(f"{operation.name}.jinja", prompts.folders)
    if isinstance(source, Problem):
        return [source]
    meta, tree = source.front_matter(), source.tree()
    found = [meta] if isinstance(meta, Problem) else list(_said(source, meta))
    if isinstance(tree, Problem):
        return [*found, tree]
    request, facts = shape(operation.request_model), shape(operation.facts)
    walk = Walk(request, facts, prompts.folders, [source])
    found += [*_blocks(source, tree, walk), *walk.problems]
    found.sort(key=lambda problem: (problem.path != source.path, problem.line))
    if isinstance(meta, Meta) and "user" in walk.blocks:
        found += _fields(source, meta, walk)
    return found


def _said(source: Source, meta: Meta) -> Iterator[Problem]:
    """What the front matter says that is not so."""
    if meta.id != source.path.stem:
        yield Problem(
            source.path, source.line("id"), f"id {meta.id!r} is not the file's name, {source.path.stem!r}"
        )
    if meta.version not in {change.version for change in meta.changes}:
        reason = f"version {meta.version!r} has no entry under changes that says why it was made"
        yield Problem(source.path, source.line("version"), reason)


def _blocks(source: Source, tree: nodes.Template, walk: Walk) -> Iterator[Problem]:
    """Walk the two blocks; nothing else may stand in a prompt's own file."""
    from jinja2 import nodes

    missing = list(BLOCKS)
    for node in tree.body:
        match node:
            case nodes.Block(name=name) if name in missing:
                missing.remove(name)
                if _blank(node):
                    yield Problem(source.path, node.lineno, f"block {name!r} is empty")
                walk.block(node)
            case nodes.Block(name=name) if name in BLOCKS:
                yield Problem(source.path, node.lineno, f"there is a second block {name!r}")
            case nodes.Block(name=name):
                reason = f"block {name!r} is never sent: only 'system' and 'user' are"
                yield Problem(source.path, node.lineno, reason)
            case nodes.Output() if _blank(node):
                pass
            case nodes.Output(nodes=[nodes.TemplateData(data=text), *_]) if text.strip():
                line = node.lineno + text[: -len(text.lstrip())].count("\n")
                yield Problem(source.path, line, "text outside of the blocks is never sent")
            case _:
                walk.outside(node)
    for name in missing:
        yield Problem(source.path, 1, f"there is no block {name!r}")


def _blank(node: nodes.Node) -> bool:
    from jinja2 import nodes

    match node:
        case nodes.Output(nodes=parts) | nodes.Block(body=parts):
            return all(map(_blank, parts))
        case nodes.TemplateData(data=text):
            return not text.strip()
        case _:
            return False


def _fields(source: Source, meta: Meta, walk: Walk) -> Iterator[Problem]:
    """Every field of the request is shown, asked, or named under `unused` with a reason."""
    every = tuple(dict.fromkeys(paths(walk.request)))
    used = {path for path in every if path in walk.asked or _within(path, walk.shown)}
    excused = {entry: tuple(entry.split(".")) for entry in meta.unused}
    for entry, path in excused.items():
        line = source.line("unused", entry)
        if path not in every:
            known = near(entry, map(".".join, every))
            yield Problem(source.path, line, f"unused: the request has no {entry!r}{known}")
        elif any(_within(one, {path}) for one in used):
            yield Problem(source.path, line, f"unused: {entry!r} is used, so it cannot stand here")
    for path in _left_out(every, used, set(excused.values())):
        reason = f"request field {'.'.join(path)!r} is never used: show it, or say why under unused"
        yield Problem(source.path, walk.blocks["user"], reason)


def _left_out(every: tuple[Path, ...], used: set[Path], excused: set[Path]) -> Iterator[Path]:
    """The fields that no rule accounts for, a model instead of its fields where none of them is."""
    leaves = [path for path in every if not any(one[:-1] == path for one in every)]
    fine = {leaf for leaf in leaves if leaf in used or _within(leaf, excused)}
    told: set[Path] = set()
    for path in every:
        below = [leaf for leaf in leaves if _within(leaf, {path})]
        if fine.isdisjoint(below) and path not in used and not _within(path, told):
            told.add(path)
            yield path


def _within(path: Path, those: Set[Path]) -> bool:
    """Whether it is one of those, or below one."""
    return any(path[:length] in those for length in range(1, len(path) + 1)) or () in those


def strays(operations: Iterable[AnyOperation], prompts: Prompts) -> list[Problem]:
    """Files of the override folders that no prompt uses: misspelt names, parts nobody includes.

    A whole prompt with a name of its own is none: it may belong to an operation of the caller's.
    """
    known = {f"{operation.name}.jinja" for operation in operations}
    shipped = {name for name in names(packaged()) if name.startswith("_")}
    present = [path for folder in prompts.folders for path in sorted(_files(folder))]
    roots = known | {path.name for path in present if _own(path, known | shipped)}
    used = {part for root in sorted(roots) for part in _parts(root, prompts)}
    return [
        Problem(path, 1, f"no prompt uses this file{near(path.name, known | shipped)}")
        for path in present
        if path.name not in used
    ]


def _files(folder: FilePath) -> Iterator[FilePath]:
    """What may be meant as a prompt: not hidden, and no note to readers."""
    for path in folder.iterdir():
        if not path.name.startswith(".") and path.suffix != ".md" and not path.is_dir():
            yield path


def _own(path: FilePath, known: Set[str]) -> bool:
    """Whether it is a prompt in its own right, and not a known one with a slip in its name."""
    source = located(path.name, (path.parent,))
    if isinstance(source, Problem) or get_close_matches(path.name, known, cutoff=SLIP):
        return False
    meta = source.front_matter()
    return isinstance(meta, Meta) and meta.id == path.stem


def _parts(name: str, prompts: Prompts) -> Iterator[str]:
    try:
        yield from (part for part, _ in closure(name, prompts.folders))
    except PromptError:
        yield name  # what is wrong with it is told when it is linted
