"""What a request allows: how long it may take, what it may cost, who and what is there to do it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from purpose_coach.amounts import Span, rounded, span
from purpose_coach.grounding import blank
from purpose_coach.playbooks.strategies import Role, Strategy
from purpose_coach.relevance.words import root, words_of

__all__ = ["WEEK", "Limits", "Means", "limits_of"]

WEEK = 7.0
"""Days."""
_MONTH, _YEAR = 365.25 / 12, 365.25

LABELS: Mapping[Role, str] = {
    "analyst": "somebody who is good with figures",
    "buyer": "somebody who buys",
    "designer": "a designer",
    "developer": "a developer",
    "finance": "somebody for finance",
    "frontline": "people who do the work every day",
    "fundraiser": "somebody who raises funds",
    "lead": "a lead who may decide",
    "legal": "legal advice",
    "marketing": "somebody for marketing",
    "operations": "somebody who runs operations",
    "people": "somebody for hiring and staff",
    "product": "somebody who decides on the product",
    "quality": "somebody for quality",
    "sales": "somebody who sells",
    "service": "somebody who looks after customers",
    "trainer": "somebody who teaches",
}
_ROLES: Mapping[Role, str] = {
    "analyst": "analyst data analytics bi statistician controller scientist",
    "buyer": "buyer buying purchasing procurement sourcing",
    "designer": "designer design ux ui graphic architect",
    "developer": "developer programmer software devops coder webmaster it technical tech administrator",
    "finance": "finance financial accountant accounting bookkeeper controller cfo treasurer tax",
    "frontline": "technician nurse cook chef driver baker teacher waiter operator carer mechanic electrician"
    " installer volunteer therapist picker crew apprentice craftsman worker",
    "fundraiser": "fundraiser fundraising grants donor",
    "lead": "founder owner director ceo coo head partner",
    "legal": "lawyer legal counsel solicitor notary",
    "marketing": "marketing marketer marketeer content copywriter seo communications social brand editor"
    " writer",
    "operations": "operations logistics warehouse production process dispatcher planner scheduling shift",
    "people": "hr recruiter recruiting talent personnel",
    "product": "product",
    "quality": "quality compliance safety auditor inspector tester qa",
    "sales": "sales seller salesperson salespeople account representative",
    "service": "support service success care helpdesk receptionist agent customer",
    "trainer": "trainer coach instructor teacher mentor training tutor",
}
_LOOSE: Mapping[Role, str] = {"developer": "engineer", "lead": "manager coordinator lead supervisor"}
"""Words that say a role only where no other word says another: 'process engineer', 'sales manager'."""
_ANYONE = frozenset(map(root, ("employee", "employees", "staff", "team", "people", "colleague", "worker")))
_OWN: frozenset[Role] = frozenset({"lead", "frontline"})
_SAYS: Mapping[Role, frozenset[str]] = {
    role: frozenset(map(root, said.split())) for role, said in _ROLES.items()
}
_MAY_SAY: Mapping[Role, frozenset[str]] = {
    role: frozenset(map(root, said.split())) for role, said in _LOOSE.items()
}


@frozen(kw_only=True)
class Means:
    """What a strategy is done with: by number what is available, and what is not there yet."""

    have: tuple[int, ...] = ()
    lacking: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """How much of it is there."""
        every = len(self.have) + len(self.lacking)
        return len(self.have) / every if every else 1.0


@frozen(kw_only=True)
class Limits:
    """The constraints of a request, as far as they can be read."""

    timeline: str = ""
    days: float | None = None
    """The most days that the timeline allows; None where it names no length of time."""
    budget: float | None = None
    resources: tuple[str, ...] = ()

    def within(self, low: float, high: float) -> tuple[float, float]:
        """The same days, cut at the limit."""
        return (low, high) if self.days is None else (min(low, self.days), min(high, self.days))

    def shown(self, low: float, high: float) -> str:
        """A length of time as a person writes it, never longer than the timeline allows.

        >>> Limits(days=84).shown(56, 84), Limits().shown(56, 84), Limits(days=3).shown(3, 3)
        ('8-12 weeks', '2-3 months', '3 days')
        """
        least, most = self.within(low, high)
        limit = math.inf if self.days is None else self.days
        return next(text for text in _written(least, most) if _longest(text) <= max(limit, 1.0))

    def cost(self, estimate: float | None) -> int | None:
        """An estimate to two significant digits that stays within the budget; None without a budget.

        >>> Limits(budget=14_900).cost(14_873), Limits(budget=20_000).cost(14_873), Limits().cost(10)
        (14000, 15000, None)
        """
        if estimate is None or self.budget is None:
            return None
        near = rounded(min(estimate, self.budget))
        if near > self.budget:
            unit = 10.0 ** (math.floor(math.log10(near)) - 1)
            near = math.floor(self.budget / unit) * unit
        return int(near)

    def means(self, strategy: Strategy) -> Means:
        """Who and what of the available would do it, and what would be new."""
        said = [_roles(text) for text in self.resources]
        anyone = [at for at, text in enumerate(self.resources) if _roots(text) & _ANYONE]
        by: dict[Role, list[int]] = {
            role: [at for at, roles in enumerate(said) if role in roles] or anyone for role in strategy.roles
        }
        with_ = {
            tool: [at for at, text in enumerate(self.resources) if _roots(text) & _telling(tool)]
            for tool in strategy.tools
        }
        have = tuple(dict.fromkeys(found[0] for found in (*by.values(), *with_.values()) if found))
        # Every business has a lead and people at work: they are no find unless nobody else is named.
        roles: list[Role] = [role for role, found in by.items() if not found and not (have and role in _OWN)]
        tools = [tool for tool, found in with_.items() if not found]
        return Means(have=have, lacking=(*(LABELS[role] for role in roles), *tools))


def limits_of(timeline: str, budget: float | None, resources: Sequence[str]) -> Limits:
    """The constraints as far as they can be read; resources that say nothing are dropped."""
    found = span(timeline)
    readable = found is not None and 1 <= found.high < math.inf
    return Limits(
        timeline="" if blank(timeline) else timeline,
        days=found.high if found is not None and readable else None,
        budget=budget,
        resources=tuple(dict.fromkeys(text for text in resources if not blank(text))),
    )


def _written(low: float, high: float) -> Iterator[str]:
    """The most usual way first; then the units in which nothing is rounded up, a range before a number."""
    few = low < 1.5 * WEEK and high >= 2 * WEEK  # '1-5 weeks' reads better than '7-35 days'
    yield _ranged(low, high, WEEK, "week") if few else str(Span(low, high))
    units = ((_YEAR, "year"), (_MONTH, "month"), (WEEK, "week"), (1.0, "day"))
    ranges = [_ranged(low, high, *unit) for unit in units if high >= unit[0]]
    yield from sorted(ranges, key=lambda text: low < high and "-" not in text)
    yield "1 day"


def _ranged(low: float, high: float, days: float, unit: str) -> str:
    most = math.floor(high / days)
    least = min(most, max(1, round(low / days)))
    shown = f"{most}" if least == most else f"{least}-{most}"
    return f"{shown} {unit}{'' if most == 1 else 's'}"


def _longest(text: str) -> float:
    found = span(text)
    return math.inf if found is None else found.high


def _roots(text: str) -> frozenset[str]:
    return frozenset(root(word) for word in words_of(text))


def _telling(tool: str) -> frozenset[str]:
    return frozenset(root(word) for word in words_of(tool) if len(word) > 4) - {
        root("system"),
        root("simple"),
    }


def _roles(text: str) -> frozenset[Role]:
    """The roles that a resource's words name."""
    roots = _roots(text)
    sure: frozenset[Role] = frozenset(role for role, said in _SAYS.items() if roots & said)
    perhaps: frozenset[Role] = frozenset(role for role, said in _MAY_SAY.items() if roots & said)
    return sure or perhaps
