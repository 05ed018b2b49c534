"""A coach's turn while core values, purpose or vision are drafted: a reflection and one open question.

Code sees how far the draft is and what stands out in it, knows the questions, the values and the short
answers to what is often asked; a model finds the words. What it says echoes the user, asks exactly one open
question and gives no verdict. Words of crisis, and questions that need a doctor or a lawyer, end coaching.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from attrs import frozen

from purpose_coach.errors import InsufficientContext
from purpose_coach.grounding import fold, instructs, misquoted, unfit
from purpose_coach.operation import Objection, Operation, World
from purpose_coach.playbooks import positioning, questions, values
from purpose_coach.playbooks.coaching import STEP, Said, posed, said_in, steps, suited
from purpose_coach.playbooks.drafts import noticed, stage_of
from purpose_coach.playbooks.offers import sorted_groups
from purpose_coach.playbooks.phrases import ASKING, sentence
from purpose_coach.playbooks.questions import Saying, Stage, Topic, answer_to, crossed
from purpose_coach.playbooks.talking import closed, judging, mirrored, strange
from purpose_coach.repeats import distinct, repeated
from purpose_coach.result import Result
from purpose_coach.wire import Answer, Request, Text, Wire

__all__ = ["Facts", "OnboardingCoaching", "OnboardingCoachingRequest", "operation"]

REFLECTION, NOTE, QUESTION = 45, 40, 32
"""Words of each part at most; together they stay under the 120 words of a response."""
FEWEST, OWN, MOST = 2, 4, 5
"""Suggestions: at least where there are so many, as many as code makes, and at most."""
SHOWN = 12
"""Names of values that a model chooses from."""


class OnboardingDraft(Wire):
    """The business, and what stands in the section so far; any of it may be missing."""

    business_name: Text | None = None
    industry: Text | None = None
    current_draft: Text | None = None


class OnboardingCoachingRequest(Request):
    """What the user writes about one section, and what stands there."""

    topic: Topic
    message: Text
    context: OnboardingDraft | None = None


class CoachingAnswer(Answer):
    """The parts of a turn; what is empty is left to code."""

    reflection: str
    note: str
    question: str
    suggestions: tuple[str, ...]


class OnboardingCoaching(Result):
    """What the coach says, and what the user could take up."""

    response: str
    suggestions: tuple[str, ...]


@frozen(kw_only=True)
class Facts:
    """What code sees in the draft, and what it would say itself."""

    said: Said
    edge: Saying | None
    """The boundary that the user's words cross: then nothing is coached."""
    stage: Stage
    answer: str
    """The answer to what the user asks, where it is one that is often asked."""
    noticed: str
    questions: tuple[str, ...]
    mirror: str
    own: tuple[str, ...]
    names: tuple[str, ...]
    """Of values that fit and are not in the draft; empty for the other topics."""

    @property
    def ideas(self) -> tuple[str, ...]:
        """A few questions, as a model is shown."""
        return self.questions[:3]

    @property
    def shown(self) -> tuple[str, ...]:
        """The names of values that a model is shown."""
        return self.names[:SHOWN]


async def gather(request: OnboardingCoachingRequest, world: World) -> Facts:
    """How far the draft is, what stands out, and what code would say."""
    fields = world.knowledge.plays(positioning.BOOK)
    rows = world.knowledge.plays(questions.BOOK)
    context = request.context or OnboardingDraft()
    said = said_in(
        request.topic, request.message, context.current_draft, context.business_name, context.industry, fields
    )
    if said.nothing:
        raise InsufficientContext(
            "There is nothing to coach from: write a message, or fill in the business name, the industry"
            " or the current draft."
        )
    stage = stage_of(said.topic, said.draft, said.message)
    near = await positioning.placed(fields, said.about, world.relevance)
    plays = world.knowledge.plays(values.BOOK)
    reply = answer_to(said.message, rows, said.topic)
    names, own = await _proposed(said, stage, near, world)
    return Facts(
        said=said,
        edge=crossed(f"{request.message}\n{context.current_draft or ''}", rows),
        stage=stage,
        answer=reply.text if reply else "",
        noticed=noticed(said.topic, said.draft, plays),
        questions=await posed(said, stage, rows, world.relevance),
        mirror=mirrored(said.topic, said.place, said.message, said.draft),
        own=own,
        names=names,
    )


async def _proposed(
    said: Said, stage: Stage, near: Sequence[positioning.Positioning], world: World
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of values to choose from, and what code itself would propose."""
    if said.topic != "coreValues":
        rows = world.knowledge.plays(questions.BOOK)
        return (), tuple(steps(said, stage, rows, sorted_groups(near, said.words), OWN))
    plays = world.knowledge.plays(values.BOOK)
    taken = values.named_in(f"{said.draft} {said.message}", plays)
    ranking = await suited(said, near, plays, world.relevance)
    fitting = values.fresh(ranking, taken, OWN)
    rest = [value for value in ranking if value not in taken and value not in fitting]
    names = tuple(value.name for value in (*fitting, *rest))
    return names, tuple(value.name for value in fitting)


def known(request: OnboardingCoachingRequest, facts: Facts) -> CoachingAnswer | None:
    """Where coaching ends, no model is asked."""
    return unaided(request, facts) if facts.edge else None


def check(request: OnboardingCoachingRequest, facts: Facts, answer: CoachingAnswer) -> Iterator[Objection]:
    """A reflection that echoes, an observation at most, one open question, suggestions of the right kind."""
    source = request.model_dump_json()
    if not (answer.reflection.strip() or answer.question.strip()):
        yield Objection("give a reflection and a question", ("answer",))
    parts = {"reflection": REFLECTION, "note": NOTE, "question": QUESTION}
    for name, limit in parts.items():
        text: str = getattr(answer, name)
        for reason in _unfit(text, source, limit) if text.strip() else ():
            yield Objection(f"{name}: {reason}", (name,))
        if name != "question" and any(mark in text for mark in ASKING):
            yield Objection(f"{name}: ask nothing here, the one question comes last", (name,))
    if answer.reflection.strip() and strange(answer.reflection, facts.said.message, facts.said.draft):
        yield Objection("reflection: use the user's own words", ("reflection",))
    for reason in closed(answer.question) if answer.question.strip() else ():
        yield Objection(f"question: {reason}", ("question",))
    for number, text in enumerate(answer.suggestions):
        for reason in _unsuited(text, source, facts):
            yield Objection(f"suggestion {number}: {reason}", ("suggestion", number))


def _unfit(text: str, source: str, limit: int) -> Iterator[str]:
    yield from unfit(text, source, limit)
    yield from misquoted(text, (source,))
    yield from judging(text)
    if instructs(text):
        yield "it speaks to a model, not to the user"


def _unsuited(text: str, source: str, facts: Facts) -> Iterator[str]:
    yield from _unfit(text, source, STEP)
    if facts.names:
        if fold(text) not in map(fold, facts.names):
            yield "choose it from the names, as it is written there"
        return
    if any(mark in text for mark in ASKING):
        yield "it is no draft line and no step: ask nothing here"
    if strange(text, facts.said.words, ""):
        yield "build it from the user's own words"
    if repeated(text, (facts.said.draft,)) is not None:
        yield "that is the draft already"


def salvage(answer: CoachingAnswer, objections: Sequence[Objection]) -> CoachingAnswer | None:
    """The parts that nothing was said against; code says the others."""
    places = {objection.at for objection in objections}
    if ("answer",) in places:
        return None
    kept = {name: "" for name in ("reflection", "note", "question") if (name,) in places}
    good = tuple(s for n, s in enumerate(answer.suggestions) if ("suggestion", n) not in places)
    return answer.model_copy(update={**kept, "suggestions": good})


def unaided(request: OnboardingCoachingRequest, facts: Facts) -> CoachingAnswer:
    """Nothing beyond what code says itself."""
    return CoachingAnswer(reflection="", note="", question="", suggestions=())


def finish(
    request: OnboardingCoachingRequest,
    facts: Facts,
    answer: CoachingAnswer,
    moment: datetime,
) -> OnboardingCoaching:
    """Reflection, answer or observation, and the one question, in this order; or where to find help."""
    if facts.edge:
        return OnboardingCoaching(response=facts.edge.text, suggestions=())
    parts = (
        sentence(answer.reflection) or facts.mirror,
        sentence(answer.note) or facts.answer or facts.noticed,
        answer.question.strip() or facts.questions[0],
    )
    names = {fold(name): name for name in facts.names}
    said = distinct(names.get(fold(text), text.strip()) for text in answer.suggestions)[:MOST]
    wanted = FEWEST if said else OWN
    more = distinct(facts.own, said)[: max(0, wanted - len(said))]
    return OnboardingCoaching(response=" ".join(part for part in parts if part), suggestions=(*said, *more))


operation: Final = Operation(
    name="onboarding_coaching",
    path="/coaching/onboarding",
    summary="Coach the drafting of core values, purpose or vision: one reflection, one open question.",
    request=OnboardingCoachingRequest,
    facts=Facts,
    answer=CoachingAnswer,
    result=OnboardingCoaching,
    gather=gather,
    known=known,
    check=check,
    salvage=salvage,
    unaided=unaided,
    finish=finish,
)
