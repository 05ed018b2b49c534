"""Plans a portfolio of actions: people's calendars, dependencies, deadlines; computed, never guessed."""

from __future__ import annotations

from purpose_coach.scheduling.planning import schedule
from purpose_coach.scheduling.schedule import Schedule
from purpose_coach.scheduling.shapes import Action, Constraints, Policy, Portfolio
from purpose_coach.scheduling.solving import Limits, Proposal, Solver

__all__ = [
    "Action",
    "Constraints",
    "Limits",
    "Policy",
    "Portfolio",
    "Proposal",
    "Schedule",
    "Solver",
    "schedule",
]
