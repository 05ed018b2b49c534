"""A plan beside its request, read a second time and in the plainest way."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Final

from attrs import frozen

from purpose_coach.grounding import blank, fold
from purpose_coach.scheduling.schedule import UNITS, Moment, Piece, Placed, Schedule
from purpose_coach.scheduling.shapes import Action, Constraints, Policy

__all__ = ["PRIORITIES", "Claim", "Task", "Worker", "claim_of", "days_of", "exact", "instant", "references"]

PRIORITIES: Final = {"low": 1, "medium": 2, "high": 4, "critical": 8}
SETTLED = frozenset({"done", "completed", "complete", "closed", "finished", "cancelled", "canceled"})


@frozen
class Worker:
    """A person's calendar."""

    name: str
    """As names are compared; an action's id for whoever does an action that nobody is assigned to."""
    known: bool
    """Whether the team's availability has this person."""
    nobody: bool
    """Whether it is nobody yet, who does one action and no other."""
    weekly: Fraction
    weekdays: frozenset[int]
    off: frozenset[date]

    @property
    def daily(self) -> Fraction:
        """Hours of one of his days."""
        return self.weekly / len(self.weekdays)

    def works(self, day: date) -> bool:
        """Whether it is one of his days."""
        return day.weekday() in self.weekdays and day not in self.off


@frozen
class Task:
    """An action."""

    action: Action
    worker: Worker
    hours: Fraction
    needs: tuple[str, ...]
    """Ids of the open actions that it depends on, itself perhaps among them."""

    @property
    def open(self) -> bool:
        """Whether there is something to plan."""
        return not _settled(self.action)

    @property
    def priority(self) -> str:
        """Medium where none is meant."""
        written = fold(self.action.priority or "")
        return written if written in PRIORITIES else "medium"

    @property
    def length(self) -> int:
        """Units of its person's time."""
        return ceil(self.hours * UNITS / self.worker.daily)


@frozen
class Claim:
    """A plan and what it is to be held against."""

    plan: Schedule
    constraints: Constraints
    policy: Policy
    tasks: Mapping[str, Task]
    """Of all actions, by id, in the request's order."""
    rows: Mapping[str, Placed]
    """Of open actions, by id, in the request's order."""
    worked: Mapping[str, Mapping[date, int]]
    """Units of each open action on each day of its person."""
    days: Sequence[date]
    """The team's working days, from before the earliest date in sight to the latest."""

    def until(self, day: date) -> int:
        """How many of the team's days there are up to `day`, `day` included."""
        return bisect_right(self.days, day)

    def before(self, day: date) -> int:
        """How many of the team's days there are before `day`."""
        return bisect_left(self.days, day)

    def point(self, moment: Moment) -> int:
        """The moment in units of the team's days, from the plan's first day on."""
        return (self.before(moment.day) - self.before(self.plan.as_of)) * UNITS + moment.unit


def claim_of(actions: Sequence[Action], constraints: Constraints, plan: Schedule, policy: Policy) -> Claim:
    """The plan beside its request; its rows are exactly the request's actions."""
    tasks = {action.id: _task(action, actions, constraints, policy) for action in actions}
    rows = {row.id: row for row in plan.rows if tasks[row.id].open}
    worked = {name: _worked(row.pieces, tasks[name].worker) for name, row in rows.items()}
    weekdays = max({tasks[name].worker.weekdays for name in rows} | {_weekdays(constraints, policy)}, key=len)
    off = _holidays(constraints, policy)
    seen = [plan.as_of, *(deadline.date for deadline in constraints.critical_deadlines)]
    for row in plan.rows:
        action = tasks[row.id].action
        dates = (row.begins.day, row.ends.day, action.current_start_date, action.current_due_date)
        seen += (day for day in dates if day is not None)
    days = [day for day in days_of(min(seen), max(seen)) if day.weekday() in weekdays and day not in off]
    return Claim(plan, constraints, policy, tasks, rows, worked, days)


def exact(number: float) -> Fraction:
    """The decimal as it is written: 0.1 is a tenth."""
    return Fraction(repr(float(number)))


def days_of(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`, both included."""
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


def instant(moment: Moment) -> int:
    """Moments in order: the end of a day is the beginning of the next."""
    return moment.day.toordinal() * UNITS + moment.unit


def references(names: Sequence[str | None], actions: Sequence[Action]) -> dict[str, str | None]:
    """Of each name that says something, the id that it stands for; None: of no action, or of several."""
    ids = {action.id for action in actions}
    return {name: _resolved(name, actions) for name in names if name and (name in ids or not blank(name))}


def _resolved(name: str, actions: Sequence[Action]) -> str | None:
    """The id itself, else but for case and space, else the one action with this title."""
    ids = [action.id for action in actions]
    if name in ids:
        return name
    for known in ([fold(each) for each in ids], [fold(action.title) for action in actions]):
        if known.count(fold(name)) == 1:
            return ids[known.index(fold(name))]
    return None


def _settled(action: Action) -> bool:
    return fold(action.status or "") in SETTLED


def _task(action: Action, actions: Sequence[Action], constraints: Constraints, policy: Policy) -> Task:
    worker = _worker(action, constraints, policy)
    settled = {each.id for each in actions if _settled(each)}
    found = dict.fromkeys(references(action.dependencies, actions).values())
    needs = tuple(each for each in found if each is not None and each not in settled)
    return Task(action, worker, _hours(action, worker, constraints, policy), needs)


def _worker(action: Action, constraints: Constraints, policy: Policy) -> Worker:
    name = fold(action.assigned_to or "")
    entries = [each for each in constraints.team_availability if name and fold(each.person_id) == name]
    nobody = not entries and blank(name)
    weekly = exact(entries[0].hours_per_week or policy.hours_per_week if entries else policy.hours_per_week)
    usual = _weekdays(constraints, policy)
    away = frozenset(day for each in entries for day in each.unavailable_dates if day is not None)
    return Worker(
        name=action.id if nobody else name,
        known=bool(entries),
        nobody=nobody,
        weekly=weekly,
        weekdays=usual if weekly <= 24 * len(usual) else frozenset(range(7)),
        off=away | _holidays(constraints, policy),
    )


def _weekdays(constraints: Constraints, policy: Policy) -> frozenset[int]:
    return frozenset(constraints.working_days or policy.working_days)


def _holidays(constraints: Constraints, policy: Policy) -> frozenset[date]:
    return frozenset(day for day in constraints.holidays if day is not None) | policy.holidays


def _hours(action: Action, worker: Worker, constraints: Constraints, policy: Policy) -> Fraction:
    """As estimated, else what its person works between its dates if never absent, else the policy's."""
    if action.estimated_duration is not None:
        return exact(action.estimated_duration)
    days = 0
    if action.current_start_date is not None and action.current_due_date is not None:
        holidays = _holidays(constraints, policy)
        for day in days_of(action.current_start_date, action.current_due_date):
            days += day.weekday() in worker.weekdays and day not in holidays
    return days * worker.daily or exact(policy.hours)


def _worked(pieces: Sequence[Piece], worker: Worker) -> dict[date, int]:
    worked: dict[date, int] = {}
    for piece in pieces:
        for day in days_of(piece.begins.day, piece.ends.day):
            if worker.works(day):
                begin = piece.begins.unit if day == piece.begins.day else 0
                end = piece.ends.unit if day == piece.ends.day else UNITS
                worked[day] = worked.get(day, 0) + end - begin
    return worked
