"""Other plans are plans, differ from the plan, and say their price; shares of runs are shares."""

from datetime import date
from time import monotonic

import pytest
from hypothesis import given, settings
from tests.scheduling.strategies import bodies, clean_bodies, read

from purpose_coach.errors import InvalidRequest
from purpose_coach.scheduling import Action, Constraints, Limits, Policy
from purpose_coach.scheduling.advice import advise
from purpose_coach.scheduling.alternatives import alternatives
from purpose_coach.scheduling.objective import due_days, lateness
from purpose_coach.scheduling.planning import plan
from purpose_coach.scheduling.reading import read as reading_of
from purpose_coach.scheduling.reporting import report
from purpose_coach.scheduling.simulation import RUNS, holding
from purpose_coach.scheduling.verifier import violations
from purpose_coach.scheduling.wording import rationale

pytestmark = pytest.mark.usefixtures("dose")
QUICK = Policy(effort=0.02)
fewer = settings(max_examples=max(60, settings.default.max_examples // 5))


def limits():
    """Enough time, and nobody who leaves."""
    return Limits(QUICK.effort, monotonic() + 60, lambda: False)


def planned(body):
    """How the request is read, and its plan; None where it would end after the year 9999."""
    actions, constraints, as_of = read(body)
    try:
        reading = reading_of(actions, constraints, as_of, QUICK)
        return actions, constraints, reading, *plan(reading.problem, limits())
    except (OverflowError, InvalidRequest):
        return None


@fewer
@given(bodies(most=20))
def test_every_alternative_is_a_plan(body):
    """The verifier finds nothing wrong with an alternative: complete, feasible, dates as stated."""
    made = planned(body)
    if made is None:
        return
    actions, constraints, reading, timing, search = made
    for other in alternatives(reading.problem, timing):
        try:
            whole = report(reading, constraints, QUICK, actions, other.timing, search)
        except OverflowError:
            continue
        wrong = {one.kind for one in violations(actions, constraints, whole, policy=QUICK)}

        # What the search proved is said of its own plan.
        assert set() == wrong - {"wrong_bound"}


@fewer
@given(clean_bodies(most=12))
def test_the_price_is_what_it_costs(body):
    """`later` and `late` are the differences in working days; the latest start misses nothing more."""
    made = planned(body)
    _, _, reading, timing, _ = made
    problem = reading.problem
    days = due_days(problem, timing)
    for other in alternatives(problem, timing):
        others = due_days(problem, other.timing)

        assert max(others) - max(days) == other.later
        assert sum(lateness(problem, others)) - sum(lateness(problem, days)) == other.late
        if other.kind == "latest":
            assert other.late <= 0
            assert all(a >= b for a, b in zip(other.timing.begins, timing.begins, strict=True))


@fewer
@given(clean_bodies(most=12))
def test_shares_are_shares_and_repeat(body):
    """Each share of runs lies within 0 and 1, and the same problem has the same shares."""
    made = planned(body)
    _, _, reading, timing, _ = made
    shares = holding(reading.problem, timing)

    assert all(0 <= share <= 1 for share in shares)
    assert all(abs(share * RUNS - round(share * RUNS)) < 1e-6 for share in shares)
    assert shares == holding(reading.problem, timing)


def one(hours, due):
    """The share of one action of so many hours, due on that day of a week that begins on Monday."""
    action = Action(id="a", estimated_duration=hours, current_due_date=due)
    reading = reading_of([action], Constraints(), date(2025, 10, 13), QUICK)
    timing, _ = plan(reading.problem, limits())
    (share,) = holding(reading.problem, timing)
    return share


def test_more_room_holds_more_often():
    """A date right at the estimate holds in about a quarter of runs, one beyond the longest always."""
    tight, loose = one(40, "2025-10-17"), one(40, "2025-10-22")

    # Triangular(0.8, 1, 1.6): the share below the mode is (1 - 0.8) / (1.6 - 0.8).
    assert 0.17 <= tight <= 0.33
    assert 1.0 == loose


def test_a_stopped_simulation_has_a_share_of_what_ran():
    """One that nobody waits for ends at once, with what it has."""
    reading = reading_of([Action(id="a", estimated_duration=8)], Constraints(), date(2025, 10, 13), QUICK)
    timing, _ = plan(reading.problem, limits())

    assert holding(reading.problem, timing, lambda: True) in ([0.0], [1.0])


def test_current_dates_are_kept_where_they_can_be():
    """The alternative that keeps current dates begins on them, and says that it ends later."""
    actions = [
        Action(id="a", estimated_duration=8, assigned_to="ana", current_start_date="2025-10-20"),
        Action(id="b", estimated_duration=8, assigned_to="ana", dependencies=["a"]),
    ]
    advice = advise(actions, Constraints(), date(2025, 10, 13), policy=QUICK, limits=limits())
    (current,) = [other for other in advice.others if other.kind == "current"]

    assert date(2025, 10, 20) == current.dates["a"].start
    assert 5 == current.later
    assert "all work ends 5 working days later" in rationale(current)
