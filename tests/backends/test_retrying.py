"""When another try is made, how long it waits, and what stops it."""

import asyncio

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from purpose_coach.backends import Ask, Message, Reply, Retrying, Schema, Scripted
from purpose_coach.backends.doubles import Said
from purpose_coach.backends.retrying import CAP, SHARED, Budget, full_jitter
from purpose_coach.errors import (
    AnswerBeyondRepair,
    CoachError,
    ModelOverloaded,
    ModelRefused,
    ModelTimeout,
    PromptTooLong,
)

ASK = Ask(messages=(Message("user", "hello"),), schema=Schema("A", "{}", {}))
BUSY = ModelOverloaded("busy")


def run(replies: list[Said], *, seconds: float | None = None, **options) -> tuple[object, Scripted]:
    """The outcome of one call over these replies, and the backend that gave them."""
    backend = Scripted(replies)
    retrying = Retrying(backend, **{"wait": lambda _: 0, "budget": Budget(), **options})

    async def call() -> object:
        deadline = None if seconds is None else asyncio.get_running_loop().time() + seconds
        try:
            return await retrying.complete(evolve(ASK, deadline=deadline))
        except CoachError as error:
            return error

    return asyncio.run(call()), backend


@given(st.lists(st.sampled_from(["busy", "fine"]), min_size=9), st.integers(0, 5))
def test_calls_are_counted_exactly(script: list[str], retries: int) -> None:
    """Calls end with the first answer, and never number more than one and the retries."""
    backend_says: list[Said] = [BUSY if said == "busy" else said for said in script]
    allowed = script[: retries + 1]
    expected = allowed.index("fine") + 1 if "fine" in allowed else retries + 1

    outcome, backend = run(backend_says, retries=retries)

    assert len(backend.asked) == expected
    assert isinstance(outcome, Reply) == ("fine" in allowed)


@pytest.mark.parametrize(
    "error",
    [ModelRefused("no"), ModelTimeout("late"), AnswerBeyondRepair("odd"), PromptTooLong("long")],
    ids=lambda error: type(error).__name__,
)
def test_what_would_fail_again_is_not_tried_again(error: CoachError) -> None:
    """Only an overloaded provider is asked again: the very same error comes at once."""
    outcome, backend = run([error, "too late"])

    assert outcome is error
    assert len(backend.asked) == 1


def test_a_second_failure_of_another_kind_ends_it() -> None:
    """A refusal after an overload is not tried again."""
    outcome, backend = run([BUSY, ModelRefused("no"), "too late"])

    assert isinstance(outcome, ModelRefused)
    assert len(backend.asked) == 2


def test_the_last_error_is_raised_as_it_is() -> None:
    """After all retries the caller gets the provider's last error, and nothing of tenacity's."""
    last = ModelOverloaded("still busy", retry_after=3.0)

    outcome, _ = run([BUSY, last], retries=1, wait=lambda _: 0)

    assert outcome is last
    assert (last.__cause__, last.__context__) == (None, None)


def test_retry_after_is_kept_when_it_fits() -> None:
    """A wait that the provider asks for is waited, in full."""

    async def timed() -> float:
        retrying = Retrying(
            Scripted([ModelOverloaded("busy", retry_after=0.05), "fine"]),
            budget=Budget(),
            wait=lambda _: 0,
        )
        loop = asyncio.get_running_loop()
        begun = loop.time()
        await retrying.complete(evolve(ASK, deadline=begun + 1))
        return loop.time() - begun

    assert 0.05 <= asyncio.run(timed()) < 0.2


def test_retry_after_beyond_the_deadline_is_raised_at_once() -> None:
    """A wait that does not fit is not begun; the error says how long it would have been."""
    outcome, backend = run([ModelOverloaded("busy", retry_after=60), "too late"], seconds=0.5)

    assert isinstance(outcome, ModelOverloaded)
    assert (outcome.retry_after, len(backend.asked)) == (60, 1)


def test_a_jitter_beyond_the_deadline_is_not_waited() -> None:
    """Nothing is tried after the deadline, whoever asked for the wait."""
    _, backend = run([BUSY, "too late"], seconds=0.5, wait=lambda _: 1.0)

    assert len(backend.asked) == 1


def test_an_empty_budget_allows_no_retry() -> None:
    """When the process has spent its retries, the error is raised at once."""
    budget = Budget(capacity=1)
    _, first = run([BUSY, BUSY, "fine"], budget=budget)
    _, second = run([BUSY, "fine"], budget=budget)

    assert (len(first.asked), len(second.asked)) == (2, 1)


@given(st.lists(st.booleans(), max_size=300))
def test_a_budget_bounds_retries(events: list[bool]) -> None:
    """However calls and retries mix: at most the bucket and a tenth of the calls are retries."""
    budget = Budget()
    spent = 0
    for is_call in events:
        if is_call:
            budget.earn()
        else:
            spent += budget.spend()

    assert spent <= 10 + 0.1 * sum(events) + 1e-9
    assert 0 <= budget.left <= 10


@given(st.integers(1, 50))
def test_full_jitter_is_bounded(failures: int) -> None:
    """A wait lies between nothing and a bound that doubles up to eight seconds."""
    assert 0 <= full_jitter(failures) <= min(CAP, 0.5 * 2 ** (failures - 1))


def test_all_share_one_budget() -> None:
    """Unless told otherwise, every `Retrying` of the process takes from the same budget."""
    assert Retrying(Scripted([])).budget is Retrying(Scripted([])).budget is SHARED


def test_a_first_success_enters_no_tenacity() -> None:
    """It is the backend within that is named."""
    backend = Scripted([], model="m")

    assert (Retrying(backend).model, Retrying(backend).identity) == ("m", "m")
