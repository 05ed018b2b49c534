"""Which actions a critical deadline concerns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

from purpose_coach.grounding import blank, fold
from purpose_coach.scheduling.circumstances import UnknownScope
from purpose_coach.scheduling.dependencies import Index
from purpose_coach.scheduling.facts import Fact
from purpose_coach.scheduling.shapes import Action, CriticalDeadline

__all__ = ["Scope", "named_in", "scope_of"]


@frozen
class Scope:
    """The numbers of the open actions that a deadline concerns, sorted."""

    actions: tuple[int, ...]
    named: bool
    """Whether actions were named."""
    assumptions: tuple[Fact, ...] = ()


def scope_of(
    deadline: CriticalDeadline, actions: Sequence[Action], index: Index, before: Sequence[Sequence[int]]
) -> Scope:
    """Those it applies to, else those its description names, with all that they wait for; else all."""
    asked = [
        each for each in deadline.applies_to if each is not None and (each in index.ids or not blank(each))
    ]
    found = {each: index.find(each) for each in asked}
    unknown = tuple(each for each in asked if found[each] is None)
    facts = (UnknownScope(deadline=deadline.description or str(deadline.date), references=unknown),)
    applies = {action.id for action in found.values() if action is not None}
    names = applies or set(named_in(deadline.description, index))
    chosen = [number for number, action in enumerate(actions) if action.id in names]
    scope = _with_ancestors(chosen, before) if names else range(len(actions))
    return Scope(tuple(scope), bool(names), facts if unknown else ())


def named_in(text: str, index: Index) -> Iterator[str]:
    """The ids of the actions whose id or title stands in the text, between bounds of words.

    Short names stand in a text by chance: a name has three characters, or a letter and a digit.
    """
    folded = fold(text)
    for which, *names in index.names:
        if any(_stands(name, folded) for name in names):
            yield which


def _stands(name: str, text: str) -> bool:
    telling = len(name) >= 3 or (
        any(letter.isalpha() for letter in name) and any(letter.isdigit() for letter in name)
    )
    return telling and name in text and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _with_ancestors(chosen: Iterable[int], before: Sequence[Sequence[int]]) -> list[int]:
    found = set(chosen)
    stack = list(found)
    while stack:
        fresh = set(before[stack.pop()]) - found
        found |= fresh
        stack += fresh
    return sorted(found)
