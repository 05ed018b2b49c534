"""What can be wrong with a plan."""

from __future__ import annotations

from typing import Literal, TypeAlias

from attrs import frozen

__all__ = ["Kind", "Violation"]

Kind: TypeAlias = Literal[
    # the rows
    "missing_action",
    "repeated_action",
    "unknown_action",
    "wrong_order",
    "wrong_first_day",
    "malformed_time",
    "misread",
    "unstated",
    # a person's time
    "wrong_dates",
    "backwards",
    "too_early",
    "day_off",
    "broken_block",
    "wrong_work",
    "needless_pause",
    "overlap",
    # dependencies
    "unknown_dependency",
    "broken_dependency",
    "circular",
    "needless_drop",
    "unstated_drop",
    "misstated_drop",
    # the team's capacity
    "over_capacity",
    "wrong_capacity",
    # figures
    "wrong_milestones",
    "wrong_scope",
    "wrong_finish",
    "wrong_lateness",
    "wrong_spare",
    "wrong_shortfall",
    "wrong_tardiness",
    "wrong_score",
    "wrong_bound",
    "wrong_load",
]


@frozen
class Violation:
    """One thing that a plan says, or should keep, and that does not hold."""

    kind: Kind
    sentence: str
    action: str | None = None
    """The id of the action that it is about; None: the plan."""
