"""Whether the figures of a plan are its own: tardiness, score, bound and loads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from purpose_coach.grounding import fold
from purpose_coach.scheduling.verifier.blocks import weekly_hours, weekly_limit
from purpose_coach.scheduling.verifier.claim import PRIORITIES, Claim, days_of
from purpose_coach.scheduling.verifier.violation import Violation

__all__ = ["bounds", "loads", "scores", "tardiness"]

CENT = Fraction(1, 100)
"""Loads are told to the hundredth of an hour."""
NOTHING = Fraction(), Fraction()


def tardiness(claim: Claim) -> Iterator[Violation]:
    """Each action is as late for its own due date as is said; what is settled is not late."""
    for row in claim.plan.rows:
        due = claim.tasks[row.id].action.current_due_date
        late = 0 if due is None or not row.open else max(0, claim.until(row.due) - claim.until(due))
        if row.tardiness != late:
            yield Violation("wrong_tardiness", f"{row.id!r} is late by {late}, not {row.tardiness}.", row.id)


def scores(claim: Claim) -> Iterator[Violation]:
    """The score is what its definitions give for the rows."""
    score = claim.plan.score
    tardy = completion = moved = earliness = span = 0
    for name, row in claim.rows.items():
        weight = PRIORITIES[claim.tasks[name].priority]
        begin, end = claim.point(row.begins), claim.point(row.ends)
        wish = claim.tasks[name].action.current_start_date
        tardy += weight * row.tardiness
        completion += weight * end
        moved += abs(claim.before(row.start) - claim.before(wish)) if wish is not None else 0
        earliness += begin
        span = max(span, end)
    for name, wanted, got in (
        ("lateness", sum(milestone.late for milestone in claim.plan.milestones), score.lateness),
        ("tardiness", tardy, score.tardiness),
        ("completion", completion, score.completion),
        ("moved", moved, score.moved),
        ("earliness", earliness, score.earliness),
        ("span", span, score.span),
    ):
        if wanted != got:
            yield Violation("wrong_score", f"The score's {name} is {wanted}, not {got}.")


def bounds(claim: Claim) -> Iterator[Violation]:
    """What no plan can beat, this one does not, and it is proved exactly where it meets it."""
    score, search = claim.plan.score, claim.plan.search
    counts = score.span if claim.policy.objective == "makespan" else score.lateness
    if search.bound > counts or search.proved != (search.bound == counts):
        yield Violation("wrong_bound", f"A bound of {search.bound} says nothing of {counts}.")


def loads(claim: Claim) -> Iterator[Violation]:
    """Every week in which somebody works has its load: the work planned, and the hours there are."""
    wanted = _loads(claim)
    got = {(load.person and fold(load.person), load.week): load for load in claim.plan.loads}
    if len(got) != len(claim.plan.loads) or got.keys() != wanted.keys():
        yield Violation("wrong_load", "The loads are not those of the weeks in which somebody works.")
        return
    for (person, week), (hours, available) in wanted.items():
        load = got[person, week]
        if abs(load.hours - hours) > CENT or abs(load.available - available) > CENT:
            yield Violation(
                "wrong_load",
                f"{person or 'The team'} has {float(hours):g} h of {float(available):g} h on {week}.",
            )


def _loads(claim: Claim) -> dict[tuple[str | None, date], tuple[Fraction, Fraction]]:
    """Hours planned and available, by person and by the Monday of the week."""
    found: dict[tuple[str | None, date], tuple[Fraction, Fraction]] = {}
    team = weekly_limit(claim)
    for name, weeks in weekly_hours(claim).items():
        worker = claim.tasks[name].worker
        for week, hours in weeks.items():
            if not worker.nobody:
                days = days_of(max(week, claim.plan.as_of), week + timedelta(days=6))
                available = sum(map(worker.works, days)) * worker.daily
                found[worker.name, week] = hours + found.get((worker.name, week), NOTHING)[0], available
            if team is not None:
                found[None, week] = hours + found.get((None, week), NOTHING)[0], team
    return found
