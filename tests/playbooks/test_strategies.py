"""The strategies playbook: sound rows, a wide reach, and proposals within the limits of a request."""

import json
from typing import get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.strategies import HOSTILE, hostile_texts

from purpose_coach.amounts import span
from purpose_coach.errors import KnowledgeError
from purpose_coach.grounding import misquoted, numbers, words
from purpose_coach.kpis import objectives
from purpose_coach.playbooks.filling import slots
from purpose_coach.playbooks.proposing.choice import effort, had, worth
from purpose_coach.playbooks.proposing.kinds import kinds_of, served
from purpose_coach.playbooks.proposing.limits import LABELS, Limits, limits_of
from purpose_coach.playbooks.proposing.search import search
from purpose_coach.playbooks.proposing.wording import Situation, left_out, limited, missing, said, weighed
from purpose_coach.playbooks.strategies import BOOK, SLOTS, Kind, Level, Role, Theme
from purpose_coach.repeats import repeated

STRATEGIES = BOOK.read()
BY_ID = {play.id: play for play in STRATEGIES}
ASKED = {
    "Cut the number of subscribers who cancel within their first year": {"exit-interviews", "first-weeks"},
    "More enquiries from people who have never heard of us": {"one-channel", "lead-follow-up"},
    "Charge what our work is worth": {"price-by-value"},
    "Sell in a second region abroad": {"new-region"},
    "Launch a new product that customers need": {"problem-interviews", "pilot-launch"},
    "Fewer defects and less rework": {"find-the-cause", "check-at-source"},
    "Deliver every order on the promised date": {"promise-dates"},
    "Lower our overheads": {"spend-review"},
    "Find enough nurses and drivers": {"clear-job-ad"},
    "Better leadership by our team leads": {"teach-leads"},
    "Be found in search engines": {"question-pages"},
    "Win more tenders": {"bid-library", "qualify-early"},
    "Paperless records instead of forms": {"paperless"},
    "Pass every audit": {"audit-ready"},
    "Halve our carbon emissions": {"footprint-plan", "energy-walk"},
    "More donors who give again": {"donor-thanks"},
    "Get invoices paid sooner": {"invoice-at-once"},
    "Reliable suppliers without shortages": {"second-source", "supplier-alliance"},
    "Work well together in remote teams": {"remote-rules"},
    "More passers-by come into the shop": {"shop-window"},
    "More visitors of the web shop finish the checkout": {"checkout"},
    "Raise billable hours of our consultants": {"record-hours", "staffing-ahead"},
}


def prose(play):
    """Every text of a row that may be shown."""
    shown = (play.title, play.description, play.how, play.sign, play.first, play.pitfall)
    return (*shown, *play.prerequisites, *play.tools)


def found(*texts):
    """The ids that texts find, the best first."""
    about = [(1.0, text) for text in texts]
    return [one.play.id for one in search(STRATEGIES, about)]


def test_there_are_enough_for_a_wide_range_of_businesses():
    """At least ninety, on every theme at least two, and every kind of business has some of its own."""
    themes = [theme for play in STRATEGIES for theme in play.themes]

    assert 90 <= len(STRATEGIES)
    assert [] == [theme for theme in get_args(Theme) if themes.count(theme) < 2]
    assert set(get_args(Kind)) == {kind for play in STRATEGIES for kind in play.kinds}
    assert set(get_args(Role)) == {role for play in STRATEGIES for role in play.roles} == set(LABELS)


@pytest.mark.parametrize("play", STRATEGIES, ids=lambda play: play.id)
def test_a_row_is_sound(play):
    """Short plain texts without a number or a quotation, known slots, sentences and clauses where due."""
    texts = prose(play)

    assert [] == [text for text in texts if numbers(text) or any(misquoted(text, ()))]
    assert frozenset().union(*map(slots, texts)) <= SLOTS
    assert words(play.title) <= 11
    assert words(play.description) <= 40
    assert (True, True) == (play.description.endswith("."), play.how.endswith("."))
    assert not any(text.endswith(".") for text in (play.title, play.sign, play.first, play.pitfall))
    assert not any(text[0].isupper() for text in (play.sign, play.first, play.pitfall))
    assert {each.id for each in objectives.load()} >= set(play.serves)
    assert 1 <= len(play.serves)


def test_no_strategy_is_there_twice():
    """No title or description says what another says."""
    again = [
        (play.id, other.id)
        for place, play in enumerate(STRATEGIES)
        for other in STRATEGIES[:place]
        if repeated(play.title, [other.title]) or repeated(play.description, [other.description])
    ]

    assert [] == again


@pytest.mark.parametrize("play", STRATEGIES, ids=lambda play: play.id)
def test_every_strategy_is_found_by_its_own_wordings(play):
    """A goal that is worded as one of its phrases finds it among the first five."""
    assert [] == [phrase for phrase in play.phrases if play.id not in found(phrase)[:5]]


@pytest.mark.parametrize(("goal", "wanted"), ASKED.items(), ids=lambda value: str(value)[:30])
def test_everyday_goals_find_what_a_colleague_would_propose(goal, wanted):
    """One of the strategies that come to mind is among the first three."""
    assert wanted & set(found(goal)[:3])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"title": "Grow {market}"}, "no slot 'market'"),
        ({"title": "Ask {customers}"}, "no slot 'customers' can stand there"),
        ({"weeks": [3, 2]}, "weeks go from"),
        ({"weeks": [0, 2]}, "weeks go from"),
        ({"impact": "huge"}, "impact"),
        ({"colour": "blue"}, "colour"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_wrong_row_is_refused(tmp_path, change, reason):
    """An organisation's row with an unknown slot, field, level or order of weeks names its line."""
    row = json.loads(STRATEGIES[0].model_dump_json(by_alias=True)) | change
    (tmp_path / "strategies").mkdir()
    (tmp_path / "strategies" / "own.jsonl").write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(KnowledgeError, match=reason) as raised:
        BOOK.read(tmp_path)

    assert "own.jsonl:1" in raised.value.message


# Limits

timelines = st.sampled_from(
    [
        "6 months",
        "two weeks",
        "3 days",
        "1-2 years",
        "a quarter",
        "soon",
        "",
        "0 weeks",
        "10 hours",
        "84 days",
    ]
) | st.builds("{} {}".format, st.integers(0, 400), st.sampled_from(["days", "weeks", "months", "years"]))


@given(timelines, st.integers(1, 80), st.integers(0, 80))
def test_a_shown_time_is_never_longer_than_the_timeline(timeline, low, more):
    """What is written parses, and ends within the timeline where that can be read."""
    limits = limits_of(timeline, None, ())
    shown = limits.shown(low * 7.0, (low + more) * 7.0)
    allowed, read = span(timeline), span(shown)

    assert read is not None
    if allowed is not None and allowed.high >= 1:
        assert read.high <= allowed.high
    else:
        assert read.high == pytest.approx((low + more) * 7.0, rel=0.5)


@given(st.floats(0, 1e12), st.floats(0, 1e12))
def test_a_cost_keeps_to_two_digits_and_to_the_budget(estimate, budget):
    """An estimate is rounded to two significant digits and never exceeds the budget."""
    cost = Limits(budget=budget).cost(estimate)

    assert 0 <= cost <= budget
    assert cost < 100 or not int(str(cost)[2:] or 0)
    assert cost <= 1 or cost >= 0.9 * min(estimate, budget) - 1


def test_without_a_budget_there_is_no_cost():
    """No amount is given in no currency, and an unknown estimate stays unknown."""
    assert (None, None) == (Limits().cost(100), Limits(budget=100).cost(None))


MEANS = {
    "2 developers": {"developer"},
    "1 process engineer": {"operations"},
    "Senior engineer": {"developer"},
    "Marketing manager": {"marketing"},
    "Office manager": {"lead"},
    "Customer success agent": {"service"},
    "Our team": set(get_args(Role)),
    "1 brewer": set(),
}


@pytest.mark.parametrize(("resource", "roles"), MEANS.items(), ids=MEANS)
def test_a_resource_is_known_by_its_words(resource, roles):
    """A role is named by its words; the general ones count only where no other does."""
    limits = limits_of("", None, (resource,))
    done = {role for role in get_args(Role) if limits.means(_alone(role)).have}

    assert roles == done


def _alone(role):
    return STRATEGIES[0].model_copy(update={"roles": (role,), "tools": ()})


def test_what_is_missing_is_said():
    """What is available is given by number, each once; what is not by name, a tool too."""
    play = STRATEGIES[0].model_copy(
        update={"roles": ("marketing", "sales", "finance"), "tools": ("a mailing tool",)}
    )
    means = limits_of("", None, ("Sales and marketing lead", "Mailing list subscription")).means(play)

    assert (0, 1) == means.have
    assert (LABELS["finance"],) == means.lacking
    assert 2 / 3 == pytest.approx(means.share)


def test_a_lead_and_those_at_work_are_no_find():
    """Every business has them, so they are named only where nobody else is."""
    play = STRATEGIES[0].model_copy(update={"roles": ("lead", "frontline", "sales"), "tools": ()})

    assert () == limits_of("", None, ("1 seller",)).means(play).lacking
    assert (LABELS["lead"], LABELS["frontline"], LABELS["sales"]) == limits_of("", None, ("van",)).means(
        play
    ).lacking


# Order and repeats


@given(*[st.sampled_from(get_args(Level))] * 2, st.floats(1, 3000), st.floats(1, 3000))
def test_more_impact_or_less_effort_is_worth_more(impact, difficulty, days, other):
    """Worth rises with impact and falls with difficulty and time."""
    few, many = sorted((days, other))

    assert worth(impact, difficulty, many) <= worth(impact, difficulty, few)
    assert worth("low", difficulty, days) <= worth(impact, difficulty, days)
    assert effort("low", days) <= effort(difficulty, days) <= effort("high", days)


@given(st.sampled_from(STRATEGIES), st.sampled_from(["{}", "{}!", "We {} already", "  {} ", "plan: {}"]))
def test_what_is_done_already_is_known_again(play, form):
    """A title is recognised in other clothes, and nothing is recognised in a blank."""
    existing = form.format(play.title.lower())

    assert existing == had(play.title, play.description, ["", "Hire a pilot", existing])
    assert had(play.title, play.description, ["", "..."]) is None


# Words


@given(hostile_texts, st.integers(1, 20))
def test_what_is_repeated_is_verbatim_or_nothing(text, limit):
    """The words between the marks are the request's own."""
    shown = said(text, limit)
    inner = shown[1:-1].removesuffix("…")

    assert not shown or inner in " ".join(text.split())


@pytest.mark.parametrize("text", [HOSTILE[0], HOSTILE[2], "https://evil.example/x", " ", "tbd"])
def test_some_words_are_not_repeated(text):
    """Markup, words that speak to a model, and blanks are not repeated."""
    shown = said(text)

    assert "" == shown or text.startswith("https")


@given(timelines, st.none() | st.floats(0, 1e20), st.lists(hostile_texts, max_size=3), st.booleans())
def test_what_is_said_of_the_limits_has_their_numbers_only(timeline, budget, resources, priced):
    """Every number stands in the request."""
    limits = limits_of(timeline, budget, resources)
    text = " ".join(limited(limits, cut=True, used=limits.resources, priced=priced))
    source = "\n".join((timeline, str(budget), *resources))
    assume(budget is None or "e" not in str(budget))

    assert numbers(text) <= numbers(source)


def test_the_sentences_read():
    """What was weighed, left out and is missing, in plain sentences."""
    situation = Situation(goal="Grow.", challenges=("Too few bakers",))

    assert "Weighed for “Grow”, with “Too few bakers” in view, and ordered by impact over effort." == weighed(
        situation, found=True
    )
    assert "steps that help almost any goal" in weighed(Situation(goal="x y"), found=False)
    assert ["Left out because you do it already: “Reviews” and “Prices”."] == list(
        left_out(["Reviews", "Prices"])
    )
    assert [] == list(left_out([]))
    assert "Naming your industry and timeline would sharpen the choice." == missing(["industry", "timeline"])


def test_whom_a_business_serves_depends_on_its_kind():
    """Patients, guests and learners are not customers."""
    served_by = {
        text: served(kinds_of([text])) for text in ("Dental clinic", "Hotel", "Bakery", "Beekeeping")
    }

    assert ["your patients", "your guests", "your customers", "your customers"] == list(served_by.values())
