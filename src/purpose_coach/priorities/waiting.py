"""Which actions wait for which, directly and through others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from purpose_coach.grounding import blank, fold

__all__ = ["waiting_for"]


def waiting_for(
    names: Sequence[tuple[str, str]], needs: Sequence[Sequence[str]]
) -> tuple[tuple[int, ...], ...]:
    """For each action those that wait for it; `names` are ids and titles, `needs` what each names.

    An id goes before a title, a name that several have is all of them, and one that no action of the
    request has is left out. In a circle every action waits for all the others of it.

    >>> waiting_for([("a", "Plan"), ("b", "Build"), ("c", "Show")], [[], ["Plan"], ["b"]])
    ((1, 2), (2,), ())
    """
    ids, titles = _places(key for key, _ in names), _places(title for _, title in names)
    followers: list[list[int]] = [[] for _ in names]
    for number, needed in enumerate(needs):
        found = (ids.get(fold(name)) or titles.get(fold(name), ()) for name in needed)
        for other in {place for places in found for place in places}:
            followers[other].append(number)
    return tuple(tuple(sorted(_reached(followers, start))) for start in range(len(names)))


def _places(names: Iterable[str]) -> Mapping[str, Sequence[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for at, name in enumerate(names):
        if not blank(name):
            found[fold(name)].append(at)
    return found


def _reached(followers: Sequence[Sequence[int]], start: int) -> Iterator[int]:
    seen, left = {start}, list(followers[start])
    while left:
        here = left.pop()
        if here not in seen:
            seen.add(here)
            left.extend(followers[here])
            yield here
