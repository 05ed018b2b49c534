"""Files of knowledge: JSON objects, one a line, and what is wrong with one where."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, ClassVar, TypeVar

from attrs import frozen
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from pydantic.alias_generators import to_camel

from purpose_coach.errors import KnowledgeError

__all__ = ["Id", "Line", "Row", "Said", "lines", "row_of"]

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Said = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]


class Row(BaseModel):
    """A row of a file: strict, with camelCase names, and no field that it does not know."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        alias_generator=to_camel,
        allow_inf_nan=False,
        hide_input_in_errors=True,
    )


R = TypeVar("R", bound=Row)


@frozen
class Line:
    """A line of a file, for what is said of it."""

    path: Path
    number: int
    text: str

    def wrong(self, reason: str) -> KnowledgeError:
        """The error to raise about it."""
        return KnowledgeError(" ".join(f"{self.path}:{self.number}: {reason}".split()))


def lines(folder: Path) -> Iterator[Line]:
    """The lines of the folder's `*.jsonl` that are not blank, file by file in the order of names.

    Raises:
        KnowledgeError: there is no such folder, or a file in it cannot be read.
    """
    if not folder.is_dir():
        raise KnowledgeError(f"{folder}: there is no such folder")
    for path in sorted(folder.glob("*.jsonl")):
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise Line(path, 1, "").wrong("cannot be read: it is not UTF-8 text") from None
        except OSError as error:
            raise Line(path, 1, "").wrong(f"cannot be read: {error.strerror}") from None
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                yield Line(path, number, line)


def row_of(line: Line, kind: type[R]) -> R:
    """The row that the line holds.

    Raises:
        KnowledgeError: it is none; the message names file, line, field and reason.
    """
    try:
        return kind.model_validate_json(line.text)
    except ValidationError as error:
        raise line.wrong(_reason(error)) from None


def _reason(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "the row"
    return f"{where}: {first['msg'][:1].lower()}{first['msg'][1:]}"
