"""A model's words about causes, held against the request: what keeps each of them from being shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from attrs import frozen

from purpose_coach.causes.drafting import Draft
from purpose_coach.causes.frameworks import BONES
from purpose_coach.causes.issue import Issue
from purpose_coach.grounding import misquoted, quoted, unfit
from purpose_coach.operation import Objection
from purpose_coach.repeats import repeated
from purpose_coach.wire import Answer

__all__ = ["CausesAnswer", "Ground", "ListedCause", "objections", "rest_of"]

QUESTION, CAUSE, BEHIND, POINT = 30, 20, 14, 25
"""Words at most: of a question, a cause, what is behind it, an entry of the SWOT."""
QUESTIONS, CAUSES, BEHINDS, LIKELY, POINTS = (3, 5), 12, 3, 3, 4
"""How many there may be."""
LISTS = ("strengths", "weaknesses", "opportunities", "threats")


class ListedCause(Answer):
    """A possible cause on a category, by the category's number."""

    category: int
    cause: str
    behind: tuple[str, ...]


class CausesAnswer(Answer):
    """Words for the blocks of the offered methods; a part that is left empty is filled by code."""

    best: int
    quote: str
    questions: tuple[str, ...]
    causes: tuple[ListedCause, ...]
    likely: tuple[int, ...]
    strengths: tuple[str, ...]
    weaknesses: tuple[str, ...]
    opportunities: tuple[str, ...]
    threats: tuple[str, ...]

    @property
    def lists(self) -> tuple[tuple[str, ...], ...]:
        """The four lists of the SWOT."""
        return (self.strengths, self.weaknesses, self.opportunities, self.threats)


@frozen(kw_only=True)
class Ground:
    """What an answer is held against."""

    issue: Issue
    draft: Draft
    source: str
    """The request as text, where its numbers and links stand."""

    @property
    def methods(self) -> list[dict[str, Any]]:
        """The methods, as the prompt numbers them."""
        return [{"method": number, "name": name} for number, name in enumerate(self.issue.methods)]

    @property
    def categories(self) -> list[dict[str, Any]]:
        """The categories of the fishbone, as the prompt numbers them."""
        return [{"category": n, "name": name} for n, name in enumerate(BONES[self.issue.framework])]

    @property
    def counted(self) -> list[dict[str, Any]]:
        """What the text counts by kind."""
        kinds = self.issue.counts.kinds if self.issue.counts else ()
        return [{"kind": kind.label, "count": kind.count} for kind in kinds]


def objections(ground: Ground, answer: CausesAnswer) -> Iterator[Objection]:
    """Everything in the answer that does not hold."""
    if not (answer.questions or answer.causes or any(answer.lists)):
        yield Objection("give the words for the listed methods", ("all",))
    yield from _choice(ground, answer)
    yield from _questions(ground, answer)
    yield from _causes(ground, answer)
    yield from _likely(answer)
    yield from _swot(ground, answer)


def _choice(ground: Ground, answer: CausesAnswer) -> Iterator[Objection]:
    if not 0 <= answer.best < len(ground.issue.methods):
        yield Objection("best: give the number of a listed method", ("best",))
    elif answer.best and not any(quoted(text, answer.quote) for text in ground.issue.texts):
        yield Objection("quote: copy the words of the issue that make this method the best", ("best",))


def _fit(ground: Ground, text: str, limit: int) -> Iterator[str]:
    yield from unfit(text, ground.source, limit)
    yield from misquoted(text, ground.issue.texts)


def _questions(ground: Ground, answer: CausesAnswer) -> Iterator[Objection]:
    asked = answer.questions
    least, most = QUESTIONS
    if asked and not least <= len(asked) <= most:
        yield Objection(f"questions: give {least} to {most}", ("questions",))
    for number, text in enumerate(asked[: most + 1]):
        reasons = [*_fit(ground, text, QUESTION)]
        if not text.rstrip().endswith(("?", "\N{FULLWIDTH QUESTION MARK}", "\N{ARABIC QUESTION MARK}")):
            reasons.append("it is no question")
        if repeated(text, asked[:number]) is not None:
            reasons.append("it is asked already")
        for reason in reasons:
            yield Objection(f"question {number}: {reason}", ("questions",))


def _causes(ground: Ground, answer: CausesAnswer) -> Iterator[Objection]:
    listed = answer.causes
    if len(listed) > CAUSES:
        yield Objection(f"causes: give {CAUSES} at most", ("causes",))
        return
    if listed and len({one.category for one in listed}) < LIKELY and "fishbone" in ground.issue.methods:
        yield Objection("causes: they lie on fewer than three categories", ("causes",))
    said = [*ground.issue.actions]
    for number, one in enumerate(listed):
        reasons = [*_fit(ground, one.cause, CAUSE)]
        reasons += [
            f"behind: {reason}" for text in one.behind[:BEHINDS] for reason in _fit(ground, text, BEHIND)
        ]
        if not 0 <= one.category < len(BONES[ground.issue.framework]):
            reasons.append("its category is not listed")
        if len(one.behind) > BEHINDS:
            reasons.append(f"behind: give {BEHINDS} at most")
        if repeated(one.cause, said) is not None:
            reasons.append("it is there already")
        said.append(one.cause)
        for reason in reasons:
            yield Objection(f"cause {number}: {reason}", ("cause", number))


def _likely(answer: CausesAnswer) -> Iterator[Objection]:
    chosen = answer.likely
    if len(set(chosen)) < len(chosen) or len(chosen) > LIKELY:
        yield Objection(f"likely: choose {LIKELY} causes at most, each once", ("likely",))
    if any(not 0 <= number < len(answer.causes) for number in chosen):
        yield Objection("likely: give numbers of your causes, the first is 0", ("likely",))


def _swot(ground: Ground, answer: CausesAnswer) -> Iterator[Objection]:
    if any(answer.lists) and not all(answer.lists):
        yield Objection("give all four lists of the SWOT, or none", ("swot",))
    said: list[str] = []
    for name, texts in zip(LISTS, answer.lists, strict=True):
        if len(texts) > POINTS:
            yield Objection(f"{name}: give {POINTS} at most", ("swot",))
        for text in texts[:POINTS]:
            reasons = [*_fit(ground, text, POINT)]
            if repeated(text, said) is not None:
                reasons.append("it is said already")
            said.append(text)
            for reason in reasons:
                yield Objection(f"{name}: {reason}", ("swot",))


def rest_of(answer: CausesAnswer, against: Sequence[Objection]) -> CausesAnswer | None:
    """The answer without what was objected to; code fills what is missing. None where nothing is left."""
    places = {objection.at for objection in against}
    parts = {place[0] for place in places}
    dropped = "causes" in parts
    kept = [n for n in range(len(answer.causes)) if ("cause", n) not in places and not dropped]
    if len({answer.causes[n].category for n in kept}) < LIKELY:
        kept = []  # too few for a fishbone: code's own are whole
    renamed = {old: new for new, old in enumerate(kept)}
    likely = () if "likely" in parts else tuple(renamed[n] for n in answer.likely if n in renamed)
    lists: dict[str, Any] = dict.fromkeys(LISTS, ()) if "swot" in parts else {}
    rest = answer.model_copy(
        update={
            **({"best": 0, "quote": ""} if "best" in parts else {}),
            **({"questions": ()} if "questions" in parts else {}),
            "causes": tuple(answer.causes[n] for n in kept),
            "likely": likely,
            **lists,
        }
    )
    return rest if rest.questions or rest.causes or any(rest.lists) else None
