"""What code sees in a draft of values, purpose or vision: its parts, how far it is, and what stands out.

The rules of what stands out, for each topic the first that holds: **values**: more than SEVERAL; a pair that
overlaps; one that is expected of any business; single words only. **Purpose**: speaks of the business's own
gain; says what is made or sold and not what for; names nobody; is long. **Vision**: speaks of rank or size;
says what will be done; has nobody in it and no picture of a changed world; is long. English only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from purpose_coach.grounding import blank, words
from purpose_coach.playbooks.phrases import clipped, fragments
from purpose_coach.playbooks.questions import Stage, Topic
from purpose_coach.playbooks.values import Value, named_in
from purpose_coach.repeats import distinct

__all__ = ["FEW", "LONG", "SEVERAL", "SHORT", "items_of", "noticed", "stage_of"]

FEW: Final = 3
"""Values up to which a draft is deepened; more are chosen from."""
SEVERAL: Final = 6
"""Values that can be told from memory at most."""
SHORT: Final = 8
"""Words up to which a draft of a purpose or a vision is deepened; a longer one is chosen from and cut."""
LONG: Final = 30
"""Words from which a purpose or a vision cannot be told from memory."""

_PARTS = re.compile(r"[,;\n•|/&+]|\band\b|\bund\b|\bet\b|\by\b|^\s*[-*\d]+[.)]?\s|\s[-–—*]\s", re.MULTILINE)
_CHOOSING = re.compile(
    r"\b(?:choos\w*|decid\w*|narrow\w*|cut|shorten\w*|too (?:many|long)|priorit\w*|between|versions?"
    r"|options?)\b",
    re.IGNORECASE,
)
_WHAT = re.compile(
    r"\b(?:sell|selling|provid\w+|offer\w*|deliver\w*|mak(?:e|es|ing)|produc\w+|suppl(?:y|ies|ying)|build\w*"
    r"|manufactur\w+|repair\w*|develop\w*|design\w*|serv(?:e|es|ing))\b",
    re.IGNORECASE,
)
_FOR_WHAT = re.compile(
    r"\b(?:so|because|in order|for|help\w*|enabl\w+|without|that|lets?|giv\w+|free\w*|easier|possible|better"
    r"|quicker|cheaper)\b",
    re.IGNORECASE,
)
_GAIN = re.compile(
    r"\b(?:profits?|revenue|turnover|market share|shareholders?|grow(?:th)?|successful company)\b",
    re.IGNORECASE,
)
_RANK = re.compile(
    r"\b(?:leading|leader|best|biggest|largest|number one|no\.? ?1|top|most (?:trusted|successful|innovative)"
    r"|first choice|world[- ]class|market share|preferred)\b",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:people|persons?|everyone|everybody|anyone|nobody|no one|famil\w+|children|customers?|clients?"
    r"|patients?|women|men|households?|neighbou?rs?|communit\w+|societ\w+|owners|teams|students|guests|farmers"
    r"|animals|others|humans?|citizens|members|companies|businesses|small firms)\b",
    re.IGNORECASE,
)
_PICTURE = re.compile(
    r"\b(?:world|where|everywhere|every|no longer|never|always|future|cit(?:y|ies)|towns?|region"
    r"|countr(?:y|ies)|planet|life|lives|homes?|schools?|rivers?|nothing|all)\b",
    re.IGNORECASE,
)
_WILL_DO = re.compile(r"\b(?:we will|we want to|we aim to|to become|to be)\b", re.IGNORECASE)


def items_of(draft: str) -> tuple[str, ...]:
    """The values that a draft lists, each once.

    >>> items_of("Honesty, craft and honesty; say what we do.")
    ('Honesty', 'craft', 'say what we do')
    """
    parts = (fragment for part in _PARTS.split(draft) for fragment in fragments(part))
    return tuple(distinct(parts))


def stage_of(topic: Topic, draft: str, message: str) -> Stage:
    """How far the draft is: not begun (explore), a beginning (deepen), or enough to choose from and cut.

    A message that speaks of choosing or shortening moves any draft to the last stage.
    """
    if blank(draft):
        return "explore"
    size, few = (len(items_of(draft)), FEW) if topic == "coreValues" else (words(draft), SHORT)
    return "choose" if size > few or _CHOOSING.search(message) else "deepen"


def noticed(topic: Topic, draft: str, values: Sequence[Value]) -> str:
    """One observation about a draft by the rules above; empty where none holds or nothing is drafted."""
    if blank(draft):
        return ""
    match topic:
        case "coreValues":
            return _of_values(items_of(draft), values)
        case "purpose":
            return _of_purpose(draft)
        case "vision":
            return _of_vision(draft)


def _of_values(items: Sequence[str], values: Sequence[Value]) -> str:
    found = [(item, value) for item in items for value in named_in(item, values)[:1] if words(item) <= 3]
    if len(items) > SEVERAL:
        return "That is more than most people can name without looking."
    for place, (item, value) in enumerate(found):
        for other, near in found[place + 1 :]:
            if near.id != value.id and (near.id in value.kin or value.id in near.kin):
                pair = f"“{clipped(item, 3)}” and “{clipped(other, 3)}”"
                return f"{pair} lie close together, so one may carry both."
    for item, value in found:
        if value.expected:
            said = f"“{clipped(item, 3)}” is expected of any business"
            return f"{said}, so it says little without a behaviour of yours."
    if items and all(words(item) == 1 for item in items):
        return "So far these are single words: what people do because of them is still open."
    return ""


def _of_purpose(draft: str) -> str:
    if _GAIN.search(draft) and not _PEOPLE.search(draft):
        return "It speaks of what the business gains: what others gain is still open."
    if _WHAT.search(draft) and not _FOR_WHAT.search(draft):
        return "It says what you do: what that makes possible for someone is still open."
    if not _PEOPLE.search(draft):
        return "Nobody appears in it yet for whom something is different."
    return "It is too long to be told from memory." if words(draft) > LONG else ""


def _of_vision(draft: str) -> str:
    if _RANK.search(draft):
        return "It speaks of your place among others: what is different for people is still open."
    if _WILL_DO.search(draft) and not _PICTURE.search(draft):
        return "It says what you will do: how things look once that is done is still open."
    if not _PICTURE.search(draft) and not _PEOPLE.search(draft):
        return "It has no picture yet of what has changed in the world."
    return "It is too long to be told from memory." if words(draft) > LONG else ""
