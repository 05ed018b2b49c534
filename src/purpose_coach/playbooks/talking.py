"""How a coach speaks: one reflection in the user's words, one open question at the end, no verdict."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from purpose_coach.grounding import fold
from purpose_coach.playbooks.phrases import ASKING, clipped, roots, telling
from purpose_coach.playbooks.questions import Topic
from purpose_coach.relevance.words import words_of

__all__ = ["QUOTED", "SUBJECT", "closed", "judging", "mirrored", "strange", "unasked"]

SUBJECT: Final[Mapping[Topic, str]] = {"coreValues": "core values", "purpose": "purpose", "vision": "vision"}

QUOTED: Final = 12
"""Words of a user's that are said back at once."""

_QUESTION = re.compile(rf"[^.!;\n{ASKING}]+[{ASKING}]")
_ENDED = re.compile(r"[.!]\s+")
_LATIN = re.compile(r"[a-zA-Z]")
_OPEN = re.compile(
    r"(?:^|[,;:–—-] ?)(?:(?:and|but|so|then|und|et|y|e)\s+)?"
    r"(?:(?:to|for|in|of|at|with|by|from|about|on|under|through|into|beyond|für|in|an|mit|von|bei|aus|zu|auf"
    r"|à|a|de|en|pour|avec|dans|par|con|da|per|di|em|com|por|van|voor|met)\s+)?"
    r"(?:(?:who|whom|whose|what|how|when|where|which|wer|wem|wen|wessen|was|wie|wann|wo|welch\w*|wor\w+|wof\w+"
    r"|wod\w+|wom\w+|wob\w+|wohin|woher|wozu|qui|que|quoi|quel\w*|comment|quand|où|qué|quién\w*|cómo|cuándo"
    r"|dónde|cuál\w*|che|chi|cosa|come|quando|dove|qual\w*|quem|onde|wat|hoe|waar\w*|welke?)\b|qu')",
    re.IGNORECASE,
)
"""An opening that a yes or no cannot answer: English, German, French, Spanish, Italian, Portuguese, Dutch."""
_VERDICT = re.compile(
    r"\byou (?:should|must|have to|need to|ought to|are (?:right|wrong))\b"
    r"|\b(?:i|we) (?:recommend|advise|suggest|would choose|think you)\b|\bthe (?:right|best|correct|perfect)"
    r" (?:values?|purpose|vision|answer|choice|one)\b|\b(?:is|are) (?:wrong|perfect|excellent|bad)\b"
    r"|\b(?:great|good) (?:job|choice|start|question)\b|\bwell done\b",
    re.IGNORECASE,
)


def unasked(text: str) -> str:
    """The text without marks of question: what it names can stand before a question of ours."""
    return text.translate(dict.fromkeys(map(ord, ASKING)))


def closed(question: str) -> Iterator[str]:
    """What keeps a text from being exactly one open question.

    >>> list(closed("What would a visitor see?")), list(closed("Is it honesty?"))
    ([], ['open it with who, what, how, when, where or which, so that no yes or no answers it'])
    """
    bare = question.strip()
    if sum(bare.count(mark) for mark in ASKING) != 1 or bare[-1] not in ASKING:
        yield "it must be exactly one question that ends with its question mark"
    elif _LATIN.search(bare) and not _OPEN.search(fold(_ENDED.split(bare)[-1])):
        yield "open it with who, what, how, when, where or which, so that no yes or no answers it"


def judging(text: str) -> Iterator[str]:
    """One reason for each verdict that a text gives: what is right is the user's to say. English only."""
    for match in _VERDICT.finditer(text):
        yield f"it gives a verdict ({match.group().lower()}): leave that to the user"


def strange(text: str, message: str, draft: str) -> bool:
    """Whether a text echoes nothing of the user: no telling word, and no two words of the message."""
    said = roots(f"{message} {draft}")
    shared = set(words_of(message)) & set(words_of(text))
    return said.isdisjoint(roots(text)) and len(shared) < 2 and bool(said or words_of(message))


def mirrored(topic: Topic, place: str, message: str, draft: str) -> str:
    """What the user said, in their own words, and where they stand; `place` names the business."""
    asked = "\n".join(_QUESTION.findall(message))
    said, written = (clipped(telling(text), QUOTED) for text in (asked or message, draft))
    spoken = f"You {'ask' if asked else 'say'} “{said}”" if said else ""
    drafted = f"your draft for {place} so far says “{written}”" if written else ""
    if spoken and drafted:
        return f"{spoken}, and {drafted}."
    if drafted:
        return f"Y{drafted[1:]}."
    if spoken:
        return f"{spoken}, and for {place} nothing is written down yet."
    return f"You are at the beginning with the {SUBJECT[topic]} of {place}."
