"""The chart: valid SVG, self-contained, every action and deadline in it, escaped."""

import json
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from tests.scheduling.strategies import bodies, read
from tests.strategies import cases

from purpose_coach.errors import InvalidRequest
from purpose_coach.scheduling import Action, Policy, Portfolio, schedule

QUICK = Policy(effort=0.02)
few = settings(max_examples=max(30, settings.default.max_examples // 10))


def texts(svg):
    """The texts and titles of a picture."""
    return [
        "".join(each.itertext()) for each in ET.fromstring(svg).iter() if each.tag.endswith(("text", "title"))
    ]


@few
@given(bodies(most=12))
def test_any_plan_can_be_drawn(body):
    """Whatever is planned, the picture is well-formed and refers to nothing outside."""
    actions, constraints, as_of = read(body)
    try:
        plan = schedule(actions, constraints, as_of=as_of, policy=QUICK)
    except InvalidRequest:
        return
    svg = plan.chart()

    assert not plan.rows or ET.fromstring(svg).tag.endswith("svg")
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")
    assert not plan.rows or len(plan.rows) <= sum(": " in text for text in texts(svg))


@pytest.mark.parametrize("case", cases("scheduling"), ids=lambda case: case["id"])
def test_the_cases_are_drawn_whole(case):
    """Each action is there with its dates and who does it."""
    portfolio = Portfolio.model_validate(json.loads(json.dumps(case["body"])))
    plan = schedule(portfolio.actions, portfolio.constraints, as_of=date(2025, 10, 13), policy=QUICK)
    told = " ".join(texts(plan.chart()))

    assert all(f"{row.title or row.id}: {row.start} to {row.due}" in told for row in plan.rows)
    assert plan.chart() == plan._repr_html_()


def test_text_of_users_is_escaped():
    """A title cannot become markup."""
    plan = schedule([Action(id="a", title="<script>alert(1)</script> & “so”")], as_of=date(2025, 10, 13))

    assert "<script" not in plan.chart()
    assert any("<script>alert(1)</script>" in text for text in texts(plan.chart()))


def test_nothing_planned_is_no_picture():
    """Without actions there is nothing to draw."""
    assert "" == schedule([]).chart()
