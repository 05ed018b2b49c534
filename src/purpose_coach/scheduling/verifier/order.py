"""Whether what must come first does, and what of it was given up for good reason, and said."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from purpose_coach.scheduling.verifier.claim import Claim, instant, references
from purpose_coach.scheduling.verifier.violation import Violation

__all__ = ["ancestors", "dependencies", "drops", "unread"]


def dependencies(claim: Claim) -> Iterator[Violation]:
    """What an action is planned after is what it depends on, and is finished when it begins."""
    for row in claim.plan.rows:
        task = claim.tasks[row.id]
        if list(row.after) != [each for each in claim.rows if each in row.after]:
            yield Violation("wrong_order", f"What {row.id!r} comes after is not in order.", row.id)
        for each in row.after:
            if not task.open or each not in task.needs:
                yield Violation("unknown_dependency", f"{row.id!r} does not depend on {each!r}.", row.id)
            elif each in claim.rows and instant(row.begins) < instant(claim.rows[each].ends):
                yield Violation(
                    "broken_dependency", f"{row.id!r} begins before {each!r} is finished.", row.id
                )


def drops(claim: Claim) -> Iterator[Violation]:
    """A dependency is given up only where actions wait for each other, and every one is said."""
    stated = {fact.about for fact in claim.plan.assumptions if fact.kind == "broken_cycle"}
    after = {row.id: row.after for row in claim.rows.values()}
    dropped = {
        (name, each)
        for name, row in claim.rows.items()
        for each in claim.tasks[name].needs
        if each not in (name, *row.after)
    }
    for name in claim.rows:
        if name in ancestors((name,), after):
            yield Violation("circular", f"{name!r} waits for itself.", name)
    for name, each in sorted(dropped):
        if name not in ancestors((each,), after):
            yield Violation("needless_drop", f"{name!r} could wait for {each!r}.", name)
        if (name, each) not in stated:
            yield Violation(
                "unstated_drop", f"The plan does not say that {name!r} begins before {each!r}.", name
            )
    for about in sorted(stated - dropped):
        yield Violation("misstated_drop", f"No dependency was given up between {about}.", about[0])


def unread(claim: Claim) -> Iterator[Violation]:
    """What an action depends on and is not to be found, or is itself, is said."""
    actions = [task.action for task in claim.tasks.values()]
    for name in claim.rows:
        said = [fact for fact in claim.plan.assumptions if name in fact.about]
        lost = [fact.sentence for fact in said if fact.kind == "unknown_dependency"]
        for each, found in references(claim.tasks[name].action.dependencies, actions).items():
            if found is None and not any(repr(each) in sentence for sentence in lost):
                yield Violation("unstated", f"The plan does not say that {name!r} depends on {each!r}.", name)
            if found == name and "depends_on_itself" not in [fact.kind for fact in said]:
                yield Violation("unstated", f"The plan does not say that {name!r} depends on itself.", name)


def ancestors(names: Collection[str], after: Mapping[str, Collection[str]]) -> set[str]:
    """All that these wait for, at whatever remove; themselves only where they wait for themselves."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        for each in after.get(waiting.pop(), ()):
            if each not in found:
                found.add(each)
                waiting.append(each)
    return found
