"""Possible causes of an issue: what its own text offers, what was counted, and what experience adds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Protocol

from attrs import frozen

from purpose_coach.causes.counts import Counts
from purpose_coach.causes.factors import Statement, families, statements
from purpose_coach.causes.frameworks import bone
from purpose_coach.causes.pareto import pareto
from purpose_coach.causes.shapes import Framework
from purpose_coach.causes.signals import outside
from purpose_coach.causes.speaking import said
from purpose_coach.grounding import blank, fold, numbers
from purpose_coach.repeats import repeated

__all__ = ["Known", "Possible", "contrast", "from_book", "own_causes", "spread"]

OWN, MOST, EACH, LEAST = 4, 9, 3, 3
"""Causes from the text at most, causes in all, on one bone, and bones that a fishbone has at least."""

_BECAUSE = re.compile(
    r"\b(?:because of|because|due to|owing to|caused by)\s+(?P<because>[^.;:,]{8,120})"
    r"|\b(?:since|after|when)\s+(?P<change>(?:the|we|our|a|its|their)\s[^.;:,]{0,80}?\b(?:was|were|went"
    r"|changed|moved|replaced|shortened|started|began|left|switched)\b[^.;:,]{0,60})",
    re.IGNORECASE,
)
_MOVED = re.compile(
    r"\b(?:fell|rose|grew|went|dropped|climbed|declined|increased|decreased|doubled|is down|is up|are up"
    r"|are down|jumped)\b.*\d",
    re.IGNORECASE,
)
_CONTRAST = re.compile(
    r"\b(?:unchanged|unaffected|not affected|still (?:fine|good|works?)|no such|without (?:any )?problems?"
    r"|as before|stays? the same)\b",
    re.IGNORECASE,
)
_SORTS = re.compile(
    r"\b(?:all|many|various|several|different) (?:\w+ )?(?:sorts|kinds|types|reasons)\b", re.IGNORECASE
)
_BEHIND = {
    "machine": "upkeep, repair or fit for the work as it is now",
    "method": "a way of working that was not tried out, or not agreed",
    "material": "a source or a quality that changed",
    "people": "load, practice, or nobody to stand in",
    "measurement": "figures that come late or that people read differently",
    "environment": "a change around the work that was not prepared for",
}


class Known(Protocol):
    """A cause of the playbook, as far as it is needed here."""

    @property
    def category(self) -> str:
        """One of the six M."""
        ...

    @property
    def bone(self) -> str | None:
        """Its bone in 8P."""
        ...

    @property
    def cause(self) -> str:
        """What may be so."""
        ...

    @property
    def behind(self) -> tuple[str, ...]:
        """What may be the cause of the cause."""
        ...

    @property
    def whys(self) -> tuple[str, str]:
        """The question that leads to it, and the one that leads behind it."""
        ...

    @property
    def check(self) -> str:
        """What to look at to know."""
        ...

    @property
    def gain(self) -> str:
        """What becomes possible where it is mended."""
        ...


@frozen
class Possible:
    """A possible cause: a sentence that says that it may be so."""

    text: str
    category: str
    """One of the six M."""
    behind: tuple[str, ...] = ()
    check: str = ""
    bone: str | None = None
    quote: str = ""
    """The request's words that it stands on, between quotation marks; empty where it is from experience."""
    why: str = ""
    """The question that goes behind those words."""

    def on(self, framework: Framework) -> int:
        """The bone of the framework that it stands on."""
        return bone(framework, self.category, self.bone)


def from_book(known: Known) -> Possible:
    """A cause of the playbook."""
    return Possible(known.cause, known.category, known.behind, known.check, known.bone)


def contrast(text: str) -> str:
    """What the text says is not affected, quoted: where to look for the difference; empty where nothing.

    >>> contrast("Rejects doubled. Lines 1 and 3 use the old resin and are unchanged.")
    '“Lines 1 and 3 use the old resin and are unchanged”'
    """
    sentences = (one for one in re.split(r"(?<=[.!?])\s+|\n", text) if _CONTRAST.search(one))
    return next((quote for one in sentences if (quote := said(one, 20))), "")


def own_causes(title: str, text: str, counts: Counts | None) -> list[Possible]:
    """What the text itself offers: what it counts most, what it says came before, and other factors.

    What only says the title again is the issue and no cause of it.
    """
    found: list[Possible] = []
    for one in chain(_counted(text, counts), _said_causes(text), _factors(text, counts)):
        issue = fold(title) in fold(one.quote) and not blank(title)
        if not issue and repeated(one.quote, [title, *(other.quote for other in found)]) is None:
            found.append(one)
    return found[:OWN]


def _counted(text: str, counts: Counts | None) -> Iterator[Possible]:
    told = {one.label: one.count for one in counts.kinds} if counts else {}
    few = pareto(counts).vital_few[:2] if counts else ()
    for label in few:
        if shown := said(label):
            kind = next(iter(families(label)), "method")
            # A label may be put together from two places; only what stands in the text is quoted.
            name = shown if fold(label) in fold(text) else f"the kind {label}"
            count = f"The {told[label]} counted as" if label in told else "Those counted as"
            yield _own(
                f"{count} {name} may have one cause in common",
                kind,
                name,
                why=f"If {name} weighs most: why does it come up so often?",
                check="Take these cases and look for what they share: time, place, people, product",
            )


def _said_causes(text: str) -> Iterator[Possible]:
    for found in _BECAUSE.finditer(text):
        if quote := said(found["because"] or found["change"]):
            kind = next(iter(families(found[0])), "method")
            if found["change"]:
                yield _own(
                    f"It may have begun with this: {quote}",
                    kind,
                    quote,
                    why=f"If {quote} has to do with it: why does it make such a difference?",
                    check="Compare cases from before and after it, all else equal",
                )
            else:
                yield _own(
                    f"What the text gives as the reason may be one: {quote}",
                    kind,
                    quote,
                    why=f"If it is because {quote}: why is that so?",
                    check="Look whether it also happens where this is not so",
                )


def _factors(text: str, counts: Counts | None) -> Iterator[Possible]:
    told = fold(counts.quote) if counts else ""
    for one in statements(text):
        quote, family = said(one.text), "environment" if outside(one.text) else one.family
        if family and quote and _is_factor(one) and fold(one.text) not in told:
            yield _own(
                f"This may be a part of it: {quote}",
                family,
                quote,
                why=f"If this plays a part, {quote}: why is it so?",
                check="Look whether it happens as often where this is not so",
            )


def _own(text: str, category: str, quote: str, *, why: str, check: str) -> Possible:
    return Possible(text, category, (_BEHIND[category],), check, quote=quote, why=why)


def _is_factor(one: Statement) -> bool:
    """Whether a statement may be a cause: not a figure that moved, and not what is unaffected."""
    says_how_much = len(numbers(one.text)) > 2 or _MOVED.search(one.text) or _BECAUSE.search(one.text)
    return not (says_how_much or _CONTRAST.search(one.text) or _SORTS.search(one.text))


def spread(
    first: Iterable[Possible], rest: Iterable[Possible], spare: Sequence[Possible], framework: Framework
) -> list[Possible]:
    """Causes for a fishbone, the likeliest first: none twice, few on a bone, and at least three bones."""
    kept: list[Possible] = []

    def take(one: Possible) -> None:
        full = sum(other.on(framework) == one.on(framework) for other in kept) >= EACH
        if len(kept) < MOST and not full and repeated(one.text, [other.text for other in kept]) is None:
            kept.append(one)

    for one in chain(first, rest):
        take(one)
    for one in spare:
        if len({other.on(framework) for other in kept}) >= LEAST:
            break
        if all(other.on(framework) != one.on(framework) for other in kept):
            take(one)
    return kept
