"""Points of an action: what free words are read as, and how the points move."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purpose_coach.priorities.levels import LEVELS, closed, effort, level, raised
from purpose_coach.priorities.standing import FLOORS, SIZES, Item, score, standing
from purpose_coach.priorities.waiting import waiting_for

TODAY = date(2025, 11, 1)
IMPACTS = st.sampled_from(LEVELS)
EFFORTS = st.sampled_from(["small", "medium", "large"])
DAYS = st.integers(-400, 400)


def item(impact="high", size="medium", days=60, **more):
    """An action due in so many days."""
    return Item(
        title="Train two bakers", impact=impact, effort=size, due=str(TODAY + timedelta(days)), **more
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        *((said, "critical") for said in ("critical", "URGENT", "P0", "Blocker", "sev1", "ASAP")),
        *((said, "high") for said in ("High", "major", "Severity: important")),
        ("P1 - Major", "high"),
        ("very high", "high"),
        ("Normal", "medium"),
        ("p2", "medium"),
        ("Nice to have", "low"),
        ("nice-to-have", "low"),
        ("minor", "low"),
        ("not urgent", "low"),
        ("3", "high"),
        ("purple", None),
        ("", None),
    ],
)
def test_words_of_trackers_are_read(said, expected):
    """A priority or impact in a tracker's own words is one of four levels, or unread."""
    assert expected == level(said)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("S", 1),
        ("Low", 1),
        ("2 hours", 1),
        ("3 days", 2),
        ("M", 2),
        ("6 weeks", 3),
        ("XL", 3),
        ("a lot?", None),
    ],
)
def test_efforts_are_read(said, expected):
    """An effort in words or as a length of time is one of three sizes, or unread."""
    assert expected == effort(said)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("done", True),
        ("Completed", True),
        ("CANCELLED", True),
        ("not done", False),
        ("in_progress", False),
        ("", False),
    ],
)
def test_what_is_done_is_closed(said, expected):
    """A status says whether anything is left to do."""
    assert expected == closed(said)


@given(IMPACTS, IMPACTS, EFFORTS, DAYS, st.integers(0, 3), st.integers(0, 3))
def test_more_impact_never_lowers(low, high, size, days, goals, waiting):
    """With all else the same, more impact never gives a lower score or level."""
    one, other = sorted((low, high), key=LEVELS.index)
    less, more = (standing(item(i, size, days, goals=goals, unblocks=waiting), TODAY) for i in (one, other))

    assert less.score <= more.score
    assert LEVELS.index(less.level) <= LEVELS.index(more.level)


@given(IMPACTS, EFFORTS, DAYS, DAYS)
def test_a_nearer_date_never_lowers(impact, size, one, other):
    """With all else the same, an earlier due date never gives a lower score."""
    near, far = sorted((one, other))

    assert standing(item(impact, size, near), TODAY).score >= standing(item(impact, size, far), TODAY).score


@given(IMPACTS, DAYS, st.integers(0, 4), st.integers(0, 4))
def test_more_effort_never_raises_and_goals_never_lower(impact, days, goals, waiting):
    """A larger effort never raises; one more goal or one more action that waits never lowers."""
    scores = [standing(item(impact, size, days, goals=goals), TODAY).score for size in ("s", "m", "l")]
    plain = standing(item(impact, days=days, goals=goals, unblocks=waiting), TODAY).score
    more = standing(item(impact, days=days, goals=goals + 1, unblocks=waiting + 1), TODAY).score

    assert sorted(scores, reverse=True) == scores
    assert plain <= more


@given(IMPACTS, EFFORTS, DAYS)
def test_a_date_makes_nothing_more_important_than_it_is(impact, size, days):
    """Urgency is never more than impact: a trivial action stays low, however late it is."""
    stands = standing(item(impact, size, days), TODAY)

    assert stands.urgency <= stands.impact
    assert impact != "low" or stands.level == "low"


@given(IMPACTS, EFFORTS, DAYS, st.integers(0, 2), st.integers(0, 2))
def test_the_level_follows_from_the_points_shown(impact, size, days, goals, waiting):
    """Score and level can be recomputed from the points."""
    stands = standing(item(impact, size, days, goals=goals, unblocks=waiting), TODAY)
    points = stands.impact + stands.urgency + stands.goals + stands.unblocks
    expected = round(points / SIZES[stands.effort - 1], 2)

    assert expected == stands.score == score(points, stands.effort)
    assert next((name for floor, name in FLOORS if expected >= floor), "low") == stands.level


def test_a_deadline_names_an_action_by_its_words_or_its_day():
    """Most telling words of the title, or the same day and one of them; else the deadline is another's."""
    due = item(days=13)
    named = [
        standing(due, TODAY, [text]).deadline is not None
        for text in ("Bakers to train by spring", "Bakers' day on 2025-11-14", "Fair on 2025-11-14", "Audit")
    ]

    assert [True, True, False, False] == named


def test_the_nearest_date_counts():
    """An urgent deadline with an earlier day presses more than the action's own date."""
    stands = standing(item(days=60), TODAY, ["Train bakers before 2025-11-05"])

    assert (4, 3) == (stands.days, stands.urgency)


def test_what_cannot_be_read_is_said():
    """Unread words count as medium, an unread date as none, and each is named."""
    stands = standing(Item(title="x", impact="purple", effort="?", due="Friday"), TODAY)

    assert ("impact", "effort", "due date") == stands.guessed
    assert (2, 2, None) == (stands.impact, stands.effort, stands.days)


@given(st.sampled_from(LEVELS), st.integers(-5, 5))
def test_levels_are_raised_within_the_scale(start, by):
    """Raising and lowering stays among the four levels."""
    at = LEVELS.index(start)

    assert LEVELS[max(0, min(3, at + by))] == raised(start, by)


@given(st.lists(st.lists(st.integers(0, 7), max_size=3), min_size=1, max_size=8))
def test_waiting_is_reachability(needs):
    """Those that wait for an action are those from which its need can be followed back to it."""
    names = [(f"id{n}", f"Title {n}") for n in range(len(needs))]
    found = waiting_for(names, [[f"id{n}" for n in each] for each in needs])

    for start in range(len(needs)):
        grown, before = {start}, set()
        while grown != before:
            before = set(grown)
            grown |= {n for n, each in enumerate(needs) if grown & set(each)}

        assert sorted(grown - {start}) == list(found[start])
