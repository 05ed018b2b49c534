"""What an issue says in its own words: figures, what changed, what is not affected, the largest group.

Everything found is a verbatim part of the request, so a sentence that quotes it invents nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from attrs import frozen

from purpose_coach.grounding import blank, excerpt, instructs, numbers, tidy
from purpose_coach.playbooks.filling import named
from purpose_coach.relevance.words import SPECIFIC, weights, words_of

__all__ = ["Situation", "overlap", "situation_of", "told"]

SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
PART = re.compile(r"[,;:]\s+|\s+(?=(?:since|because|after|while|but)\s)")
GROUP = re.compile(r",\s+|\s+and\s+")
ASIDE = re.compile(r"\([^)]*\)")
CHANGE = re.compile(r"\b(?:since|after|following|when)\s+.+?(?=[.,;:!?](?:\s|$)|$)", re.IGNORECASE)
CHANGED = re.compile(
    r"\b(?:new|chang\w*|switch\w*|went live|introduc\w+|launch\w*|mov(?:e|ed|ing)|replac\w+|left|merg\w+"
    r"|migrat\w+|updat\w+|upgrad\w+|releas\w+|reorgani\w+|opened|closed)\b",
    re.IGNORECASE,
)
UNAFFECTED = re.compile(
    r"\b(?:unchanged|unaffected|not (?:been )?(?:affected|changed)|as before|(?:stay|remain)\w* stable)\b",
    re.IGNORECASE,
)
MOVED = re.compile(
    r"\b(?:from .* to|rose|fell|grew|dropped|doubled|passed|rising|falling|takes?|against|instead of|only)\b",
    re.IGNORECASE,
)
OF = re.compile(r"\s*(?:out )?of\b|\s*among\b", re.IGNORECASE)
OTHERS = re.compile(r"\bothers?\b", re.IGNORECASE)
NAME, QUOTE = 8, 20
"""Words of the issue's name, and of a quotation, at most."""


@frozen(kw_only=True)
class Situation:
    """An issue as it is spoken of: quoted, or None where the request does not say it."""

    issue: str
    cause: str | None = None
    change: str | None = None
    unaffected: str | None = None
    most: str | None = None
    figures: tuple[str, ...] = ()
    """The parts of the issue that hold a figure, the most telling first."""
    parts: tuple[str, ...] = ()
    """All its parts, those of the title last."""

    @property
    def slots(self) -> Mapping[str, str]:
        """What fills the slots of the playbook."""
        found = {"issue": self.issue, "cause": self.cause, "change": self.change}
        found |= {"unaffected": self.unaffected, "most": self.most}
        return {name: text for name, text in found.items() if text is not None}

    def figure_for(self, text: str) -> str | None:
        """The figure that is closest to what the text is about, quoted; the most telling of equals."""
        closest = max(self.figures, key=lambda figure: overlap(figure, text), default=None)
        return None if closest is None else told(closest)

    def part_for(self, text: str) -> str | None:
        """The part of the issue that shares most with the text, quoted; None where none shares enough."""
        closest = max(self.parts, key=lambda part: overlap(part, text), default="")
        return told(closest) if overlap(closest, text) >= SPECIFIC else None


def situation_of(title: str, description: str, cause: str) -> Situation:
    """The situation of an issue; a text that speaks to a model is left out of what is quoted."""
    said = [text for text in (title, description) if not blank(text) and not instructs(text)]
    sentences = [sentence for text in reversed(said) for sentence in SENTENCE.split(_lines(text)) if sentence]
    about = [sentence for sentence in sentences if sentence != tidy(title)] or sentences
    return Situation(
        issue=told(said[0], NAME) if said else "this issue",
        cause=None if blank(cause) or instructs(cause) else told(cause),
        change=_first(
            found.group() for one in sentences for found in CHANGE.finditer(one) if _changed(found)
        ),
        unaffected=_first(sentence for sentence in sentences if UNAFFECTED.search(sentence)),
        most=_first(group for sentence in about if (group := _largest(sentence))),
        figures=tuple(_figures(about)),
        parts=tuple(part for sentence in sentences for part in PART.split(sentence) if not blank(part)),
    )


def _lines(text: str) -> str:
    """The text with white space folded line by line: a line's end ends a sentence."""
    return "\n".join(filter(None, map(tidy, text.splitlines())))


def told(text: str, limit: int = QUOTE) -> str:
    """The request's words as a quotation, cut so that no number in them is cut to another.

    >>> told("Sales since the move to the new hall in May: 1,200.50 a day", 11)
    '“Sales since the move to the new hall in May…”'
    """
    # An excerpt ends at a word, and a comma parts words.
    while limit > 1 and numbers(excerpt(tidy(text), limit)) - numbers(text):
        limit -= 1
    return named(text, limit)


def overlap(left: str, right: str) -> int:
    """The weight of the words that both texts have."""
    ours, theirs = _weighed(left), _weighed(right)
    return sum(weight for word, weight in ours.items() if word in theirs)


@lru_cache(maxsize=2048)  # the plays' own texts come again with every request
def _weighed(text: str) -> Mapping[str, int]:
    return weights(words_of(text))


def _first(found: Iterator[str]) -> str | None:
    first = next(found, None)
    return None if first is None else told(first)


def _changed(found: re.Match[str]) -> bool:
    return CHANGED.search(found.group()) is not None


def _figures(sentences: Sequence[str]) -> list[str]:
    """The parts that hold a number, those first that say how it moved or what share it is."""
    parts = [part for sentence in sentences for part in PART.split(sentence) if numbers(part)]
    return sorted(dict.fromkeys(parts), key=lambda part: -_telling(part))


def _telling(part: str) -> int:
    return 2 * (MOVED.search(part) is not None) + ("%" in part) - (OF.match(part) is not None)


def _largest(sentence: str) -> str | None:
    """The part with the largest count, where a sentence counts at least three groups."""
    groups = [(count, part) for part in GROUP.split(sentence) if (count := _count(part)) is not None]
    named_groups = [group for group in groups if not OTHERS.search(group[1])]
    return max(named_groups)[1] if len(groups) > 2 and named_groups else None


def _count(part: str) -> Decimal | None:
    """The one whole number of the part; None of a total, a share, or several numbers."""
    found = numbers(ASIDE.sub("", part))
    if len(found) != 1 or OF.match(part) or "%" in part:
        return None
    (count,) = found
    return count if count == count.to_integral_value() else None
