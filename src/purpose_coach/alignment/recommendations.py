"""What to do with one action of a portfolio: composed from what was found, with a model's reasons in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from purpose_coach.alignment.analysis import Analysis, Read, State
from purpose_coach.alignment.linking import Link
from purpose_coach.alignment.portfolio import IMPACTS, Impact
from purpose_coach.alignment.score import NEUTRAL
from purpose_coach.alignment.wording import VERBS, listed, quote

__all__ = ["goals_named", "recommendations"]

UNJUDGED: Mapping[State, str] = {
    "blank": "Neither its title nor its description says anything: say what is to be done, so that it can be "
    "held against the goals.",
    "addressed": "Its title reads as an instruction to a model and was not judged: say what is to be done.",
    "lost": "It could not be judged this time, and counts as unrelated until it is: ask again.",
}
WORTH: Mapping[int, Impact] = {5: "high", 4: "medium"}
"""The priority that an action deserves at least, by the strongest of its levels."""
FEW = 3
"""Goals that are named where any of them may be meant."""
CHOICE = "say why it is needed all the same, or stop it"
UNSEEN = "no relation to a goal was seen: name its goal"
EMPTY = "no goal gains from it: consider lowering it"


def recommendations(analysis: Analysis, action: Read) -> tuple[str, ...]:
    """A few sentences, what presses most first."""
    if action.state != "judged":
        return (UNJUDGED[action.state],)
    if action.sent.closed:
        return (f"It stands at “{action.sent.status.strip()}”: nothing is left to decide.",)
    return (
        *_conflicts(analysis, action),
        *(_link(analysis, action) if action.serves else _unlinked(analysis, action)),
        *([_sentence(action.advice)] if action.advice else []),
        *_priority(analysis, action),
    )


def goals_named(analysis: Analysis, goals: Iterable[int]) -> str:
    """The goals as a sentence lists them, each name once, at most three."""
    names = list(dict.fromkeys(quote(analysis.goals[goal]) for goal in goals))
    more = [f"{len(names) - 3} more"] if len(names) > 3 else []
    return f"the goal{'s' if len(names) > 1 else ''} {listed((*names[:3], *more))}"


def _conflicts(analysis: Analysis, action: Read) -> Iterator[str]:
    """Each conflict by its name: which of the two gives way is the owners' decision."""
    for goal in action.against:
        link = action.links[goal]
        said = f"This action {VERBS[link.level]} {goals_named(analysis, [goal])}.{_why(link)}"
        yield f"{said} Rework it so that it no longer does, or decide which of the two comes first."
    if (stands := action.foundation) is not None and stands.level < NEUTRAL:
        what = f"what the business stands for, {quote(stands.target_quote)}.{_why(stands)}"
        yield f"This action {VERBS[stands.level]} {what} Rework it so that it no longer does, or give it up."


def _why(link: Link) -> str:
    return f" {_sentence(link.why)}" if link.why else ""


def _link(analysis: Analysis, action: Read) -> Iterator[str]:
    """The goal to link it to: the strongest, and what else it serves."""
    first, *others = action.serves
    link, name = action.links[first], goals_named(analysis, [first])
    if analysis.unaided:
        apart = link.target_quote != analysis.goals[first]
        through = f" through {quote(link.target_quote)}" if apart else ""
        yield f"Link this action to {name}, which it relates to{through}."
    else:
        yield f"Link this action to {name}, which it {VERBS[link.level]}.{_why(link)}"
    more = [goal for goal in others if analysis.goals[goal] != analysis.goals[first]]
    if more:
        yield f"It also {'relates to' if analysis.unaided else 'serves'} {goals_named(analysis, more)}."


def _unlinked(analysis: Analysis, action: Read) -> Iterator[str]:
    """Link it, justify it or stop it: work that nothing asks for is a decision too."""
    stands = action.foundation
    seen = "no relation to a goal was seen" if analysis.unaided else "it serves none of the goals"
    if action.against or action.stands < NEUTRAL:
        return
    if stands is not None and stands.level > NEUTRAL:
        does = f"It {_does(analysis, stands)} what the business stands for, {quote(stands.target_quote)}, but"
        yield (
            f"{does} {seen}: link it to one, or set the goal that it is for."
            if analysis.named
            else f"{does} there is no goal to link it to: set the one that it is for."
        )
    elif action.beside is not None:
        other = analysis.actions[action.beside]
        goal = goals_named(analysis, other.serves[:1])
        shares = f"it shares a subject with {quote(other.name)}, which relates to {goal}"
        yield f"By itself {seen}, but {shares}: link it there if it belongs to that work; else {CHOICE}."
    elif analysis.named:
        yield f"{seen[0].upper()}{seen[1:]}: link it to {_candidates(analysis)}, {CHOICE}."
    else:
        yield f"There is no goal to link it to: set the one that it is for, {CHOICE}."


def _candidates(analysis: Analysis) -> str:
    """The goals to choose from, by name while they are few."""
    names = list(dict.fromkeys(quote(analysis.goals[goal]) for goal in analysis.named))
    return (
        listed(names, "or")
        if len(names) <= FEW
        else f"the one of the {len(names)} goals that it should serve"
    )


def _does(analysis: Analysis, link: Link) -> str:
    return "relates to" if analysis.unaided else VERBS[link.level]


def _priority(analysis: Analysis, action: Read) -> Iterator[str]:
    """Where its priority and its worth for the goals part ways."""
    rank = action.sent.rank
    if rank is None or not analysis.named:
        return
    stands = f"Its priority is “{action.sent.priority.strip()}”, yet"
    if action.serves:
        top = action.levels[action.serves[0]]
        worth = WORTH.get(top)
        best = [goal for goal in action.serves if action.levels[goal] == top]
        alone = [goal for goal in action.serves if len(analysis.serving[goal]) == 1]
        if worth and not action.against and IMPACTS.index(rank) < IMPACTS.index(worth):
            yield f"{stands} it {VERBS[top]} {goals_named(analysis, best)}: consider raising it to {worth}."
        elif rank == "low" and alone:
            does = "relates to" if analysis.unaided else "serves"
            only = f"no other open action {does} {goals_named(analysis, alone)}"
            yield f"{stands} {only}: consider raising it."
    elif action.urgent:
        yield f"{stands} {UNSEEN if analysis.unaided else EMPTY}, or say what makes it urgent."


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…", "。")) else f"{text}."
