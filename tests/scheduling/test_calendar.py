"""Working time is the same by arithmetic as by walking from day to day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purpose_coach.scheduling.calendar import Days, OwnTime, begun, ended, off
from purpose_coach.scheduling.schedule import UNITS, Moment

MONDAY = date(2025, 10, 13)
WEEK = (0, 1, 2, 3, 4)
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
near = st.integers(-20, 60).map(lambda days: MONDAY + timedelta(days))
some_days = st.lists(near, max_size=15).map(off)
weekdays = st.sets(st.integers(0, 6), min_size=1).map(lambda found: tuple(sorted(found)))
numbers = st.integers(0, 60)


@st.composite
def calendars(draw):
    """Working days from some day on."""
    return Days(draw(near), draw(weekdays), draw(some_days))


@st.composite
def own_times(draw):
    """Somebody beside a team: with days off of his own, or off on weekends while others are not."""
    everyone = draw(calendars())
    mine = everyone.weekdays
    if draw(st.booleans()):
        everyone, mine = Days(everyone.first, EVERY_DAY, everyone.off), everyone.weekdays
    return OwnTime(everyone, Days(everyone.first, mine, everyone.off | draw(some_days)))


def walked(days, length=400):
    """The first working days, by looking at each day."""
    run = (days.first + timedelta(number) for number in range(length))
    return [day for day in run if day.weekday() in days.weekdays and day.toordinal() not in days.off]


@given(calendars(), numbers)
def test_a_working_day_is_the_one_that_walking_finds(days, number):
    """The number of a day leads to the day, and the day to its number."""
    day = walked(days, 800)[number]

    assert day == days.day(number)
    assert number == days.count(day) == days.last(day)
    assert days.has(day)


@given(calendars(), near)
def test_days_before_a_date_are_counted_from_the_first(days, day):
    """Before the first day the count is negative; the last day up to a date is one before the next."""
    later = walked(days)
    before = sum(1 for each in later if each < day)
    run = (day + timedelta(number) for number in range(max(0, (days.first - day).days)))
    missed = sum(1 for each in run if days.has(each))

    assert before - missed == days.count(day)
    assert days.count(day + timedelta(1)) - 1 == days.last(day)


def test_the_first_day_is_the_first_on_which_somebody_works():
    """A plan from a Saturday before a holiday begins on Tuesday; Friday before it is the day before."""
    days = Days(date(2025, 10, 11), WEEK, off([MONDAY]))

    assert date(2025, 10, 14) == days.day(0)
    assert -1 == days.last(date(2025, 10, 10)) == days.last(MONDAY)


def test_days_do_not_go_on_for_ever():
    """A plan that would end after the year 9999 is none."""
    with pytest.raises(OverflowError):
        Days(MONDAY, WEEK).day(3_000_000)


@given(own_times(), numbers, st.integers(0, UNITS - 1))
def test_own_time_is_the_teams_time_without_days_off(time, day, unit):
    """How much of his time has passed is what walking adds up."""
    team = walked(time.everyone)
    passed = sum(UNITS for each in team[:day] if time.mine.has(each))
    passed += unit if time.mine.has(team[day]) else 0

    assert passed == time.own(day * UNITS + unit)


@given(own_times(), st.integers(0, 40 * UNITS))
def test_work_begins_and_ends_on_own_days(time, point):
    """There and back again: begin and end of work lie on his days, and at as much of his time."""
    begin = begun(time.everyone, time.begin(point))

    assert point == time.own(time.begin(point))
    assert begun(time.mine, point) == begin
    if point:
        assert ended(time.mine, point) == ended(time.everyone, time.end(point))
        assert point == time.own(time.end(point))


@given(own_times(), st.integers(0, 60 * UNITS))
def test_an_instant_is_never_early_and_on_an_own_day(time, point):
    """What takes no time happens at once if he is there, else when he is next."""
    instant = time.instant(point)
    passed = time.own(point)

    assert point <= instant
    assert instant in {point, time.begin(passed)}
    assert passed == time.own(instant)


@given(own_times())
def test_plain_time_is_the_teams(time):
    """Who is never off alone has the team's time."""
    team = walked(time.everyone)

    if time.plain:
        assert all(time.mine.has(day) for day in team)
    assert OwnTime(time.everyone, time.everyone).plain


@given(own_times(), st.integers(0, 40 * UNITS))
def test_weeks_are_those_of_the_calendar(time, point):
    """The week of work is the ISO week of its day, counted from the first."""
    day = begun(time.mine, point).day
    monday = time.everyone.first - timedelta(days=time.everyone.first.weekday())
    week = (day - monday).days // 7

    assert week == time.weeks.of(point)
    assert time.weeks.begin(week) <= point < time.weeks.end(week)


def test_forty_hours_pause_over_a_weekend_and_a_day_off():
    """Five days from Wednesday, with Monday off, end on the next Wednesday."""
    wednesday = date(2025, 10, 15)
    days = Days(wednesday, WEEK)
    time = OwnTime(days, Days(wednesday, WEEK, off([date(2025, 10, 20)])))

    assert Moment(date(2025, 10, 22), UNITS) == ended(days, time.end(5 * UNITS))
    assert Moment(date(2025, 10, 21), 0) == begun(days, time.begin(3 * UNITS))
