"""What code says itself of an issue: from its own words first, in possibilities, nothing twice."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import hostile_texts

from purpose_coach.causes.blocks import Content, Worded, reasoned
from purpose_coach.causes.counts import read_counts
from purpose_coach.causes.drafting import drafted
from purpose_coach.causes.factors import SIX, statements
from purpose_coach.causes.frameworks import BONES, bone, framework
from purpose_coach.causes.issue import Issue
from purpose_coach.causes.possible import contrast, own_causes, spread
from purpose_coach.causes.speaking import said
from purpose_coach.grounding import fold, instructs, misquoted
from purpose_coach.playbooks.causes import BOOK
from purpose_coach.repeats import repeated

CAUSES = BOOK.read()
SPARE = [cause for cause in CAUSES if not cause.about]
ISSUES = [
    json.loads(line) for line in Path(__file__).with_name("methods.jsonl").read_text("utf-8").splitlines()
]
texts = st.sampled_from([issue["issueDescription"] for issue in ISSUES]) | hostile_texts
titles = st.sampled_from([issue["issueTitle"] for issue in ISSUES]) | hostile_texts


@st.composite
def issues(draw):
    """Issues, tame and hostile."""
    return Issue(
        title=draw(titles),
        description=draw(texts),
        impact=draw(st.sampled_from(["high", ""])),
        actions=tuple(draw(st.lists(hostile_texts, max_size=2))),
        areas=tuple(draw(st.lists(st.sampled_from(["ward", "yard"]), max_size=2))),
    )


found = st.lists(st.sampled_from([cause for cause in CAUSES if cause.about]), max_size=12, unique=True)


@given(issues(), found)
def test_a_draft_is_whole(issue, known):
    """Three to five questions, three bones and more, four lists, nothing twice, whatever was found."""
    draft = drafted(issue, known, SPARE)
    causes = [one.text for one in draft.causes]
    lists = draft.swot.model_dump().values()

    assert 3 <= len(draft.questions) <= 5
    assert draft.questions[0].startswith("Why ")
    assert all(one.startswith(("If ", "Then ", "And ")) for one in draft.questions[1:])
    assert all("why " in one and one.endswith("?") for one in draft.questions[1:])
    assert len({one.on(issue.framework) for one in draft.causes}) >= 3
    assert all(repeated(one, causes[:number]) is None for number, one in enumerate(causes))
    assert draft.likely == draft.causes[: len(draft.likely)]
    assert all(1 <= len(texts) <= 3 for texts in lists)


@given(titles, texts)
def test_own_causes_are_the_texts_own(title, text):
    """A cause from the text quotes it, is said as a possibility, and is neither the title nor unaffected."""
    for one in own_causes(title, text, read_counts(text)):
        assert one.category in SIX
        assert "may " in one.text
        assert fold(one.quote.strip("“”…")) != fold(title)
        assert [] == list(misquoted(one.text, [" ".join(text.split())]))
        assert contrast(text) != one.quote


def test_a_change_and_its_factors_are_found():
    """What went before, and what else is said to be so, are causes to check."""
    text = (
        "On-time dispatch fell from 96% to 88% since the new pick route went live in July. "
        "Overtime is up and two forklifts are out of service."
    )
    own = own_causes("Late", text, None)

    assert [
        ("method", "“the new pick route went live in July”"),
        ("people", "“Overtime is up”"),
        ("machine", "“two forklifts are out of service”"),
    ] == [(one.category, one.quote) for one in own]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Scrap rises on both presses in the production hall", "6M"),
        ("Prospects do not see what makes our campaign and price different", "8P"),
        ("Patients on the ward wait for the nurses", "4S"),
        ("The payroll report was late because the server moved", "custom"),
        ("", "custom"),
    ],
)
def test_a_framework_suits_the_field(text, expected):
    """Making things, selling, serving people on the spot, and desks have their own."""
    assert expected == framework(text)


@given(st.sampled_from(sorted(BONES)), st.sampled_from(SIX), st.none() | st.sampled_from(BONES["8P"]))
def test_every_cause_has_a_bone(name, category, own):
    """Each of the six M stands in every framework, and its own bone is kept where there is one."""
    place = bone(name, category, own)

    assert 0 <= place < len(BONES[name])
    assert own not in BONES[name] or own == BONES[name][place]


@given(texts)
def test_a_statement_is_verbatim(text):
    """Statements are parts of the text, and none speaks to a model."""
    for one in statements(text):
        assert one.text in " ".join(text.split())
        assert not instructs(one.text)
        assert one.family is None or one.family in SIX


@given(hostile_texts | texts, st.integers(1, 20))
def test_what_is_quoted_is_the_texts(text, limit):
    """Quoted words are verbatim, and what cannot be shown is empty."""
    shown = said(text, limit)

    assert "" == shown or shown.strip("“”…") in " ".join(text.split())
    assert "" == shown or not instructs(text)


@given(issues(), found)
def test_a_reason_names_a_signal_and_a_first_step(issue, known):
    """Each offered method has a reason and a beginning, and no quotation that the issue does not have."""
    draft = drafted(issue, known, SPARE)
    causes = tuple(Worded(one.text, one.on(issue.framework), one.behind, one.check) for one in draft.causes)
    content = Content(questions=draft.questions, causes=causes, likely=causes[:1], swot=draft.swot)
    for place in range(len(issue.offered)):
        text = reasoned(issue, place, content)

        assert text.endswith(".")
        assert len(text) < 5000
        assert [] == list(misquoted(text, [" ".join(one.split()) for one in issue.texts]))


def test_spread_keeps_to_its_limits():
    """At most nine causes, three on a bone, and the spare ones only for bones that are missing."""
    own = own_causes("Late", "Overtime is up. Sensors fail. The law changed.", None)
    kept = spread(own, (), own_causes("", "Paper is late.", None), "6M")

    assert [one.text for one in kept[: len(own)]] == [one.text for one in own]
    assert len(kept) <= 9
