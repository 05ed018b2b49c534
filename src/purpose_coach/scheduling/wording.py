"""What is said of a planned action: every date and number in it is a fact of the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from purpose_coach.scheduling.advice import Advice, Other
from purpose_coach.scheduling.facts import counted
from purpose_coach.scheduling.schedule import Load, Placed, Schedule

__all__ = ["considerations", "needs", "rationale", "reason", "risks", "slackest"]

WEEKS = 3
"""Weeks whose load is said, of those that an action touches."""
PERCENT = 100
RISKS = 6

KINDS: Mapping[str, str] = {
    "current": "Keeps starts as near to the current dates as the plan allows",
    "buffer": "Leaves a quarter of each duration free before what follows",
    "latest": "Starts as late as every commitment allows, with no slack left",
}


def needs(schedule: Schedule, row: Placed) -> list[str]:
    """What must be finished first, by title."""
    titles = {each.id: each.title or each.id for each in schedule.rows}
    return [f"“{titles[each]}” must be finished first" for each in row.after]


def reason(schedule: Schedule, row: Placed) -> str:
    """Why it is planned when it is, in two or three sentences."""
    if not row.open:
        return "Nothing is left to do: its status says so, and it keeps its dates."
    return " ".join((_why_then(schedule, row), *_promise(schedule, row)))


def _why_then(schedule: Schedule, row: Placed) -> str:
    titles = {each.id: each.title or each.id for each in schedule.rows}
    who = f"{row.person}" if row.person else "whoever takes it"
    work = f"{row.hours:g} h of work for {who} at {row.hours_per_week:g} h a week" if row.hours else "No work"
    by = titles.get(row.held.by or "", "")
    begins: Mapping[str, str] = {
        "dependency": f"once “{by}” is finished",
        "person": f"when {who} has finished “{by}”",
        "capacity": "in the first week in which the team has hours left",
        "calendar": f"on the first day on which {who} works",
        "start": "at once",
    }
    return f"It begins {begins[row.held.why]}, on {row.start}: {work}, finished on {row.due}."


def _promise(schedule: Schedule, row: Placed) -> Iterator[str]:
    """How it stands to what was promised."""
    missed = [each for each in schedule.milestones if each.late and row.id in each.actions]
    met = [each for each in schedule.milestones if not each.late and row.id in each.actions]
    for milestone in missed[:1]:
        late = counted(milestone.late, "working day")
        yield f"{_named(milestone.description)} on {milestone.date} is missed by {late} all the same."
    if row.due_before is not None and not row.tardiness:
        yield f"Its current due date of {row.due_before} is kept."
    for milestone in met[:1]:
        yield (
            f"{_named(milestone.description)} on {milestone.date} is met, "
            f"and it may slip by {max(0.0, row.slack):g} working days before it is not."
        )


def _named(description: str) -> str:
    return f"The deadline “{description}”" if description else "The deadline"


def considerations(schedule: Schedule, row: Placed) -> list[str]:
    """How full its person's weeks are, who could take it, and whether the team's capacity binds."""
    if not row.open:
        return []
    return [*_weeks(schedule, row), *_helper(row), *_team(schedule, row)]


def _touched(row: Placed, loads: Sequence[Load]) -> list[Load]:
    week = timedelta(days=7)
    return [load for load in loads if load.week <= row.due and load.week + week > row.start]


def _weeks(schedule: Schedule, row: Placed) -> Iterator[str]:
    mine = _touched(row, [load for load in schedule.loads if load.person == row.person and row.person])
    for load in mine[:WEEKS]:
        full = f", {PERCENT * load.hours / load.available:.0f}%" if load.available else ""
        yield (
            f"{row.person} has {load.hours:g} of {load.available:g} h planned in the week of "
            f"{load.week}{full}"
        )
    if len(mine) > WEEKS:
        yield f"{counted(len(mine) - WEEKS, 'further week')} of {row.person} in this plan"


def _helper(row: Placed) -> Iterator[str]:
    if row.person is None:
        yield (
            f"Nobody is assigned; {row.suggested} has room for it"
            if row.suggested
            else "Nobody is assigned, and nobody of the team has room for it in these weeks"
        )


def _team(schedule: Schedule, row: Placed) -> Iterator[str]:
    team = [load for load in schedule.loads if load.person is None]
    for load in _touched(row, team)[:1]:
        yield (f"The team has {load.hours:g} of its {load.available:g} h planned in the week of {load.week}")


def risks(schedule: Schedule, row: Placed) -> list[str]:
    """What endangers it: facts about it first, then those of the whole plan that concern its deadlines."""
    own = [fact.sentence for fact in (*schedule.risks, *schedule.assumptions) if row.id in fact.about]
    mended = [
        f"To mend it: {fact.sentence}"
        for milestone in schedule.milestones
        if milestone.late and row.id in milestone.chain
        for fact in milestone.remedies[:1]
    ]
    return list(dict.fromkeys((*own, *mended)))[:RISKS]


def rationale(other: Other) -> str:
    """What another plan is for, and its price."""
    return f"{KINDS[other.kind]}; {_price(other)}."


def _price(other: Other) -> str:
    ends = "all work ends on the same day as planned"
    if other.later:
        way = "later" if other.later > 0 else "earlier"
        ends = f"all work ends {counted(abs(other.later), 'working day')} {way}"
    if other.late > 0:
        return f"{ends}, and deadlines are missed by {counted(other.late, 'working day')} more"
    return ends


def slackest(advice: Advice, most: int) -> list[Placed]:
    """The open actions with the least slack, the tightest first."""
    open_ = [row for row in advice.schedule.rows if row.open]
    return sorted(open_, key=lambda row: (not row.binding, row.slack, row.start, row.id))[:most]
