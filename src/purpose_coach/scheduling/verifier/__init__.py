"""Whether a plan is what it says it is, worked out from the request alone.

It shares nothing with what makes plans but the shapes of request and plan, so that no mistake can hide
by being made twice. Days are walked one by one and hours are fractions: obvious before fast.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from purpose_coach.scheduling.schedule import Schedule
from purpose_coach.scheduling.shapes import Action, Constraints, Policy
from purpose_coach.scheduling.verifier.blocks import capacity, overlaps, times
from purpose_coach.scheduling.verifier.claim import claim_of
from purpose_coach.scheduling.verifier.figures import bounds, loads, scores, tardiness
from purpose_coach.scheduling.verifier.milestones import milestones, risks
from purpose_coach.scheduling.verifier.order import dependencies, drops, unread
from purpose_coach.scheduling.verifier.said import assumptions, echoes, malformed, roll
from purpose_coach.scheduling.verifier.violation import Kind, Violation

__all__ = ["Kind", "Violation", "violations"]


def violations(
    actions: Sequence[Action],
    constraints: Constraints,
    plan: Schedule,
    *,
    as_of: date | None = None,
    policy: Policy | None = None,
) -> Iterator[Violation]:
    """What is wrong with a plan for this request; nothing, if it is one.

    An alternative is a plan too, and is held against the same request. Where actions are missing or
    times are none, nothing more can be said, and nothing more is.
    """
    if as_of not in (None, plan.as_of):
        yield Violation("wrong_first_day", f"The plan begins on {plan.as_of}, not on {as_of}.")
    broken = (*roll(actions, plan), *malformed(plan))
    yield from broken
    if not broken:
        claim = claim_of(actions, constraints, plan, policy or Policy())
        for check in CHECKS:
            yield from check(claim)


CHECKS = (
    *(echoes, assumptions, times, overlaps),
    *(dependencies, drops, unread),
    *(capacity, milestones, risks, tardiness, scores, bounds, loads),
)
