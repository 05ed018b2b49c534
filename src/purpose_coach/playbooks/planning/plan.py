"""The playbook's own plan: of each kind what fits best, and what fits any issue where nothing else does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from purpose_coach.playbooks.actions import KINDS, Kind
from purpose_coach.playbooks.planning.drafts import Draft
from purpose_coach.playbooks.planning.means import Means
from purpose_coach.playbooks.planning.order import Step
from purpose_coach.playbooks.planning.situation import Situation, overlap
from purpose_coach.repeats import repeated

__all__ = ["CAUSAL", "SIZES", "closest", "completed", "planned", "steps_of"]

CAUSAL = 6
"""Weight of the words shared with the named cause from which a play goes at it."""
LIKE = 6
"""Weight of shared words from which an action of a model's is like a play."""
SIZES: Final = {"low": 4, "medium": 5, "high": 6, "critical": 6}
"""How many actions a plan has at most, by the issue's impact."""


def planned(drafts: Sequence[Draft], situation: Situation, means: Means, impact: str) -> tuple[Draft, ...]:
    """The drafts of a plan that corrects, verifies, contains and prevents, as far as the hours go."""
    size = SIZES.get(impact, SIZES["medium"])
    plan: list[Draft] = []
    for draft in _wanted(drafts, situation, means.hours):
        if len(plan) == size:
            break
        if repeated(draft.title, [one.title for one in plan]) is None:
            plan = _with(plan, draft, means.hours)
    return tuple(plan)


def _with(plan: list[Draft], draft: Draft, hours: float | None) -> list[Draft]:
    """The plan with the draft, in fewer hours where that is what makes it fit, or without it."""
    if hours is None or sum(one.hours for one in (*plan, draft)) <= hours:
        return [*plan, draft]
    quick = [one.quick() for one in (*plan, draft)]
    return quick if sum(one.hours for one in quick) <= hours else plan


def _wanted(drafts: Sequence[Draft], situation: Situation, hours: float | None) -> Iterator[Draft]:
    """The drafts in the order in which a plan wants them; of one kind the next only when it is due."""
    kinds = {kind: _best(drafts, kind) for kind in KINDS}
    shortest = min((draft.play.least for draft in kinds["verify"]), default=0.0)
    # A correction leaves room for finding out whether it worked.
    corrects = _within(_corrects(drafts, situation), None if hours is None else hours - shortest)
    left = None if hours is None or not corrects else hours - corrects[0].play.least
    kinds["verify"] = _within(kinds["verify"], left)
    yield from corrects[:1]
    yield from kinds["verify"][:1]
    yield from kinds["contain"][:1]
    yield from corrects[1:2]
    yield from kinds["prevent"][:1]
    yield from corrects[2:3]
    # Where some did not fit into the hours, smaller ones may.
    for kind in (corrects, kinds["contain"]):
        yield from sorted(kind, key=lambda draft: draft.play.least)[:2]


def _within(drafts: Sequence[Draft], hours: float | None) -> list[Draft]:
    return [draft for draft in drafts if hours is None or draft.play.least <= hours]


def _best(drafts: Sequence[Draft], kind: Kind) -> list[Draft]:
    """The drafts of a kind, topical ones first; the most telling verification, whatever words it shares."""
    found = [draft for draft in drafts if draft.play.kind == kind]
    if kind != "verify":
        return found
    return sorted(found, key=lambda draft: (not draft.topical, -draft.play.effect))


def _corrects(drafts: Sequence[Draft], situation: Situation) -> list[Draft]:
    """Corrections: the one for the named cause, the closest to the issue, then by what the text gives."""
    found = [draft for draft in drafts if draft.play.kind == "correct"]
    topical = [draft for draft in found if draft.topical]
    given = [draft for draft in found if not draft.topical and _speaks(draft)]
    plain_ones = [draft for draft in found if not draft.topical and not _speaks(draft)]
    if situation.cause is None:
        return [*topical[:1], *given[:1], *topical[1:], *given[1:], *plain_ones]
    cause = situation.cause
    hits = [draft for draft in topical if overlap(cause, draft.about) >= CAUSAL]
    named = [draft for draft in given if draft.play.title.endswith("{cause}")]
    first = hits[:1] or named[:1] or topical[:1]
    rest = [draft for draft in (*given, *topical, *plain_ones) if draft not in first]
    rest = [draft for draft in rest if not (hits and draft in named)]
    return [*first, *rest]


def _speaks(draft: Draft) -> bool:
    """Whether it says something that not every issue has: a cause, a change, a group."""
    return any(f"{{{slot}}}" in draft.play.title for slot in ("cause", "change", "unaffected", "most"))


def completed(
    drafts: Sequence[Draft], titles: Sequence[str], kinds: Iterable[Kind], hours: float | None
) -> tuple[Draft, ...]:
    """A correction and a verification from the playbook where a plan has none, as far as the hours go."""
    added: list[Draft] = []
    for kind in sorted({"correct", "verify"} - set(kinds)):
        for draft in drafts:
            new = repeated(draft.title, (*titles, *(one.title for one in added))) is None
            left = None if hours is None else hours - sum(one.hours for one in added)
            if draft.play.kind == kind and new and (left is None or draft.play.least <= left):
                added.append(draft.quick())
                break
    return tuple(added)


def closest(drafts: Sequence[Draft], text: str) -> Draft | None:
    """The draft that says what the text says, or None where none shares enough words with it."""
    best = max(drafts, key=lambda draft: overlap(text, draft.says), default=None)
    return best if best is not None and overlap(text, best.says) >= LIKE else None


def steps_of(plan: Sequence[Draft]) -> list[Step]:
    """The drafts as steps: each after those it needs; prevention and verification after the correction."""
    places = {draft.play.id: at for at, draft in enumerate(plan)}
    corrects = [at for at, draft in enumerate(plan) if draft.play.kind == "correct"]
    return [
        Step(
            kind=draft.play.kind,
            effect=draft.play.effect,
            feasibility=draft.feasibility,
            hours=draft.hours,
            after=frozenset(_after(draft, places, corrects)),
        )
        for draft in plan
    ]


def _after(draft: Draft, places: dict[str, int], corrects: Sequence[int]) -> Iterator[int]:
    yield from (places[need] for need in draft.play.needs if need in places)
    # What shows whether a correction worked, or makes it last, has to wait for one.
    if draft.play.kind in {"prevent", "verify"}:
        yield from corrects[:1]
