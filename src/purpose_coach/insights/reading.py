"""Figures from whatever a source says: unwrapped, checked, completed; contradictions are said, not mended."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import cast

from attrs import frozen

from purpose_coach.insights.shapes import Customers, Figures, Operations, Revenue, Team, Trend

__all__ = ["STABLE", "Read", "figures_of", "trend_of", "unwrapped"]

STABLE = 0.5
"""Per cent of change up to which revenue counts as stable."""
APART = 0.5
"""Points between a reported and a computed rate from which they contradict each other."""
WRAPPINGS = 3
"""Envelopes of `data` around each other that are taken off at most."""

Json = Mapping[str, object]


@frozen
class Read:
    """Figures, and what their reader should know about them."""

    figures: Figures
    warnings: tuple[str, ...] = ()


def unwrapped(sent: object) -> Json | None:
    """The object inside its envelopes: direct, in `data`, or in `data` twice; None where there is none."""
    for _ in range(WRAPPINGS):
        if not isinstance(sent, Mapping):
            return None
        # What JSON gives has text for keys.
        found = cast("Json", sent)
        if not isinstance(found.get("data"), Mapping) or PARTS & found.keys():
            return found
        sent = found["data"]
    return None


PARTS = {"revenue", "customers", "operations", "team"}
TRENDS: Sequence[Trend] = ("up", "down", "stable")


def figures_of(sent: Json) -> Read:
    """The figures in a source's answer; what is missing is null, what cannot be is null with a warning."""
    part = {name: _object(sent.get(name)) for name in PARTS}
    warnings: list[str] = []

    def number(name: str, key: str, least: float = 0.0, most: float = math.inf) -> float | None:
        value = part[name].get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            warnings.append(f"The source's {name}.{key} is no number that it can be; it is left out.")
            return None
        return value

    def count(name: str, key: str) -> int | None:
        value = number(name, key)
        if value is not None and value != int(value):
            warnings.append(f"The source's {name}.{key} is no whole number; it is left out.")
            return None
        return None if value is None else int(value)

    figures = Figures(
        revenue=_revenue(number, part["revenue"], warnings),
        customers=Customers(
            total=count("customers", "total"),
            new=count("customers", "new"),
            churned=count("customers", "churned"),
            retention_rate=number("customers", "retentionRate", 0, 100),
        ),
        operations=Operations(
            active_goals=count("operations", "activeGoals"),
            completed_actions=count("operations", "completedActions"),
            open_issues=count("operations", "openIssues"),
        ),
        team=Team(
            size=count("team", "size"),
            utilization=number("team", "utilization", 0, 1000),
            satisfaction=number("team", "satisfaction", 0, 10),
        ),
    )
    return Read(figures, (*warnings, *_contradictions(figures)))


def _object(value: object) -> Json:
    # What JSON gives has text for keys.
    return cast("Json", value) if isinstance(value, Mapping) else {}


def _revenue(number: Callable[..., float | None], said: Json, warnings: list[str]) -> Revenue:
    """Trend and change follow from the two amounts, where both are there."""
    current, previous = (number("revenue", key, -math.inf) for key in ("current", "previous"))
    reported = number("revenue", "changePercent", -math.inf)
    trend = said.get("trend")
    if current is None or not previous:
        return Revenue(
            current=current, previous=previous, change_percent=reported, trend=_known(trend, warnings)
        )
    change = round(100 * (current - previous) / abs(previous), 1)
    if reported is not None and abs(reported - change) > 0.1:
        warnings.append(
            f"The source reports a revenue change of {reported:g}%; its amounts give {change:g}%, which "
            "is shown."
        )
    computed = trend_of(change)
    if trend is not None and trend != computed:
        warnings.append(f"The source's revenue trend is not what its amounts give: {computed}.")
    return Revenue(current=current, previous=previous, change_percent=change, trend=computed)


def _known(trend: object, warnings: list[str]) -> Trend | None:
    for known in TRENDS:
        if trend == known:
            return known
    if trend is not None:
        warnings.append("The source's revenue.trend is none of up, down, stable; it is left out.")
    return None


def trend_of(change: float) -> Trend:
    """The word for a change in per cent.

    >>> trend_of(5.9), trend_of(-0.3), trend_of(-15.1)
    ('up', 'stable', 'down')
    """
    if abs(change) <= STABLE:
        return "stable"
    return "up" if change > 0 else "down"


def _contradictions(figures: Figures) -> Iterator[str]:
    customers = figures.customers
    total, new, churned = customers.total, customers.new, customers.churned
    if total is not None and new is not None and new > total:
        yield f"The source counts {new} new customers, more than the {total} that it has in all."
    if total is None or new is None or churned is None or customers.retention_rate is None:
        return
    start = total - new + churned
    if start > 0 and abs(100 * (total - new) / start - customers.retention_rate) > APART:
        yield (
            f"The source reports a retention rate of {customers.retention_rate:g}%; its own counts give "
            f"{100 * (total - new) / start:.1f}%. The reported one is shown."
        )
