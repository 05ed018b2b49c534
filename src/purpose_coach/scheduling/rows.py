"""A plan's rows: one for each action of the request, in its order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property

from attrs import frozen

from purpose_coach.scheduling.calendar import begun, ended
from purpose_coach.scheduling.decoder import Timing
from purpose_coach.scheduling.doubts import priority_of
from purpose_coach.scheduling.explaining import Cause, causes, days_of, slacks
from purpose_coach.scheduling.facts import Named
from purpose_coach.scheduling.objective import due_days, start_day
from purpose_coach.scheduling.reading import Reading
from purpose_coach.scheduling.schedule import UNITS, Held, Moment, Piece, Placed
from purpose_coach.scheduling.shapes import Action

__all__ = ["Drawn", "rows"]


@frozen
class Drawn:
    """A plan with what is worked out from its times; of each tuple, the place is the action's number."""

    reading: Reading
    timing: Timing

    @cached_property
    def days(self) -> Sequence[int]:
        """The team's days on which actions are finished."""
        return due_days(self.reading.problem, self.timing)

    @cached_property
    def held(self) -> Sequence[Cause]:
        """What each action waits for."""
        return causes(self.reading.problem, self.timing)

    @cached_property
    def slack(self) -> Sequence[float]:
        """Working days by which each may slip."""
        return [days_of(units) for units in slacks(self.reading.problem, self.timing)]

    def named(self, number: int) -> Named:
        """The action as it is named in facts."""
        action = self.reading.actions[number]
        return Named(action.id, action.title)

    def ids(self, numbers: Sequence[int]) -> tuple[str, ...]:
        """The ids of these actions."""
        return tuple(self.reading.actions[number].id for number in numbers)

    def due(self, number: int) -> date:
        """The day on which the action is finished."""
        return self.reading.staff.days.day(self.days[number])

    def tardiness(self, number: int) -> int:
        """Working days after its own due date."""
        due = self.reading.problem.dues[number]
        return 0 if due is None else max(0, self.days[number] - due)


def rows(
    drawn: Drawn, actions: Sequence[Action], first: date, binding: set[int], helpers: Mapping[int, str | None]
) -> Iterator[Placed]:
    """The rows of the request's actions."""
    numbers = {action.id: number for number, action in enumerate(drawn.reading.actions)}
    places = {action.id: place for place, action in enumerate(actions)}
    for action in actions:
        number = numbers.get(action.id)
        if number is None:
            yield _settled(action, first)
        else:
            after = sorted(drawn.ids(drawn.reading.problem.before[number]), key=places.__getitem__)
            yield _placed(drawn, number, tuple(after), number in binding, helpers.get(number))


def _placed(drawn: Drawn, number: int, after: tuple[str, ...], binding: bool, helper: str | None) -> Placed:
    reading, timing = drawn.reading, drawn.timing
    action, person = reading.actions[number], reading.staff.people[reading.problem.people[number]]
    pieces = tuple(
        Piece(begun(person.days, begin), ended(person.days, end)) for begin, end in timing.own[number]
    )
    instant = _instant(drawn, number)
    held = drawn.held[number]
    return Placed(
        id=action.id,
        title=action.title,
        priority=reading.priorities[number],
        person=person.name,
        suggested=helper,
        hours=float(reading.hours[number]),
        hours_per_week=person.hours,
        start=pieces[0].begins.day if pieces else instant.day,
        due=drawn.due(number),
        begins=pieces[0].begins if pieces else instant,
        ends=pieces[-1].ends if pieces else instant,
        pieces=pieces,
        after=after,
        held=Held(held.why, None if held.by is None else reading.actions[held.by].id),
        due_before=action.current_due_date,
        tardiness=drawn.tardiness(number),
        slack=drawn.slack[number],
        binding=binding,
    )


def _instant(drawn: Drawn, number: int) -> Moment:
    """When something happens that takes no time."""
    day = start_day(drawn.reading.problem, drawn.timing, number)
    return Moment(drawn.reading.staff.days.day(day), drawn.timing.begins[number] - day * UNITS)


def _settled(action: Action, first: date) -> Placed:
    """The row of what is done or cancelled: as it stands."""
    due = action.current_due_date or action.current_start_date or first
    start = min(action.current_start_date or due, due)
    return Placed(
        id=action.id,
        title=action.title,
        priority=priority_of(action),
        person=action.assigned_to or None,
        hours=0.0,
        hours_per_week=0.0,
        start=start,
        due=due,
        begins=Moment(start, 0),
        ends=Moment(due, UNITS),
        pieces=(),
        after=(),
        held=Held("calendar"),
        due_before=action.current_due_date,
        open=False,
    )
