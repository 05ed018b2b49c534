"""Every figure that follows from a snapshot, as a named fact: what it is of, its value, its unit.

A fact is absent where it cannot be worked out: nothing is divided by nothing. Words, rounding and
direction are said here and nowhere else, so that every text about a figure says it the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from attrs import frozen

from purpose_coach.insights.shapes import Customers, Figures

__all__ = ["Fact", "Unit", "facts_of"]

Unit = Literal["money", "count", "percent", "ratio", "score"]
"""money: in the source's currency, which it does not name; count: whole; percent; ratio: one decimal;
score: of ten."""


@frozen
class Fact:
    """One figure with its words."""

    id: str
    value: float
    unit: Unit
    rising: str
    """What it is called, with a slot for the value: 'a churn rate of {}'."""
    falling: str = ""
    """What it is called when it is negative, where its sign is a direction."""

    @property
    def amount(self) -> str:
        """The value as it is written: rounded by its unit, without a sign where words carry it.

        >>> Fact("x", -14_700, "money", "a rise of {}", "a fall of {}").amount
        '14,700'
        """
        value = abs(self.value) if self.falling else self.value
        match self.unit:
            case "money" | "count":
                return f"{value:,.0f}"
            case "percent":
                return f"{value:,.1f}%"
            case "score":
                return f"{value:,.1f} of 10"
            case "ratio":
                return f"{value:,.1f}"

    @property
    def phrase(self) -> str:
        """Subject, direction, value and unit."""
        said = self.falling if self.falling and self.value < 0 else self.rising
        return said.format(self.amount)


def facts_of(figures: Figures) -> Mapping[str, Fact]:
    """All facts of the figures by id, in a fixed order."""
    parts = (_revenue, _customers, _operations, _team)
    return {fact.id: fact for part in parts for fact in part(figures)}


def _revenue(figures: Figures) -> Iterator[Fact]:
    revenue, total, size = figures.revenue, figures.customers.total, figures.team.size
    current, previous = revenue.current, revenue.previous
    if current is not None:
        yield Fact("revenue.current", current, "money", "revenue of {}")
        if total:
            yield Fact("revenue.perCustomer", current / total, "money", "revenue of {} a customer")
        if size:
            yield Fact("revenue.perHead", current / size, "money", "revenue of {} a team member")
    if previous is not None:
        yield Fact("revenue.previous", previous, "money", "revenue of {} in the period before")
    if current is not None and previous is not None:
        change = current - previous
        yield Fact("revenue.change", change, "money", "a rise in revenue of {}", "a fall in revenue of {}")
        if previous:
            share = 100 * change / abs(previous)
            yield Fact(
                "revenue.changePercent",
                share,
                "percent",
                "a rise in revenue of {}",
                "a fall in revenue of {}",
            )


def _customers(figures: Figures) -> Iterator[Fact]:
    customers = figures.customers
    if customers.total is not None:
        yield Fact("customers.total", customers.total, "count", "a base of {} customers")
        if figures.team.size:
            per = customers.total / figures.team.size
            yield Fact("customers.perHead", per, "ratio", "a load of {} customers a team member")
    if customers.new is not None:
        yield Fact("customers.new", customers.new, "count", "{} new customers")
    if customers.churned is not None:
        yield Fact("customers.churned", customers.churned, "count", "{} lost customers")
    if customers.retention_rate is not None:
        yield Fact(
            "customers.retentionReported",
            customers.retention_rate,
            "percent",
            "a reported retention rate of {}",
        )
    yield from _flow(customers)


def _flow(customers: Customers) -> Iterator[Fact]:
    """What follows from who came and went."""
    total, new, churned = customers.total, customers.new, customers.churned
    if new is None or churned is None:
        return
    if churned:
        yield Fact("customers.newPerChurned", new / churned, "ratio", "{} new customers for each one lost")
    yield Fact(
        "customers.netGrowth",
        new - churned,
        "count",
        "a net gain of {} customers",
        "a net loss of {} customers",
    )
    if total is None or (start := total - new + churned) <= 0:
        return
    yield Fact("customers.start", start, "count", "a base of {} customers at the start of the period")
    rates = {
        "customers.churnRate": (churned, "a churn rate of {}"),
        "customers.retentionComputed": (total - new, "a retention rate of {}"),
        "customers.newRate": (new, "a rate of new customers of {}"),
    }
    for name, (part, said) in rates.items():
        yield Fact(name, 100 * part / start, "percent", said)
    yield Fact(
        "customers.netGrowthPercent",
        100 * (new - churned) / start,
        "percent",
        "a net growth of the customer base of {}",
        "a net decline of the customer base of {}",
    )


def _operations(figures: Figures) -> Iterator[Fact]:
    work, size = figures.operations, figures.team.size
    goals, actions, issues = work.active_goals, work.completed_actions, work.open_issues
    if goals is not None:
        yield Fact("ops.activeGoals", goals, "count", "{} active goals")
    if actions is not None:
        yield Fact("ops.completedActions", actions, "count", "{} completed actions")
        if goals:
            yield Fact("ops.actionsPerGoal", actions / goals, "ratio", "{} completed actions a goal")
    if issues is not None:
        yield Fact("ops.openIssues", issues, "count", "{} open issues")
        if size:
            yield Fact("ops.issuesPerHead", issues / size, "ratio", "{} open issues a team member")
        if actions:
            yield Fact("ops.issuesPerAction", issues / actions, "ratio", "{} open issues a completed action")


def _team(figures: Figures) -> Iterator[Fact]:
    team = figures.team
    if team.size is not None:
        yield Fact("team.size", team.size, "count", "a team of {}")
    if team.utilization is not None:
        yield Fact("team.utilization", team.utilization, "percent", "a utilization of {}")
        yield Fact(
            "team.slack",
            100 - team.utilization,
            "percent",
            "unplanned time of {}",
            "planned work of {} beyond the team's time",
        )
    if team.satisfaction is not None:
        yield Fact("team.satisfaction", team.satisfaction, "score", "a team satisfaction of {}")
