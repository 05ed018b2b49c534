"""What a portfolio shows as a whole, in computed sentences: every count and every share is exact."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from purpose_coach.alignment.analysis import Analysis, Read
from purpose_coach.alignment.portfolio import IMPACTS, overall, percent
from purpose_coach.alignment.recommendations import goals_named
from purpose_coach.alignment.score import NEUTRAL
from purpose_coach.alignment.wording import VERBS, listed, quote

__all__ = ["insights"]

NAMED = 5
"""Actions or goals that a sentence names at most."""
CROWD, MOST = 4, 75
"""From so many actions on it is worth saying that this share of them, in per cent, serves one goal."""
NOUN = re.compile(r"\b(action|goal)\b")
UNAIDED = (
    "This was measured without a model, by what the texts are about: it sees whether an action and a goal "
    "are related, not whether one supports or works against the other, and it misses what the texts leave "
    "unsaid; so a score is 40 (no relation seen) or 60 (related), and direction needs a configured model."
)


def insights(analysis: Analysis) -> tuple[str, ...]:
    """What was found, what to do and to decide first, and what the figures mean."""
    if not analysis.actions:
        none = "No action was sent, so there is nothing to align: the 0 says that, and nothing of the goals."
        return (none, *_unserved(analysis))
    return (
        *(_linked(analysis) if analysis.named else _alone(analysis)),
        *_first(analysis),
        *_conflicts(analysis),
        *_priorities(analysis),
        *_unserved(analysis),
        *_crowded(analysis),
        *_done_when(analysis),
        *_beside(analysis),
        _scale(analysis),
        *([UNAIDED] if analysis.unaided else []),
    )


def _linked(analysis: Analysis) -> Iterator[str]:
    """How many actions serve a goal, and which do not."""
    left, count = analysis.unlinked, len(analysis.actions)
    if left:
        yield f"{_share(len(left), count, 'action', _none(analysis))}: {_names(left)}."
        beside = [one for one in left if one.beside is not None]
        said = ("shares", "share", "a subject with one that does, and may belong to its work")
        if beside:
            yield f"{_share(len(beside), len(left), 'such action', said)}: {_names(beside)}."
    else:
        yield f"{_share(count, count, 'action', _any(analysis))}."


def _none(analysis: Analysis) -> tuple[str, str, str]:
    """What is said of actions that serve no goal, of one and of several."""
    return ("shows", "show", "no relation to a goal") if analysis.unaided else ("serves", "serve", "no goal")


def _any(analysis: Analysis) -> tuple[str, str, str]:
    return ("relates", "relate", "to a goal") if analysis.unaided else ("serves", "serve", "a goal")


def _alone(analysis: Analysis) -> Iterator[str]:
    """What can be said where no goal says anything."""
    related = [one for one in analysis.actions if one.stands > NEUTRAL]
    does = ("relates", "relate", "to these") if analysis.unaided else ("serves", "serve", "these")
    named = f": {_names(related)}" if related else ""
    yield (
        "There is no goal that says anything, so each action stands alone, held against vision, purpose and "
        "values, which count for 60 at most."
    )
    yield f"{_share(len(related), len(analysis.actions), 'action', does)}{named}."


def _first(analysis: Analysis) -> Iterator[str]:
    """The action to do first, and the one to decide about first."""
    open_ = [one for one in analysis.actions if one.weighed]
    ready = [one for one in open_ if one.serves and not _opposed(one)]
    if ready:
        best = max(ready, key=lambda one: (_rank(one), one.score, len(one.serves)))
        goal = best.serves[0]
        does = "relates to" if analysis.unaided else VERBS[best.levels[goal]]
        yield f"Do first: {_name(best)}, which {does} {goals_named(analysis, [goal])}{_at(best)}."
    doubtful = [one for one in open_ if _opposed(one) or not one.serves]
    if doubtful:
        worst = max(doubtful, key=_doubtful)
        yield f"Decide first about {_name(worst)}: {_doubt(analysis, worst)}{_at(worst)}."


def _doubtful(action: Read) -> tuple[bool, bool, int, int]:
    """What is decided first: conflicts, then what has least to do with the goals and is most urgent."""
    return _opposed(action), action.beside is None, _rank(action), -action.score


def _opposed(action: Read) -> bool:
    return bool(action.against) or action.stands < NEUTRAL


def _doubt(analysis: Analysis, action: Read) -> str:
    if action.against:
        worst = action.against[0]
        return f"it {VERBS[action.levels[worst]]} {goals_named(analysis, [worst])}"
    if action.foundation is not None and action.stands < NEUTRAL:
        return f"it {VERBS[action.stands]} {quote(action.foundation.target_quote)}"
    if not analysis.named:
        return "no goal asks for it yet"
    return "no relation to a goal was seen" if analysis.unaided else "it serves no goal"


def _at(action: Read) -> str:
    """Its priority, where it has one that can be read."""
    return f", at {action.sent.rank} priority" if action.sent.rank else ""


def _rank(action: Read) -> int:
    """The place of its priority; one that cannot be read counts as medium."""
    return IMPACTS.index(action.sent.rank or "medium")


def _conflicts(analysis: Analysis) -> Iterator[str]:
    opposed = [one for one in analysis.actions if _opposed(one)]
    if opposed:
        said = ("conflicts", "conflict", "with a goal or with what the business stands for")
        yield f"{_share(len(opposed), len(analysis.actions), 'action', said)}: {_names(opposed)}."


def _priorities(analysis: Analysis) -> Iterator[str]:
    """Whether what is called urgent serves the goals, and how it scores beside the rest."""
    open_ = [one for one in analysis.actions if one.weighed and one.sent.rank]
    urgent, others = [one for one in open_ if one.urgent], [one for one in open_ if not one.urgent]
    if not urgent or not analysis.named:
        return
    left = [one for one in urgent if not one.serves]
    kind = "open action of high or critical priority"
    if left:
        yield f"{_share(len(left), len(urgent), kind, _none(analysis))}: {_names(left)}."
    else:
        yield f"{_share(len(urgent), len(urgent), kind, _any(analysis))}."
    if others:
        high, low = (overall([one.score for one in group]) for group in (urgent, others))
        verdict = "more than" if high > low else "less than" if high < low else "as much as"
        yield f"Those of high or critical priority score {high} on average, {verdict} the others with {low}."


def _unserved(analysis: Analysis) -> Iterator[str]:
    left = [analysis.goals[goal] for goal in analysis.named if not analysis.serving[goal]]
    if left:
        has = ("has", "have", "no related open action" if analysis.unaided else "no open action")
        shown = [quote(name) for name in left]
        yield f"{_share(len(left), len(analysis.named), 'goal', has)}: {_listed(shown)}."


def _crowded(analysis: Analysis) -> Iterator[str]:
    """Whether most of the work goes to one of several goals."""
    linked = [one for one in analysis.actions if one.serves and not one.sent.closed]
    if len(analysis.named) < 2 or len(linked) < CROWD:
        return
    top = max(analysis.named, key=lambda goal: (len(analysis.serving[goal]), -goal))
    count = len(analysis.serving[top])
    if 100 * count >= MOST * len(linked):
        kind = "related open action" if analysis.unaided else "open action with a goal"
        goes = ("goes", "go", f"to {goals_named(analysis, [top])}")
        yield f"{_share(count, len(linked), kind, goes)}."


def _done_when(analysis: Analysis) -> Iterator[str]:
    """When the portfolio is in order, and how far it is."""
    open_ = [one for one in analysis.actions if not one.sent.closed]
    linked, served = sum(bool(one.serves) for one in open_), sum(map(bool, analysis.serving.values()))
    if analysis.named and (linked < len(open_) or served < len(analysis.named)):
        serves = "relates to" if analysis.unaided else "serves"
        yield (
            f"In order when every open action {serves} a goal (now {linked} of {len(open_)}) and every goal "
            f"has one that does (now {served} of {len(analysis.named)})."
        )


def _beside(analysis: Analysis) -> Iterator[str]:
    """What counts in the figures although nothing can be advised."""
    closed = [one for one in analysis.actions if one.sent.closed]
    unjudged = [one for one in analysis.actions if one.state != "judged"]
    count = len(analysis.actions)
    if closed:
        said = _share(len(closed), count, "action", ("is", "are", "done or given up"))
        yield f"{said}: counted in the scores, with nothing left to decide."
    if unjudged:
        said = _share(len(unjudged), count, "action", ("was", "were", "not judged"))
        yield f"{said}, and counted as unrelated."


def _scale(analysis: Analysis) -> str:
    scores = [one.score for one in analysis.actions]
    of = "the one score" if len(scores) == 1 else f"the {len(scores)} scores"
    return f"Overall {overall(scores)} is the mean of {of}, where 40 means unrelated."


def _share(part: int, whole: int, kind: str, said: tuple[str, str, str]) -> str:
    """A count with its share and what is said of it: '2 of 6 actions (33%) serve no goal'."""
    one, many, what = said
    noun = kind if whole == 1 else NOUN.sub(r"\1s", kind, count=1)
    return f"{part} of {whole} {noun} ({percent(part, whole)}) {one if part == 1 else many} {what}"


def _names(actions: Sequence[Read]) -> str:
    return _listed([_name(action) for action in actions])


def _name(action: Read) -> str:
    return quote(action.name) if action.name else "an action that says nothing"


def _listed(shown: Sequence[str]) -> str:
    """A list as a sentence has it, at most NAMED of them."""
    more = [f"{len(shown) - NAMED} more"] if len(shown) > NAMED else []
    return listed((*shown[:NAMED], *more))
