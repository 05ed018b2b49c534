"""The sentences of a plan that code writes: why an action, what is hoped for, who does it.

No number is in them but those that stand in a quotation of the request.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

from purpose_coach.grounding import blank, instructs
from purpose_coach.playbooks.actions import Kind
from purpose_coach.playbooks.planning.drafts import AT_HOME
from purpose_coach.playbooks.planning.means import Means, person
from purpose_coach.playbooks.planning.plan import CAUSAL
from purpose_coach.playbooks.planning.situation import Situation, overlap, told

__all__ = ["COMPARE", "HOPED", "OWNER", "WORRIES", "Aims", "able", "assigned", "expected", "reason"]

WHY: dict[Kind, str] = {
    "contain": "It limits the harm of {issue} while the cause is worked on.",
    "correct": "It goes at {issue} directly.",
    "prevent": "It keeps {issue} from coming back once it is mended.",
    "verify": "It shows whether {issue} gets better because of what you do.",
}
ANSWERS: dict[Kind, str] = {
    "contain": "You say {part}: this limits the harm while the cause is worked on.",
    "correct": "You say {part}: this goes at it directly.",
    "prevent": "You say {part}: this keeps it from coming back.",
    "verify": "You say {part}: this shows whether it changes.",
}
HOPED: dict[Kind, str] = {
    "contain": "If it works, the harm of {issue} stops growing.",
    "correct": "If it goes at the cause, {issue} gets smaller where it is done.",
    "prevent": "If it holds, {issue} does not come back.",
    "verify": "If the plan works, this shows it.",
}
"""What is hoped for where nothing else is said."""
COMPARE = "Compare how it is before and after."
WORRIES: dict[Kind, str] = {
    "contain": "The detour becomes the usual way: set its end",
    "correct": "It may be one cause among several: keep looking if nothing moves",
    "prevent": "It fades when it gets busy: name who looks after it",
    "verify": "It may get better by itself: compare with what was not changed",
}
OWNER = "issue owner"


@frozen(kw_only=True)
class Aims:
    """The goals that the issue touches and what comes first in the business, in the request's words."""

    goals: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()


def assigned(who: Sequence[int], role: str, means: Means) -> str:
    """Those who are there, by their role; else the role that is missing.

    >>> assigned([0], "", Means(people=("1 process engineer",))), assigned([], "trainer", Means())
    ('process engineer', 'to be assigned: trainer')
    """
    named_ones = dict.fromkeys(person(means.people[number]) for number in who)
    return " + ".join(named_ones) or f"to be assigned: {role}"


def expected(outcome: str, measure: str, about: str, situation: Situation) -> str:
    """The hypothesis, how to measure it, and the request's own figure to start from."""
    figure = situation.figure_for(f"{about} {measure}")
    start = "" if figure is None else f"You start from {figure}."
    return " ".join(filter(None, (outcome, measure, start)))


def reason(kind: Kind, about: str, why: str, situation: Situation, aims: Aims) -> str:
    """Why this action: `why`, else what it answers, and which aim it serves."""
    return " ".join((why or _why(kind, about, situation), *_serves(kind, about, aims)))


def able(whom: Sequence[int], means: Means) -> str:
    """Whether somebody is there who does such work, and has time for it; nothing where nobody can tell."""
    if means.people and not whom:
        return "Nobody you list does this kind of work, so find somebody first."
    return f"Within the timeline there is time for it: {assigned(whom, '', means)}." if means.hours else ""


def _why(kind: Kind, about: str, situation: Situation) -> str:
    cause = situation.cause
    if kind == "correct" and cause is not None and overlap(cause, about) >= CAUSAL:
        return f"It acts on the cause you name, {cause}."
    part = situation.part_for(about)
    if part is not None:
        return ANSWERS[kind].format(part=part)
    return WHY[kind].format(issue=situation.issue)


def _serves(kind: Kind, about: str, aims: Aims) -> Iterator[str]:
    """The aim that is about the same; without one, a correction counts towards the first goal."""
    goal, first = _closest(about, aims.goals), _closest(about, aims.priorities)
    if goal is not None and (kind == "correct" or overlap(goal, about) >= AT_HOME):
        yield f"It counts towards your goal {told(goal)}."
    if first is not None and (kind == "contain" or overlap(first, about) >= AT_HOME):
        yield f"It keeps to what comes first for you, {told(first)}."


def _closest(about: str, texts: Sequence[str]) -> str | None:
    said = [text for text in texts if not blank(text) and not instructs(text)]
    return max(said, key=lambda text: overlap(text, about), default=None)
