"""What a count counts, in the text's own words: without the words that only join it to its number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from purpose_coach.grounding import fold, tidy, words

__all__ = ["is_other", "named_after", "named_before"]

LONGEST = 12
"""Words that a label may have; a longer one is a sentence and no name."""

_OTHER = re.compile(
    r"(?:all |the |any )*(?:others?\b|(?:remaining|remainder|misc(?:ellaneous)?|various)\b"
    r"|(?:rest|elsewhere|something else|none of these|(?:unknown|unclear|no|gave no|not)"
    r"(?: (?:reasons?|causes?|answers?|stated|known|given|recorded))?)(?: of .*| given)?$)"
)
_WHEN = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|spring|summer|autumn|winter"
    r"|today|yesterday|(?:last|this|next|previous) (?:week|month|quarter|year)|q[1-4]|year|before|now)$"
)
_BECAUSE = re.compile(
    r"^.*?\b(?:because of|because|due to|owing to|caused by|on account of|thanks to)\s+", re.IGNORECASE
)
_REPORT = (
    r"mention(?:ed|s|ing)?|nam(?:ed?|es|ing)|cit(?:ed?|es|ing)|report(?:ed|s|ing)?|says?|said|told us"
    r"|blam(?:ed?|es|ing)|list(?:ed|s)?|quot(?:ed?|es)|g[ai]ve|concern(?:ed|s|ing)?|point(?:ed|s)? (?:to|at)"
    r"|complain(?:ed|s|ing)? (?:of|about)|chose|ticked"
)
_LINKS = (
    r"were|was|are|is|had|have|been|be|came from|come from|came|happened|occurred|related to"
    rf"|involv(?:ed?|es)|{_REPORT}|about|while|they|it was|of"
)
_LINKED = re.compile(rf"^(?:(?:{_LINKS})\s+)+", re.IGNORECASE)
_PREPOSITION = re.compile(r"^(?:about|on|to|for|by|from|with|in|at|over|because|under)\s+", re.IGNORECASE)
_PLACE = re.compile(r"^(?:on|in|at) the (?:way|road|job|phone|spot|end|start)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:an?|the|their|his|her|its|our)\s+(?=\S)", re.IGNORECASE)
_COUNTED = re.compile(r"\b(?:times|cases|mentions|votes|answers|replies)\b", re.IGNORECASE)
_BOUND = re.compile(
    r"\s*(?:[:=–—(,]|-(?=\s*$)|\b(?:(?:was|were|is|are|has been|have been)\s+)?"
    rf"(?:(?:{_REPORT}|raised|chosen|given)\s+)?(?:by|in|for|with|at|to)"
    r"|\b(?:accounted for|accounts for|account for|made up|caused|led to|explained|explains|decided"
    r"|were behind|was behind|was the reason in|occurred|happened|came up|appeared))\s*$",
    re.IGNORECASE,
)
_INTRODUCED = re.compile(rf"^.*\b(?:{_REPORT}|found|show(?:ed|s)?|include[sd]?)\s+", re.IGNORECASE)


def is_other(label: str) -> bool:
    """Whether the label names what is left over, and no kind of its own.

    >>> is_other("other reasons"), is_other("another carrier")
    (True, False)
    """
    return _OTHER.match(fold(label)) is not None


def named_after(parts: Sequence[str]) -> list[str] | None:
    """Labels from what follows each number: '22 waited for parts, 11 for us'; None where one is none.

    >>> named_after(["waited for parts", "for technicians", "were others"])
    ['waited for parts', 'waited for technicians', 'others']
    """
    bare = [tidy(part).lstrip(",;: ") for part in parts]
    verb = _shared_verb(bare)
    return _all([_after(part, verb) for part in bare])


def _shared_verb(parts: Sequence[str]) -> str | None:
    """The verb of the first part where the next leaves it out: 'waited ' before 'for'."""
    if len(parts) < 2 or not (preposition := _PREPOSITION.match(parts[1])):
        return None
    found = re.match(rf"(?:\w+ )?(\w+ ){preposition[0]}", parts[0], re.IGNORECASE)
    shared = found and not _LINKED.fullmatch(found[1]) and not _BECAUSE.match(parts[0])
    return found[1] if found and shared else None


def _after(part: str, verb: str | None) -> str:
    bare, preposition = part, _PREPOSITION.match(part)
    if verb is not None and preposition and not is_other(bare[preposition.end() :]):
        return _plain(f"{verb}{bare}")
    bare = _BECAUSE.sub("", bare)
    bare = _LINKED.sub("", bare)
    if not _PLACE.match(bare):
        bare = _PREPOSITION.sub("", bare)
    return _plain(_LINKED.sub("", bare))


def named_before(parts: Sequence[str]) -> list[str] | None:
    """Labels from what stands before each number: 'a slow wizard 22 times', 'wrong size (45)'.

    >>> named_before(["Exit surveys mention a slow wizard", "price was named by", "wrong size ("])
    ['slow wizard', 'price', 'wrong size']
    """
    bare = [_before(part) for part in parts]
    return _all([_plain(_INTRODUCED.sub("", bare[0])), *map(_plain, bare[1:])] if bare else [])


def _before(part: str) -> str:
    bare, last = tidy(part), ""
    while bare != last:
        bare, last = _BOUND.sub("", bare), bare
    return re.split(r":|\s[-–—]\s", bare)[-1]


def _plain(label: str) -> str:
    bare = _COUNTED.sub("", label) if _COUNTED.fullmatch(label) else label
    return _ARTICLE.sub("", bare.strip(" \t.,;:!?-–—()\"“”'*")).strip()


def _all(labels: list[str]) -> list[str] | None:
    """The labels where each names something, briefly, and no two the same; times are no kinds."""
    good = all(0 < words(label) <= LONGEST and re.search(r"[^\W\d_]", label) for label in labels)
    series = sum(_WHEN.search(fold(label)) is not None for label in labels) > 1
    different = len({fold(label) for label in labels}) == len(labels)
    return labels if labels and good and different and not series else None
