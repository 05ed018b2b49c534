"""A portfolio: which actions are held against which goals, and the scores that follow from the levels.

Each action is judged against at most three goals, the nearest by relevance, and against the foundation
(vision, purpose and values together), on the levels of `score`. What follows is arithmetic:

* a connection scores 20 points a level, and is shown where the level is not 2 (unrelated);
* an action scores 20 points times `score.aggregate` of its goals' levels and of the foundation's, the
  latter counted as 3 at most: work that serves the business through no goal is indirectly aligned, and
  work against what the business stands for is in conflict whatever goal it serves;
* overall is the mean of all actions' scores, rounded half up, each action counting the same, whatever its
  priority or status: so it can be computed again from the body alone. Of no action it is 0.

So adding a goal of level 2 and above never lowers an action's score, raising a level never lowers one, and
order and repetitions of goals do not matter. Across calls the first holds as long as no goal that was
judged is pushed out of the nearest three.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final, Literal, TypeAlias

from attrs import frozen

from purpose_coach.alignment.judging import LONG
from purpose_coach.alignment.score import NEUTRAL, POINTS, aggregate
from purpose_coach.grounding import blank, excerpt, fold, instructs, quoted, tidy, words
from purpose_coach.relevance.port import Relation

__all__ = [
    "IMPACTS",
    "MOST_GOALS",
    "Impact",
    "Kind",
    "Portfolio",
    "Subject",
    "action_score",
    "bounded",
    "impact_of",
    "overall",
    "percent",
    "portfolio_of",
]

Impact: TypeAlias = Literal["low", "medium", "high", "critical"]
Kind: TypeAlias = Literal["action", "goal", "foundation"]

IMPACTS: Final[tuple[Impact, ...]] = ("low", "medium", "high", "critical")
MOST_GOALS: Final = 3
"""Goals that an action is judged against at most; the others count as unrelated, unasked."""
INDIRECT = 3
"""What the support of the foundation counts at most: no goal carries it."""
STEPS = {0: 2, 1: 1, 3: 0, 4: 1, 5: 2}
"""Impact by level, as a place in IMPACTS: how far from unrelated it is."""


@frozen
class Subject:
    """An action, a goal or the foundation, by its texts; the first of them is its name."""

    kind: Kind
    parts: tuple[str, ...]

    @property
    def name(self) -> str:
        """Title or intent; where that says nothing, the next text that does."""
        return self.parts[0]

    @cached_property
    def text(self) -> str:
        """All of it, as sentences."""
        return ". ".join(part.rstrip(" .") for part in self.parts)

    @cached_property
    def key(self) -> str:
        """The same for texts that differ in typing, or in the order of what follows the name."""
        return "\0".join((fold(self.name), *sorted(fold(part) for part in self.parts[1:])))

    @property
    def own(self) -> str:
        """What it may stand on without a quote: a name of at most LONG words; of the foundation nothing."""
        alone = self.kind != "foundation" or len(self.parts) == 1
        return self.name if alone and words(self.name) <= LONG else ""

    def quote(self, quotes: Iterable[str]) -> str:
        """The first of the quotes that it holds, in its own characters; else what needs no quote."""
        return next((found for quote in quotes if (found := self.found(quote))), self.own)

    def found(self, quote: str) -> str:
        """The quoted words as they stand here; a value of one word counts when it is quoted whole."""
        return next((here for part in self.parts if (here := _found(part, quote))), "")

    @property
    def shown(self) -> str:
        """What it may stand on where no quote is owed: the first words of its name."""
        return self.own or excerpt(self.name)


def _found(part: str, quote: str) -> str | None:
    return part if fold(quote) == fold(part) else quoted(part, quote)


@frozen(kw_only=True)
class Portfolio:
    """What is judged, each text once and in canonical order, and where what was sent stands in it."""

    actions: tuple[Subject, ...]
    targets: tuple[Subject, ...]
    """The goals, and last the foundation where it says anything."""
    action_at: tuple[int | None, ...]
    """For every action sent its place in `actions`; None where it says nothing that can be judged."""
    goal_at: tuple[int | None, ...]
    warnings: tuple[str, ...] = ()

    @property
    def goals(self) -> int:
        """How many of the targets are goals."""
        return len(self.targets) - (self.foundation is not None)

    @property
    def foundation(self) -> int | None:
        """The place of the foundation among the targets."""
        last = len(self.targets) - 1
        return last if self.targets and self.targets[last].kind == "foundation" else None

    def shortlist(self, relations: Sequence[Sequence[Relation]]) -> tuple[tuple[int, ...], ...]:
        """For every action the targets that it is judged against.

        `relations` has a row an action and a relation a goal; it may be empty where no goal is left out.
        """
        last = () if self.foundation is None else (self.foundation,)
        if self.goals <= MOST_GOALS:
            return ((*range(self.goals), *last),) * len(self.actions)
        return tuple((*sorted(_nearest(row)), *last) for row in relations)


def _nearest(relations: Sequence[Relation]) -> Sequence[int]:
    def far(goal: int) -> tuple[bool, float, int]:
        return not relations[goal].related, -relations[goal].strength, goal

    return sorted(range(len(relations)), key=far)[:MOST_GOALS]


def portfolio_of(
    actions: Sequence[Sequence[str]], goals: Sequence[Sequence[str]], foundation: Sequence[str]
) -> Portfolio:
    """The canonical portfolio of these texts: title and description, intent and strategies, and the rest.

    Blanks and repetitions are left out, and so is what speaks to a model, with a warning.
    """
    work, action_at = _canonical([_subject("action", texts) for texts in actions])
    aims, goal_at = _canonical([_subject("goal", texts) for texts in goals])
    stands = _said(foundation)
    return Portfolio(
        actions=work,
        targets=(*aims, *([Subject("foundation", stands)] if stands else [])),
        action_at=action_at,
        goal_at=goal_at,
        warnings=(
            *_addressed("An action", "actions", actions),
            *_addressed("A goal", "goals", goals),
            *_addressed(
                "A part of the foundation", "parts of the foundation", [(text,) for text in foundation]
            ),
        ),
    )


def _subject(kind: Kind, texts: Sequence[str]) -> Subject | None:
    """What these texts say; None where they say nothing, or where its name speaks to a model."""
    if any(map(instructs, texts[:1])):
        return None
    parts = _said(texts)
    return Subject(kind, parts) if parts else None


def _said(texts: Iterable[str]) -> tuple[str, ...]:
    """Each text that says something about the business, once; a full stop more makes no other text."""
    kept: dict[str, str] = {}
    for text in texts:
        if not blank(text) and not instructs(text):
            kept.setdefault(fold(text).rstrip(" ."), tidy(text))
    return tuple(kept.values())


def _addressed(what: str, plural: str, sent: Iterable[Sequence[str]]) -> Iterator[str]:
    if count := sum(any(map(instructs, texts)) for texts in sent):
        holds = f"{what} holds" if count == 1 else f"{count} {plural} hold"
        yield f"{holds} text that reads as an instruction to a model; it was not judged."


def _canonical(sent: Sequence[Subject | None]) -> tuple[tuple[Subject, ...], tuple[int | None, ...]]:
    """Each subject once, in the order of its key, and the place there of each that was sent."""
    kept: dict[str, Subject] = {}
    for one in sent:
        if one is not None:
            kept[one.key] = min(one, kept.get(one.key, one), key=lambda subject: subject.parts)
    place = {key: number for number, key in enumerate(sorted(kept))}
    return tuple(kept[key] for key in place), tuple(None if one is None else place[one.key] for one in sent)


def action_score(goals: Iterable[int], foundation: int = NEUTRAL) -> int:
    """An action's score, 0 to 100, from its levels.

    >>> [action_score(*levels) for levels in (([5, 2], 4), ([5, 1], 2), ([2], 5), ([5], 0), ([],))]
    [100, 80, 60, 60, 40]
    """
    return POINTS * aggregate((*goals, min(foundation, INDIRECT)))


def overall(scores: Sequence[int]) -> int:
    """The mean, rounded half up; 0 where there is none.

    >>> overall([40, 60, 85]), overall([40, 41]), overall([])
    (62, 41, 0)
    """
    return (2 * sum(scores) + len(scores)) // (2 * len(scores)) if scores else 0


def impact_of(level: int, priority: Impact | None) -> Impact:
    """How much a connection weighs, by code: its level, one step more where its priority is high.

    >>> impact_of(3, None), impact_of(5, "low"), impact_of(5, "critical"), impact_of(1, "high")
    ('low', 'high', 'critical', 'high')
    """
    return IMPACTS[min(len(IMPACTS) - 1, STEPS[level] + (priority in {"high", "critical"}))]


def bounded(said: Impact | None, own: Impact) -> Impact:
    """A model's impact, held within one step of code's own.

    >>> bounded("critical", "low"), bounded("high", "critical"), bounded(None, "low")
    ('medium', 'high', 'low')
    """
    if said is None:
        return own
    here, place = IMPACTS.index(own), IMPACTS.index(said)
    return IMPACTS[max(here - 1, min(here + 1, place))]


def percent(part: int, whole: int) -> str:
    """The share in whole per cent, rounded half up; something is never 0%, and not all never 100%.

    >>> percent(1, 3), percent(2, 3), percent(1, 300), percent(299, 300), percent(1, 8)
    ('33%', '67%', 'under 1%', 'over 99%', '13%')
    """
    share = (200 * part + whole) // (2 * whole)
    if part and not share:
        return "under 1%"
    return "over 99%" if share == 100 and part < whole else f"{share}%"
