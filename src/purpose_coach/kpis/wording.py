"""The words for recommended KPIs where no model finds them: the request's own, and what the KPI shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from purpose_coach.grounding import blank, excerpt, instructs, tidy, unfit
from purpose_coach.kpis.kpi import Difficulty, Direction, Frequency, Kpi
from purpose_coach.kpis.recommending import Candidate, Wish
from purpose_coach.relevance.words import words_of

__all__ = ["quote", "rationale", "reasoning"]

SHOWN = 12
"""Words of a text that are quoted, at most."""

PLAIN = str.maketrans(dict.fromkeys("“”«»", '"'))
ODD = re.compile(r"(?<!\w)['‘]|[„\u2039\u203a「」『』]|\]\(")
"""Marks that open a quotation of another kind, and half a link."""

EVERY: dict[Frequency, str] = {
    "daily": "every day",
    "weekly": "every week",
    "monthly": "every month",
    "quarterly": "every quarter",
    "yearly": "once a year",
}
MOVES: dict[Direction, str] = {"up": "rise", "down": "fall"}
EFFORT: dict[Difficulty, int] = {"low": 0, "medium": 1, "high": 2}

EARLY = (
    "An early sign: look at it {every}, and if it does not {move}, change course while there is time.",
    "It moves before the result does: read {every}, it should {move} first.",
    "It warns early: check it {every} and act as soon as it stops moving the right way, which is to {move}.",
)
LATE = (
    "A result, so it moves last: judge by it {every} whether the work pays off, and expect it to {move}.",
    "It confirms in hindsight: read {every}, it should {move} when the goal is truly being reached.",
    "It settles the matter in the end: see {every} whether it has begun to {move}.",
)


def quote(text: str) -> str | None:
    """The request's text between quotation marks, cut short; None where it is not fit to be repeated.

    What is blank says nothing, what instructs a model is not said by the business, markup is no prose,
    and marks that do not pair would quote what follows.

    >>> quote("Keep our  members. "), quote("tbd"), quote("<b>Keep</b> them")
    ('“Keep our members”', None, None)
    """
    whole = tidy(text)
    shown = excerpt(whole, SHOWN).translate(PLAIN)
    said = f"“{shown.rstrip(' .,;:!?')}{'…' if len(shown) < len(whole) else ''}”"
    odd = shown.count('"') % 2 or ODD.search(shown) or any(unfit(said, said, SHOWN * 3))
    return None if odd or blank(shown) or instructs(text) else said


def rationale(candidate: Candidate, place: int) -> str:
    """Why this KPI for this request, what it tells when, and what moves it; `place` among its kind."""
    kpi = candidate.kpi
    role = EARLY if kpi.is_leading else LATE
    told = role[place % len(role)].format(every=EVERY[kpi.frequency], move=MOVES[kpi.measure.direction])
    return " ".join((_called(candidate), told, _lever(kpi)))


def reasoning(picked: Sequence[Candidate], wish: Wish) -> str:
    """Where to start, how to tell that it worked, and what could go wrong."""
    return " ".join(_sentences(picked, wish))


def _called(candidate: Candidate) -> str:
    said = _listed([f"“{word}”" for word in candidate.words[:3]])
    match candidate.place:
        case "goal":
            verb = "answers to" if candidate.direct else "bears on what you say of"
            return f"It {verb} {said} in your goal."
        case "strategy":
            strategy = quote(candidate.text)
            verb = f"takes up {said} from" if candidate.direct else "bears on"
            return f"It {verb} your strategy {strategy}." if strategy else f"It bears on {said} in your plan."
        case "business":
            return f"It suits the business that you describe ({said})."
        case "meaning":
            return "No word of your goal names it, but it is close to what the goal is about."
        case "nothing":
            return "Your words point to no KPI more exactly, and this one suits almost any plan."


def _lever(kpi: Kpi) -> str:
    """What to work on: quantities of the formula for which one way is better, those that go with it first."""
    measure = kpi.measure
    marked = [each for each in measure.variables if each.good == measure.direction]
    labels = _listed(each.label for each in marked or measure.variables if each.good)
    verb = "raise" if bool(marked) is (measure.direction == "up") else "lower"
    return f"To move it, {verb} {labels}."


def _sentences(picked: Sequence[Candidate], wish: Wish) -> Iterator[str]:
    leads = [one.kpi for one in picked if one.kpi.is_leading]
    lags = [one.kpi for one in picked if not one.kpi.is_leading]
    yield _watch(leads, lags, wish)
    if picked:
        yield _start(leads or lags)
    yield from _proof(leads, lags, wish)
    yield from _gaps(picked, wish)


def _watch(leads: Sequence[Kpi], lags: Sequence[Kpi], wish: Wish) -> str:
    about = f"For {quote(wish.goal) or 'this goal'}"
    if business := quote(wish.business):
        about += f", in a business that you describe as {business}"
    if not leads and not lags:
        return f"{about}, the catalogue has no KPI left that is wanted and not kept already."
    watched = (
        f"{_listed(kpi.name for kpi in kpis)} as {one if len(kpis) == 1 else several}"
        for kpis, one, several in ((leads, "an early sign", "early signs"), (lags, "a result", "results"))
        if kpis
    )
    return f"{about}, watch {', and '.join(watched)}."


def _start(kpis: Sequence[Kpi]) -> str:
    """The first step: the easier of the two that fit best, of those that can be acted upon."""
    first = min(kpis[:2], key=lambda kpi: EFFORT[kpi.difficulty])
    source = first.data_source
    effort = (
        f"the figures should be at hand ({source})"
        if first.difficulty == "low"
        else f"the figures take some work to collect ({source}), so begin now"
    )
    return f"Start with {first.name}: {effort}; write down where all of them stand before anything changes."


def _proof(leads: Sequence[Kpi], lags: Sequence[Kpi], wish: Wish) -> Iterator[str]:
    """How to tell that it worked, and what would speak against it."""
    if lags:
        result, way = lags[0], MOVES[lags[0].measure.direction]
        worked = f"You can say that it works when {result.name} begins to {way} from there"
        if leads:
            worked += (
                f"; if {leads[0].name} gets better and that does not follow, the plan needs another look"
            )
        yield f"{worked}."
    if leads and not lags:
        because = "As you want no results, these" if not wish.lagging else "These"
        yield f"{because} are early signs only: agree how you will see that the goal is met."
    if lags and not leads:
        because = "As you want no early signs, these" if not wish.leading else "These"
        yield f"{because} tell late, when little can be changed."


def _gaps(picked: Sequence[Candidate], wish: Wish) -> Iterator[str]:
    """What these KPIs leave open, and what was left out."""
    called = {word for one in picked for word in one.by}
    unseen = (text for text in wish.strategies if called.isdisjoint(words_of(text)))
    if picked and (said := next(filter(None, map(quote, unseen)), None)):
        yield f"No word of {said} points to any of them: agree what would show that it works."
    if kept := [said for name in wish.current if (said := quote(name))]:
        yield f"What you keep already is left out: {_listed([*kept[:3], *(['others'] if kept[3:] else [])])}."
    if not wish.counts_only:
        yield "Every KPI is a figure; as you want more than counts, those that ask people weigh more here."


def _listed(items: Iterable[str]) -> str:
    *others, last = [*items] or [""]
    return f"{', '.join(others)} and {last}" if others else last
