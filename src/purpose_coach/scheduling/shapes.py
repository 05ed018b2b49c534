"""The shapes in which clients send actions and constraints, and the policy that an embedder sets.

Lenient where clients differ: what is absent, null, blank or a placeholder is the same, priorities are
free text, a datetime is cut to the date as it is written. Strict where a guess would make a wrong
plan: NaN, negative hours, dates that cannot be read and ids that repeat are refused with their path.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Annotated, Final, Literal, TypeAlias

from attrs import field, frozen, validators
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from purpose_coach.grounding import blank, fold
from purpose_coach.wire import AsTuple, Request, Text, Wire

__all__ = [
    "MOST",
    "WEEK",
    "WEIGHTS",
    "Action",
    "Actions",
    "Constraints",
    "CriticalDeadline",
    "Objective",
    "Period",
    "Policy",
    "Portfolio",
    "TeamMember",
    "distinct",
]

MOST: Final = 5000
"""Actions, people, deadlines, or dates of one person in one request."""

WEEK: Final = (0, 1, 2, 3, 4)
"""The working days unless said otherwise: Monday (0) to Friday."""

WEIGHTS: Final[Mapping[str, int]] = MappingProxyType({"low": 1, "medium": 2, "high": 4, "critical": 8})
"""What a day of delay costs by priority; a priority that is none of these is read as medium."""

NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Objective: TypeAlias = Literal["commitments", "makespan"]
Period: TypeAlias = Literal["week", "month", "total"]


def _day(sent: object) -> object:
    """The date as written; None for what says nothing."""
    if isinstance(sent, datetime):
        return sent.date()
    if not isinstance(sent, str):
        return sent
    if blank(sent):
        return None
    try:
        return datetime.fromisoformat(sent.strip()).date()
    except ValueError:
        raise ValueError("must be a date, such as 2025-10-15") from None


def _weekday(sent: object) -> object:
    """Monday is 0: from an ISO number (1 to 7) or an English name of three letters and more."""
    if isinstance(sent, float) and sent.is_integer():
        sent = int(sent)  # 1.0 is a whole number in JSON
    if isinstance(sent, int) and 1 <= sent <= 7:
        return sent - 1
    name = fold(sent) if isinstance(sent, str) else ""
    fits = [number for number, full in enumerate(NAMES) if len(name) >= 3 and full.startswith(name)]
    if not fits:
        raise ValueError("must be a weekday: its English name, or 1 (Monday) to 7 (Sunday)")
    return fits[0]


def _no_timestamp(sent: object) -> object:
    """Numbers are no dates here: a count of seconds has no date of its own."""
    if sent is not None and not isinstance(sent, date):
        raise ValueError("must be a date, such as 2025-10-15")
    return sent


def _some(sent: object) -> object:
    return () if sent is None else sent


def _said(sent: object) -> object:
    return "" if sent is None else sent


Day: TypeAlias = Annotated[date | None, BeforeValidator(_no_timestamp), BeforeValidator(_day)]
Days: TypeAlias = Annotated[Sequence[Day], AsTuple(), Field(max_length=MOST), BeforeValidator(_some)]
Names: TypeAlias = Annotated[Sequence[Text | None], AsTuple(), Field(max_length=MOST), BeforeValidator(_some)]
Said: TypeAlias = Annotated[Text, BeforeValidator(_said)]
Hours: TypeAlias = Annotated[float, Field(ge=0)]
OneToSeven: TypeAlias = Annotated[int, Field(ge=1, le=7)]


class Action(Wire):
    """One piece of work, done by one person.

    `estimated_duration` is hours of work; 0 is a milestone, and where it is absent it is read from
    the current dates. `dependencies` are ids (or titles that only one action has) of actions that must
    be finished first. An action whose `status` says that it is done or cancelled is not planned again.
    """

    id: Text
    title: Said = ""
    estimated_duration: Hours | None = None
    dependencies: Names = ()
    assigned_to: Text | None = None
    current_start_date: Day = None
    current_due_date: Day = None
    priority: Text | None = None
    status: Text | None = None


class CriticalDeadline(Wire):
    """A milestone of the team, to be reached by the end of its date.

    It concerns the actions in `applies_to` (ids or titles), else those that its description names by id
    or title, with all that these depend on; where none is named, every action.
    """

    date: Annotated[date, BeforeValidator(_no_timestamp), BeforeValidator(_day)]
    description: Said = ""
    applies_to: Names = ()


class TeamMember(Wire):
    """When a person works: hours a week, spread evenly over the working days, less the dates given."""

    person_id: Text
    hours_per_week: Annotated[float, Field(gt=0, le=168)] | None = None
    unavailable_dates: Days = ()


class Constraints(Wire):
    """What bounds the plan; `team_capacity` is hours of the whole team a period, a week by default.

    `working_days` (names, or 1 for Monday to 7 for Sunday), `holidays` and `team_capacity_period` go
    beyond the contract; where they are absent, the policy's hold.
    """

    team_capacity: Hours | None = None
    critical_deadlines: Annotated[
        Sequence[CriticalDeadline], AsTuple(), Field(max_length=MOST), BeforeValidator(_some)
    ] = ()
    team_availability: Annotated[
        Sequence[TeamMember], AsTuple(), Field(max_length=MOST), BeforeValidator(_some)
    ] = ()
    working_days: (
        Annotated[
            Sequence[Annotated[int, BeforeValidator(_weekday, json_schema_input_type=OneToSeven)]],
            AsTuple(),
            Field(min_length=1, max_length=7),
        ]
        | None
    ) = None
    holidays: Days = ()
    team_capacity_period: Period | None = None


def distinct(actions: Sequence[Action]) -> Sequence[Action]:
    """The actions, if no two have the same id.

    Raises:
        ValidationError: an id repeats; the path names the later one.
    """
    seen: set[str] = set()
    repeats: list[InitErrorDetails] = []
    for number, action in enumerate(actions):
        if action.id in seen:
            error = PydanticCustomError("repeated_id", "must not repeat the id of another action")
            repeats.append(InitErrorDetails(type=error, loc=(number, "id"), input=action.id))
        seen.add(action.id)
    if repeats:
        raise ValidationError.from_exception_data("Actions", repeats, hide_input=True)
    return actions


Actions: TypeAlias = Annotated[Sequence[Action], AsTuple(), Field(max_length=MOST), AfterValidator(distinct)]


class Portfolio(Request):
    """What is to be planned; `as_of` is the day from which, today where it is absent."""

    actions: Actions
    constraints: Annotated[Constraints, BeforeValidator(lambda sent: {} if sent is None else sent)] = (
        Constraints()
    )
    as_of: Day = None


@frozen(kw_only=True)
class Policy:
    """How plans are made, where a request does not say.

    `objective` "makespan" asks for the earliest end of all work and for nothing else. `effort` scales
    the counts that limit the search; `seconds` caps it by the clock, and a plan whose search the cap
    cut says so, as it may not repeat.
    """

    objective: Objective = "commitments"
    effort: float = field(default=1.0, validator=validators.ge(0.0))
    seconds: float = field(default=60.0, validator=validators.gt(0.0))
    working_days: tuple[int, ...] = field(default=WEEK, validator=validators.min_len(1))
    """Monday is 0."""
    holidays: frozenset[date] = frozenset()
    team_capacity_period: Period = "week"
    hours_per_week: float = field(default=40.0, validator=(validators.gt(0.0), validators.le(168.0)))
    """Of whoever is not in the team's availability."""
    hours: float = field(default=8.0, validator=validators.gt(0.0))
    """Of an action that has neither a duration nor dates to read one from."""
