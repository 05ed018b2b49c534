"""Hypothesis strategies for problems as the search sees them, and small ones written by hand."""

from datetime import date

from hypothesis import strategies as st
from tests.scheduling.strategies import bodies, read

from purpose_coach.scheduling.calendar import Days, OwnTime
from purpose_coach.scheduling.problem import Goal, Problem
from purpose_coach.scheduling.reading import read as reading_of
from purpose_coach.scheduling.shapes import WEEK, Policy

__all__ = ["FIRST", "goal", "orders", "problems", "simple"]

FIRST = date(2025, 10, 13)
"""A Monday."""


def problems(most=12, policy=None):
    """Problems of requests, dirty ones included."""
    return bodies(most=most).map(lambda body: reading_of(*read(body), policy or Policy()).problem)


def orders(problem):
    """Any order of a problem's actions, not always of all."""
    return st.permutations(range(problem.size)).flatmap(
        lambda order: st.integers(0, len(order)).map(lambda size: order[:size] if size % 3 == 0 else order)
    )


def simple(lengths, people, before=None, days=None, **fields):
    """A problem in which everybody works from Monday to Friday."""
    everyone = days or Days(FIRST, WEEK)
    size = len(lengths)
    usual = {
        "ids": tuple(f"a{number}" for number in range(size)),
        "lengths": tuple(lengths),
        "people": tuple(people),
        "times": tuple(OwnTime(everyone, everyone) for _ in range(max(people, default=-1) + 1)),
        "before": tuple(tuple(each) for each in before or [()] * size),
        "weights": (2,) * size,
        "dues": (None,) * size,
        "wishes": (None,) * size,
        "goals": (),
        "days": everyone,
    }
    return Problem(**{**usual, **fields})


def goal(day, *scope):
    """A milestone by the end of the team's day with this number."""
    return Goal(day, scope)
