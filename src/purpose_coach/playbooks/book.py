"""A playbook: rows of one kind, those that ship and an organisation's own over them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Generic, TypeVar

from attrs import frozen

from purpose_coach.rows import Id, Line, Row, lines, row_of

__all__ = ["SHIPPED", "Play", "Playbook"]

SHIPPED = Path(__file__).parent / "shipped"
"""The folder of the playbooks that ship, a folder each."""


class Play(Row):
    """An entry of a playbook."""

    id: Id

    @property
    def says(self) -> Sequence[str]:
        """The texts by which it is found: what a request that it fits is about."""
        return ()


P = TypeVar("P", bound=Play)


@frozen
class Playbook(Generic[P]):
    """A kind of entry, and the name of its folder."""

    name: str
    row: type[P]

    def read(self, overlay: Path | None = None) -> tuple[P, ...]:
        """The entries that ship, and those of `overlay`, which add to them or replace one by its id.

        Raises:
            KnowledgeError: about the first row that is wrong, with file, line and reason.
        """
        found = self._rows(SHIPPED / self.name)
        own = None if overlay is None else overlay / self.name
        return tuple((found | self._rows(own) if own is not None and own.is_dir() else found).values())

    def _rows(self, folder: Path) -> dict[str, P]:
        rows: dict[str, P] = {}
        places: dict[str, Line] = {}
        for line in lines(folder):
            row = row_of(line, self.row)
            if first := places.get(row.id):
                raise line.wrong(f"{row.id!r} is there twice: first in {first.path.name}:{first.number}")
            rows[row.id], places[row.id] = row, line
        return rows
