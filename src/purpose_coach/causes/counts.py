"""Reading counts by kind from a text: "of 180 tickets, 92 were password resets, 41 billing questions".

A list counts when its numbers stand all before, or all after, what they count, and when something says
that the kinds are parts of one whole: a total, "other", "times", a colon, reasons or mentions. Anything
less is no list of counts: three shops and twelve employees have nothing in common.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from attrs import frozen

from purpose_coach.causes.items import Item, listed
from purpose_coach.causes.labels import is_other, named_before
from purpose_coach.causes.mentions import Mention, mentions
from purpose_coach.causes.totals import Whole, headed, measured, noun_of, stated
from purpose_coach.grounding import instructs, tidy

__all__ = ["Counted", "Counts", "read_counts"]

MOST = 60
"""Numbers that a sentence may have; one with more is a table that lost its lines."""

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\W_a-z]|[“\"(])")
_BULLET = re.compile(r"^\s*(?:[-*•–·]|\d{1,2}[.)])\s+", re.MULTILINE)
_LINE = re.compile(r"\s*\n\s*")
_FOUND = re.compile(
    r"\b(?:reasons?|causes?|caused|because|due to|mention\w*|named?|cite[ds]?|said|say|complain\w*|blame[ds]?"
    r"|by (?:kind|type|reason|cause|category)|accounted for|waited for|came from|breakdown|kinds of|types of"
    r"|groups|categories|found|failures?|defects?|errors?|rejected|rejects|about|times)\b",
    re.IGNORECASE,
)
_ACCOUNTED = re.compile(
    r"\b(?:accounted for|accounts for|made up|caused|were behind|was behind|explained|led to)\s+$",
    re.IGNORECASE,
)


@frozen
class Counted:
    """A kind and how often it was counted."""

    label: str
    count: int


@frozen
class Counts:
    """Kinds with their counts, the most frequent first and what is left over last."""

    kinds: tuple[Counted, ...]
    measure: str
    """What was counted, in the text's words where it says."""
    stated: int | None
    """The total that the text states; None where it states none."""
    quote: str
    """The part of the text that was read."""

    @property
    def counted(self) -> int:
        """The sum of the counts."""
        return sum(kind.count for kind in self.kinds)


def read_counts(text: str) -> Counts | None:
    """The counts by kind in a text: the list with the most kinds, the first of equals; None without one.

    >>> counts = read_counts("Of 40 late repairs 22 waited for parts, 11 for technicians, 7 for us.")
    >>> [(kind.label, kind.count) for kind in counts.kinds], counts.stated, counts.measure
    ([('waited for parts', 22), ('waited for technicians', 11), ('waited for us', 7)], 40, 'late repairs')
    """
    sentences = _sentences(text)
    found = [counts for at in range(len(sentences)) if (counts := _read(sentences, at)) is not None]
    if (spread := _spread(sentences)) is not None:
        found.append(spread)
    return max(found, key=lambda counts: len(counts.kinds), default=None)


def _sentences(text: str) -> list[str]:
    """Sentences, where the lines of a list are one sentence; none of them speaks to a model."""
    joined, listing = "", False
    for line in _LINE.split(_BULLET.sub("", text.strip())):
        glue = " " if joined[-1:] in ".!?:;," else ("; " if listing else ": ")
        joined += f"{glue if joined else ''}{line}"
        listing = listing or any(mentions(line))
    return [sentence for sentence in _SENTENCE.split(joined) if not instructs(sentence)]


def _read(sentences: Sequence[str], at: int) -> Counts | None:
    sentence = sentences[at]
    if len(list(mentions(sentence))) > MOST:
        return None
    whole, rest = stated(sentence)
    head, body, inside = headed(rest)
    whole = whole or inside
    read = listed(body)
    if read is None:
        return None
    items, labels = read
    counts = [item.mention.value for item in items]
    if whole is None or whole.total < max(counts):
        whole = _before(sentences[:at], sum(counts))
    if whole is None and not _one_whole(items, labels, sentence, headed=bool(head)):
        return None
    measure = (whole.noun if whole else "") or measured(head) or _kind_of(items)
    return _made(labels, counts, measure, whole.total if whole else None, tidy(sentence))


def _made(
    labels: Sequence[str], counts: Sequence[int], measure: str, total: int | None, quote: str
) -> Counts | None:
    kinds = [Counted(label, count) for label, count in zip(labels, counts, strict=True)]
    if sum(counts) == 0:
        return None
    kinds.sort(key=lambda kind: (is_other(kind.label), -kind.count))
    return Counts(tuple(kinds), measure, total, quote)


def _before(earlier: Sequence[str], told: int) -> Whole | None:
    """The total that the sentence before states, which is one when the counts come to it exactly."""
    for mention in mentions(earlier[-1]) if earlier else ():
        if mention.value == told:
            return Whole(told, tidy(noun_of(earlier[-1][mention.end :])))
    return None


def _one_whole(items: Sequence[Item], labels: Sequence[str], sentence: str, *, headed: bool) -> bool:
    """Whether something else than a total says that the counts are parts of one whole."""
    marked = all(item.mention.times or re.match(r"\s*\)", item.after) for item in items)
    other = any(map(is_other, labels))
    return headed or marked or other or _FOUND.search(sentence) is not None


def _kind_of(items: Sequence[Item]) -> str:
    said = any(re.match(r"\s*(?:times|mentions)\b", item.after) for item in items)
    return "mentions" if said else "cases"


def _spread(sentences: Sequence[str]) -> Counts | None:
    """Counts of one a sentence: "Scratches accounted for 61 rejects. Dents accounted for 24."."""
    items = [item for sentence in sentences if (item := _accounted(sentence)) is not None]
    labels = named_before([item.before for item in items])
    if len(items) < 2 or labels is None:
        return None
    noun = tidy(noun_of(items[0].after)) or "cases"
    return _made(labels, [item.mention.value for item in items], noun, None, tidy(items[0].text))


def _accounted(sentence: str) -> Item | None:
    found: Iterator[Mention] = mentions(sentence)
    first, another = next(found, None), next(found, None)
    if first is None or another is not None or not _ACCOUNTED.search(sentence[: first.start]):
        return None
    return Item(sentence, first)
