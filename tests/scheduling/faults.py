"""Two plans that are right, and the ways to spoil them, each with what is then wrong.

The dates of both are worked out by hand in `test_verifier`, and leave no choice: each person's actions
follow one another by dependency or by length.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache

from attrs import evolve
from tests.scheduling.strategies import read

from purpose_coach.scheduling import schedule
from purpose_coach.scheduling.assumptions import BrokenCycle, UnknownDependency
from purpose_coach.scheduling.facts import Named
from purpose_coach.scheduling.findings import LateAction
from purpose_coach.scheduling.schedule import Load, LongChain, Moment, Piece

__all__ = ["EDGES", "FAULTS", "SAMPLES", "planned"]

FAIR = {
    "asOf": "2025-10-13",
    "actions": [
        {
            "id": "a1",
            "title": "Outline",
            "estimatedDuration": 16,
            "assignedTo": "maya",
            "priority": "high",
            "currentDueDate": "2025-10-14",
        },
        {
            "id": "a2",
            "title": "Dates",
            "estimatedDuration": 12,
            "assignedTo": " MAYA ",
            "dependencies": ["a1", "A1"],
            "currentDueDate": "2025-10-14",
        },
        {
            "id": "a3",
            "title": "Training",
            "estimatedDuration": 10,
            "assignedTo": "jon",
            "dependencies": ["OUTLINE"],
            "priority": "critical",
            "currentStartDate": "2025-10-20",
        },
        {
            "id": "a4",
            "title": "Gate",
            "estimatedDuration": 0,
            "assignedTo": "jon",
            "dependencies": ["a3", "a2"],
            "priority": "High",
        },
        {
            "id": "a5",
            "title": "Watch",
            "estimatedDuration": 48,
            "assignedTo": "rio",
            "dependencies": ["ghost", "tbd"],
            "priority": "low",
        },
        {
            "id": "a6",
            "title": "Posters",
            "estimatedDuration": 8,
            "assignedTo": "TBD",
            "dependencies": ["a8"],
            "priority": "urgent",
            "currentStartDate": "2025-10-06",
        },
        {
            "id": "a7",
            "title": "Maps",
            "assignedTo": "zed",
            "dependencies": ["a7"],
            "currentStartDate": "2025-10-20",
            "currentDueDate": "2025-10-21",
            "priority": "low",
        },
        {
            "id": "a8",
            "title": "Permit",
            "estimatedDuration": 8,
            "assignedTo": "jon",
            "status": "done",
            "currentStartDate": "2025-10-01",
            "currentDueDate": "2025-10-03",
        },
        {"id": "a9", "title": "Flyers", "estimatedDuration": 12, "assignedTo": "rio", "priority": "low"},
        {
            "id": "c1",
            "title": "Tents",
            "estimatedDuration": 4,
            "assignedTo": "lee",
            "dependencies": ["c2"],
            "priority": "critical",
        },
        {
            "id": "c2",
            "title": "Stands",
            "estimatedDuration": 6,
            "assignedTo": "lee",
            "dependencies": ["c1"],
            "priority": "low",
            "currentDueDate": "2025-10-10",
        },
    ],
    "constraints": {
        "holidays": ["2025-10-15"],
        "teamAvailability": [
            {"personId": "Maya", "hoursPerWeek": 40, "unavailableDates": ["2025-10-17"]},
            {"personId": "jon", "hoursPerWeek": 20},
            {"personId": "rio", "hoursPerWeek": 168},
            {"personId": "lee", "hoursPerWeek": 30},
        ],
        "criticalDeadlines": [
            {"date": "2025-10-17", "description": "Fair"},
            {"date": "2025-10-24", "description": "The gate opens"},
            {"date": "2025-10-10", "description": "Permit", "appliesTo": ["a8"]},
            {"date": "2025-10-12", "description": "c1!"},
        ],
    },
}
"""No capacity; a holiday, an absence, somebody who works every day, and all that can be dirty."""

ROAD = {
    "asOf": "2025-10-14",
    "actions": [
        {"id": "b1", "title": "Dig", "estimatedDuration": 70, "assignedTo": "ann", "priority": "high"},
        {
            "id": "b2",
            "title": "Lay",
            "estimatedDuration": 30,
            "assignedTo": "bob",
            "priority": "high",
            "dependencies": ["b1"],
        },
        {
            "id": "b3",
            "title": "Fill",
            "estimatedDuration": 10,
            "assignedTo": "ann",
            "priority": "high",
            "dependencies": ["b2"],
        },
    ],
    "constraints": {
        "teamCapacity": 130,
        "teamCapacityPeriod": "month",
        "criticalDeadlines": [{"date": "2025-10-15", "description": "Opening of the road"}],
        "teamAvailability": [
            {"personId": "ann", "hoursPerWeek": 40},
            {"personId": "bob", "hoursPerWeek": 20},
        ],
    },
}
"""130 h a month are 30 h a week, in which ann could work 40."""

QUEUE = {
    "asOf": "2025-10-13",
    "actions": [
        {"id": "q1", "estimatedDuration": 12, "assignedTo": "bob", "priority": "critical"},
        {
            "id": "q2",
            "estimatedDuration": 20,
            "assignedTo": "bob",
            "priority": "critical",
            "dependencies": ["q1"],
        },
        {"id": "q3", "estimatedDuration": 23, "assignedTo": "ann", "priority": "low"},
    ],
    "constraints": {
        "teamCapacity": 20,
        "teamAvailability": [
            {"personId": "ann", "hoursPerWeek": 20},
            {"personId": "bob", "hoursPerWeek": 20, "unavailableDates": ["2025-10-16", "2025-10-17"]},
        ],
    },
}
"""The second week is bob's alone, so ann pauses, and goes on when the third begins."""


def alone(person=None, **action):
    """One action of one person, over a weekend and a holiday, with a deadline."""
    constraints = {
        "holidays": ["2025-10-15"],
        "teamAvailability": [{"personId": "kim"} | (person or {})],
        "criticalDeadlines": [{"date": "2025-10-31", "description": "End"}],
    }
    some = {"id": "k1", "estimatedDuration": 99, "assignedTo": "kim"} | action
    return {"asOf": "2025-10-10", "actions": [some], "constraints": constraints}


EDGES = {
    "a pause up to a Monday": QUEUE,
    "as much as five days hold": alone({"hoursPerWeek": 120}),
    "a little more": alone({"hoursPerWeek": 120.5}),
    "a little less": alone({"hoursPerWeek": 119.5}),
    "hours from dates": alone(
        estimatedDuration=None, currentStartDate="2025-10-10", currentDueDate="2025-10-16"
    ),
    "dates that are turned": alone(
        estimatedDuration=None, currentStartDate="2025-10-16", currentDueDate="2025-10-13"
    ),
    "hours from a weekend": alone(
        estimatedDuration=None, currentStartDate="2025-10-11", currentDueDate="2025-10-12"
    ),
    "a capacity of an hour a week": ROAD
    | {"constraints": ROAD["constraints"] | {"teamCapacity": 1, "teamCapacityPeriod": "week"}},
    **{
        f"a capacity of {hours} h a month": ROAD
        | {"constraints": ROAD["constraints"] | {"teamCapacity": hours}}
        for hours in (0, 1, 4.3, 4.4, 8.6, 8.7, 259.9, 260, 500)
    },
}
"""Requests at the bounds of rules; their plans are right."""

SAMPLES = {"fair": FAIR, "road": ROAD}


@cache
def planned(name):
    """The sample's actions and constraints, and its plan."""
    actions, constraints, as_of = read(SAMPLES[name])
    return actions, constraints, schedule(actions, constraints, as_of=as_of)


def october(number):
    """A day of October 2025; the 13th is a Monday."""
    return date(2025, 9, 30) + timedelta(number)


def at(number, unit=0):
    """A moment of a day of October."""
    return Moment(october(number), unit)


def row(name, **changes):
    """Changes one action's row."""

    def spoil(plan):
        rows = [evolve(each, **changes) if each.id == name else each for each in plan.rows]
        return evolve(plan, rows=tuple(rows))

    return spoil


def placed(name, *ends, **changes):
    """Gives one action other times: the beginnings and ends of its pieces."""
    pieces = tuple(Piece(*pair) for pair in zip(ends[::2], ends[1::2], strict=True))
    begins, ends = pieces[0].begins, pieces[-1].ends
    times = {"start": begins.day, "due": ends.day, "begins": begins, "ends": ends, "pieces": pieces}
    return row(name, **times | changes)


def instant(name, moment):
    """Gives an action that takes no time another one."""
    return row(name, start=moment.day, due=moment.day, begins=moment, ends=moment)


def milestone(number, **changes):
    """Changes one milestone."""

    def spoil(plan):
        some = [
            evolve(each, **changes) if place == number else each for place, each in enumerate(plan.milestones)
        ]
        return evolve(plan, milestones=tuple(some))

    return spoil


def short(number, **changes):
    """Changes what keeps a milestone from being met."""
    return lambda plan: milestone(number, shortfall=evolve(plan.milestones[number].shortfall, **changes))(
        plan
    )


def load(number, **changes):
    """Changes one load."""

    def spoil(plan):
        some = [evolve(each, **changes) if place == number else each for place, each in enumerate(plan.loads)]
        return evolve(plan, loads=tuple(some))

    return spoil


def of(part, **changes):
    """Changes the score or the search."""
    return lambda plan: evolve(plan, **{part: evolve(getattr(plan, part), **changes)})


def plan_with(part, change):
    """Changes one sequence of the plan."""
    return lambda plan: evolve(plan, **{part: tuple(change(getattr(plan, part)))})


def unsaid(kind, part="assumptions", about=None):
    """Says nothing of one kind, or only nothing of it about one action."""
    return plan_with(
        part,
        lambda facts: [
            fact for fact in facts if fact.kind != kind or (about is not None and about not in fact.about)
        ],
    )


def said(fact):
    """Says something more."""
    return plan_with("assumptions", lambda facts: [*facts, fact])


def both(*spoils):
    """Several changes at once."""

    def spoil(plan):
        for each in spoils:
            plan = each(plan)
        return plan

    return spoil


CIRCLE = BrokenCycle(action=Named("a2"), other=Named("a1"), circle=(Named("a2"), Named("a1")))
IDLE = Load(person="zed", week=october(20), hours=0.0, available=40.0)
LATE = LateAction(action=Named("c1"), due=october(10), planned=october(13), days=3)
GHOST = UnknownDependency(action=Named("a5"), reference="someone")

FAULTS = {
    # the rows
    "an action is missing": ("fair", plan_with("rows", lambda rows: rows[1:]), "missing_action"),
    "an action is there twice": ("fair", plan_with("rows", lambda rows: [*rows, rows[4]]), "repeated_action"),
    "an action is another": ("fair", row("a5", id="a55"), "unknown_action missing_action"),
    "rows changed places": ("fair", plan_with("rows", reversed), "wrong_order"),
    "it begins on another day": (
        "fair",
        lambda plan: evolve(plan, as_of=october(12)),
        "wrong_first_day wrong_score",
    ),
    "a date has a time": ("fair", row("a5", start=datetime(2025, 10, 13, tzinfo=UTC)), "malformed_time"),
    "a due date is text": ("fair", row("a5", due="2025-10-13"), "malformed_time"),
    "a moment's day is none": ("fair", row("a5", ends=Moment(None, 0)), "malformed_time"),
    "a day has no more than 480 units": ("fair", placed("a5", at(13), at(14, 481)), "malformed_time"),
    "a day has no unit before it": ("fair", instant("a4", at(21, -1)), "malformed_time"),
    "a unit is a fraction": ("fair", instant("a4", at(20, 240.0)), "malformed_time"),
    "another title": ("fair", row("a1", title="outline"), "misread"),
    "another priority": ("fair", row("a4", priority="medium"), "misread"),
    "a priority made up": ("fair", row("a6", priority="urgent"), "misread"),
    "another person": ("fair", row("a1", person="jon"), "misread"),
    "nobody although somebody": ("fair", row("a1", person=None), "misread"),
    "somebody although nobody": ("fair", row("a6", person="TBD"), "misread"),
    "another due date before": ("fair", row("a2", due_before=october(15)), "misread"),
    "open although settled": ("fair", row("a8", open=True), "misread"),
    "settled although open": ("fair", row("a5", open=False), "misread"),
    "other hours": ("fair", row("a5", hours=47.5), "misread"),
    "other hours a week": ("fair", row("a5", hours_per_week=120.0), "misread"),
    # what was read into it
    **{
        f"unsaid: {kind}": ("fair", unsaid(kind), "unstated")
        for kind in (
            *("already_settled", "assumed_duration", "depends_on_itself", "due_past", "no_time"),
            *("start_past", "unassigned", "unknown_dependency", "unknown_person", "unknown_priority"),
        )
    },
    "another reference is unknown": ("fair", both(unsaid("unknown_dependency"), said(GHOST)), "unstated"),
    "unsaid: a dependency given up": ("fair", unsaid("broken_cycle"), "unstated_drop"),
    "said to be given up, and kept": ("fair", said(CIRCLE), "misstated_drop"),
    # people's time
    "a start is no start": ("fair", row("a5", start=october(14)), "wrong_dates"),
    "a due date is none": ("fair", row("a5", due=october(17)), "wrong_dates"),
    "what is settled moved": ("fair", row("a8", due=october(4), ends=at(4, 480)), "wrong_dates"),
    "what is settled began later": ("fair", row("a8", start=october(2), begins=at(2)), "wrong_dates"),
    "what is settled is worked on": ("fair", row("a8", pieces=(Piece(at(1), at(3, 480)),)), "wrong_work"),
    "what is settled waits": ("fair", row("a8", after=("a1",)), "unknown_dependency"),
    "it ends before it begins": (
        "fair",
        row("a5", begins=at(16), ends=at(13), start=october(16), due=october(13)),
        "backwards broken_block wrong_score",
    ),
    "its dates are turned": ("fair", row("a5", start=october(16), due=october(13)), "wrong_dates backwards"),
    "an instant of two moments": (
        "fair",
        row("a4", begins=at(20, 250)),
        "backwards broken_block wrong_score",
    ),
    "it begins before the plan": ("fair", placed("a6", at(10), at(10, 480)), "too_early wrong_score"),
    "it begins on a holiday": ("fair", placed("a7", at(15), at(17, 480)), "day_off wrong_score"),
    "it ends on a Saturday": ("fair", placed("a6", at(17), at(18, 480)), "day_off unstated wrong_score"),
    "it goes on during an absence": (
        "fair",
        placed("a2", at(16), at(17, 240)),
        "day_off wrong_work wrong_finish unstated wrong_tardiness wrong_score wrong_load",
    ),
    "an instant on a day off": (
        "fair",
        instant("a4", at(25)),
        "day_off wrong_finish wrong_lateness wrong_spare wrong_score",
    ),
    "a unit too little": ("fair", placed("a6", at(13), at(13, 479)), "wrong_work wrong_score"),
    "a unit too much": ("fair", placed("a6", at(13), at(14, 1)), "wrong_work wrong_score"),
    "no work at all": ("fair", row("a6", pieces=()), "broken_block wrong_work"),
    "work that takes no time": (
        "fair",
        placed("a4", at(20, 240), at(20, 241)),
        "wrong_work wrong_finish wrong_score",
    ),
    "it begins when a day is over": (
        "fair",
        placed("a6", at(13, 480), at(14, 480)),
        "broken_block wrong_score",
    ),
    "it ends when a day begins": ("fair", placed("a6", at(13), at(14)), "broken_block"),
    "pieces out of order": (
        "fair",
        placed("a7", at(14), at(14, 480), at(13), at(13, 480)),
        "backwards broken_block wrong_score",
    ),
    "pieces that overlap": (
        "fair",
        placed("a7", at(13), at(13, 480), at(13, 240), at(14, 240)),
        "broken_block wrong_score",
    ),
    "a piece begins elsewhere": ("fair", row("a7", begins=at(13, 100)), "broken_block wrong_score"),
    "a piece ends elsewhere": ("fair", row("a7", ends=at(14, 100)), "broken_block wrong_score"),
    "two at once": ("fair", placed("a5", at(13, 239), at(16, 239)), "overlap wrong_score"),
    "a pause for nothing": (
        "fair",
        placed("a7", at(13), at(13, 480), at(16), at(16, 480)),
        "needless_pause wrong_score",
    ),
    "a pause of a unit": (
        "fair",
        placed("a7", at(13), at(13, 240), at(13, 241), at(16, 1)),
        "needless_pause wrong_score",
    ),
    # dependencies
    "it begins too early by a unit": ("fair", instant("a4", at(20, 239)), "broken_dependency wrong_score"),
    "it begins a day too early": (
        "fair",
        placed("a3", at(14), at(17, 240)),
        "broken_dependency unstated wrong_score wrong_load",
    ),
    "it waits for what it does not depend on": ("fair", row("a6", after=("a1",)), "unknown_dependency"),
    "it waits for what is settled": ("fair", row("a6", after=("a8",)), "wrong_order unknown_dependency"),
    "it waits for what is not there": ("fair", row("a6", after=("ghost",)), "wrong_order unknown_dependency"),
    "what it waits for is out of order": ("fair", row("a4", after=("a3", "a2")), "wrong_order"),
    "it waits twice": ("fair", row("a2", after=("a1", "a1")), "wrong_order"),
    "it waits no more": ("fair", row("a2", after=()), "needless_drop unstated_drop"),
    "it waits no more, and says so": ("fair", both(row("a2", after=()), said(CIRCLE)), "needless_drop"),
    "all wait for each other": (
        "fair",
        row("c2", after=("c1",)),
        "circular broken_dependency misstated_drop",
    ),
    "it waits for itself": ("fair", row("a7", after=("a7",)), "circular broken_dependency"),
    # the team's capacity
    "no capacity": ("road", lambda plan: evolve(plan, team_hours=None), "wrong_capacity"),
    "another capacity": ("road", lambda plan: evolve(plan, team_hours=130.0), "wrong_capacity"),
    "a capacity that is none": ("fair", lambda plan: evolve(plan, team_hours=40.0), "wrong_capacity"),
    "more than the team can work": (
        "road",
        placed("b1", at(14), at(24, 360)),
        "over_capacity wrong_score wrong_load",
    ),
    "a pause while there are hours left": (
        "road",
        placed("b3", at(37, 360), at(38, 240), at(41), at(41, 240)),
        "needless_pause wrong_finish wrong_lateness wrong_spare wrong_score wrong_load",
    ),
    "a pause while there is a unit left": (
        "road",
        placed("b1", at(14, 120), at(17, 480), at(21, 121), at(28, 121)),
        "needless_pause broken_dependency wrong_score wrong_load",
    ),
    "a unit more than the team can work": (
        "road",
        placed("b1", at(14, 120), at(17, 480), at(21, 119), at(28, 119)),
        "over_capacity wrong_score wrong_load",
    ),
    # milestones
    "a milestone is missing": (
        "fair",
        plan_with("milestones", lambda some: some[1:]),
        "wrong_milestones wrong_score",
    ),
    "milestones changed places": ("fair", plan_with("milestones", reversed), "wrong_milestones"),
    "another date": ("fair", milestone(0, date=october(18)), "wrong_milestones unstated"),
    "another name": ("fair", milestone(0, description="Fairs"), "wrong_milestones"),
    "it concerns less": ("fair", milestone(0, actions=("a1", "a2", "a3")), "wrong_scope unstated"),
    "it concerns more": ("fair", milestone(1, actions=("a1", "a2", "a3", "a4", "a5")), "wrong_scope"),
    "it is named although it is not": ("fair", milestone(0, named=True), "wrong_scope"),
    "nobody named it": ("fair", milestone(3, named=False), "wrong_scope"),
    "it is reached earlier": ("fair", milestone(1, reached=october(17)), "wrong_finish"),
    "another action is the last": ("fair", milestone(1, last="a1"), "wrong_finish"),
    "nothing is finished": ("fair", milestone(2, reached=october(3)), "wrong_finish"),
    "nothing is the last": ("fair", milestone(2, last="a8"), "wrong_finish"),
    "nothing is late": ("fair", milestone(2, late=1), "wrong_finish unstated wrong_score"),
    "nothing has time": ("fair", milestone(2, spare=1.0), "wrong_finish"),
    "less late": ("fair", milestone(0, late=2), "wrong_lateness unstated wrong_score"),
    "late although it is not": ("fair", milestone(1, late=1), "wrong_lateness unstated wrong_score"),
    "less to spare": ("fair", milestone(1, spare=4.0), "wrong_spare"),
    "more to spare": ("fair", milestone(0, spare=-2.0), "wrong_spare"),
    "later than it must be": ("fair", milestone(0, least=4), "wrong_bound"),
    "no sooner than it could": ("fair", milestone(0, least=-1), "wrong_bound"),
    "nothing is short": ("fair", short(0, actions=()), "wrong_shortfall"),
    "what has nothing to do with it": ("fair", short(3, actions=("a1", "a2")), "wrong_shortfall"),
    "nobody's work": ("fair", short(0, person="jon"), "wrong_shortfall"),
    "the work of two": ("fair", short(0, actions=("a1", "a3")), "wrong_shortfall"),
    "more work than there is": ("fair", short(0, hours=29.0), "wrong_shortfall"),
    "more time than there is": ("fair", short(0, available=25.0), "wrong_shortfall"),
    "time enough": ("fair", short(0, end=october(20)), "wrong_shortfall"),
    "time just enough": (
        "fair",
        short(0, actions=("a1",), end=october(14), hours=16.0, available=16.0),
        "wrong_shortfall",
    ),
    "short although met": (
        "fair",
        lambda plan: milestone(1, shortfall=plan.milestones[0].shortfall)(plan),
        "wrong_shortfall",
    ),
    "a chain that is none": (
        "fair",
        milestone(0, shortfall=LongChain(actions=("a1", "a5"), days=7.0, available=5.0)),
        "wrong_shortfall",
    ),
    "a chain that is too long": (
        "fair",
        milestone(0, shortfall=LongChain(actions=("a1", "a2"), days=8.0, available=5.0)),
        "wrong_shortfall",
    ),
    "a chain that fits": (
        "fair",
        milestone(0, shortfall=LongChain(actions=("a1", "a2"), days=5.0, available=5.0)),
        "wrong_shortfall",
    ),
    "unsaid: a late milestone": ("fair", unsaid("late_milestone", "risks", "c1"), "unstated"),
    "unsaid: a late action": ("fair", unsaid("late_action", "risks", "c2"), "unstated"),
    "another action is said to be late": (
        "fair",
        both(unsaid("late_action", "risks", "c2"), plan_with("risks", lambda facts: [*facts, LATE])),
        "unstated",
    ),
    # figures
    "less tardy": ("fair", row("a2", tardiness=4), "unstated wrong_tardiness wrong_score"),
    "tardy although settled": ("fair", row("a8", tardiness=1), "wrong_tardiness"),
    "tardy although not due": ("fair", row("a5", tardiness=1), "unstated wrong_tardiness wrong_score"),
    **{
        f"another score: {name}": ("fair", of("score", **{name: 1}), "wrong_score")
        for name in ("tardiness", "completion", "moved", "earliness", "span")
    },
    "another score: lateness": ("fair", of("score", lateness=4), "wrong_score wrong_bound"),
    "a bound that is beaten": ("fair", of("search", bound=6), "wrong_bound"),
    "proved although it is not": ("fair", of("search", bound=4), "wrong_bound"),
    "not proved although it is": ("fair", of("search", proved=False), "wrong_bound"),
    "a load is missing": ("fair", plan_with("loads", lambda some: some[1:]), "wrong_load"),
    "a load is there twice": ("fair", plan_with("loads", lambda some: [*some, some[0]]), "wrong_load"),
    "a load too much": ("fair", plan_with("loads", lambda some: [*some, IDLE]), "wrong_load"),
    "nobody has a load": ("fair", load(0, person=None), "wrong_load"),
    "a load of another week": ("fair", load(0, week=october(6)), "wrong_load"),
    "more hours in a week": ("fair", load(0, hours=9.0), "wrong_load"),
    "fewer hours in a week": ("fair", load(0, hours=7.0), "wrong_load"),
    "more time in a week": ("fair", load(0, available=20.0), "wrong_load"),
    "the team works less": ("road", load(9, hours=1.0), "wrong_load"),
    "the team could work more": ("road", load(9, available=60.0), "wrong_load"),
}
"""By what was done: the sample, the change, and the kinds of what is then wrong, all of them."""
