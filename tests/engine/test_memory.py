"""What is remembered, for whom, and what never is."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.tiny import PROMPT, coach_of, greeting, run, said, write_prompt
from tests.judges import asked_rows, judging
from tests.judges import run as run_body
from tests.strategies import cases

from purpose_coach import AsyncCoach, Caller, Coach
from purpose_coach.backends import Fallback, Reply, Scripted, Usage
from purpose_coach.errors import AnswerBeyondRepair, ModelOverloaded
from purpose_coach.stores.memory import Bounded, MemoryCache, MemoryMemo

CACHED = greeting(cached=True)
BODY = cases("alignment_check")[0]["body"]


def ticking():
    """A clock that is a minute later whenever it is looked at."""
    start, minutes = datetime(2026, 1, 1, tzinfo=UTC), count()
    return lambda: start + timedelta(minutes=next(minutes))


class Named:
    """A model with an identity that is more than its name."""

    def __init__(self, text, model="m", identity="m"):
        self.model, self.identity, self.inner = model, identity, Scripted(lambda ask: text)

    async def complete(self, ask):
        return await self.inner.complete(ask)


def test_the_same_request_is_answered_from_the_cache(folder):
    """Asked again, no model is asked; the body is the first one's, its moment too, and it cost nothing."""
    paid = Reply(text=said("hi"), usage=Usage(10, 5, 0, 0.5))
    model = Scripted([paid])
    coach = coach_of(model, folder, clock=ticking())
    first, again = run(coach, CACHED), run(coach, CACHED)

    assert first.model_dump_json() == again.model_dump_json()
    assert (1, None, "result") == (len(model.asked), first.provenance.cached, again.provenance.cached)
    assert (0, Usage(cost=0.0)) == (again.provenance.calls, again.provenance.usage)
    assert Usage(10, 5, 0, 0.5) == first.provenance.usage


def test_what_is_not_cached_is_asked_again(folder):
    """An operation says itself whether its results may be given again."""
    model = Scripted(lambda ask: said("hi"))
    coach = coach_of(model, folder)
    for _ in range(2):
        run(coach, greeting())

    assert 2 == len(model.asked)


@pytest.mark.parametrize("other", [{"name": "Bob"}, {"parts": 2}])
def test_another_request_is_another_key(folder, other):
    """Every field of a request counts."""
    model = Scripted(lambda ask: said("hi"))
    coach = coach_of(model, folder)
    run(coach, CACHED)

    assert run(coach, CACHED, **other).provenance.cached is None


def test_tenants_share_nothing(folder):
    """Neither results nor judgements of one tenant are another's; a token makes no difference."""
    model = Scripted(lambda ask: said("hi"))
    coach = coach_of(model, folder)
    mine = run(coach.for_tenant("a"), CACHED)
    other = run(coach.for_tenant("b"), CACHED)
    again = run(coach.on_behalf_of(Caller("a", token="t")), CACHED)

    assert [None, None, "result"] == [one.provenance.cached for one in (mine, other, again)]


def test_judgements_are_kept_for_each_tenant():
    """A row that was judged for one tenant is judged again for another."""
    model = judging()
    coach = Coach(model)
    edited = BODY | {"strategies": [*BODY["strategies"], "Plant a tree beside every tram stop"]}
    for tenant in ("a", "b"):
        run_body(coach.for_tenant(tenant), Coach.alignment_check, BODY)
        run_body(coach.for_tenant(tenant), Coach.alignment_check, edited)

    assert [5, 1, 5, 1] == [len(asked_rows(ask)) for ask in model.asked]


@pytest.mark.parametrize(("model", "identity"), [("m", "m at another place"), ("other", "other")])
def test_results_and_judgements_belong_to_a_model(model, identity):
    """Coaches that share cache and memo share nothing that another model found."""
    cache, memo = MemoryCache(), MemoryMemo()
    answer = json.dumps({"rows": [{"row": 0, "levels": [4], "quotes": [], "why": "It helps."}]})
    request = {"goal_intent": "Grow", "business_foundation": {"vision": "Rivers"}}
    backends = [Named(answer), Named(answer, model, identity), Named(answer)]
    found = [Coach(one, cache=cache, memo=memo).alignment_check(**request) for one in backends]

    assert [1, 1, 0] == [len(one.inner.asked) for one in backends]
    assert [None, None, "result"] == [one.provenance.cached for one in found]


def test_results_belong_to_a_prompt(folder):
    """A changed prompt is asked anew."""
    cache, model = MemoryCache(), Scripted(lambda ask: said("hi"))
    run(coach_of(model, folder, cache=cache), CACHED)
    file = folder / "greeting.jinja"
    file.write_text(file.read_text().replace("politely", "warmly"))
    second = run(coach_of(model, folder, cache=cache), CACHED)

    assert (2, None) == (len(model.asked), second.provenance.cached)


def test_an_error_is_not_remembered(folder):
    """After a failure the next call asks again."""
    coach = coach_of(Scripted([ModelOverloaded("down"), said("hi")]), folder)
    with pytest.raises(ModelOverloaded):
        run(coach, CACHED)

    assert "hi" == run(coach, CACHED).text


@pytest.mark.parametrize("name", ["preferred", "other"])
def test_a_stand_in_is_not_stored(folder, name):
    """What another model answered, even one of the same name, is not given as the preferred one's."""
    preferred = Scripted([ModelOverloaded("down"), said("preferred")], model="preferred")
    coach = coach_of(Fallback(preferred, Named(said("stand-in"), name, "elsewhere")), folder)

    assert ["stand-in", "preferred", "preferred"] == [run(coach, CACHED).text for _ in range(3)]


def test_an_unaided_stand_in_is_not_stored(folder):
    """What was answered without the model while it was down is not given once it is up."""
    model = Scripted([ModelOverloaded("down"), said("model")])
    coach = coach_of(model, folder, on_unavailable="unaided")
    found = [run(coach, CACHED) for _ in range(3)]

    assert ["hello", "model", "model"] == [one.text for one in found]
    assert ["unaided", "model", "model"] == [one.provenance.source for one in found]


def test_without_on_unavailable_an_outage_is_an_error(folder):
    """Nothing answers in a model's place unless that was asked for."""
    with pytest.raises(AnswerBeyondRepair):
        run(coach_of(Scripted(lambda ask: ""), folder), greeting())


def test_models_never_mix_in_one_table():
    """When a model fails halfway, the next one judges the whole table, remembered rows included."""

    def half(ask):
        if any("Plan 12" in text for text in asked_rows(ask)):
            return ModelOverloaded("down")
        return first.replies(ask)

    first = judging(lambda row, column: 0, model="first")
    breaking, second = Scripted(half, model="first"), judging(lambda row, column: 5, model="second")
    coach = Coach(Fallback(breaking, second))
    body = {"goalIntent": "Grow", "businessFoundation": {"vision": "Rivers"}}
    small = run_body(coach, Coach.alignment_check, body)
    large = run_body(coach, Coach.alignment_check, body | {"strategies": [f"Plan {n}" for n in range(20)]})

    assert ({0}, {5}) == tuple({entry["level"] for entry in one.evidence_rows()} for one in (small, large))
    assert 21 == sum(len(asked_rows(ask)) for ask in second.asked)


def test_one_coach_serves_several_event_loops():
    """An awaitable coach may be used from one event loop after another, and from two at once."""
    coach = AsyncCoach(judging())
    request = {"goal_intent": "Grow", "business_foundation": {"vision": "Rivers"}}

    async def two_threads():
        calls = (asyncio.to_thread(lambda: asyncio.run(coach.alignment_check(**request))) for _ in range(4))
        return await asyncio.gather(*calls)

    first = asyncio.run(coach.alignment_check(**request))
    others = asyncio.run(two_threads())

    assert {first.score} == {one.score for one in others}


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 60), st.integers(0, 30)), max_size=40))
def test_a_bounded_memory_keeps_its_bounds(steps):
    """Never more bytes than allowed, never an older value than allowed, and always the latest one."""
    moment = [0.0]
    kept = Bounded(limit=100, ttl=50, now=lambda: moment[0])
    latest = {}
    for number, (key, size, wait) in enumerate(steps):
        moment[0] += wait
        kept.put(key, number, size)
        latest[key] = number, moment[0]
        found = {key: kept.get(key) for key in range(6)}

        assert kept._size == sum(entry.size for entry in kept._entries.values()) <= 100
        assert found[key] == number
        for other, value in found.items():
            assert value is None or (value == latest[other][0] and moment[0] - latest[other][1] <= 50)


def test_the_least_used_goes_first():
    """What was looked at last stays; something too large to keep pushes nothing out."""
    kept = Bounded(limit=10, ttl=60)
    for key in "abc":
        kept.put(key, key, 3)
    kept.get("a")
    kept.put("d", "d", 3)
    kept.put("huge", "huge", 11)

    assert ["a", None, "c", "d", None] == [kept.get(key) for key in ("a", "b", "c", "d", "huge")]


def test_a_prompt_below_is_part_of_the_key(tmp_path):
    """What an operation builds on has another prompt: the kept result is not the one that is due."""
    cache = MemoryCache()
    below = greeting(name="below")
    above = greeting(cached=True, builds_on=(below,))
    for version in ("one", "two"):
        folder = tmp_path / version
        folder.mkdir()
        write_prompt(folder)
        write_prompt(folder, PROMPT.replace("politely", version), name="below")
        model = Scripted([said(version)])

        assert version == run(coach_of(model, folder, cache=cache), above).text


def test_the_first_judgement_stands():
    """Two judgements of one row, made at the same time: the later one does not replace the first."""

    async def scene():
        memo = MemoryMemo()
        await memo.put({"row": "first"})
        await memo.put({"row": "second", "other": "third"})
        return await memo.get(["row", "other"])

    assert {"row": "first", "other": "third"} == asyncio.run(scene())
