"""What code knows before any request: the KPI catalogue and the playbooks, with an organisation's own.

An organisation's folder has a folder a kind (`kpis`, `strategies`, ...), each with `*.jsonl`; a row adds
to those that ship, or replaces the one of its id.
"""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import field, frozen

from purpose_coach.errors import KnowledgeError
from purpose_coach.playbooks.book import Play, Playbook

if TYPE_CHECKING:
    from purpose_coach.kpis.catalogue import Catalogue

__all__ = ["BOOKS", "Knowledge"]

BOOKS = ("actions", "causes", "positioning", "questions", "strategies", "values")
"""The playbooks: each is a module of `playbooks` with its `BOOK`, and a folder of rows."""
KPIS = "kpis"

P = TypeVar("P", bound=Play)


@frozen(eq=False)  # one body of knowledge is itself: what was read from it once is kept by it
class Knowledge:
    """The catalogue and the playbooks, each read when it is first used."""

    folder: Path | None = None
    _read: dict[str, Any] = field(factory=dict[str, Any], init=False, repr=False)

    @property
    def kpis(self) -> Catalogue:
        """The KPI catalogue."""
        # Imported here: only operations that use it need it.
        from purpose_coach.kpis.catalogue import load

        if KPIS not in self._read:
            own = None if self.folder is None else self.folder / KPIS
            self._read[KPIS] = load().over(own) if own is not None and own.is_dir() else load()
        catalogue: Catalogue = self._read[KPIS]
        return catalogue

    def plays(self, book: Playbook[P]) -> tuple[P, ...]:
        """The entries of a playbook."""
        if book.name not in self._read:
            self._read[book.name] = book.read(self.folder)
        plays: tuple[P, ...] = self._read[book.name]
        return plays

    def check(self) -> None:
        """Read everything now, so that what is wrong stops the start and not a request.

        Raises:
            KnowledgeError: about the folder, or the first row that is wrong, with file, line, reason.
        """
        if self.folder is not None:
            _known(self.folder)
        _ = self.kpis
        for name in BOOKS:
            book: Playbook[Play] = import_module(f"purpose_coach.playbooks.{name}").BOOK
            self.plays(book)


def _known(folder: Path) -> None:
    """Refuse a folder that is not there, and parts of it that nothing would read."""
    if not folder.is_dir():
        raise KnowledgeError(f"{folder}: there is no such folder")
    kinds = (KPIS, *BOOKS)
    for part in sorted(folder.iterdir()):
        if part.name not in kinds and (part.is_dir() or part.suffix == ".jsonl"):
            close = get_close_matches(part.name, kinds, n=1, cutoff=0.5)
            hint = f": did you mean {close[0]}?" if close else f": it has folders {', '.join(kinds)}"
            raise KnowledgeError(f"{part}: is nothing that knowledge is read from{hint}")
