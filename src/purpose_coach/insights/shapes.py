"""The figures of a business, as the contract shows them: what is not known is null."""

from __future__ import annotations

from typing import Literal

from purpose_coach.wire import Wire

__all__ = ["Customers", "Figures", "Operations", "Revenue", "Team", "Trend"]

Trend = Literal["up", "down", "stable"]


class Revenue(Wire):
    """Revenue of this period and of the one before, in the currency that the source keeps."""

    current: float | None = None
    previous: float | None = None
    trend: Trend | None = None
    change_percent: float | None = None
    """Of the previous one, to one decimal."""


class Customers(Wire):
    """Customers at the end of the period, and who came and went in it."""

    total: int | None = None
    new: int | None = None
    churned: int | None = None
    retention_rate: float | None = None
    """Per cent of those at the start that were kept, as the source reports it."""


class Operations(Wire):
    """Work in hand, by counts."""

    active_goals: int | None = None
    completed_actions: int | None = None
    open_issues: int | None = None


class Team(Wire):
    """The people."""

    size: int | None = None
    utilization: float | None = None
    """Per cent of working time that is spent on planned work."""
    satisfaction: float | None = None
    """0 to 10."""


class Figures(Wire):
    """The figures of a business: all four objects are always there."""

    revenue: Revenue = Revenue()
    customers: Customers = Customers()
    operations: Operations = Operations()
    team: Team = Team()
