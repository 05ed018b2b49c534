"""Statements of an issue, and which of the six M each speaks of: what the text itself offers as a factor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from attrs import frozen

from purpose_coach.grounding import blank, instructs, numbers, tidy, words

__all__ = ["SIX", "Statement", "families", "statements"]

SIX = ("machine", "method", "material", "people", "measurement", "environment")
"""The six M, as the playbook names them."""

_LEXICON = {
    "machine": r"machin\w+|equipment|press(?:es)?|ovens?|forklifts?|vans?|trucks?|cranes?|pumps?|fryers?"
    r"|printers?|servers?|systems?|software|tools?|computers?|sensors?|valves?|lines?|apps?|platforms?"
    r"|networks?|vehicles?|motors?|belts?|bearings?|freezers?|wizards?|websites?|links?|cache|loses tickets"
    r"|unstable|broken|out of service",
    "method": r"process\w*|procedures?|routes?|methods?|scripts?|plann?\w*|schedul\w+|workflows?|checklists?"
    r"|hand-?overs?|approv\w+|rules?|by hand|manual\w*|profiles?|drawings?|requirements?|releases?|menus?"
    r"|instructions?|set-?up|polic\w+|contracts?|rotat\w+|walkways?|invoices? (?:is|are) sent|priorit\w+",
    "material": r"materials?|resins?|steel|paste|parts?|suppliers?|supply|ingredients?|seeds?|packing"
    r"|packaging|dye|fabrics?|documents?|raw|components?|stock|lead times|incomplete|spare|paper",
    "people": r"staff\w*|operators?|agents?|drivers?|nurses?|cooks?|technicians?|teams?|crews?"
    r"|train(?:ed|ing)|overtime|hires?|absen\w+|turnover|skills?|workload|managers?|subcontractors?|testers?|employees?"
    r"|inductions?|shifts|engineers?|pay",
    "measurement": r"measur\w+|calibrat\w+|gauges?|audits?|inspect\w+|forecasts?|records?|recordings?|counted"
    r"|monitor\w*|weighed|by feel|nobody listens|figures|wrong stock|surveys show|reviewed|not tracked",
    "environment": r"weather|hot(?:ter)?|heat|humid\w*|temperature|rain\w*|noise|light(?:ing|s)|season\w*"
    r"|hardness|space|yard|traffic|competitor\w*|market|econom\w+|law|regulat\w+|rooms are full",
}
_FAMILY = {name: re.compile(rf"\b(?:{said})\b", re.IGNORECASE) for name, said in _LEXICON.items()}
_PARTED = re.compile(
    r"(?<=[.!?;])\s+|\s*\n\s*|,?\s+(?:and|but|while|also)\s+(?=(?:the|a|an|our|no|two|three|many|most|nobody)?\s*"
    r"\w+(?:\s\w+)?\s(?:is|are|was|were|has|have|had|does|do|did|went|fell|rose)\b)"
    r"|,\s+(?=(?:\w+\s){1,4}(?:is|are|was|were|has|have|had|went|arrive\w*|change\w*|fail\w*)\b)",
    re.IGNORECASE,
)
SHORT, LONG = 3, 24
"""Words that a statement has, to say something that can be quoted whole."""


@frozen
class Statement:
    """A part of the issue's text that says one thing, verbatim, and what it speaks of."""

    text: str
    family: str | None
    """One of the six M; None where it names none."""

    @property
    def counts(self) -> bool:
        """Whether it is about numbers, and so rather a symptom than a cause."""
        return bool(numbers(self.text))


def families(text: str) -> dict[str, str]:
    """The six M that a text speaks of, each with the first word that says so.

    >>> families("Overtime is up and two forklifts are out of service")
    {'machine': 'forklifts', 'people': 'Overtime'}
    """
    return {name: found[0] for name, said in _FAMILY.items() if (found := said.search(text))}


@lru_cache(maxsize=256)
def statements(text: str) -> tuple[Statement, ...]:
    """The statements of a text, in its order; none that speaks to a model.

    >>> [one.text for one in statements("Overtime is up and two forklifts are out of service.")]
    ['Overtime is up', 'two forklifts are out of service']
    """
    return tuple(_stated(text))


def _stated(text: str) -> Iterator[Statement]:
    for part in _PARTED.split(text):
        bare = tidy(part or "").strip(" .,;:!?-")
        if not blank(bare) and SHORT <= words(bare) <= LONG and not instructs(bare):
            yield Statement(bare, _main(bare))


def _main(text: str) -> str | None:
    """The family that most words of a statement speak of, the first of the six of equals."""
    told = {name: len(said.findall(text)) for name, said in _FAMILY.items()}
    best = max(SIX, key=lambda name: told[name])
    return best if told[best] else None
