"""What must come before what: references resolved, circles broken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from purpose_coach.grounding import blank, fold
from purpose_coach.scheduling.assumptions import (
    BrokenCycle,
    DependsOnCancelled,
    DependsOnItself,
    MatchedByTitle,
    UnknownDependency,
)
from purpose_coach.scheduling.circles import broken, way
from purpose_coach.scheduling.facts import Fact, Named
from purpose_coach.scheduling.shapes import Action

__all__ = ["Index", "Order", "order_of"]


@frozen
class Index:
    """Finds actions by what refers to them: the id, the id but for case and space, the title."""

    ids: Mapping[str, Action]
    folded: Mapping[str, Sequence[Action]]
    titles: Mapping[str, Sequence[Action]]
    names: tuple[tuple[str, str, str], ...]
    """Of each action its id, and id and title as they are compared."""

    @classmethod
    def of(cls, actions: Sequence[Action]) -> Index:
        """The index of these actions."""
        folded: defaultdict[str, list[Action]] = defaultdict(list)
        titles: defaultdict[str, list[Action]] = defaultdict(list)
        for action in actions:
            folded[fold(action.id)].append(action)
            titles[fold(action.title)].append(action)
        names = tuple((action.id, fold(action.id), fold(action.title)) for action in actions)
        return cls({action.id: action for action in actions}, dict(folded), dict(titles), names)

    def by_id(self, reference: str) -> Action | None:
        """The action with this id, in any case if no other has it."""
        return self.ids.get(reference) or _only(self.folded.get(fold(reference), ()))

    def by_title(self, reference: str) -> Action | None:
        """The action with this title, in any case, if no other has it."""
        return _only(self.titles.get(fold(reference), ())) if fold(reference) else None

    def find(self, reference: str) -> Action | None:
        """The action that is referred to, by id or title."""
        return self.by_id(reference) or self.by_title(reference)


@frozen
class Order:
    """The dependencies that are kept."""

    before: tuple[tuple[int, ...], ...]
    """Of each action, the numbers of those that it waits for."""
    assumptions: tuple[Fact, ...]


def order_of(
    actions: Sequence[Action], index: Index, settled: Mapping[str, bool], weights: Sequence[int]
) -> Order:
    """The dependencies among open actions (sorted by id), free of circles.

    `settled` are the ids of actions that need no waiting for, and whether they were cancelled.
    """
    numbers = {action.id: number for number, action in enumerate(actions)}
    facts: list[Fact] = []
    wanted: list[set[int]] = []
    for action in actions:
        found, doubts = _resolved(action, index)
        facts += doubts
        facts += (
            DependsOnCancelled(action=_named(action), other=_named(index.ids[each]))
            for each in sorted(found)
            if settled.get(each)
        )
        wanted.append({numbers[each] for each in found if each in numbers})
    before = broken([sorted(each) for each in wanted], weights)
    for number, kept in enumerate(before):
        for each in sorted(wanted[number].difference(kept)):
            round_trip = tuple(_named(actions[step]) for step in way(wanted, number, each))
            facts.append(
                BrokenCycle(action=_named(actions[number]), other=_named(actions[each]), circle=round_trip)
            )
    return Order(before, tuple(facts))


def _named(action: Action) -> Named:
    return Named(action.id, action.title)


def _resolved(action: Action, index: Index) -> tuple[set[str], list[Fact]]:
    """The ids that the action depends on, and what was doubtful about them."""
    found: set[str] = set()
    doubts: list[Fact] = []
    for reference in _references(action, index):
        other = index.find(reference)
        if other is None:
            doubts.append(UnknownDependency(action=_named(action), reference=reference))
        elif other.id == action.id:
            doubts.append(DependsOnItself(action=_named(action)))
        elif other.id not in found:
            found.add(other.id)
            if index.by_id(reference) is None:
                doubts.append(MatchedByTitle(action=_named(action), other=_named(other)))
    return found, doubts


def _references(action: Action, index: Index) -> Iterator[str]:
    """Each once, sorted; without those that say nothing."""
    for reference in sorted({each for each in action.dependencies if each is not None}):
        if reference in index.ids or not blank(reference):
            yield reference


def _only(actions: Sequence[Action]) -> Action | None:
    return actions[0] if len(actions) == 1 else None
