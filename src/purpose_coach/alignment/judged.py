"""What every result that stands on a judged table carries beside its wire body."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from pydantic import PrivateAttr

from purpose_coach.alignment.heatmap import heat_map
from purpose_coach.alignment.reading import Reading
from purpose_coach.result import Result

__all__ = ["Judged"]


class Judged(Result):
    """A result with the table that it stands on; in a notebook it shows as a heat map."""

    _reading: Reading | None = PrivateAttr(default=None)

    @property
    def reading(self) -> Reading:
        """The judged table."""
        if self._reading is None:
            raise AttributeError("this result was not made by a coach, so it has no table")
        return self._reading

    def read_from(self, reading: Reading) -> Self:
        """The same result, with the table that it stands on."""
        again = self.model_copy()
        again._reading = reading
        return again

    def evidence_rows(self) -> Sequence[dict[str, Any]]:
        """One entry a cell: row, column, level, the quotes of both, and the row's reason."""
        return self.reading.evidence

    def _repr_html_(self) -> str:
        return heat_map(self.reading)
