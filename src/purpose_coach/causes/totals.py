"""The whole that counts are parts of: a total that the text states, and what it is a total of."""

from __future__ import annotations

import re

from attrs import frozen

from purpose_coach.causes.mentions import Mention, mentions
from purpose_coach.grounding import tidy, words

__all__ = ["Whole", "headed", "measured", "noun_of", "stated"]

MEASURED = 4
"""Words of a measure at most."""

_SAMPLE = re.compile(r"\(\s*n\s*=\s*(\d[\d,]*)\s*\)", re.IGNORECASE)
_WHOLE = re.compile(
    r"^(?:out )?of\s+(?:the |our |these |those |all |last )*$|^(?:among|from) (?:the |our |these )*$",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"(?:^(?:in total|altogether|overall),?|\b(?:there were|lost|ha[dv]e?|received|got|saw|logged|counted"
    r"|recorded|reviewed|checked|missed|closed|cancelled|rejected|opened))\s+$",
    re.IGNORECASE,
)
_SHARE = re.compile(r"^\s+(?:out )?of\s+(?:the |our |these |all )*$", re.IGNORECASE)
_KINDS = re.compile(
    r"\s*(?:main |different |common )*(?:groups?|kinds?|types?|categor\w+|reasons?|causes?|class\w*)\b",
    re.IGNORECASE,
)
_NO_KINDS = re.compile(
    r"\b(?:prices?|costs?|fees?|rates?|salar\w+|budgets?|scores?|ratings?|ages?|sizes?|hours|temperatures?"
    r"|staff|employees|headcount|capacity|stock|seats?|targets?)$",
    re.IGNORECASE,
)
"""What a list of numbers after a colon is of, when it counts no cases."""
_NOUN_ENDS = re.compile(
    r"\s*(?:[,.:;(]|\b(?:were|was|are|is|had|have|has|that|which|who|in|on|at|for|by|with|last|this|over|why"
    r"|since|during|as|did|to|when|because|fell|falls?|came|come)\b)",
    re.IGNORECASE,
)


@frozen
class Whole:
    """A total, and what it counts in the text's words; empty where they do not say."""

    total: int
    noun: str


def stated(sentence: str) -> tuple[Whole | None, str]:
    """The total that a sentence states, and the sentence without it."""
    if sample := _SAMPLE.search(sentence):
        noun = measured(re.split(r"[,.:;]", sentence[: sample.start()])[-1])
        rest = f"{sentence[: sample.start()].rstrip()}{sentence[sample.end() :]}"
        return Whole(int(sample[1].replace(",", "")), noun), rest
    found = list(mentions(sentence))
    if len(found) < 2:
        return None, sentence
    first, second = found[:2]
    before, behind = sentence[: first.start], sentence[first.end :]
    told = sum(mention.value for mention in found[1:])
    if _WHOLE.search(before) or (len(found) > 2 and first.value == told and _ALL.search(before)):
        noun = noun_of(behind)
        return Whole(first.value, tidy(noun)), _untold(behind[len(noun) :])
    if len(found) > 2 and _SHARE.match(sentence[first.end : second.start]):
        noun = noun_of(sentence[second.end :])
        rest = f"{sentence[: first.end]} {sentence[second.end + len(noun) :]}"
        return Whole(second.value, tidy(noun)), rest
    return None, sentence


def _untold(behind: str) -> str:
    """What follows a total and its noun; what else stands before the first count says no kind."""
    comma = re.match(r"[^,;:.]{0,60}?[,:]\s*", behind)
    return behind[comma.end() :] if comma and not any(mentions(comma[0])) else behind


def noun_of(rest: str) -> str:
    """What a total counts: the words after it, up to the next number or whatever ends a noun."""
    number = next(mentions(rest), None)
    stretch = rest[: number.start] if number else rest
    end = _NOUN_ENDS.search(stretch)
    shown = stretch[: end.start()] if end else stretch
    return shown if words(shown) <= MEASURED else ""


def headed(sentence: str) -> tuple[str, str, Whole | None]:
    """What stands before a list's colon, what after it, and the total that the head names."""
    for colon in re.finditer(r":\s+", sentence):
        head, body = sentence[: colon.start()], sentence[colon.end() :]
        inside = list(mentions(head))
        if len(list(mentions(body))) < 2 or _NO_KINDS.search(head):
            break
        if inside and _only_number(inside[0], head):
            break  # "cold food 31:" is a part of the list
        if inside and not _KINDS.match(head[inside[0].end :]):
            return head, body, Whole(inside[0].value, tidy(noun_of(head[inside[0].end :])))
        return head, body, None
    return "", sentence, None


def _only_number(mention: Mention, head: str) -> bool:
    return not head[mention.end :].strip()


def measured(head: str) -> str:
    """What a list is about, from the words before it."""
    bare = tidy(head).strip(" .,:;()")
    if any(mentions(bare)):
        bare = tidy(noun_of(bare))
    return bare if 0 < words(bare) <= MEASURED + 2 else ""
