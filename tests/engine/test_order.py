"""The order of an operation's parts, what is asked again and how, and what it costs."""

import asyncio
import json

import pytest
from tests.engine.tiny import Greeting, GreetRequest, coach_of, greeting, run, said, write_prompt

from purpose_coach import Objection
from purpose_coach.backends import Fallback, Reply, Scripted, Usage
from purpose_coach.errors import AnswerBeyondRepair, ModelOverloaded, ModelRefused, PromptError

ASKED = ["gather", "known", "split", "check", "join", "finish", "keep"]


def test_the_order_with_a_model(folder):
    """Gather, known, split, ask and check, join, finish, keep."""
    log = []
    result = run(coach_of(Scripted([said("hi")]), folder), greeting(log))

    assert ASKED == log
    assert ("hi", "model", "scripted") == (result.text, result.provenance.source, result.provenance.model)


def test_the_order_without_a_model(folder):
    """Gather, unaided, finish, keep."""
    log = []
    result = run(coach_of(None, folder), greeting(log))

    assert ["gather", "unaided", "finish", "keep"] == log
    assert ("hello", "unaided", None) == (result.text, result.provenance.source, result.provenance.model)


def test_what_code_knows_is_not_asked(folder):
    """A known answer is finished as it is; no model is asked."""
    log, model = [], Scripted([])
    known = greeting(log, known=lambda request, facts: Greeting(text="known"))
    result = run(coach_of(model, folder), known)

    assert (["gather", "known", "finish", "keep"], []) == (log, model.asked)
    assert ("known", 0) == (result.text, result.provenance.calls)


def test_parts_are_asked_at_the_same_time_and_joined_in_order(folder):
    """All parts are under way at once, and answers are joined in the order of the parts."""
    everyone = {}

    async def reply(ask):
        part = int(ask.messages[1].content.split("<part>\n")[1][0])
        await everyone.setdefault("barrier", asyncio.Barrier(4)).wait()
        await asyncio.sleep((4 - part) / 200)
        return said(f"part {part}")

    result = run(coach_of(Scripted(reply), folder, timeout=10), greeting(), parts=4)

    assert ("part 0 part 1 part 2 part 3", 4) == (result.text, result.provenance.calls)


def test_the_first_failure_of_a_part_ends_the_others(folder):
    """One part that fails cancels the rest, and its error comes out as it is."""
    cancelled = []

    async def reply(ask):
        if "<part>\n0" in ask.messages[1].content:
            await asyncio.sleep(0.01)
            return ModelRefused("key")
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            cancelled.append(ask)
            raise

    with pytest.raises(ModelRefused):
        run(coach_of(Scripted(reply), folder), greeting(), parts=3)
    assert 2 == len(cancelled)


@pytest.mark.parametrize("attempts", [1, 2, 4])
@pytest.mark.parametrize("answer", ["", "no json", '{"text": 5}', '{"text": "rude"}', '{"text": "cut'])
def test_attempts_are_counted(folder, attempts, answer):
    """What does not hold is asked for so many times as the operation allows, then it is an error."""
    model = Scripted(lambda ask: answer)
    with pytest.raises(AnswerBeyondRepair):
        run(coach_of(model, folder), greeting(attempts=attempts))

    assert attempts == len(model.asked)


def test_an_operation_names_its_own_error(folder):
    """What is beyond repair is raised as the operation's own error."""

    class NoGreeting(AnswerBeyondRepair):
        """No greeting could be had."""

    with pytest.raises(NoGreeting):
        run(coach_of(Scripted(lambda ask: ""), folder), greeting(beyond_repair=NoGreeting))


@pytest.mark.parametrize("finish", ["refusal", "filter"])
def test_a_refusal_is_not_asked_again(folder, finish):
    """A model that will not is not pressed."""
    model = Scripted(lambda ask: Reply(text=said("hi"), finish=finish))
    with pytest.raises(AnswerBeyondRepair):
        run(coach_of(model, folder), greeting())

    assert 1 == len(model.asked)


def test_a_cut_answer_is_asked_again_with_more_room(folder):
    """An answer that ran out of tokens is not used, even if it reads well; the next has twice the room."""
    model = Scripted([Reply(text=said("hi"), finish="length"), said("ho")])
    result = run(coach_of(model, folder), greeting())

    assert "ho" == result.text
    assert [100, 200] == [ask.max_tokens for ask in model.asked]
    assert "cut off" in model.asked[1].messages[-1].content


def test_what_is_salvaged_is_checked_again(folder):
    """An answer that still does not hold after salvage is an error; one that holds is used."""
    still = greeting(salvage=lambda answer, objections: Greeting(text="rude as ever"))
    mended = greeting(salvage=lambda answer, objections: Greeting(text=objections[0].text))
    with pytest.raises(AnswerBeyondRepair):
        run(coach_of(Scripted(lambda ask: said("rude")), folder), still)
    result = run(coach_of(Scripted(lambda ask: said("rude")), folder), mended)

    assert ("be polite", 1) == (result.text, result.provenance.repairs)


def test_the_last_readable_answer_is_salvaged(folder):
    """An unreadable or refused second answer does not lose the first."""
    operation = greeting(
        salvage=lambda answer, objections: Greeting(text=answer.text.replace("rude", "nice"))
    )
    for second in ("no json", Reply(text="", finish="refusal"), Reply(text="{", finish="length")):
        result = run(coach_of(Scripted([said("rude 1"), second]), folder), operation)
        assert "nice 1" == result.text


def test_a_repair_says_what_to_mend_and_does_not_grow(folder):
    """Each repair holds the first question, the last answer and its objections, however many came before."""
    model = Scripted(lambda ask: said(f"rude {'very ' * 10_000}"))
    many = greeting(
        attempts=5,
        check=lambda request, facts, answer: (Objection(f"objection {n}") for n in range(500)),
    )
    with pytest.raises(AnswerBeyondRepair):
        run(coach_of(model, folder), many)
    first, *repairs = model.asked
    sizes = {sum(len(message.content) for message in ask.messages) for ask in repairs}

    assert 4 == len(repairs)
    assert 1 == len(sizes)
    assert sizes.pop() < 10_000
    for ask in repairs:
        assert first.messages == ask.messages[:2]
        assert ["assistant", "user"] == [message.role for message in ask.messages[2:]]
        assert "objection 0\n" in ask.messages[3].content
        assert "objection 20" not in ask.messages[3].content


def test_costs_are_summed_over_repairs_and_fallen_models(folder):
    """Tokens and money of every call count, also of answers that could not be used and models given up."""
    paid = Usage(10, 5, 2, 0.5)
    broken = Scripted([Reply(text="no", usage=paid), Reply(text="no", usage=paid)], model="a")
    good = Scripted([Reply(text="no", usage=paid), Reply(text=said("hi"), usage=paid)], model="b")
    provenance = run(coach_of(Fallback(broken, good), folder), greeting()).provenance

    assert Usage(40, 20, 8, 2.0) == provenance.usage
    assert (4, 2, "b") == (provenance.calls, provenance.repairs, provenance.model)


def test_a_price_that_is_not_known_stays_unknown(folder):
    """One call without a known price makes the sum unknown, never 0."""
    replies = [Reply(text="no", usage=Usage(1, 1, 0, 0.5)), Reply(text=said("hi"), usage=Usage(1, 1))]

    assert run(coach_of(Scripted(replies), folder), greeting()).provenance.usage.cost is None


def test_one_operation_runs_another(folder):
    """`world.run` works for the same caller and model, within the same deadline, and its cost counts."""
    write_prompt(folder, name="outer")
    seen = []

    async def gather(request, world):
        inner = await world.run(greeting(), request)
        seen.append((world.caller.tenant, inner.text, inner.provenance.model))
        return type("Facts", (), {"part": 7})()

    model = Scripted([said("inner"), said("outer")])
    coach = coach_of(model, folder).for_tenant("t1")
    outer = greeting(name="outer", gather=gather, split=lambda request, facts: [facts])
    result = run(coach, outer)

    assert [("t1", "inner", "scripted")] == seen
    assert ("outer", 2) == (result.text, result.provenance.calls)
    assert model.asked[0].deadline == model.asked[1].deadline


def test_what_it_builds_on_fails_with_it(folder):
    """An outage inside is an outage outside, and the next model starts over."""
    write_prompt(folder, name="outer")

    async def gather(request, world):
        await world.run(greeting(), request)
        return type("Facts", (), {"part": 7})()

    outer = greeting(name="outer", gather=gather, split=lambda request, facts: [facts])
    down, up = (
        Scripted(lambda ask: ModelOverloaded("down"), model="a"),
        Scripted(lambda ask: said("hi"), model="b"),
    )
    result = run(coach_of(Fallback(down, up), folder), outer)

    assert (1, 2, "b") == (len(down.asked), len(up.asked), result.provenance.model)


def test_a_preview_sends_nothing(folder):
    """The messages are those that would be sent, one ask a part; a known answer has none."""
    model = Scripted(lambda ask: said("hi"))
    coach, request = coach_of(model, folder), GreetRequest(name="Ada", parts=3)
    shown = asyncio.run(coach.preview(greeting(), request))
    none = asyncio.run(coach.preview(greeting(known=lambda r, f: Greeting(text="x")), request))
    assert ([], 3, ()) == (model.asked, len(shown), none)
    asyncio.run(coach.run(greeting(), request))

    assert [ask.messages for ask in shown] == [ask.messages for ask in model.asked]
    assert json.loads('"Ada"') in shown[0].messages[1].content


def test_an_operation_without_a_prompt_says_so(tmp_path):
    """A missing prompt file is named before anything is sent."""
    model = Scripted([])
    with pytest.raises(PromptError, match="greeting"):
        run(coach_of(model, tmp_path), greeting())

    assert [] == model.asked


def test_what_code_answers_asks_no_model(folder):
    """Where an operation says who answers, no model is asked, and the provenance says who it was."""
    log, model = [], Scripted([])
    of_itself = greeting(log, source=lambda request, facts: "computed")
    coach = coach_of(model, folder)
    result = run(coach, of_itself)
    sent = asyncio.run(coach.preview(of_itself, GreetRequest(name="Ana")))

    assert ["gather", "unaided", "finish", "keep", "gather"] == log
    assert ("hello", "computed", None) == (result.text, result.provenance.source, result.provenance.model)
    assert ([], []) == (list(sent), model.asked)
