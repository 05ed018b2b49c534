"""Pareto arithmetic: shares to one decimal, and the few kinds that come to the threshold."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from purpose_coach.causes.counts import Counted, Counts
from purpose_coach.causes.labels import is_other
from purpose_coach.causes.shapes import Pareto, ParetoCategory

__all__ = ["NOT_STATED", "THRESHOLD", "overlaps", "pareto", "whole"]

THRESHOLD = 80
"""Percent of all cases that the vital few come to, at least."""
NOT_STATED = "Not stated"
"""What a stated total holds beyond the counts of its kinds."""


def whole(counts: Counts) -> tuple[Counted, ...]:
    """The kinds, with the rest of the stated total as a kind of its own, which stands last.

    A stated total below the sum is one of people or papers that named several kinds: the counts then are
    shares of all that was named. Nothing else is ever added.
    """
    rest = (counts.stated or 0) - counts.counted
    return (*counts.kinds, Counted(NOT_STATED, rest)) if rest > 0 else counts.kinds


def pareto(counts: Counts) -> Pareto:
    """The block from the counts of a text: what is left to know is `data_to_collect`."""
    kinds = whole(counts)
    sums = list(accumulate(kind.count for kind in kinds))
    total = sums[-1]
    few = next(at for at, told in enumerate(sums, 1) if 100 * told >= THRESHOLD * total)
    return Pareto(
        measure=f"mentions among {counts.measure}" if overlaps(counts) else counts.measure,
        source="input",
        categories=tuple(
            ParetoCategory(
                cause=kind.label,
                count=kind.count,
                percent=_percent(kind.count, total),
                cumulative_percent=_percent(told, total),
            )
            for kind, told in zip(kinds, sums, strict=True)
        ),
        total=total,
        vital_few=tuple(kind.label for kind in kinds[:few]),
        data_to_collect=tuple(_left_to_know(counts, kinds)),
    )


def overlaps(counts: Counts) -> bool:
    """Whether several kinds were named by one: the counts come to more than the stated total."""
    return counts.stated is not None and counts.counted > counts.stated


def _percent(count: int, total: int) -> float:
    """The share to one decimal, half away from zero: 0.05 of a percent is 0.1."""
    return (2000 * count + total) // (2 * total) / 10


def _left_to_know(counts: Counts, kinds: Sequence[Counted]) -> list[str]:
    """What the counts leave open."""
    named = [kind.count for kind in kinds if not is_other(kind.label)]
    found = [
        f"What is behind the {kind.count} counted as {kind.label}: they outnumber a kind that has a name"
        for kind in counts.kinds
        if is_other(kind.label) and named and kind.count >= min(named)
    ]
    if (rest := (counts.stated or 0) - counts.counted) > 0:
        found.append(f"Of what kind the other {rest} of {counts.stated} were")
    if overlaps(counts):
        found.append(f"Who of the {counts.stated} named several kinds: the counts come to {counts.counted}")
    return [
        *found,
        f"Of the largest kind ({kinds[0].label}): when, where and for whom, to see what its cases share",
    ]
