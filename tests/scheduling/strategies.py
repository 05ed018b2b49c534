"""Hypothesis strategies for portfolios, clean and dirty, and a planner that tries every order.

Portfolios are drawn as they are sent: names in other cases, dates with times, null where nothing is
known. `one_by_one` places actions in a given order by walking days, and shares no code with the library.
"""

import re
from datetime import date, timedelta
from fractions import Fraction
from itertools import permutations

from hypothesis import strategies as st

from purpose_coach.scheduling.shapes import Portfolio

__all__ = ["best_of_all", "bodies", "clean_bodies", "one_by_one", "read"]

FIRST = date(2025, 10, 13)
TITLES = ("Launch", "Train the crews", "Order flour", "Write the outline", "launch ", "Pilot class", "", "QA")
PEOPLE = ("maya", "Jon", "Ana María", "Straße 9", "lee")
SPELLINGS = (str, str, str.upper, str.title, lambda name: f"  {name.replace(' ', '  ')} ")
NOBODY = (None, "", "TBD", " ", "n/a")
HOURS_A_WEEK = (40, 40, 40, 20, 32, 37.5, 8, 33.3, 60, 1, 0.5, 130, 168, None)
DURATIONS = (8, 8, 16, 40, 4, 2, 1, 0, 0.5, 0.25, 7.5, 33.33, 12, 80, 0.1, 1e-6, 400, None, 2000)
PRIORITIES = ("low", "medium", "high", "critical", "HIGH ", "urgent", "", None)
STATUSES = (*[None] * 12, "open", "In progress", "done", "Cancelled", " COMPLETED")
CAPACITIES = (None, None, None, 0, 0.5, 1, 3, 10, 20, 37.5, 40, 60, 160, 1000)
WORKING_DAYS = (
    *[None] * 5,
    [1, 2, 3, 4, 5],
    ["Sun", "Mon", "Tue", "wednesday", "Thu"],
    [6, 7],
    [3, 3],
    [*range(1, 8)],
)
GHOSTS = ("ghost", "a999", "Something else", "", None, "tbd")


def read(body):
    """The portfolio of a body, and the day from which it is to be planned."""
    portfolio = Portfolio.model_validate(body)
    return portfolio.actions, portfolio.constraints, portfolio.as_of


def days(earliest=-30, latest=120):
    """Days around the first of a plan."""
    return st.integers(earliest, latest).map(lambda number: FIRST + timedelta(number))


def written(day):
    """A day as clients write it."""
    return st.sampled_from([f"{day}", f"{day}", f"{day}T23:30:00-08:00", f" {day} "])


def dates(earliest=-30, latest=120):
    """Days, as clients write them."""
    return days(earliest, latest).flatmap(written)


def spelled(names):
    """Names, as clients spell them."""
    return st.tuples(st.sampled_from(names), st.sampled_from(SPELLINGS)).map(lambda pair: pair[1](pair[0]))


@st.composite
def absences(draw):
    """Single days, and whole weeks."""
    single = draw(st.lists(dates(0, 60) | st.sampled_from([None, ""]), max_size=4))
    start, length = draw(days(-3, 40)), draw(st.sampled_from([0, 0, 5, 12, 21, 40]))
    return single + [f"{start + timedelta(number)}" for number in range(length)]


def members():
    """Entries of a team's availability; the same person may have two."""
    return st.fixed_dictionaries(
        {"personId": spelled(PEOPLE)},
        optional={"hoursPerWeek": st.sampled_from(HOURS_A_WEEK), "unavailableDates": absences()},
    )


@st.composite
def dependencies(draw, ids, titles, number, tangled):
    """References to other actions; `tangled`: to any, by id or title, in any spelling, or to none at all."""
    if not tangled:
        return draw(st.lists(st.sampled_from(ids[:number]), max_size=3, unique=True)) if number else []
    near = ids[max(0, number - 4) : number + 3]
    back = ids[:number] or ids
    names = st.sampled_from(back) | st.sampled_from(back) | st.sampled_from(near) | spelled(ids)
    named = titles[number // 2] if titles[number // 2].strip() else None
    return draw(st.lists(names | st.sampled_from([*GHOSTS, named]), max_size=3))


@st.composite
def actions(draw, count, dirty):
    """Actions whose ids and titles may differ only in case."""
    ids = [f"a{number + 1}" for number in range(count)]
    if dirty and count > 2 and draw(st.booleans()):
        ids[draw(st.integers(1, count - 1))] = draw(st.sampled_from(["A1", "Ship it", "ﬁx", "Launch", "tbd"]))
    titles = draw(st.lists(st.sampled_from(TITLES), min_size=count, max_size=count))
    if not dirty:
        titles = [f"{title} {number + 1}" for number, title in enumerate(titles)]
    tangled = dirty and draw(st.booleans())
    found = []
    for number, (name, title) in enumerate(zip(ids, titles, strict=True)):
        action = {
            "id": name,
            "title": title,
            "estimatedDuration": draw(st.sampled_from(DURATIONS if dirty else DURATIONS[:12])),
            "dependencies": draw(dependencies(ids, titles, number, tangled)),
            "assignedTo": draw(spelled(PEOPLE)),
            "priority": draw(st.sampled_from(PRIORITIES if dirty else PRIORITIES[:4])),
        }
        if draw(st.booleans()):
            action["currentDueDate"] = draw(dates())
        if dirty:
            if draw(st.integers(0, 4)) == 0:
                action["assignedTo"] = draw(st.sampled_from([*NOBODY, "zed", " ZED", "yo"]))
            if draw(st.booleans()):
                action["currentStartDate"] = draw(dates(-30, 60) | st.none())
            action["status"] = draw(st.sampled_from(STATUSES))
        found.append(action)
    return found


@st.composite
def deadlines(draw, some, dirty):
    """Critical deadlines: past or far, for all actions or some, named in the text or apart."""
    action = draw(st.sampled_from(some))
    text = draw(
        st.sampled_from(["Fair", "", f"{action['title']}!", f"Show ({action['id']})", "relaunch qa 7"])
    )
    deadline = {"date": draw(dates() if dirty else dates(0)), "description": text}
    if draw(st.integers(0, 3)) == 0:
        deadline["appliesTo"] = [action["id"], *draw(st.lists(st.sampled_from(GHOSTS), max_size=1))]
    return deadline


@st.composite
def bodies(draw, dirty=True, most=60):
    """Requests as they are sent."""
    size = draw(st.integers(1, 6) | st.integers(1, min(15, most)) | st.integers(1, most))
    some = draw(actions(size, dirty))
    constraints = {
        "teamCapacity": draw(st.sampled_from(CAPACITIES)),
        "criticalDeadlines": draw(st.lists(deadlines(some, dirty), max_size=3)),
        "teamAvailability": draw(st.lists(members(), max_size=5)),
    }
    if draw(st.booleans()):
        constraints["holidays"] = [f"{day}" for day in draw(st.lists(days(-20, 60), max_size=12))]
    constraints["workingDays"] = draw(st.sampled_from(WORKING_DAYS))
    constraints["teamCapacityPeriod"] = draw(st.sampled_from([None, None, "week", "month", "total"]))
    return {"actions": some, "constraints": constraints, "asOf": f"{draw(days(-3, 12))}"}


def clean_bodies(most=60):
    """Requests that leave nothing open."""
    return bodies(dirty=False, most=most)


class Person:
    """Someone's days, by the plainest reading of a clean request."""

    def __init__(self, name, constraints):
        same = [each for each in constraints.team_availability if plain(each.person_id) == plain(name)]
        self.weekdays = set(range(5) if constraints.working_days is None else constraints.working_days)
        self.weekly = Fraction(str((same[0].hours_per_week if same else None) or 40))
        if self.weekly > 24 * len(self.weekdays):
            self.weekdays = set(range(7))
        self.off = {day for each in same for day in each.unavailable_dates} | set(constraints.holidays)

    def works(self, day):
        return day.weekday() in self.weekdays and day not in self.off

    def units(self, hours):
        """How many 480ths of his days the hours take."""
        return -(-Fraction(str(hours)) * 480 * len(self.weekdays) // self.weekly)


def plain(name):
    return " ".join(name.casefold().split())


def one_by_one(body, order):
    """When each action begins and ends if they are placed in this order, each as early as it can be."""
    actions, constraints, as_of = read(body)
    known = {action.id: action for action in actions}
    free, found = {}, {}
    for name in order:
        action, person = known[name], Person(known[name].assigned_to, constraints)
        ready = max([(as_of, 0), *(found[each][1] for each in action.dependencies)])
        left = person.units(action.estimated_duration)
        if not left:
            while not person.works(ready[0]):
                ready = (ready[0] + timedelta(1), 0)
            found[name] = (ready, ready)
            continue
        day, unit = max(ready, free.get(plain(action.assigned_to), ready))
        begin = None
        while left:
            if person.works(day) and unit < 480:
                begin = begin or (day, unit)
                taken = min(left, 480 - unit)
                left, end = left - taken, (day, unit + taken)
            day, unit = day + timedelta(1), 0
        found[name] = (begin, end)
        free[plain(action.assigned_to)] = end
    return found


def best_of_all(body):
    """The least lateness, tardiness and completion of any order, all by trying."""
    actions, constraints, as_of = read(body)
    needs = {action.id: action.dependencies for action in actions}
    orders = [
        order
        for order in permutations(needs)
        if all(order.index(each) < order.index(name) for name in order for each in needs[name])
    ]
    weekdays = [Person(action.assigned_to, constraints).weekdays for action in actions]
    usual = set(range(5) if constraints.working_days is None else constraints.working_days)
    weekdays = max([*weekdays, usual], key=len)

    def working(first, last):
        """Days of the team after the first day, up to the last."""
        number = range(max(0, (last - first).days))
        after = [first + timedelta(each + 1) for each in number]
        return sum(day.weekday() in weekdays and day not in constraints.holidays for day in after)

    def cost(times):
        late = tardy = completion = 0
        for deadline in constraints.critical_deadlines:
            late += working(deadline.date, max(times[each][1][0] for each in scope(deadline, actions)))
        for action in actions:
            weight = ("low", "medium", "high", "critical").index(action.priority)
            day, unit = times[action.id][1]
            tardy += 2**weight * working(action.current_due_date or day, day)
            completion += 2**weight * (480 * working(as_of - timedelta(1), day - timedelta(1)) + unit)
        return late, tardy, completion

    return min(cost(one_by_one(body, order)) for order in orders)


def scope(deadline, actions):
    """The actions of a clean deadline: those it applies to or names, with what they wait for; else all."""
    known = {action.id: action for action in actions}
    text = f" {re.sub('[^a-z0-9 ]', ' ', deadline.description.lower())} "
    names = [name for name in deadline.applies_to if name in known] or [
        action.id
        for action in actions
        if any(f" {plain(name)} " in text for name in (action.id, action.title) if plain(name))
    ]
    for name in names:
        names += [each for each in known[name].dependencies if each not in names]
    return names or list(known)
