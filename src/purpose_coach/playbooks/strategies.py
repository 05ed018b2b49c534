"""Strategies as an experienced colleague would propose them: what to do, why it works, what it takes.

A row is found by the wordings of goals that it answers (`phrases`); it holds no figures but the weeks that
it usually takes, and no prices: what a thing costs depends on the business.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field, model_validator

from purpose_coach.playbooks.book import Play, Playbook
from purpose_coach.playbooks.filling import slots
from purpose_coach.rows import Id, Said

__all__ = ["BOOK", "SLOTS", "Kind", "Level", "Role", "Strategy", "Theme"]

Level: TypeAlias = Literal["low", "medium", "high"]
Theme: TypeAlias = Literal[
    "acquisition",
    "automation",
    "brand",
    "cash",
    "community",
    "compliance",
    "content",
    "cost",
    "data",
    "delivery",
    "digital",
    "e-commerce",
    "efficiency",
    "engagement",
    "fundraising",
    "growth",
    "hiring",
    "innovation",
    "leadership",
    "local",
    "new-market",
    "new-product",
    "onboarding",
    "partnerships",
    "pricing",
    "quality",
    "remote",
    "retention",
    "sales",
    "service",
    "skills",
    "subscription",
    "supply",
    "sustainability",
    "utilisation",
]
Kind: TypeAlias = Literal[
    "construction",
    "education",
    "farm",
    "finance",
    "food",
    "health",
    "leisure",
    "manufacturing",
    "nonprofit",
    "public",
    "services",
    "shop",
    "software",
    "transport",
]
"""Kinds of business, as far as they decide what fits."""
Role: TypeAlias = Literal[
    "analyst",
    "buyer",
    "designer",
    "developer",
    "finance",
    "frontline",
    "fundraiser",
    "lead",
    "legal",
    "marketing",
    "operations",
    "people",
    "product",
    "quality",
    "sales",
    "service",
    "trainer",
]
SLOTS: Final = frozenset({"customers"})
"""What description and first step may have in them: whom the business serves, in the request's words."""


class Strategy(Play):
    """A strategy; `sign` and `pitfall` end the sentences 'Sign that it works:' and 'Watch out for'."""

    title: Said
    description: Said
    how: Said
    """The mechanism by which it helps, one sentence."""
    sign: Said
    first: Said
    """The first step, as a clause that begins with a verb."""
    pitfall: Said
    themes: Annotated[tuple[Theme, ...], Field(min_length=1)]
    """What it is about, the most telling first."""
    phrases: Annotated[tuple[Said, ...], Field(min_length=1)]
    serves: tuple[Id, ...] = ()
    """What businesses are after that it serves, by the ids of `purpose_coach.kpis.objectives`."""
    difficulty: Level
    impact: Level
    weeks: tuple[int, int]
    """How long it usually takes, from and to."""
    spend: Literal["none", "some", "much"]
    """What it takes beside people's time."""
    prerequisites: tuple[Said, ...] = ()
    roles: tuple[Role, ...] = ()
    """Who does it."""
    tools: tuple[Said, ...] = ()
    kinds: tuple[Kind, ...] = ()
    """The only kinds of business that it fits; empty: any."""
    general: bool = False
    """Whether it helps almost any goal."""

    @property
    def says(self) -> Sequence[str]:
        """Its title, and the wordings of goals that it answers."""
        return (self.title, *self.phrases)

    @model_validator(mode="after")
    def _sound(self) -> Strategy:
        filled = slots(self.description) | slots(self.first)
        plain = slots(f"{self.title} {self.how} {self.sign} {self.pitfall}")
        if unknown := (filled - SLOTS) | plain:
            known = ", ".join(sorted(SLOTS))
            raise ValueError(f"no slot {min(unknown)!r} can stand there: description and first have {known}")
        if not 1 <= self.weeks[0] <= self.weeks[1]:
            raise ValueError("weeks go from a smaller number, at least 1, to a larger one")
        return self


BOOK: Final = Playbook("strategies", Strategy)
