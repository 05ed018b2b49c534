"""What a plan may use: the people who are there, their hours within the timeline, and the money.

Hours are counted at 40 a week a person; `part-time` counts half, `10 hours a week` as it says. A resource
without a number is one person, one that is a sum of money none. Where the timeline or the people cannot be
read, hours have no bound; where both can, there is at least one working day a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from attrs import frozen

from purpose_coach.amounts import COUNTS, money, rounded, span
from purpose_coach.grounding import blank, fold, instructs, tidy
from purpose_coach.relevance.words import root, words_of

__all__ = ["ANYONE", "DAY", "WEEK", "Means", "means_of", "person", "plain"]

WEEK, DAY = 40.0, 8.0
"""Working hours of a person."""
MOST_PEOPLE = 1000
ANYONE = "anyone"
"""A role that whoever is there can take."""

_NUMBER = "|".join(["\\d+", *(name for name in COUNTS if " " not in name)])
_COUNTED = re.compile(rf"\s*({_NUMBER})\b\s*(?:[x×]\s+)?(?=\w)(?!(?:h|hrs?|hours?|days?)\b)")
_WEEKLY = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:h|hrs?|hours?)\s*(?:a|per|each|/)\s*week")
_PART = re.compile(r"\b(?:part[- ]time|half[- ]time)\b")
_DOES = re.compile(r"\w{2,}(?:er|or|ist|ian|ant|ent|eer|yst)s?")
"""What one who does something is called."""
_PEOPLE = """
chef clerk coach colleague cook head intern lead nurse people person staff team trainee
"""
"""Those whose names are formed otherwise."""
_THINGS = """
center centre cluster compressor computer consent container content department document equipment freezer
government instrument investment monitor newsletter number order paper plant power printer processor
projector router scanner sensor server software tractor trailer water
"""
"""Words that are formed like those who do something, and are none."""


@frozen(kw_only=True)
class Means:
    """The people of a request, numbered, with the bounds of hours and money; None is no bound."""

    people: tuple[str, ...] = ()
    hours: float | None = None
    budget: float | None = None

    def who(self, roles: Sequence[str]) -> int | None:
        """The first of the people who carries one of the roles, the best role first."""
        for role in roles:
            for number, one in enumerate(self.people):
                if _human(one) if role == ANYONE else _carries(one, role):
                    return number
        return None


def means_of(timeline: str, resources: Iterable[str], budget: float | None) -> Means:
    """The means that the constraints of a request leave."""
    people = tuple(tidy(one) for one in resources if not blank(one) and not instructs(one))
    time = span(timeline)
    hours = None
    if people and time is not None and time.low > 0:
        full = sum(_weekly(one) * time.low / 7 for one in people)
        hours = max(full, DAY * sum(map(_count, people))) or None
    return Means(people=people, hours=hours, budget=None if budget is None else max(0.0, budget))


def person(resource: str) -> str:
    """The resource without its number: whom one would name.

    >>> person("1 process engineer"), person("Ana, the bookkeeper")
    ('process engineer', 'Ana, the bookkeeper')
    """
    found = _COUNTED.match(resource.lower())
    bare = resource[found.end() :].strip() if found else resource
    return bare or resource


def plain(value: float) -> int | float:
    """The value to two significant digits, whole where it is whole."""
    shown = rounded(value)
    return int(shown) if shown == int(shown) else shown


def _count(resource: str) -> int:
    """How many people the resource is."""
    if money(resource):
        return 0
    found = _COUNTED.match(fold(resource))
    number = found[1] if found else "1"
    return min(MOST_PEOPLE, int(COUNTS.get(number, 0)) or int(number if number.isdecimal() else 1))


def _weekly(resource: str) -> float:
    """The hours that the resource works in a week."""
    said = fold(resource)
    if found := _WEEKLY.search(said):
        return min(168.0, float(found[1].replace(",", ".")))
    return _count(resource) * WEEK * (0.5 if _PART.search(said) else 1.0)


@lru_cache(maxsize=4096)
def _roots(text: str) -> frozenset[str]:
    return frozenset(root(word) for word in words_of(text) if not word.isdigit())


def _carries(resource: str, role: str) -> bool:
    """Whether one of the two says all that the other says: developer, senior frontend developer."""
    ours, theirs = _roots(person(resource)), _roots(role)
    return bool(ours and theirs) and (theirs <= ours or ours <= theirs)


def _human(resource: str) -> bool:
    words = {word.removesuffix("s") for word in words_of(resource)} - set(_THINGS.split())
    return any(word in _PEOPLE.split() or _DOES.fullmatch(word) for word in words)
