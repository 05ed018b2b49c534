"""Drafts of actions from the playbook: chosen for an issue and filled with its words.

A play is about the issue when it shares enough weight of telling words with the request and is not far
behind the best; less of both is asked of the theme that the request is about as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve, frozen

from purpose_coach.playbooks.actions import Remedy
from purpose_coach.playbooks.choosing import Chosen
from purpose_coach.playbooks.filling import filled
from purpose_coach.playbooks.planning.means import Means, plain
from purpose_coach.playbooks.planning.order import feasibility
from purpose_coach.playbooks.planning.situation import Situation
from purpose_coach.relevance.words import weight
from purpose_coach.repeats import repeated

__all__ = ["AT_HOME", "ENOUGH", "Draft", "drafts_of"]

ENOUGH, NEAR_BEST = 9, 0.6
"""Weight of shared words, and share of the best score, from which a play is about the issue."""
AT_HOME, IN_SIGHT = 3, 0.2
"""The same for a play of the theme that the request is about."""
SURE = 6
"""Weight of the words shared with a theme from which any of its plays that shares a word will do."""
LEADING = 3
"""Plays by which a theme is weighed."""


@frozen(kw_only=True)
class Draft:
    """A play in the words of an issue."""

    play: Remedy
    title: str
    description: str
    why: str
    """Empty where the issue's own words say it."""
    outcome: str
    measure: str
    risks: tuple[str, ...]
    hours: float
    who: int | None
    feasibility: int
    words: tuple[str, ...] = ()
    """The words of the request that it answers."""

    @property
    def topical(self) -> bool:
        """Whether it was chosen for what the issue says, not for fitting any."""
        return bool(self.play.answers)

    @property
    def whom(self) -> tuple[int, ...]:
        """The places of those who do it, among the people of the request."""
        return () if self.who is None else (self.who,)

    @property
    def about(self) -> str:
        """What it answers, as one text."""
        return " ".join((self.play.title, *self.play.answers))

    @property
    def says(self) -> str:
        """What is done in it, as one text."""
        return f"{self.play.title} {self.play.description}"

    def quick(self) -> Draft:
        """The same in the fewest hours that it takes."""
        return evolve(self, hours=plain(self.play.least))


def drafts_of(
    chosen: Sequence[Chosen[Remedy]],
    general: Iterable[Remedy],
    situation: Situation,
    means: Means,
    current: Sequence[str],
) -> tuple[Draft, ...]:
    """Drafts of the plays that fit, the best first, then of those for any issue; none is done already."""
    drafts = [_draft(one.play, situation, means, one.words) for one in _fitting(chosen)]
    drafts += [_draft(play, situation, means) for play in general]
    return tuple(draft for draft in drafts if draft is not None and repeated(draft.title, current) is None)


def _fitting(chosen: Sequence[Chosen[Remedy]]) -> Iterator[Chosen[Remedy]]:
    best = max((one.score for one in chosen), default=0.0)
    home = _theme(chosen)
    for one in chosen:
        enough, near = (home[1], IN_SIGHT) if one.play.theme == home[0] else (ENOUGH, NEAR_BEST)
        if _shared(one.words) >= enough and one.score >= near * best:
            yield one


def _theme(chosen: Sequence[Chosen[Remedy]]) -> tuple[str, int]:
    """The theme that the request is about, and the weight of words that a play of it needs.

    A theme weighs what its best play scores, times the words that its leading plays share: one word that
    many of its plays have says no more than once.
    """
    plays: dict[str, list[Chosen[Remedy]]] = {}
    for one in chosen:
        plays.setdefault(one.play.theme, []).append(one)
    words = {
        theme: _shared({word for one in of[:LEADING] for word in one.words}) for theme, of in plays.items()
    }
    best = max(plays, key=lambda theme: plays[theme][0].score * words[theme], default="")
    if not best or words[best] < AT_HOME:
        return "", ENOUGH
    return best, 1 if words[best] >= SURE else AT_HOME


def _shared(words: Iterable[str]) -> int:
    return sum(map(weight, words))


def _draft(play: Remedy, situation: Situation, means: Means, words: tuple[str, ...] = ()) -> Draft | None:
    said = (play.title, play.description, play.why or "", play.outcome, play.measure)
    whole = [text for one in said if (text := filled(one, situation.slots)) is not None]
    if len(whole) < len(said):
        return None
    title, description, why, outcome, measure = whole
    who = means.who(play.roles)
    risks = (filled(risk, situation.slots) for risk in play.risks)
    return Draft(
        play=play,
        title=title,
        description=description,
        why=why,
        outcome=outcome,
        measure=measure,
        risks=tuple(risk for risk in risks if risk is not None),
        hours=plain(play.usual),
        who=who,
        feasibility=feasibility(play.ease, staffed=who is not None or not means.people),
        words=words,
    )
