"""Whether milestones concern what they should, and are as late, and as hard to meet, as they say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from purpose_coach.grounding import fold
from purpose_coach.scheduling.schedule import UNITS, LongChain, Milestone, Overload, Placed
from purpose_coach.scheduling.shapes import CriticalDeadline
from purpose_coach.scheduling.verifier.claim import Claim, days_of, references
from purpose_coach.scheduling.verifier.order import ancestors
from purpose_coach.scheduling.verifier.violation import Violation

__all__ = ["milestones", "risks"]

CENT = 0.006
"""Days and hours are told to the hundredth, so they are half of one off at most."""


def milestones(claim: Claim) -> Iterator[Violation]:
    """Each deadline of the request, in its order, and how the plan stands to it."""
    deadlines = claim.constraints.critical_deadlines
    wanted = [(deadline.date, deadline.description) for deadline in deadlines]
    if [(each.date, each.description) for each in claim.plan.milestones] != wanted:
        yield Violation("wrong_milestones", "The milestones are not the deadlines of the request.")
        return
    for deadline, milestone in zip(deadlines, claim.plan.milestones, strict=True):
        title = f"The milestone {deadline.description!r} of {deadline.date}"
        names = _named(deadline, claim)
        after = {row.id: row.after for row in claim.rows.values()}
        scope = names | ancestors(names & claim.rows.keys(), after) if names else {*claim.rows}
        rows = [row for row in claim.rows.values() if row.id in scope]
        if milestone.actions != tuple(row.id for row in rows) or milestone.named != bool(names):
            yield Violation("wrong_scope", f"{title} concerns {len(rows)} actions, others than are said.")
        elif rows:
            yield from _standing(title, milestone, rows, claim)
            yield from _shortfall(title, milestone, claim)
        elif (milestone.reached, milestone.last, milestone.late, milestone.spare) != (None, None, 0, 0):
            yield Violation("wrong_finish", f"{title} concerns nothing, so nothing finishes it.")


def _named(deadline: CriticalDeadline, claim: Claim) -> set[str]:
    """What it applies to, else what its description names between bounds of words; settled ones too."""
    actions = [task.action for task in claim.tasks.values()]
    applies = {each for each in references(deadline.applies_to, actions).values() if each is not None}
    if applies:
        return applies
    text = fold(deadline.description)
    return {
        action.id
        for action in actions
        for name in (fold(action.id), fold(action.title))
        if len(name) >= 3 or re.fullmatch(r"[^\W\d_]\d|\d[^\W\d_]", name)
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)
    }


def _standing(title: str, milestone: Milestone, rows: Sequence[Placed], claim: Claim) -> Iterator[Violation]:
    latest = max(row.ends for row in rows)
    last = [row.id for row in rows if row.ends == latest]
    if milestone.last not in last or milestone.reached != latest.day:
        yield Violation("wrong_finish", f"{title} is finished on {latest.day} by one of {last}.")
    late = max(0, claim.until(latest.day) - claim.until(milestone.date))
    if milestone.late != late:
        yield Violation("wrong_lateness", f"{title} is {late} working days late, not {milestone.late}.")
    left = claim.until(milestone.date) - claim.before(claim.plan.as_of)
    spare = left - claim.point(latest) / UNITS
    if abs(milestone.spare - spare) > CENT:
        yield Violation("wrong_spare", f"{title} has {spare:g} days to spare, not {milestone.spare:g}.")
    if not 0 <= milestone.least <= late:
        yield Violation("wrong_bound", f"{title} cannot be missed by at least {milestone.least} days.")


def _shortfall(title: str, milestone: Milestone, claim: Claim) -> Iterator[Violation]:
    """What is said to make it impossible is too much, and it is late."""
    short = milestone.shortfall
    if short is None:
        return
    if not milestone.late or not short.actions or not {*short.actions} <= {*milestone.actions}:
        yield Violation("wrong_shortfall", f"{title} is not kept from being met by {short.actions}.")
    elif isinstance(short, Overload):
        yield from _overload(title, short, claim)
    else:
        yield from _long_chain(title, short, milestone, claim)


def _overload(title: str, short: Overload, claim: Claim) -> Iterator[Violation]:
    tasks = [claim.tasks[each] for each in short.actions]
    worker, *others = dict.fromkeys(task.worker for task in tasks)
    told = fold(short.person) if short.person else None
    if others or told != (None if worker.nobody else worker.name):
        yield Violation("wrong_shortfall", f"{title}: {short.actions} are not the work of {told}.")
    hours = float(sum(task.length for task in tasks) * worker.daily / UNITS)
    available = float(sum(map(worker.works, days_of(short.start, short.end))) * worker.daily)
    if abs(short.hours - hours) > CENT or not short.available - CENT <= available < hours:
        yield Violation("wrong_shortfall", f"{title}: {hours:g} h of work for {available:g} h of time.")


def _long_chain(title: str, short: LongChain, milestone: Milestone, claim: Claim) -> Iterator[Violation]:
    broken = [one for one, other in pairwise(short.actions) if one not in claim.rows[other].after]
    over = short.days - short.available
    if broken or not 0 < over <= 3 * CENT - milestone.spare:
        yield Violation("wrong_shortfall", f"{title} is not missed by {over:g} days of one chain.")


def risks(claim: Claim) -> Iterator[Violation]:
    """Whatever is late is said to be, and by how much."""
    said = [(fact.kind, fact.sentence, fact.about) for fact in claim.plan.risks]
    for milestone in claim.plan.milestones:
        rows = [claim.rows[each] for each in milestone.actions if each in claim.rows]
        over = tuple(row.id for row in rows if row.due > milestone.date)
        told = [each for kind, each, about in said if kind == "late_milestone" and about == over]
        if milestone.late and not any(
            f"{milestone.late} working day" in each and f"{milestone.date}" in each for each in told
        ):
            yield Violation("unstated", f"The plan does not say how late {milestone.description!r} is.")
    for name, row in claim.rows.items():
        told = [each for kind, each, about in said if kind == "late_action" and about == (name,)]
        if row.tardiness and not any(f"{row.tardiness} working day" in each for each in told):
            yield Violation("unstated", f"The plan does not say how late {name!r} is.", name)
