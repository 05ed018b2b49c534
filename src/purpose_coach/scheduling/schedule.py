"""What a plan is: a row for each action, milestones, loads, and how the plan was found.

Every figure is computed. Dates are for people; `Moment` is exact. A person's working day has `UNITS`
units whatever its hours are, so an action of 40 hours takes five days of 480 units at 40 hours a week
and ten at 20. Days are working days of the team unless said otherwise.
"""

from __future__ import annotations

import datetime
from typing import Final, Literal, TypeAlias

from attrs import frozen

from purpose_coach.scheduling.facts import Fact

__all__ = [
    "UNITS",
    "Held",
    "Hold",
    "Load",
    "LongChain",
    "Milestone",
    "Moment",
    "Origin",
    "Overload",
    "Piece",
    "Placed",
    "Schedule",
    "Score",
    "Search",
]

UNITS: Final = 480
"""Units of a working day: the minutes of one of eight hours."""

Hold: TypeAlias = Literal["start", "calendar", "dependency", "person", "capacity"]
Origin: TypeAlias = Literal["rules", "search", "solver"]


@frozen(order=True)
class Moment:
    """A point of a working day: after `unit` of its 480 units; 0 begins the day, 480 ends it."""

    day: datetime.date
    unit: int


@frozen
class Piece:
    """Work without a stop on a person's own calendar; nights, days off and absences do not end it."""

    begins: Moment
    ends: Moment


@frozen
class Held:
    """Why an action does not begin earlier.

    `by` is the id of the action that it waits for: one it depends on, or the one that the same person
    does just before. "start" waits only for the plan's first day, "calendar" for a day on which its
    person works, "capacity" for a week in which the team has hours left.
    """

    why: Hold
    by: str | None = None


@frozen(kw_only=True)
class Placed:
    """One action of the plan."""

    id: str
    title: str
    priority: str
    """low, medium, high or critical, as it was read."""
    person: str | None
    """Who does it, as the request writes it; None where nobody is assigned."""
    suggested: str | None = None
    """Of an action that nobody is assigned to: who of the team would have room for it."""
    hours: float
    """Planned work."""
    hours_per_week: float
    """What its person works in a full week."""
    start: datetime.date
    due: datetime.date
    """The day on which the last of it is worked."""
    begins: Moment
    ends: Moment
    """Equal to `begins` where it takes no time."""
    pieces: tuple[Piece, ...]
    """Several only where the team's capacity of a week ran out; none where it takes no time."""
    after: tuple[str, ...]
    """Ids of the actions that it was planned after, in the request's order."""
    held: Held
    due_before: datetime.date | None = None
    """The due date that the request gives it."""
    tardiness: int = 0
    """Working days by which it is finished after the due date that the request gives it."""
    slack: float = 0.0
    """Working days by which it may slip, all else in order, before a milestone that it serves is missed
    or (serving none) the plan ends later; negative: it ends this much too late for one."""
    binding: bool = False
    """Whether it is on the chain that makes a milestone late or (none late) the plan as long as it is."""
    open: bool = True
    """False for what the request calls done or cancelled: it keeps its dates and takes no time."""


@frozen(kw_only=True)
class Overload:
    """Somebody has more work between two days than hours: no order of actions helps."""

    person: str | None
    """None where nobody is assigned."""
    actions: tuple[str, ...]
    start: datetime.date
    end: datetime.date
    """Both days included; the last may lie before the first, where no time was left at all."""
    hours: float
    """Of these actions, which all must be done between these days for the milestone to be met."""
    available: float
    """His hours between them."""


@frozen(kw_only=True)
class LongChain:
    """Actions that wait for each other take longer than there is time, even if nobody is ever busy."""

    actions: tuple[str, ...]
    """First to last."""
    days: float
    """Working days that they take."""
    available: float
    """Working days up to the milestone; negative when it is past."""


@frozen(kw_only=True)
class Milestone:
    """A critical deadline, and how the plan stands to it."""

    date: datetime.date
    description: str
    named: bool
    """Whether actions were named; otherwise it concerns all."""
    actions: tuple[str, ...]
    """Ids of the actions that it concerns, what these depend on included, in the request's order."""
    reached: datetime.date | None
    """The day on which the last of them is finished; None where it concerns no open action."""
    last: str | None
    """Id of that action."""
    late: int
    """Working days after `date`; 0 when it is met."""
    spare: float
    """Working days left between its last action and the end of `date`; negative when it is late."""
    least: int
    """Working days by which any plan must miss it: a bound that was computed, 0 when none was."""
    chain: tuple[str, ...] = ()
    """Ids of the actions that one after another lead to the last one, first to last."""
    shortfall: Overload | LongChain | None = None
    """Why it cannot be met whatever the order; None also where that is not known."""
    remedies: tuple[Fact, ...] = ()
    """What would mend a late one; each was computed, see `facts`."""


@frozen(kw_only=True)
class Load:
    """How full one person's, or the team's, week is."""

    person: str | None
    """None: the team, where its capacity bounds the plan."""
    week: datetime.date
    """Its Monday."""
    hours: float
    """Planned."""
    available: float
    """From the plan's first day on."""


@frozen
class Score:
    """What is minimised, most important first; for the objective "makespan" `span` comes before all."""

    lateness: int
    """Working days by which milestones are late, all together."""
    tardiness: int
    """Working days after the due dates that the request gives, weighted by priority."""
    completion: int
    """Finishes of all actions, weighted by priority, in units of 1/480 working day from the first."""
    moved: int
    """Working days between the starts and those that the request gives."""
    earliness: int
    """Starts of all actions, in units from the first."""
    span: int
    """The end of the last action, in units from the first."""


@frozen(kw_only=True)
class Search:
    """How a plan was found."""

    found: Origin
    """What gave it: a priority rule, the search from the best rule's plan, or a solver."""
    steps: int = 0
    """Iterations of the search."""
    bound: int = 0
    """No plan has less of what counts first: `lateness`, or `span` for the objective "makespan"."""
    proved: bool = False
    """Whether what counts first equals that bound."""
    cut: bool = False
    """Whether the clock ended the search before its counts did."""

    @property
    def deterministic(self) -> bool:
        """Whether the same request gives the same plan again."""
        return not self.cut


@frozen(kw_only=True)
class Schedule:
    """A plan: feasible, with what it rests on and what endangers it."""

    as_of: datetime.date
    """The day from which it plans."""
    rows: tuple[Placed, ...]
    """In the request's order."""
    milestones: tuple[Milestone, ...]
    """In the request's order."""
    assumptions: tuple[Fact, ...]
    """What the request left open or contradicted, and how it was read."""
    risks: tuple[Fact, ...]
    """What of the plan is late, tight or overloaded."""
    loads: tuple[Load, ...]
    team_hours: float | None
    """Hours a week that bound the whole team; None where nothing does."""
    score: Score
    search: Search

    def chart(self) -> str:
        """The plan as an SVG picture, for light and dark pages."""
        # Imported here: most plans are never drawn.
        from purpose_coach.scheduling.picture import gantt

        return gantt(self)

    def _repr_html_(self) -> str:
        return self.chart()

    def row(self, action: str) -> Placed:
        """The row of the action with this id.

        Raises:
            KeyError: there is none.
        """
        for row in self.rows:
            if row.id == action:
                return row
        raise KeyError(action)
