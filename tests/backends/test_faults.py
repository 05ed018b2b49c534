"""What comes of everything that a provider may do, over real sockets, for both adapters.

One table says the outcome and the exact number of requests. Every row also holds that no text of the
provider, no prompt and no key is in the exception, its chain, or a log record of any level.
"""

import asyncio
import logging
import time
import traceback
from collections.abc import Callable
from importlib.util import find_spec

import pytest
from attrs import evolve, frozen
from tests.provider import BEHAVIOURS, CANARY, PROSE, RIGHT, WRONG, Provider, closed_port

from purpose_coach.backends import (
    Ask,
    Backend,
    LiteLLM,
    Message,
    OpenAICompatible,
    Reply,
    Retrying,
    Schema,
)
from purpose_coach.backends.retrying import Budget
from purpose_coach.errors import (
    CoachError,
    ModelOverloaded,
    ModelRefused,
    ModelTimeout,
    PromptTooLong,
)

KEY = "sk-canary-of-the-key-77aa"
PROMPT = "canary-of-the-prompt-31bd"
DEADLINE = 0.4
ALLOWED = 0.1

ASK = Ask(
    messages=(Message("system", f"You coach. {PROMPT}"), Message("user", f'{{"goal":"{PROMPT}"}}')),
    schema=Schema("Row", '{"type":"object"}', {"type": "object"}),
    temperature=0.2,
)


def direct(base_url: str) -> Backend:
    """The adapter over aiohttp."""
    return OpenAICompatible(base_url, "gpt-4o-mini", api_key=KEY)


def by_litellm(base_url: str) -> Backend:
    """The adapter over litellm."""
    return LiteLLM("openai/gpt-4o-mini", api_key=KEY, base_url=base_url)


both = pytest.mark.parametrize(
    "backend_at",
    [
        pytest.param(direct, id="OpenAICompatible"),
        pytest.param(
            by_litellm,
            id="LiteLLM",
            marks=[
                pytest.mark.skipif(find_spec("litellm") is None, reason="litellm: not installed"),
                # litellm leaves sessions and tasks of its own behind when a loop ends.
                pytest.mark.filterwarnings("ignore"),
            ],
        ),
    ],
)

Outcome = type[CoachError] | Reply


@frozen
class Row:
    """The outcome of a fault, how many requests reach the provider, and if it is worth a retry."""

    outcome: Outcome
    requests: int = 1

    @property
    def again(self) -> bool:
        return self.outcome is ModelOverloaded


REFUSED, OVERLOADED, LATE = Row(ModelRefused), Row(ModelOverloaded), Row(ModelTimeout)

TABLE = {
    "400": REFUSED,
    "401": REFUSED,
    "402": REFUSED,
    "403": REFUSED,
    "404": REFUSED,
    "408": OVERLOADED,
    "409": OVERLOADED,
    "413": Row(PromptTooLong),
    "422": REFUSED,
    "429": OVERLOADED,
    "500": OVERLOADED,
    "502": OVERLOADED,
    "503": OVERLOADED,
    "504": OVERLOADED,
    "529": OVERLOADED,
    "400 context": Row(PromptTooLong),
    "400 response_format": Row(ModelRefused, requests=3),  # then a tool, then the prompt: in vain
    "400 max_tokens": Row(ModelRefused, requests=2),  # then max_completion_tokens, in vain
    "400 temperature": Row(ModelRefused, requests=2),  # then without one, in vain
    "429 Retry-After": OVERLOADED,
    "429 quota": REFUSED,
    "reset": OVERLOADED,
    "truncated": OVERLOADED,
    "html": OVERLOADED,
    "empty": OVERLOADED,
    "slow": LATE,
    "dripping": LATE,
    "error in 200": OVERLOADED,
    "choices []": OVERLOADED,
    "null content": OVERLOADED,
    "empty content": OVERLOADED,
    "right": Row(Reply(text=RIGHT)),
    "wrong schema": Row(Reply(text=WRONG)),
    "prose": Row(Reply(text=PROSE)),
    "tool": Row(Reply(text=RIGHT)),
    "tool refused": Row(Reply(text=f"I would rather not call a tool. {CANARY}")),
    "refusal": Row(Reply(text="", finish="refusal")),
    "length": Row(Reply(text='{"row": 1, "lev', finish="length")),
    "length, null": Row(Reply(text="", finish="length")),
    "filter": Row(Reply(text="", finish="filter")),
}
every_fault = pytest.mark.parametrize("name", TABLE)


def outcome_of(backend: Backend, seconds: float = DEADLINE) -> tuple[Reply | CoachError, float]:
    """What comes of one call with this much time, and how much it took."""

    async def call() -> tuple[Reply | CoachError, float]:
        begun = time.perf_counter()
        try:
            ask = evolve(ASK, deadline=asyncio.get_running_loop().time() + seconds)
            outcome: Reply | CoachError = await backend.complete(ask)
        except CoachError as error:
            outcome = error
        return outcome, time.perf_counter() - begun

    return asyncio.run(call())


def said(error: BaseException) -> str:
    """Everything that an exception and those behind it could show."""
    chain, left = [], [error]
    while left:
        one = left.pop()
        chain += [repr(one), str(one), repr(one.args), repr(vars(one))]
        left += [other for other in (one.__cause__, one.__context__) if other is not None]
    return "".join([*chain, *traceback.format_exception(error)])


def written(caplog: pytest.LogCaptureFixture) -> str:
    """Everything that stands in a log record, of any level."""
    return caplog.text + "".join(repr(vars(record)) for record in caplog.records)


@pytest.fixture(scope="module", autouse=True)
def _imported() -> None:
    """What an adapter imports on its first call takes longer than a deadline of these tests."""
    with Provider([BEHAVIOURS["right"]]) as provider:
        outcome_of(direct(provider.base_url), seconds=60)
        if find_spec("litellm"):
            outcome_of(by_litellm(provider.base_url), seconds=60)


@both
@every_fault
def test_each_fault_has_its_outcome(
    name: str, backend_at: Callable[[str], Backend], caplog: pytest.LogCaptureFixture
) -> None:
    """Each fault ends in its error or reply, after its number of requests, in time, untold."""
    caplog.set_level(logging.DEBUG)
    row = TABLE[name]
    with Provider([BEHAVIOURS[name]]) as provider:
        outcome, seconds = outcome_of(backend_at(provider.base_url))

    assert row.outcome == (type(outcome) if isinstance(outcome, CoachError) else bare(outcome))
    assert row.requests == provider.count
    assert seconds <= DEADLINE + ALLOWED
    told = written(caplog) + (said(outcome) if isinstance(outcome, CoachError) else "")
    assert [canary for canary in (CANARY, PROMPT, KEY) if canary in told] == []


def bare(reply: Reply) -> Reply:
    """The reply without its usage."""
    return Reply(text=reply.text, finish=reply.finish)


@both
@pytest.mark.parametrize("name", [name for name in TABLE if name not in {"slow", "dripping"}])
def test_retries_are_exactly_as_many_as_configured(name: str, backend_at: Callable[[str], Backend]) -> None:
    """With two retries a passing fault makes three requests, and any other fault none more."""
    row = TABLE[name]
    with Provider([BEHAVIOURS[name]]) as provider:
        backend = Retrying(backend_at(provider.base_url), budget=Budget(), wait=lambda _: 0)
        outcome, _ = outcome_of(backend, seconds=10)

    assert row.outcome == (type(outcome) if isinstance(outcome, CoachError) else bare(outcome))
    assert (3 if row.again else row.requests) == provider.count
    if isinstance(outcome, CoachError):
        assert CANARY not in said(outcome)


@both
def test_a_fault_that_passes_costs_one_request_more(
    backend_at: Callable[[str], Backend],
) -> None:
    """An overloaded provider that recovers is asked twice, and its answer counts."""
    with Provider([BEHAVIOURS["503"], BEHAVIOURS["right"]]) as provider:
        backend = Retrying(backend_at(provider.base_url), budget=Budget(), wait=lambda _: 0)
        outcome, _ = outcome_of(backend, seconds=10)

    assert isinstance(outcome, Reply)
    assert (outcome.text, provider.count) == (RIGHT, 2)


@both
def test_a_closed_port_is_worth_another_try(backend_at: Callable[[str], Backend]) -> None:
    """A refused connection is an outage, not a mistake of the configuration."""
    outcome, seconds = outcome_of(backend_at(closed_port()))

    assert isinstance(outcome, ModelOverloaded)
    assert seconds <= DEADLINE + ALLOWED


@both
def test_the_wait_that_a_provider_asks_for_is_known(
    backend_at: Callable[[str], Backend],
) -> None:
    """Retry-After of a 429 is in the error; without it there is none."""
    waits = []
    for name in ("429 Retry-After", "429"):
        with Provider([BEHAVIOURS[name]]) as provider:
            outcome, _ = outcome_of(backend_at(provider.base_url))
        waits.append(getattr(outcome, "retry_after", "?"))

    assert waits == [0.02, None]


@both
def test_a_wrong_answer_is_not_the_adapters_business(
    backend_at: Callable[[str], Backend],
) -> None:
    """An answer of the wrong shape comes back as it is, and the next call brings the right one."""
    with Provider([BEHAVIOURS["wrong schema"], BEHAVIOURS["right"]]) as provider:
        backend = backend_at(provider.base_url)
        outcomes = [outcome_of(backend)[0] for _ in range(2)]

    assert [o.text for o in outcomes if isinstance(o, Reply)] == [WRONG, RIGHT]
    assert provider.count == 2


@both
def test_a_cancelled_call_leaves_the_provider(backend_at: Callable[[str], Backend]) -> None:
    """Who cancels a call closes the connection, so that nobody pays for the answer."""

    async def give_up(backend: Backend) -> None:
        task = asyncio.create_task(backend.complete(ASK))
        await asyncio.sleep(0.15)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.sleep(0.1)

    with Provider([BEHAVIOURS["slow"]]) as provider:
        asyncio.run(give_up(backend_at(provider.base_url)))

        assert (provider.count, provider.abandoned) == (1, 1)


@both
def test_a_deadline_already_past_sends_nothing(backend_at: Callable[[str], Backend]) -> None:
    """Who has no time left is told so without a request."""
    with Provider([BEHAVIOURS["right"]]) as provider:
        outcome, _ = outcome_of(backend_at(provider.base_url), seconds=-1)

    assert isinstance(outcome, ModelTimeout)
    assert provider.count == 0
