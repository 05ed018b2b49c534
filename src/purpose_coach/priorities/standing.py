"""Where an action stands: impact, urgency, goals and what it unblocks, over its effort.

The form is weighted shortest job first (Reinertsen, *The Principles of Product Development Flow*, 2009):
cost of delay over job size. Our points:

==========  ==================================================================================
impact      low 1, medium 2, high 3, critical 4; words that no table knows count as medium
urgency     later than 30 days or undated 1, within 30 days 2, within 7 days 3, due or overdue
            4; one more when an urgent deadline names it; never more than its impact: what
            matters little is not made important by a date
goals       none 0, one 1, several 2
unblocks    nothing 0, one action 1, several 2; only where dependencies were given
job size    small effort 1, medium 1.15, large 1.3: damped, for words of effort are coarse, and
            a large vital action must not fall behind a small trivial one
==========  ==================================================================================

Their sum over the job size is critical from 6, high from 4.2, medium from 2.8, else low.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from attrs import frozen

from purpose_coach.grounding import fold
from purpose_coach.priorities.levels import LEVELS, Level, effort, level
from purpose_coach.relevance.words import weights, words_of

__all__ = ["Item", "Standing", "day_in", "score", "standing"]

FLOORS: Sequence[tuple[float, Level]] = ((6.0, "critical"), (4.2, "high"), (2.8, "medium"))
SIZES = (1.0, 1.15, 1.3)
WEEK, MONTH = 7, 30
GUESS = 2
"""What unread words of impact or effort count as: medium."""

_DAY = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")


@frozen(kw_only=True)
class Item:
    """What is known of an action: free words, and what was counted."""

    title: str
    impact: str = ""
    effort: str = ""
    due: str = ""
    goals: int = 0
    """How many goals it serves."""
    unblocks: int = 0
    """How many open actions wait for it, directly or not; 0 where no dependencies were given."""


@frozen(kw_only=True)
class Standing:
    """The points of an action, and what they were read from."""

    impact: int
    urgency: int
    goals: int
    unblocks: int
    effort: int
    days: int | None
    """Days until it is due, negative when overdue; None without a date that can be read."""
    deadline: str | None
    """The urgent deadline that names it, verbatim."""
    guessed: tuple[str, ...]
    """What no table could read: 'impact', 'effort', 'due date'."""

    @property
    def score(self) -> float:
        """The points over the job size."""
        return score(self.impact + self.urgency + self.goals + self.unblocks, self.effort)

    @property
    def level(self) -> Level:
        """The level that the score gives."""
        for floor, name in FLOORS:
            if self.score >= floor:
                return name
        return "low"

    @property
    def margin(self) -> float:
        """How far the score is from the nearest other level: a close call is less certain."""
        return min(abs(self.score - floor) for floor, _ in FLOORS)


def score(points: int, effort: int) -> float:
    """Points over the job size, to two decimals.

    >>> score(7, 2)
    6.09
    """
    return round(points / SIZES[effort - 1], 2)


def standing(item: Item, today: date, deadlines: Sequence[str] = ()) -> Standing:
    """The points of one action: they depend on it, the day and the deadlines, on no other action."""
    impact, size, due = level(item.impact), effort(item.effort), day_in(item.due)
    named = next((text for text in deadlines if _names(text, item.title, due)), None)
    days = [(day - today).days for day in (due, day_in(named or "")) if day is not None]
    nearest = min(days, default=None)
    weight = GUESS if impact is None else 1 + LEVELS.index(impact)
    read = {"impact": impact is not None, "effort": size is not None}
    return Standing(
        impact=weight,
        urgency=min(weight, 4, _urgency(nearest) + (named is not None)),
        goals=min(item.goals, 2),
        unblocks=min(item.unblocks, 2),
        effort=size or GUESS,
        days=nearest,
        deadline=named,
        guessed=(
            *(part for part, known in read.items() if not known),
            *(["due date"] if item.due.strip() and due is None else []),
        ),
    )


def _urgency(days: int | None) -> int:
    return 1 if days is None else 1 + sum(days <= limit for limit in (0, WEEK, MONTH))


def day_in(text: str) -> date | None:
    """The first day that the text names as YYYY-MM-DD, or None.

    >>> day_in("Launch on 2025-11-14T09:00Z"), day_in("2025-13-40"), day_in("Friday")
    (datetime.date(2025, 11, 14), None, None)
    """
    for found in _DAY.finditer(text):
        try:
            return date.fromisoformat(found.group())
        except ValueError:
            continue
    return None


def _names(deadline: str, title: str, due: date | None) -> bool:
    """Whether the deadline is about the action: most of its telling words, or its day and one of them."""
    told, own = _telling(deadline), _telling(title)
    shared = len(told & own)
    same_day = due is not None and day_in(deadline) == due
    return fold(title) in fold(deadline) if not own else 2 * shared > len(own) or (same_day and shared > 0)


def _telling(text: str) -> frozenset[str]:
    return frozenset(weights(words_of(_DAY.sub(" ", text))))
