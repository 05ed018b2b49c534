"""The actions of a plan with all that is shown of them, whoever proposed them: a model or the playbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import evolve, frozen

from purpose_coach.confidence import agreement
from purpose_coach.grounding import tidy
from purpose_coach.playbooks.actions import Kind
from purpose_coach.playbooks.planning.answer import Ground, SuggestedAction, steps
from purpose_coach.playbooks.planning.drafts import Draft
from purpose_coach.playbooks.planning.order import Step
from purpose_coach.playbooks.planning.plan import closest, completed, planned, steps_of
from purpose_coach.playbooks.planning.situation import Situation
from purpose_coach.playbooks.planning.wording import (
    COMPARE,
    HOPED,
    OWNER,
    WORRIES,
    Aims,
    able,
    assigned,
    expected,
    reason,
)

__all__ = ["ANY", "TOPICAL", "Entry", "Setting"]

TOPICAL: Final = 0.7
"""Certainty of the playbook for an action that was chosen by what the issue says."""
ANY: Final = 0.5
"""The same for an action that fits any issue."""


@frozen(kw_only=True)
class Entry:
    """An action that is not in its place yet; `step.after` are places among its fellows."""

    source: str
    """The id of its play, or that it is a model's."""
    title: str
    description: str
    step: Step
    assignment: str
    waits_for: tuple[str, ...]
    """Actions under way that it builds on, verbatim."""
    certainty: float
    reasoning: str
    outcome: str
    risks: tuple[str, ...]
    words: tuple[str, ...]
    """The words of the request that speak for it."""


@frozen(kw_only=True)
class Setting:
    """All that is known of an issue before anybody proposes an action."""

    situation: Situation
    aims: Aims
    ground: Ground
    drafts: tuple[Draft, ...]
    """What the playbook has for the issue, the best first."""

    def drafted(self, impact: str) -> list[Entry]:
        """The playbook's own plan."""
        return self._of_playbook(planned(self.drafts, self.situation, self.ground.means, impact), 0)

    def suggested(self, actions: Sequence[SuggestedAction]) -> list[Entry]:
        """A model's actions, and from the playbook what a plan must have and theirs has not."""
        means, every = self.ground.means, steps(actions, self.ground.means)
        ranking = [draft.play.id for draft in self.drafts]
        entries = [self._of_model(*pair, ranking) for pair in zip(actions, every, strict=True)]
        if not entries:
            return []
        left = None if means.hours is None else means.hours - sum(step.hours for step in every)
        titles = [*(entry.title for entry in entries), *self.ground.current]
        missing = completed(self.drafts, titles, {step.kind for step in every}, left)
        return [*entries, *self._of_playbook(missing, len(entries))]

    def _of_model(self, action: SuggestedAction, step: Step, ranking: Sequence[str]) -> Entry:
        """In the model's words where there are some, else in code's."""
        about = f"{action.title} {action.description}"
        like = closest(self.drafts, about)
        hoped = action.expect.strip() or HOPED[action.kind].format(issue=self.situation.issue)
        whole = action.expect.strip() and action.measure.strip()
        return Entry(
            source="model" if like is None else f"model, like {like.play.id}",
            title=tidy(action.title),
            description=action.description.strip(),
            step=step,
            assignment=assigned(action.who, action.role.strip() or OWNER, self.ground.means),
            waits_for=tuple(dict.fromkeys(self.ground.current[number] for number in action.current)),
            certainty=agreement([] if like is None else [like.play.id], ranking),
            reasoning=action.reason.strip() or self._reason(action.kind, about, "", action.who),
            outcome=(
                f"{hoped} {action.measure.strip()}"
                if whole
                else expected(hoped, action.measure.strip() or COMPARE, about, self.situation)
            ),
            risks=tuple(risk.strip() for risk in action.risks) or (WORRIES[action.kind],),
            words=() if like is None else like.words,
        )

    def _of_playbook(self, drafts: Sequence[Draft], behind: int) -> list[Entry]:
        """The drafts as entries that stand behind so many others."""
        return [
            Entry(
                source=draft.play.id,
                title=tidy(draft.title),
                description=draft.description,
                step=evolve(step, after=frozenset(at + behind for at in step.after)),
                assignment=assigned(draft.whom, draft.play.roles[0], self.ground.means),
                waits_for=(),
                certainty=TOPICAL if draft.topical else ANY,
                reasoning=self._reason(draft.play.kind, draft.about, draft.why, draft.whom),
                outcome=expected(draft.outcome, draft.measure, draft.about, self.situation),
                risks=draft.risks,
                words=draft.words,
            )
            for draft, step in zip(drafts, steps_of(drafts), strict=True)
        ]

    def _reason(self, kind: Kind, about: str, why: str, whom: Sequence[int]) -> str:
        said = reason(kind, about, why, self.situation, self.aims)
        return f"{said} {able(whom, self.ground.means)}".strip()
