"""Sentences of a playbook with the request's own words in them: slots are `{name}`, and none stays open."""

from __future__ import annotations

import re
from collections.abc import Mapping

from purpose_coach.grounding import blank, excerpt, tidy

__all__ = ["filled", "named", "slots"]

_SLOT = re.compile(r"\{([a-z_]+)\}")


def slots(text: str) -> frozenset[str]:
    """The names of the slots in a text.

    >>> sorted(slots("Ask {person} about {goal}"))
    ['goal', 'person']
    """
    return frozenset(_SLOT.findall(text))


def filled(text: str, words: Mapping[str, str]) -> str | None:
    """The text with `words` in its slots; None where a word for one is missing or says nothing.

    >>> filled("Ask {person} first", {"person": "Ana"}), filled("Ask {person}", {})
    ('Ask Ana first', None)
    """
    if any(blank(words.get(name, "")) for name in slots(text)):
        return None
    return _SLOT.sub(lambda found: words[found[1]], text)


def named(text: str, limit: int = 12) -> str:
    """The request's own words as they stand in a sentence: quoted, no full stop, cut at `limit` words.

    >>> named("Grow the bakery.  ")
    '“Grow the bakery”'
    """
    said = excerpt(tidy(text), limit)
    cut = "…" if len(said) < len(tidy(text)) else ""
    return f"“{said.rstrip(' .,;:!')}{cut}”"
