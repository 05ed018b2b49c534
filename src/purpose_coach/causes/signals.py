"""What in a text speaks for a method of analysis: the words that say so, and what they weigh."""

from __future__ import annotations

import re
from typing import Final

from attrs import frozen

from purpose_coach.causes.shapes import Method
from purpose_coach.grounding import fold

__all__ = ["SAID", "Said", "outside"]


@frozen
class Said:
    """A signal: the method that it speaks for, its weight (0 to 1), its name, and the words that show it."""

    method: Method
    weight: float
    name: str
    words: re.Pattern[str]


def _said(method: Method, weight: float, name: str, words: str) -> Said:
    return Said(method, weight, name, re.compile(rf"\b(?:{words})\b", re.IGNORECASE))


_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
SAID: Final = (
    _said(
        "five_whys",
        0.4,
        "one thing is said to lead to another",
        r"because|due to|owing to|led to|leads to|as a result|which happened|which means|so that"
        r"|had to be|therefore|caused by",
    ),
    _said(
        "five_whys",
        0.35,
        "it began with a change",
        r"(?:since|after|when) (?:the|we|a|our) (?:[\w-]+ ){1,5}?(?:was|were|went|changed|moved|replaced"
        r"|shortened|started|began|left|switched)\b(?: (?:live|changed|moved|replaced))?"
        r"|since (?:the|we) \w+|since (?:its|their) \w+|went live",
    ),
    _said(
        "five_whys",
        0.3,
        "it is one event",
        rf"on {_DAY}|at night|the night|was sent to|went to the wrong|missed (?:the|a|our)|was picked"
        r"|gave the wrong|stopped because|failed because|one (?:day|order|client|patient)",
    ),
    _said(
        "five_whys",
        0.3,
        "the same thing happens again",
        r"each time|every time|again and again|repeatedly|every few|keeps? \w+ing|over and over",
    ),
    _said(
        "five_whys",
        0.25,
        "a step waits for another",
        r"(?:sent|leave|leaves|start|starts|enters|paid|pay|arrives?) (?:\w+ ){0,3}?(?:too )?late"
        r"|days? after|has to approve|wait(?:s|ing)? for|has to be",
    ),
    _said(
        "fishbone",
        0.25,
        "it is a physical process",
        r"production|warehouse|plant|factory|kitchen|wards?|site|machines?|line \d|lines? \d|lots?|scrap"
        r"|rejects?|boards?|vans|yard|soldering|steel|dye\w*|valves",
    ),
    _said(
        "fishbone",
        0.2,
        "several things are said to play a part",
        r"several|many factors|a mix of|different reasons|across (?:departments|teams|sites)|vary|varies",
    ),
    _said(
        "fishbone",
        0.35,
        "several things are named together",
        r"\w+(?: \w+){1,9}, \w+(?: \w+){1,9},? and \w+(?: \w+){1,9}",
    ),
    _said(
        "pareto",
        0.6,
        "nobody knows which kind is the most frequent",
        r"(?:many|various|different|several|all) (?:different )?(?:kinds|types|sorts) of|of all kinds"
        r"|most (?:common|frequent)|how often|which (?:reasons|kinds|types|causes)|nobody counts",
    ),
    _said(
        "pareto",
        0.3,
        "there are many alike cases to count",
        r"tickets|complaints|returns|defects|errors|incidents|claims|rejects|stoppages|refunds"
        r"|cancellations|late payers|\d+ of \d+",
    ),
    _said(
        "swot",
        0.6,
        "competitors are named",
        r"competit(?:ors?|ion)|rivals?|new entrants?|undercuts?|imports|big platforms|online giants"
        r"|other regions|from abroad",
    ),
    _said(
        "swot",
        0.55,
        "the market moves",
        r"market(?: share)?|demand|industry|industries|econom\w+|interest rates|saturated|trends?"
        r"|(?:customers|buyers|prospects|tourists|people|young people) (?:switch|move|choose|do not see"
        r"|grow older|read less|buy elsewhere)|tastes?|wholesalers|generation|cheaper",
    ),
    _said(
        "swot",
        0.6,
        "law or the state is named",
        r"regulations?|new (?:law|rules)|law bans|government|tariffs?|grants|bans",
    ),
    _said(
        "swot",
        0.4,
        "it is a question of strategy",
        r"strateg\w+|position(?:ing)?|whether to|makes us different|our offer|funding|threat\w*"
        r"|sell (?:online )?direct\w*|at risk",
    ),
    _said(
        "swot",
        0.35,
        "prices are under pressure",
        r"price pressure|push(?:es)? prices?|prices? down|cut their prices",
    ),
)


def outside(text: str) -> tuple[str, ...]:
    """The words of a text that speak of forces outside the business.

    >>> outside("A rival undercuts us while demand falls")
    ('rival', 'undercuts', 'demand')
    """
    found = (match[0] for said in SAID if said.method == "swot" for match in said.words.finditer(text))
    return tuple({fold(words): words for words in found}.values())
