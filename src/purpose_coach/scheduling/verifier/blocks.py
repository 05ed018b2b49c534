"""Whether the work fits: each action into its person's days, all of them into the team's weeks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from purpose_coach.scheduling.schedule import UNITS, Placed
from purpose_coach.scheduling.verifier.claim import Claim, Task, days_of, exact, instant
from purpose_coach.scheduling.verifier.violation import Violation

__all__ = ["capacity", "overlaps", "times", "weekly_hours", "weekly_limit"]


def times(claim: Claim) -> Iterator[Violation]:
    """Each action takes the time that it needs, on days on which its person works."""
    for row in claim.plan.rows:
        task = claim.tasks[row.id]
        if (row.start, row.due) != (row.begins.day, row.ends.day):
            yield Violation("wrong_dates", f"The dates of {row.id!r} are not those of its times.", row.id)
        if instant(row.ends) < instant(row.begins) or row.due < row.start:
            yield Violation("backwards", f"{row.id!r} ends before it begins.", row.id)
        yield from _block(task, row, claim) if task.open else _kept(task, row, claim)


def _kept(task: Task, row: Placed, claim: Claim) -> Iterator[Violation]:
    """What is settled keeps its dates and takes no time."""
    action = task.action
    due = action.current_due_date or action.current_start_date or claim.plan.as_of
    start = min(action.current_start_date or due, due)
    if (row.start, row.due) != (start, due):
        yield Violation("wrong_dates", f"{row.id!r} is settled, from {start} to {due}.", row.id)
    if row.pieces:
        yield Violation("wrong_work", f"{row.id!r} is settled and has work.", row.id)


def _block(task: Task, row: Placed, claim: Claim) -> Iterator[Violation]:
    if row.start < claim.plan.as_of:
        yield Violation("too_early", f"{row.id!r} starts before {claim.plan.as_of}.", row.id)
    moments = [moment for piece in row.pieces for moment in (piece.begins, piece.ends)]
    for day in sorted({moment.day for moment in (row.begins, row.ends, *moments)}):
        if not task.worker.works(day):
            yield Violation("day_off", f"Whoever does {row.id!r} does not work on {day}.", row.id)
    outer = (moments[0], moments[-1]) if moments else (row.begins, row.begins)
    instants = [instant(moment) for moment in moments]
    rounded = any(piece.begins.unit == UNITS or piece.ends.unit == 0 for piece in row.pieces)
    if outer != (row.begins, row.ends) or instants != sorted(instants) or rounded:
        yield Violation("broken_block", f"The times of {row.id!r} are no block of work.", row.id)
    work = sum(claim.worked[row.id].values())
    if work != task.length:
        yield Violation("wrong_work", f"{row.id!r} has {work} units of time and needs {task.length}.", row.id)


def overlaps(claim: Claim) -> Iterator[Violation]:
    """Nobody does two things at once, or one while another pauses."""
    busy: defaultdict[tuple[str, bool], list[Placed]] = defaultdict(list)
    for row in claim.rows.values():
        if row.pieces:
            worker = claim.tasks[row.id].worker
            busy[worker.name, worker.nobody].append(row)
    for rows in busy.values():
        rows.sort(key=lambda row: instant(row.begins))
        for one, other in pairwise(rows):
            if instant(other.begins) < instant(one.ends):
                yield Violation("overlap", f"{other.id!r} begins before {one.id!r} is finished.", other.id)


def weekly_limit(claim: Claim) -> Fraction | None:
    """Hours a week that all people together may work, where that is less than they do work."""
    period = claim.constraints.team_capacity_period or claim.policy.team_capacity_period
    if claim.constraints.team_capacity is None or period == "total":
        return None
    limit = exact(claim.constraints.team_capacity) * (Fraction(12, 52) if period == "month" else 1)
    workers = [claim.tasks[name].worker for name in claim.rows]
    everyone = {(worker.name, worker.nobody): worker.weekly for worker in workers}
    return limit if 1 <= limit < sum(everyone.values()) else None


def capacity(claim: Claim) -> Iterator[Violation]:
    """The team's hours of no week are exceeded, and nobody pauses in a week that has some left."""
    limit = weekly_limit(claim)
    if claim.plan.team_hours != (None if limit is None else float(limit)):
        yield Violation(
            "wrong_capacity", f"The team is held to {limit} h a week, not {claim.plan.team_hours}."
        )
    used: defaultdict[date, Fraction] = defaultdict(Fraction)
    for weeks in weekly_hours(claim).values():
        for week, hours in weeks.items():
            used[week] += hours
    for week, hours in sorted(used.items()):
        if limit is not None and hours > limit:
            yield Violation(
                "over_capacity", f"The week of {week} has {float(hours):g} h of {float(limit):g} h."
            )
    for name, row in claim.rows.items():
        unit = claim.tasks[name].worker.daily / UNITS
        for week in sorted(set(_paused(claim.tasks[name], row))):
            if limit is None or used[week] + unit <= limit:
                yield Violation("needless_pause", f"{name!r} pauses in the week of {week}.", name)


def weekly_hours(claim: Claim) -> dict[str, dict[date, Fraction]]:
    """Hours of each action by the Monday of the week in which they are worked."""
    found: dict[str, dict[date, Fraction]] = {}
    for name, worked in claim.worked.items():
        units: Counter[date] = Counter()
        for day, count in worked.items():
            units[_monday(day)] += count
        daily = claim.tasks[name].worker.daily
        found[name] = {week: count * daily / UNITS for week, count in units.items()}
    return found


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _paused(task: Task, row: Placed) -> Iterator[date]:
    """The weeks in which its person has time between its pieces."""
    for one, other in pairwise(row.pieces):
        for day in days_of(one.ends.day, other.begins.day):
            over = day == one.ends.day and one.ends.unit == UNITS
            back = day == other.begins.day and other.begins.unit == 0
            if task.worker.works(day) and not over and not back:
                yield _monday(day)
