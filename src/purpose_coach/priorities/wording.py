"""What is said of a standing: factors and reasons, every number of them a fact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from purpose_coach.grounding import excerpt, tidy
from purpose_coach.priorities.levels import LEVELS, Level
from purpose_coach.priorities.standing import Standing

__all__ = ["counted", "impact_factors", "reason", "urgency_factors", "verdict"]

EFFORTS = ("a small effort", "a medium effort", "a large effort")
LONGEST = 14
"""Words of the request that a factor shows at most."""


def urgency_factors(standing: Standing, waiting: Sequence[str] = ()) -> Iterator[str]:
    """What presses, the date first; `waiting` are the titles of the actions that it unblocks."""
    if standing.days is not None:
        yield _when(standing.days)
    if standing.deadline is not None:
        yield f"Named by the urgent deadline “{_short(standing.deadline)}”"
    if waiting:
        yield f"Blocks {counted(len(waiting), 'open action')}: {_listed(waiting)}"
    if standing.urgency < 1 + (standing.days is not None and standing.days <= 0):
        yield "Its date presses no more than it matters"


def impact_factors(standing: Standing, goals: Sequence[str] = ()) -> Iterator[str]:
    """What it is worth, and what it costs; `goals` are what it serves, as the request names them."""
    guess = " (nothing said of it that could be read)" if "impact" in standing.guessed else ""
    yield f"{LEVELS[standing.impact - 1].capitalize()} impact{guess}"
    yield f"Serves {_listed(goals)}" if goals else "Serves no goal"
    guess = " (not said)" if "effort" in standing.guessed else ""
    yield f"Takes {EFFORTS[standing.effort - 1]}{guess}"


def reason(title: str, standing: Standing, place: int, of: int) -> str:
    """Why it stands where it does, in one sentence."""
    parts = [f"{LEVELS[standing.impact - 1]} impact"]
    if standing.days is not None:
        when = _when(standing.days)
        parts.append(when[0].lower() + when[1:])
    if standing.deadline is not None:
        parts.append("named by an urgent deadline")
    parts.append({0: "no goal served", 1: "one goal served"}.get(standing.goals, "several goals served"))
    if standing.unblocks:
        parts.append("other work waits for it" if standing.unblocks > 1 else "one action waits for it")
    parts.append(EFFORTS[standing.effort - 1])
    rank = f"ranks {place} of {of}" if of > 1 else "is the only open one"
    return f"“{_short(title) or 'This action'}” {rank}: {', '.join(parts)}."


def verdict(current: str, read: Level, suggested: Level) -> str:
    """What follows for the priority that it has; `read` is what `current` was taken for."""
    known = f"“{_short(current)}”, taken as {read}," if current.strip().lower() != read else read
    named = known if current.strip() else f"nothing, taken as {read},"
    if suggested == read:
        return f"It stands at {named} which fits: keep it.".replace(f"{read} which", f"{read}, which")
    higher = LEVELS.index(suggested) > LEVELS.index(read)
    return f"It stands at {named.rstrip(',')}: {'raise' if higher else 'lower'} it to {suggested}."


def counted(count: int, what: str) -> str:
    """The count with its noun.

    >>> counted(1, "goal"), counted(3, "goal")
    ('1 goal', '3 goals')
    """
    return f"{count} {what}{'' if count == 1 else 's'}"


def _when(days: int) -> str:
    if days < 0:
        return f"Overdue by {counted(-days, 'day')}"
    return "Due today" if days == 0 else f"Due in {counted(days, 'day')}"


def _listed(texts: Sequence[str]) -> str:
    shown = ", ".join(f"“{_short(text)}”" for text in texts[:3])
    return f"{shown} and {len(texts) - 3} more" if len(texts) > 3 else shown


def _short(text: str) -> str:
    said = excerpt(tidy(text), LONGEST)
    return said.rstrip(" .,;:") + ("…" if len(said) < len(tidy(text)) else "")
