"""The parts of a list that have a count each: numbers all in front of what they count, or all behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import frozen

from purpose_coach.causes.labels import named_after, named_before
from purpose_coach.causes.mentions import Mention, mentions
from purpose_coach.grounding import words

__all__ = ["Item", "listed"]

_PART = re.compile(r"\s*(,(?!\d)|;|\band\b|&|\bplus\b|\bwhile\b(?=\s+\d)|\bwhereas\b)\s*", re.IGNORECASE)
_OPENED = re.compile(
    r"(?:^|\b(?:found|counted|logged|recorded|show(?:ed|s)?|revealed|noted|listed|saw|there were|includ\w+"
    r"|of (?:which|these|them|those)|with|asked why))\s*$",
    re.IGNORECASE,
)
_LED = re.compile(
    r"\s*(?:(?:about|around|some|roughly|another|a further|further|only|just|mostly"
    r"|the (?:other|remaining|last))\s+)*$",
    re.IGNORECASE,
)


@frozen
class Item:
    """A stretch of text with one count in it."""

    text: str
    mention: Mention

    @property
    def before(self) -> str:
        """What stands before the count."""
        return self.text[: self.mention.start]

    @property
    def after(self) -> str:
        """What stands behind it."""
        return self.text[self.mention.end :]


def listed(body: str) -> tuple[list[Item], list[str]] | None:
    """The items of a list and their labels: numbers all in front, or all behind."""
    for items in (_parts(body, r"\s*;\s*"), _segments(body)):
        if items is None or len(items) < 2:
            continue
        labels = _labelled(items)
        if labels is not None:
            return items, labels
    return None


def _labelled(items: Sequence[Item]) -> list[str] | None:
    opens = [_LED.match(item.before) is not None for item in items]
    if all(opens[1:]) and (opens[0] or _OPENED.search(items[0].before)):
        return named_after([item.after for item in items])
    if not any(opens) and all(words(item.after) <= 2 for item in items):
        return named_before([item.before for item in items])
    return None


def _parts(body: str, separator: str) -> list[Item] | None:
    """One item a part where each part has exactly one count."""
    items: list[Item] = []
    for part in re.split(separator, body.strip(" .")):
        found = list(mentions(part))
        if len(found) != 1:
            return None
        items.append(Item(part, found[0]))
    return items


def _segments(body: str) -> list[Item] | None:
    """One item a segment between commas and "and"; what has no count belongs to its neighbour."""
    pieces = _PART.split(body.strip())
    in_front = _in_front(pieces[::2])
    groups: list[str] = []
    waiting = ""
    for number, piece in enumerate(pieces[::2]):
        glue = f"{_glue(pieces[2 * number - 1])}" if number else ""
        counted = any(mentions(piece))
        if in_front and not counted:
            if groups:
                groups[-1] += f"{glue}{piece}"
        elif counted:
            groups.append(f"{waiting}{glue if waiting else ''}{piece}")
            waiting = ""
        elif ";" in glue:
            waiting = piece
        else:
            waiting = f"{waiting}{glue if waiting else ''}{piece}"
    found = [(group, list(mentions(group))) for group in groups]
    if any(len(inside) > 1 and not (in_front and _only_last(inside, group)) for group, inside in found):
        return None
    return [Item(group, inside[0]) for group, inside in found]


def _only_last(inside: Sequence[Mention], group: str) -> bool:
    """Whether the numbers after the first only end a name: '26 in tray two'."""
    return all(re.match(r"\W*$", group[mention.end :]) for mention in inside[1:])


def _glue(mark: str) -> str:
    return f"{mark} " if mark in ",;" else f" {mark} "


def _in_front(pieces: Sequence[str]) -> bool:
    """Whether most numbers stand first in their piece."""
    counted = [(piece, found) for piece in pieces if (found := next(mentions(piece), None)) is not None]
    return sum(_LED.match(piece[: found.start]) is not None for piece, found in counted) * 2 > len(counted)
