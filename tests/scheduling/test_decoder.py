"""Whatever the order, decoding it gives times that can be kept."""

from itertools import pairwise

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.scheduling.problems import orders, problems, simple

from purpose_coach.scheduling.calendar import day_of
from purpose_coach.scheduling.decoder import decode, fitting
from purpose_coach.scheduling.ledger import Ledger
from purpose_coach.scheduling.problem import Capacity
from purpose_coach.scheduling.schedule import UNITS

DAY = UNITS


@given(problems(), st.data())
def test_any_order_becomes_one_that_dependencies_allow(problem, data):
    """Nothing is lost or doubled, and nothing comes before what it waits for."""
    order = fitting(problem, data.draw(orders(problem)))
    place = {number: position for position, number in enumerate(order)}

    assert list(range(problem.size)) == sorted(order)
    assert all(place[each] < place[number] for number in order for each in problem.before[number])


@given(problems())
def test_an_order_that_fits_is_kept(problem):
    """Fitting what fits changes nothing."""
    order = fitting(problem, range(problem.size))

    assert order == fitting(problem, order)


@given(problems(), st.data())
def test_times_keep_to_everything(problem, data):
    """Dependencies hold, each does one thing at a time in his order, and work takes as long as it is."""
    timing = decode(problem, fitting(problem, data.draw(orders(problem))))
    last = dict.fromkeys(range(len(problem.times)), 0)

    for number in timing.order:
        person, pieces = problem.people[number], timing.own[number]
        assert all(timing.ends[each] <= timing.begins[number] for each in problem.before[number])
        assert problem.lengths[number] == sum(end - begin for begin, end in pieces)
        if pieces:
            assert last[person] <= pieces[0][0]
            assert all(one[1] < other[0] for one, other in pairwise(pieces))
            assert timing.begins[number] == problem.times[person].begin(pieces[0][0])
            assert timing.ends[number] == problem.times[person].end(pieces[-1][1])
            last[person] = pieces[-1][1]


@given(problems(), st.data())
def test_the_team_works_no_more_in_a_week_than_it_may(problem, data):
    """What all people work in an ISO week is within the capacity, exactly."""
    timing = decode(problem, fitting(problem, data.draw(orders(problem))))
    if problem.capacity is None:
        return
    used = {}
    for number, pieces in enumerate(timing.own):
        person = problem.people[number]
        for begin, end in pieces:
            for day in range(begin // DAY, (end - 1) // DAY + 1):
                week = day_of(problem.times[person].mine.ordinal(day)).isocalendar()[:2]
                units = min(end, (day + 1) * DAY) - max(begin, day * DAY)
                used[week] = used.get(week, 0) + units * problem.capacity.rates[person]

    assert all(amount <= problem.capacity.week for amount in used.values())


@given(problems(), st.data())
def test_a_capacity_that_bounds_nothing_changes_nothing(problem, data):
    """With hours enough for everybody the times are those without a capacity."""
    order = fitting(problem, data.draw(orders(problem)))
    rates = tuple(range(1, len(problem.times) + 2))  # one more than people: nobody may be left
    enough = Capacity(7 * DAY * sum(rates) + 1, rates)
    free, bound = (decode(evolve(problem, capacity=each), order) for each in (None, enough))

    assert free.begins == bound.begins
    assert free.ends == bound.ends


def test_work_waits_for_the_week_in_which_the_team_has_hours():
    """Two people of 40 h share 60 h: the second has 20 h this week and, late in the next, the rest."""
    problem = simple(lengths=[5 * DAY, 5 * DAY], people=[0, 1], capacity=Capacity(7 * DAY + DAY // 2, (1, 1)))
    timing = decode(problem, [0, 1])

    assert ((0, 5 * DAY),) == timing.own[0]
    assert ((5 * DAY // 2, 15 * DAY // 2),) == timing.own[1]


def test_work_pauses_where_a_whole_week_is_not_enough():
    """One person of 40 h in a team of 24 h: ten days of work take three of each week and one more."""
    problem = simple(lengths=[10 * DAY], people=[0], capacity=Capacity(3 * DAY, (1,)))
    (pieces,) = decode(problem, [0]).own

    assert ((2 * DAY, 5 * DAY), (7 * DAY, 10 * DAY), (12 * DAY, 16 * DAY)) == pieces


def test_the_ledger_gives_each_week_away_once():
    """A third piece of work finds the first two weeks full."""
    problem = simple(lengths=[DAY] * 3, people=[0] * 3)
    ledger = Ledger(Capacity(2 * DAY, (1,)))
    placed = [ledger.place(0, problem.times[0], 0, 2 * DAY) for _ in range(3)]

    assert [[(0, 960)], [(2400, 3360)], [(4800, 5760)]] == placed


def test_each_begins_as_early_as_its_person_and_what_it_waits_for_allow():
    """Two of one person follow each other; what waits begins the moment the other ends, in the same day."""
    problem = simple(lengths=[100, 200, 50], people=[0, 0, 1], before=[(), (), (1,)])

    assert (0, 100, 300) == decode(problem, [0, 1, 2]).begins
    assert (200, 0, 200) == decode(problem, [1, 0, 2]).begins
