"""The playbook of causes: sound, in possibilities, and found by the issues that it is about."""

import asyncio
import json
from pathlib import Path
from typing import get_args

import pytest

from purpose_coach.causes.factors import SIX
from purpose_coach.causes.frameworks import BONES
from purpose_coach.errors import KnowledgeError
from purpose_coach.grounding import numbers, unfit
from purpose_coach.playbooks.book import SHIPPED
from purpose_coach.playbooks.causes import BOOK, Bone, Category, Cause
from purpose_coach.playbooks.choosing import ranked
from purpose_coach.playbooks.filling import slots
from purpose_coach.relevance import Lexical
from purpose_coach.repeats import repeated

CAUSES = BOOK.read()
THEMES = sorted(path.stem for path in (SHIPPED / "causes").glob("*.jsonl"))
ISSUES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "causes" / "methods.jsonl").read_text("utf-8").splitlines()
]
ROW = {
    "id": "own-cause",
    "category": "method",
    "about": ["Pots crack"],
    "cause": "The clay may be too dry",
    "behind": ["no cover at night"],
    "whys": ["Why is the clay dry?", "Why is it not covered?"],
    "check": "Weigh the clay in the evening and in the morning",
    "gain": "Even clay saves glaze",
}


def shown(cause):
    """Every text of a cause that may be shown."""
    return (cause.cause, *cause.behind, *cause.whys, cause.check, cause.gain)


def found(text, count=5):
    """The ids that a text finds first."""
    return [one.play.id for one in asyncio.run(ranked(CAUSES, [(1.0, text)], Lexical()))[:count]]


def test_there_are_enough():
    """A hundred causes and more, on twenty themes and more, and some of each of the six M."""
    assert len(CAUSES) >= 100
    assert len(THEMES) >= 20
    assert set(get_args(Category)) == {cause.category for cause in CAUSES}


def test_the_six_are_the_six():
    """The playbook's categories and bones are those of the frameworks."""
    assert sorted(SIX) == sorted(get_args(Category))
    assert sorted(BONES["8P"]) == sorted(get_args(Bone))


def test_any_issue_has_general_causes():
    """For each of the six M there is one cause that may lie behind any issue, and it is found by none."""
    general = [cause for cause in CAUSES if not cause.about]

    assert sorted(SIX) == sorted(cause.category for cause in general)
    assert [()] * len(general) == [cause.says for cause in general]


@pytest.mark.parametrize("cause", CAUSES, ids=[cause.id for cause in CAUSES])
def test_a_cause_is_plain_and_claims_nothing(cause):
    """No slot, no number, no markup, no full stop, and texts of a length that can be shown."""
    for text in shown(cause):
        assert frozenset() == slots(text)
        assert frozenset() == numbers(text)
        assert [] == list(unfit(text, "", 25))
        assert not text.endswith(".")
    assert cause.cause[0].isupper()
    assert cause.check[0].isupper()
    assert all(text[0].islower() for text in cause.behind)


def test_none_is_there_twice():
    """No cause, and no question, says the same as another."""
    for number, cause in enumerate(CAUSES):
        assert repeated(cause.cause, [other.cause for other in CAUSES[:number]]) is None
    questions = [cause.whys[0] for cause in CAUSES]

    assert len(set(questions)) == len(questions)


@pytest.mark.parametrize("cause", [cause for cause in CAUSES if cause.about], ids=lambda cause: cause.id)
def test_a_cause_is_found_by_what_it_is_about(cause):
    """Each of the issues that a cause is about finds it among the first five."""
    assert [] == [text for text in cause.about if cause.id not in found(text)]


def test_every_theme_is_reached_by_an_issue():
    """Most issues of the labelled list find a theme among their first three, and most themes are found."""
    themes = {
        cause.rpartition("/")[0] or next(theme for theme in THEMES if cause.startswith(theme))
        for issue in ISSUES
        for cause in found(f"{issue['issueTitle']}. {issue['issueDescription']}", 3)
    }

    assert len(themes) >= 0.8 * (len(THEMES) - 1)


def test_an_own_cause_is_read(tmp_path):
    """An organisation's row adds to those that ship."""
    (tmp_path / "causes").mkdir()
    (tmp_path / "causes" / "own.jsonl").write_text(json.dumps(ROW), "utf-8")
    read = {cause.id: cause for cause in BOOK.read(tmp_path)}

    assert len(read) == len(CAUSES) + 1
    assert Cause.model_validate_json(json.dumps(ROW)) == read["own-cause"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"cause": "The {clay} may be dry"}, "no slots"),
        ({"cause": "Half of it may be dry"}, "claims no numbers"),
        ({"cause": "The clay is too dry"}, "may be so"),
        ({"whys": ["Why?", "Who left it open?"]}, "starts with Why"),
        ({"category": "magic"}, "category"),
        ({"whys": ["Why is the clay dry?"]}, "whys"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_a_row_that_does_not_hold_is_named(tmp_path, change, reason):
    """A row with a slot, a number, a finding or an unknown field stops the start, with the place."""
    (tmp_path / "causes").mkdir()
    (tmp_path / "causes" / "own.jsonl").write_text(json.dumps(ROW | change), "utf-8")
    with pytest.raises(KnowledgeError, match=reason) as raised:
        BOOK.read(tmp_path)

    assert "own.jsonl:1" in str(raised.value)
