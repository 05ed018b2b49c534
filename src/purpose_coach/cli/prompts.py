"""`purpose-coach prompts`: the prompt files that are in effect, and how to make them one's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.text import Text

from purpose_coach.cli.screen import Mistake, console, listing, text, write
from purpose_coach.prompts.files import find, names, packaged
from purpose_coach.prompts.rendering import Prompts

if TYPE_CHECKING:
    from purpose_coach.wire import Answer

__all__ = ["prompts"]

SUFFIX = ".jinja"

prompts: Final = typer.Typer(help="List, show, check and copy the prompt files.", rich_markup_mode=None)


@prompts.command("list")
def list_prompts() -> None:
    """List the prompts in effect: name, version, hash, where the file is."""
    in_effect = _configured()
    grid = listing()
    for name in _known(in_effect):
        grid.add_row(name.removesuffix(SUFFIX), _about(name, in_effect))
    console().print(grid)


@prompts.command()
def show(
    name: Annotated[str, typer.Argument(help="Such as alignment-check.", show_default=False)],
) -> None:
    """Print the file of a prompt that is in effect."""
    in_effect = _configured()
    write(find(_named(name, _known(in_effect)), in_effect.folders).text)


@prompts.command()
def lint(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="[DIR]",
            help="Prompt files that go first; by default PURPOSE_COACH_PROMPTS.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Check every prompt against its operation; what is wrong is listed as file:line: reason."""
    from purpose_coach.catalogue import Catalogue
    from purpose_coach.prompts.lint import lint_all, problems, strays

    checked = _configured() if folder is None else Prompts.over(folder)
    every = Catalogue.operations()
    found = [problem for operation in every for problem in problems(operation, checked)]
    # A part that several prompts include is wrong once.
    lines = list(dict.fromkeys(map(str, (*found, *strays(every, checked)))))
    for line in lines:
        write(line)
    if lines:
        count = "1 problem" if len(lines) == 1 else f"{len(lines)} problems"
        raise Mistake(f"{count} in the prompts: mend the lines listed above")
    lint_all(every, checked)
    write(f"{len(every)} prompts are right.")


@prompts.command()
def eject(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to.", show_default=False)],
    name: Annotated[
        list[str] | None, typer.Argument(help="Which ones; by default all.", show_default=False)
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that are there.")] = False,
) -> None:
    """Copy the shipped prompt files to a folder, to edit them there."""
    shipped = names(packaged())
    wanted = list(dict.fromkeys(_named(one, shipped) for one in name)) if name else shipped
    there = [str(folder / file) for file in wanted if (folder / file).exists()]
    if there and not force:
        raise Mistake(f"{', '.join(there)}: there already; --force overwrites")
    # All are read before the first is written: the folder may be the one they come from.
    contents = {folder / file: (packaged() / file).read_bytes() for file in wanted}
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in contents.items():
        path.write_bytes(content)
        write(str(path))
    write(
        f"Edit them, delete those that stay as they are, and set PURPOSE_COACH_PROMPTS={folder}"
        f" (check: purpose-coach prompts lint {folder})."
    )


def _configured() -> Prompts:
    """The prompts that the environment chooses."""
    from purpose_coach.settings import Settings

    folder = Settings.from_env().prompts
    return Prompts.over(folder) if folder else Prompts()


def _known(in_effect: Prompts) -> Sequence[str]:
    folders = (*in_effect.folders, packaged())
    return sorted({name for folder in folders for name in names(folder)})


def _named(name: str, known: Sequence[str]) -> str:
    """The file of this name, however it was written: with hyphens, with its suffix."""
    file = f"{name.removesuffix(SUFFIX).replace('-', '_')}{SUFFIX}"
    if file in known:
        return file
    nearest = get_close_matches(file, known, n=1, cutoff=0.5)
    hint = f"did you mean {nearest[0].removesuffix(SUFFIX)}?" if nearest else "see purpose-coach prompts list"
    raise Mistake(f"there is no prompt {name!r}: {hint}")


def _about(name: str, in_effect: Prompts) -> Text:
    source = find(name, in_effect.folders)
    place = "shipped" if source.path.parent == packaged() else str(source.path)
    if name.startswith("_"):
        return text(f"part of others, {place}", "dim")
    meta = source.meta()
    marks = ", ".join((f"version {meta.version}", *_hash(name, in_effect), place))
    return text(f"{marks}\n", "dim").append(text(meta.summary, "default"))


def _hash(name: str, in_effect: Prompts) -> Iterator[str]:
    """The hash that results name; a prompt of a caller's own operation has its schema elsewhere."""
    from purpose_coach.backends.schema import schema_of
    from purpose_coach.catalogue import Catalogue

    for operation in Catalogue.operations():
        if f"{operation.name}{SUFFIX}" == name:
            answer: type[Answer] = operation.answer
            yield in_effect.get(operation.name, schema_of(answer)).hash
