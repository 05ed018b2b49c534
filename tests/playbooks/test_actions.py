"""The playbook of actions, and what code makes of it: sound rows, each theme found, plans in order."""

import asyncio
import itertools
import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.strategies import cases, hostile_texts

from purpose_coach.errors import KnowledgeError
from purpose_coach.grounding import fold, instructs, numbers
from purpose_coach.knowledge import Knowledge
from purpose_coach.playbooks.actions import BOOK, KINDS, SLOTS, Remedy
from purpose_coach.playbooks.choosing import ranked
from purpose_coach.playbooks.filling import slots
from purpose_coach.playbooks.planning.drafts import drafts_of
from purpose_coach.playbooks.planning.means import DAY, WEEK, Means, means_of, person, plain
from purpose_coach.playbooks.planning.order import (
    LEVELS,
    LOWERED,
    Step,
    circular,
    feasibility,
    ordered,
    priority,
    surplus,
)
from purpose_coach.playbooks.planning.plan import SIZES, planned, steps_of
from purpose_coach.playbooks.planning.situation import overlap, situation_of, told
from purpose_coach.relevance import Lexical

PLAYS = BOOK.read()
BY_ID = {play.id: play for play in PLAYS}
TOPICAL = [play for play in PLAYS if play.answers]
GENERAL = [play for play in PLAYS if not play.answers]
ISSUES = [case["body"]["issue"] for case in cases("action_suggestions")]
every = pytest.mark.parametrize("play", PLAYS, ids=lambda play: play.id)


def row(**changes):
    """A sound row with some things changed, as text."""
    sound = TOPICAL[0].model_dump(mode="json", by_alias=True, exclude_none=True)
    return json.dumps(sound | changes)


def drafts(title, description="", cause="", resources=(), timeline="", current=()):
    """The drafts for an issue, with its situation and means."""
    situation, means = situation_of(title, description, cause), means_of(timeline, resources, None)
    about = [(1.0, cause), (1.0, title), (0.7, description)]
    chosen = asyncio.run(ranked(TOPICAL, about, Lexical()))
    return drafts_of(chosen, GENERAL, situation, means, current), situation, means


def test_there_is_something_for_every_issue():
    """A hundred and ten actions and more, for twenty-five themes and more, and of each kind for any issue."""
    themes = {play.theme for play in TOPICAL}

    assert len(PLAYS) >= 110
    assert len(themes) >= 25
    assert set(KINDS) == {play.kind for play in GENERAL if slots(play.title) <= {"issue"}}
    assert min(Counter(play.kind for play in PLAYS).values()) >= 20


def test_most_themes_contain_correct_prevent_and_verify():
    """No theme has fewer than two kinds, and nearly all have all four."""
    kinds = {}
    for play in TOPICAL:
        kinds.setdefault(play.theme, set()).add(play.kind)
    whole = [theme for theme, found in kinds.items() if len(found) == len(KINDS)]

    assert min(map(len, kinds.values())) >= 2
    assert len(whole) >= 0.6 * len(kinds)


@every
def test_a_row_claims_no_figure(play):
    """No text of a row has a number: every figure in a plan is the request's."""
    texts = (play.title, play.description, play.why or "", play.outcome, play.measure, *play.risks)

    assert frozenset() == numbers(" ".join((*texts, *play.answers)))
    assert not any(instructs(text) for text in texts)


@every
def test_a_row_is_written_as_it_is_shown(play):
    """Sentences end with a full stop, titles do not; what is hoped for is a hypothesis; needs exist."""
    shown = (play.title, play.description, play.outcome, play.measure, play.why or "", *play.risks)

    assert play.description.endswith(".")
    assert play.outcome.startswith("If ")
    assert play.outcome.endswith(".")
    assert play.measure.endswith((".", "?"))
    assert not play.title.endswith(".")
    assert len(play.title.split()) <= 14
    assert slots(" ".join(shown)) <= SLOTS
    assert 1 <= len(play.risks) <= 3
    assert set(play.needs) <= BY_ID.keys() - {play.id}
    assert play.least <= play.usual


def test_nothing_is_there_twice():
    """Ids, titles, descriptions, outcomes and measures are all distinct."""
    assert len(PLAYS) == len(BY_ID)
    for field in ("title", "description", "outcome", "measure"):
        texts = [fold(getattr(play, field)) for play in PLAYS]

        assert [] == [text for text, times in Counter(texts).items() if times > 1]


def test_needs_are_acyclic():
    """No action waits for itself by way of others."""
    places = {play.id: at for at, play in enumerate(PLAYS)}
    steps = [
        Step(kind=p.kind, effect=1, feasibility=1, hours=1, after=frozenset(places[n] for n in p.needs))
        for p in PLAYS
    ]

    assert [] == circular(steps)


@pytest.mark.parametrize("play", TOPICAL, ids=lambda play: play.id)
def test_an_action_is_found_by_what_it_answers(play):
    """An issue in the words of its first symptoms has the action among its drafts."""
    found, _, _ = drafts(". ".join(play.answers[:3]))

    assert play.id in [draft.play.id for draft in found]


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "hope"},
        {"title": "Ask {whom} first"},
        {"risks": ["It may hurt {who}"]},
        {"effect": 4},
        {"ease": 0},
        {"hours": [8, 4]},
        {"hours": 0},
        {"roles": []},
        {"risks": []},
        {"cost": 100},
        {"outcome": ""},
    ],
    ids=str,
)
def test_a_faulty_row_is_refused(change):
    """Unknown kinds, slots and fields, scales out of range and missing parts are refused."""
    assert Remedy.model_validate_json(row())
    with pytest.raises(ValidationError):
        Remedy.model_validate_json(row(**change))


def test_an_organisation_adds_its_own(tmp_path):
    """A row of an organisation's folder adds to the playbook or replaces one; a faulty one names its line."""
    folder = tmp_path / "actions"
    folder.mkdir()
    own = row(id="ring-the-bell", hours=3, answers=["the bell is silent"])
    (folder / "own.jsonl").write_text(f"{own}\n{row(title='Ours')}\n", "utf-8")
    plays = {play.id: play for play in Knowledge(tmp_path).plays(BOOK)}

    assert len(PLAYS) + 1 == len(plays)
    assert (3, 3) == (plays["ring-the-bell"].least, plays["ring-the-bell"].usual)
    assert "Ours" == plays[TOPICAL[0].id].title

    (folder / "own.jsonl").write_text(f"{row(title='Ask {whom}')}\n", "utf-8")
    with pytest.raises(KnowledgeError, match=r"own\.jsonl:1: .*'whom' is not a slot"):
        Knowledge(tmp_path).plays(BOOK)


FOUND = {
    "customers": ("Churn is rising", "Customers cancel in their first months."),
    "cash": ("Overdue invoices", "Clients pay late and receivables grow."),
    "people": ("Nurses quit the ward", "Some handed in their notice since the new roster came."),
    "incidents": ("Server outage every Monday", "The booking system is down."),
    "quality": ("Scrap is up", "Rejects rose after the supplier changed the raw material."),
    "supply": ("Bakery sells out by noon", "Bread is out of stock and customers walk away."),
    "safety": ("Near misses on the scaffold", "Workers slipped on wet boards."),
    "knowledge": ("Key engineer retires", "Only she knows how the control software works."),
    "compliance": ("Audit found missing training records", "The auditor raised a non-conformity."),
    "data": ("Dashboard shows wrong revenue", "Figures differ since the data migration."),
    "marketing": ("Search ads bring no leads", "Cost per lead rises."),
    "pricing": ("Gross margin down", "Sellers give discounts and flour costs more."),
    "projects": ("Project late", "Every week adds change requests and approval is slow."),
    "adoption": ("Staff do not use the new software", "Old spreadsheets still used."),
    "supporters": ("Donations are falling", "Regular givers stopped."),
    "attendance": ("Pupils miss class", "Absence is growing."),
    "service": ("Patients wait too long", "The queue is longest on Mondays."),
    "sustainability": ("Energy bill up", "Compressors run all night."),
    "security": ("Data breach", "A laptop with patient records was stolen."),
    "communication": ("Departments do not talk to each other", "Decisions take too long."),
    "complaints": ("Online reviews are getting worse", "Guests complain about dirty rooms."),
    "costs": ("Budget exceeded", "Spending is over budget and costs are rising."),
}


@pytest.mark.parametrize("theme", FOUND)
def test_a_plan_is_about_its_theme(theme):
    """For an issue as a person writes it, the plan's own actions come from its theme."""
    found, situation, means = drafts(*FOUND[theme])
    plan = planned(found, situation, means, "high")
    own = [draft.play.theme for draft in plan if draft.topical]

    assert [theme] * len(own) == own
    assert len(own) >= 2


def test_an_issue_of_no_theme_has_a_plan_all_the_same():
    """What no theme knows is answered by what fits any issue, in the issue's words."""
    found, situation, means = drafts("Zebras in the attic", "They weave quilts.")
    plan = planned(found, situation, means, "high")

    assert set(KINDS) == {draft.play.kind for draft in plan}
    assert [] == [draft for draft in plan if draft.topical]
    assert any("“Zebras in the attic”" in draft.title for draft in plan)


@pytest.mark.parametrize("impact", [*SIZES, "dire", ""])
@given(issue=st.sampled_from(ISSUES), timeline=st.sampled_from(["", "1 day", "2 weeks", "1 year"]))
def test_a_plan_keeps_to_size_and_hours(impact, issue, timeline):
    """It is no larger than the impact asks for, fits the hours, and corrects before it verifies."""
    people = ["1 engineer"]
    found, situation, means = drafts(
        issue["title"], issue["description"], issue.get("rootCause", ""), people, timeline
    )
    plan = planned(found, situation, means, impact)
    order = ordered(steps_of(plan))
    kinds = [plan[at].play.kind for at in order]

    assert len(plan) <= SIZES.get(impact, 5)
    assert means.hours is None or sum(draft.hours for draft in plan) <= means.hours
    assert kinds.index("correct") < kinds.index("verify")
    assert sorted(order) == list(range(len(plan)))


def test_a_named_cause_is_worked_on():
    """Where no play goes at the named cause, the plan has one in its words."""
    cause = "The violet lamp is switched off by the neighbour"
    found, situation, means = drafts("Late repairs", "Parts come late", cause)
    titles = [draft.title for draft in planned(found, situation, means, "high")]

    assert f"Work on the cause you name: “{cause}”" in titles


SAID = {
    "change": (
        "Sales fell since the shop moved to Mill Street.",
        "“since the shop moved to Mill Street”",
    ),
    "unaffected": ("Sales fell. The other shop is unaffected.", "“The other shop is unaffected”"),
}


def _slot(name, text):
    return getattr(situation_of("Sales", text, ""), name)


@pytest.mark.parametrize("name", ["change", "unaffected"])
def test_what_a_text_gives_is_found(name):
    """What changed before it began and what is not affected are quoted from the text, and only there."""
    text, quotation = SAID[name]

    assert quotation == _slot(name, text)
    assert None is _slot(name, "Sales fell after the holidays, as every year.")


def test_the_largest_group_is_found():
    """Of three counts and more the largest is quoted; a total, a share or others are no group."""
    assert "“9 were cold calls”" == _slot(
        "most", "Of 20 visits, 9 were cold calls, 7 old clients, 4 walk-ins."
    )
    assert "“7 old clients”" == _slot("most", "We had 4 walk-ins, 7 old clients and 9 others.")
    assert None is _slot("most", "We had 40%, 7 old clients and 4 walk-ins.")
    assert None is _slot("most", "We had 7 old clients and 4 walk-ins.")


def test_the_figure_that_moved_comes_first():
    """Of several figures that say as much of an action, the one that moved is what one starts from."""
    situation = situation_of("Churn", "We have 4 shops. Churn rose from 4% to 7%. It takes 3 days.", "")

    assert "Churn rose from 4% to 7%." == situation.figures[0]
    assert "“Churn rose from 4% to 7%”" == situation.figure_for("anything")
    assert "“We have 4 shops”" == situation.figure_for("look at the shops")


@given(hostile_texts, hostile_texts, hostile_texts)
def test_nothing_is_quoted_that_is_not_said(title, description, cause):
    """Every slot, figure and part is made of the request's own words and numbers."""
    situation = situation_of(title, description, cause)
    source = f"{title}\n{description}\n{cause}"
    quotes = [*situation.slots.values(), *situation.figures, *situation.parts]

    assert numbers("\n".join(quotes)) <= numbers(source)
    assert not any(instructs(quote) for quote in quotes)


@given(hostile_texts, st.integers(1, 20))
def test_a_cut_makes_no_new_number(text, limit):
    """A quotation is cut between numbers, never within one."""
    assert numbers(told(text, limit)) <= numbers(text)


@given(hostile_texts, hostile_texts)
def test_overlap_goes_both_ways(left, right):
    """What two texts share does not hang on which is first; a text shares most with itself."""
    assert overlap(left, right) == overlap(right, left)
    assert overlap(left, right) <= overlap(left, left)


CAPACITY = [
    ("6 weeks", ["2 developers", "1 designer"], 6 * WEEK * 3),
    ("6 weeks", ["two developers"], 6 * WEEK * 2),
    ("6 weeks", ["an analyst"], 6 * WEEK),
    ("6 weeks", ["accountant"], 6 * WEEK),
    ("6 weeks", ["Ana (part-time)"], 3 * WEEK),
    ("6 weeks", ["10 hours a week of a tester"], 60),
    ("4-6 weeks", ["1 designer"], 4 * WEEK),
    ("1 day", ["1 designer"], DAY),
    ("6 weeks", ["$5,000 for tools"], None),
    ("6 weeks", [" ", "tbd"], None),
    ("0 weeks", ["1 designer"], None),
    ("soon", ["1 designer"], None),
    ("", [], None),
    ("6 weeks", [], None),
]


@pytest.mark.parametrize(("timeline", "people", "hours"), CAPACITY, ids=str)
def test_hours_are_counted(timeline, people, hours):
    """People times forty hours a week, within the timeline; no bound where either cannot be read."""
    assert pytest.approx(hours) == means_of(timeline, people, None).hours


@given(hostile_texts, st.lists(hostile_texts, max_size=4))
def test_hours_are_none_or_enough_for_a_day(timeline, people):
    """Whatever is written, the hours are a number above nothing, or unknown."""
    hours = means_of(timeline, people, None).hours

    assert hours is None or 0 < hours < float("inf")


@pytest.mark.parametrize(
    ("people", "roles", "who"),
    [
        (["1 designer", "2 developers"], ["developer"], 1),
        (["Senior Frontend Developer"], ["developer"], 0),
        (["1 engineer"], ["process engineer"], 0),
        (["1 software engineer"], ["process engineer"], None),
        (["1 designer", "1 analyst"], ["analyst", "designer"], 1),
        (["3D printer", "1 shift supervisor"], ["anyone"], 1),
        (["Excel licence"], ["anyone"], None),
        ([], ["anyone"], None),
    ],
    ids=str,
)
def test_who_does_it_is_whose_role_it_is(people, roles, who):
    """The best role first, by a more or less exact name; for what anyone can do, a person."""
    assert who == Means(people=tuple(people)).who(roles)


@pytest.mark.parametrize(
    ("resource", "name"),
    [
        ("2 developers", "developers"),
        ("an accountant", "accountant"),
        ("accountant", "accountant"),
        ("3D artist", "3D artist"),
        ("4", "4"),
        ("2 x nurse", "nurse"),
        ("10 hours a week of a tester", "10 hours a week of a tester"),
    ],
)
def test_a_person_is_named_without_a_count(resource, name):
    """The count goes, the name stays as it is written."""
    assert name == person(resource)


def test_an_estimate_is_plain():
    """Two significant digits, and no point where there is nothing behind it."""
    assert [37.0, 4.5, 15_000, 0] == [plain(37.4), plain(4.5), plain(14_873), plain(0)]
    assert [int, float, int] == [type(plain(value)) for value in (37.4, 4.5, 14_873)]


steps = st.lists(
    st.builds(
        Step,
        kind=st.sampled_from(KINDS),
        effect=st.integers(1, 3),
        feasibility=st.integers(1, 3),
        hours=st.integers(1, 100),
        cost=st.none() | st.integers(0, 5000),
        after=st.frozensets(st.integers(0, 6), max_size=2),
    ),
    max_size=7,
)


@given(steps)
def test_the_order_holds(plan):
    """Each step stands behind what it waits for; those in a circle, and what waits for them, are named."""
    plan = [_inside(step, len(plan)) for step in plan]
    order = ordered(plan)
    done = set()
    for at in order:
        assert plan[at].after <= done
        done.add(at)

    assert sorted({*order, *circular(plan)}) == list(range(len(plan)))
    assert all(plan[at].after & set(circular(plan)) for at in circular(plan))


@given(steps)
def test_of_two_free_steps_the_weightier_is_first(plan):
    """Where nothing waits, effect times feasibility decides, then the kind."""
    free = [_inside(step, 0) for step in plan]
    order = ordered(free)

    for early, late in itertools.pairwise(order):
        assert (-free[early].weight, KINDS.index(free[early].kind), early) <= (
            -free[late].weight,
            KINDS.index(free[late].kind),
            late,
        )


@given(steps, st.none() | st.integers(0, 300), st.none() | st.integers(0, 9000))
def test_what_is_left_fits(plan, hours, budget):
    """Without the surplus both bounds hold, and nothing waits for what is gone."""
    plan = [_inside(step, len(plan)) for step in plan]
    gone = set(surplus(plan, hours, budget))
    left = [step for at, step in enumerate(plan) if at not in gone]

    assert hours is None or sum(step.hours for step in left) <= hours
    assert budget is None or sum(step.cost or 0 for step in left) <= budget
    assert not any(step.after & gone for step in left)
    assert gone == set() or hours is not None or budget is not None


def _inside(step, count):
    """The step waiting only for places that exist."""
    places = frozenset(at for at in step.after if at < count)
    return Step(
        kind=step.kind,
        effect=step.effect,
        feasibility=step.feasibility,
        hours=step.hours,
        cost=step.cost,
        after=places,
    )


@given(st.sampled_from(LEVELS), st.sampled_from(KINDS), st.integers(1, 3))
def test_priority_never_passes_the_impact(impact, kind, effect):
    """It is the impact or below, more effect never lowers it, and correction is never behind prevention."""
    level = LEVELS.index(priority(impact, kind, effect))

    assert level <= LEVELS.index(impact)
    assert effect == 3 or level <= LEVELS.index(priority(impact, kind, effect + 1))
    assert LEVELS.index(priority(impact, "prevent", effect)) <= LEVELS.index(
        priority(impact, "correct", effect)
    )
    assert set(KINDS) == LOWERED.keys()


def test_an_impact_of_other_words_is_medium():
    """What names no level is taken for the middle."""
    assert priority("medium", "correct", 3) == priority("dire", "correct", 3) == priority("", "correct", 3)
    assert "critical" == priority(" Critical ", "contain", 3)


def test_what_nobody_can_do_is_less_feasible():
    """An action without somebody for it is one step harder, but never impossible."""
    assert [3, 2, 1] == [feasibility(ease, staffed=True) for ease in (3, 2, 1)]
    assert [2, 1, 1] == [feasibility(ease, staffed=False) for ease in (3, 2, 1)]
