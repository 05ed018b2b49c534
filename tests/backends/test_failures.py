"""What a status, its words and its headers mean."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.provider import Provider, error
from tests.talking import ASK

from purpose_coach.backends import OpenAICompatible
from purpose_coach.backends.failures import retry_after
from purpose_coach.errors import CoachError, ModelOverloaded, ModelRefused, PromptTooLong


@pytest.mark.parametrize(
    ("status", "code", "said", "expected"),
    [
        (429, "insufficient_quota", "You exceeded your current quota", ModelRefused),
        (429, "RESOURCE_EXHAUSTED", "You exceeded your current quota", ModelOverloaded),
        (400, "invalid_request_error", "Your credit balance is too low", ModelRefused),
        (400, "exceed_context_size_error", "", PromptTooLong),
        (400, "invalid_request_error", "prompt is too long: 9 tokens > 8 maximum", PromptTooLong),
        (418, "teapot", "", ModelRefused),
    ],
)
def test_the_same_status_can_mean_several_things(
    status: int, code: str, said: str, expected: type[CoachError]
) -> None:
    """Where a status is not enough, the provider's words decide, one request all the same."""
    with Provider([error(status, code, said)]) as provider:
        with pytest.raises(expected):
            asyncio.run(OpenAICompatible(provider.base_url, "m").complete(ASK))

        assert provider.count == 1


TOMORROW = datetime.now(UTC) + timedelta(days=1)  # of the collection: a long run must not reach it


@pytest.mark.parametrize(
    ("told", "least", "most"),
    [
        ("7", 7, 7),
        ("0.5", 0.5, 0.5),
        ("-3", 0, 0),
        pytest.param(format_datetime(TOMORROW, usegmt=True), 80_000, 86_400, id="a date"),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0, 0),
    ],
)
def test_retry_after_is_seconds_or_a_date(told: str, least: float, most: float) -> None:
    """Both forms of the header are read; a moment that has passed is now."""
    assert least <= retry_after({"Retry-After": told}) <= most


@pytest.mark.parametrize("told", ["soon", "", "nan", "inf", "Wed, 99 Oct 2015"])
def test_an_odd_retry_after_is_none(told: str) -> None:
    """What cannot be read asks for nothing."""
    assert retry_after({"Retry-After": told}) is None


@given(st.text())
def test_no_retry_after_raises(told: str) -> None:
    """Whatever a server sends there, it is a number of seconds or nothing."""
    wait = retry_after({"Retry-After": told})

    assert wait is None or wait >= 0


@pytest.mark.parametrize(
    "told", ["Fri, 31 Dec 99999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 +9999", "soon"]
)
def test_a_pause_that_no_calendar_has_is_no_pause(told: str) -> None:
    """A `Retry-After` that cannot be read says nothing, and breaks nothing."""
    assert retry_after({"Retry-After": told}) is None or retry_after({"Retry-After": told}) == 0
