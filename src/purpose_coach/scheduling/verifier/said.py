"""What a plan says of its request: each action once, as it was sent, and what was read into it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from purpose_coach.grounding import blank, fold
from purpose_coach.scheduling.schedule import UNITS, Placed, Schedule
from purpose_coach.scheduling.shapes import Action
from purpose_coach.scheduling.verifier.claim import PRIORITIES, Claim, Task
from purpose_coach.scheduling.verifier.violation import Violation

__all__ = ["assumptions", "echoes", "malformed", "roll"]


def roll(actions: Sequence[Action], plan: Schedule) -> Iterator[Violation]:
    """Every action of the request once, in its order, and no other."""
    asked, got = [action.id for action in actions], [row.id for row in plan.rows]
    counts, known = Counter(got), set(asked)
    for each in asked:
        if not counts[each]:
            yield Violation("missing_action", f"{each!r} is not in the plan.", each)
    for each, count in counts.items():
        if each not in known:
            yield Violation("unknown_action", f"{each!r} is not in the request.", each)
        if count > 1:
            yield Violation("repeated_action", f"{each!r} is in the plan more than once.", each)
    if got != asked and sorted(got) == sorted(asked):
        yield Violation("wrong_order", "The rows are not in the order of the request.")


def malformed(plan: Schedule) -> Iterator[Violation]:
    """Dates are dates, and units those of a day."""
    for row in plan.rows:
        ends = (each for piece in row.pieces for each in (piece.begins, piece.ends))
        moments = (row.begins, row.ends, *ends)
        dates = (row.start, row.due, *(moment.day for moment in moments))
        units = [moment.unit for moment in moments]
        if any(type(day) is not date for day in dates):
            yield Violation("malformed_time", f"{row.id!r} has a date that is none.", row.id)
        elif any(type(unit) is not int or not 0 <= unit <= UNITS for unit in units):
            yield Violation("malformed_time", f"{row.id!r} has a time that no day has.", row.id)


def echoes(claim: Claim) -> Iterator[Violation]:
    """What is said of each action is what the request says."""
    for row in claim.plan.rows:
        for name, wanted, got in _said(claim.tasks[row.id], row):
            if wanted != got:
                yield Violation("misread", f"The {name} of {row.id!r} is {wanted}, not {got}.", row.id)


def _said(task: Task, row: Placed) -> Iterator[tuple[str, object, object]]:
    """What is said, what it should be, and what it is."""
    yield "title", task.action.title, row.title
    yield "priority", task.priority, row.priority
    yield "current due date", task.action.current_due_date, row.due_before
    yield "openness", task.open, row.open
    if task.open:
        yield "person", None if task.worker.nobody else task.worker.name, row.person and fold(row.person)
        yield "duration", float(task.hours), row.hours
        yield "hours a week", float(task.worker.weekly), row.hours_per_week


def assumptions(claim: Claim) -> Iterator[Violation]:
    """Whatever the request left open is said, once for each action."""
    said = [(fact.kind, each) for fact in claim.plan.assumptions for each in fact.about]
    for name, task in claim.tasks.items():
        for kind in _doubts(task, claim.plan.as_of):
            if (kind, name) not in said:
                yield Violation("unstated", f"The plan does not say {kind} of {name!r}.", name)


def _doubts(task: Task, as_of: date) -> Iterator[str]:
    """The kinds of facts that the action calls for."""
    action = task.action
    if not task.open:
        yield "already_settled"
        return
    if action.estimated_duration is None:
        yield "assumed_duration"
    if action.estimated_duration == 0:
        yield "no_time"
    if task.worker.nobody:
        yield "unassigned"
    elif not task.worker.known:
        yield "unknown_person"
    if not blank(action.priority or "") and fold(action.priority or "") not in PRIORITIES:
        yield "unknown_priority"
    if action.current_due_date is not None and action.current_due_date < as_of:
        yield "due_past"
    elif action.current_start_date is not None and action.current_start_date < as_of and task.hours:
        yield "start_past"
