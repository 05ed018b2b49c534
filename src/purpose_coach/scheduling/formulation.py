"""A portfolio as a constraint model: one start for each action, on its person's own axis.

On his own axis a person's actions are blocks of fixed length that must not overlap; weekends and what
else everybody has off are on no axis. What several people share, dependencies and dates, is said on the
team's axis: there an action stands later by the days its person has missed so far, each stretch of
which is a yes or no (has he come to it?), and only where it lies inside the action's window. The week's
capacity is left out, and what takes no time may stand where its person is off: both only widen what is
allowed, so that bounds hold for the whole problem.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from attrs import define, field, frozen

from purpose_coach.scheduling.decoder import Timing
from purpose_coach.scheduling.problem import Problem
from purpose_coach.scheduling.rules import NEVER, heads, latest
from purpose_coach.scheduling.schedule import UNITS

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, IntVar, LinearExpr
    from ortools.sat.python.cp_model_helper import Literal

__all__ = ["Effort", "Formulation", "Outcome", "formulate", "solved"]

PROBED = 100
"""Actions up to which it pays to try out every yes and no before the search (it takes long with more)."""

SEED = 1
PAUSE = 0.02
"""Seconds between two looks at the clock."""


class Enforced(Protocol):
    """A constraint as it is used here; the library's own signature leaves types open."""

    def only_enforce_if(self, literal: Literal, /) -> object:
        """Makes it hold only where the literal does."""
        ...


@frozen
class Effort:
    """How long a solver may go on: counted, which repeats, and by the clock."""

    counted: float
    """In the solver's deterministic time."""
    seconds: float
    over: Callable[[], bool]


@frozen
class Outcome:
    """What came of a model."""

    points: Mapping[int, int]
    """Where each action begins on the team's axis; none where nothing was found."""
    bound: float
    """Of what is minimised; 0 where nothing is."""
    settled: bool
    """Whether it is known to be the best, or that there is none."""


@define
class Formulation:
    """A model that grows: what is to be minimised is added to what every plan keeps."""

    problem: Problem
    model: CpModel
    hint: Timing
    """A plan to start from."""
    early: Sequence[int]
    late: Sequence[int]
    """Windows on the team's axis; what need not end by any point is not in the model."""
    starts: dict[int, IntVar] = field(factory=dict["int", "IntVar"], init=False)
    """On the person's own axis; of what takes no time, on the team's."""
    _marks: dict[tuple[int, int], IntVar] = field(factory=dict[tuple[int, int], "IntVar"], init=False)
    _gaps: dict[int, list[tuple[int, int]]] = field(factory=dict[int, list[tuple[int, int]]], init=False)

    def place(self) -> None:
        """Adds all actions, each person's one after another, and their dependencies."""
        from ortools.sat.python.cp_model import IntervalVar

        blocks: dict[int, list[IntervalVar]] = {}
        for number, late in enumerate(self.late):
            if late >= NEVER:
                continue
            person, length = self.problem.people[number], self.problem.lengths[number]
            first, last = self.window(number)
            start = self.starts[number] = self.number(first, last, self._hinted(number))
            if length:
                block = self.model.new_fixed_size_interval_var(start, length, "")
                blocks.setdefault(person, []).append(block)
        for each in blocks.values():
            self.model.add_no_overlap(each)
        for number in self.starts:
            for earlier in self.problem.before[number]:
                self._precede(earlier, number)

    def number(self, least: int, most: int, hint: int) -> IntVar:
        """A new whole number."""
        found = self.model.new_int_var(least, most, "")
        self.model.add_hint(found, hint)
        return found

    def window(self, number: int) -> tuple[int, int]:
        """The first and the last start that leave room for all else."""
        early, late = self.early[number], self.late[number]
        length, time = self.problem.lengths[number], self.problem.times[self.problem.people[number]]
        return (time.own(early), time.own(late) - length) if length else (early, late)

    def begin(self, number: int) -> LinearExpr:
        """Where the action begins on the team's axis."""
        return self._team(number, 0)

    def end(self, number: int) -> LinearExpr:
        """Where it ends there."""
        return self._team(number, self.problem.lengths[number])

    def _team(self, number: int, worked: int) -> LinearExpr:
        """Where the action stands on the team's axis when so much of it is done: nothing, or all."""
        start, person = self.starts[number], self.problem.people[number]
        if not self.problem.lengths[number]:
            return start + 0
        first, last = (point + worked for point in self.window(number))
        time = self.problem.times[person]
        found = start + ((time.end(first) if worked else time.begin(first)) - first + worked)
        past = 1 if worked else 0  # work that ends where an absence begins is done before it
        for point, length in self._absences(person):
            if first < point + past <= last:
                found += length * self._from(number, point + past - worked)
        return found

    def _from(self, number: int, point: int) -> IntVar:
        """Whether the action starts at the point or later, on its person's own axis."""
        if (number, point) not in self._marks:
            mark = self.model.new_bool_var("")
            _only_if(mark, self.model.add(self.starts[number] >= point))
            _only_if(~mark, self.model.add(self.starts[number] < point))
            self.model.add_hint(mark, self._hinted(number) >= point)
            self._marks[number, point] = mark
        return self._marks[number, point]

    def _absences(self, person: int) -> list[tuple[int, int]]:
        """Where on his own axis days are missing, and how many units of the team's axis they are."""
        if person not in self._gaps:
            time = self.problem.times[person]
            ends = (late for late, who in zip(self.late, self.problem.people, strict=True) if who == person)
            last = 0 if time.plain else time.own(max(end for end in ends if end < NEVER)) // UNITS
            missed = [time.begin(day * UNITS) - day * UNITS for day in range(last + 2)]
            pairs = pairwise(missed)
            self._gaps[person] = [
                (day * UNITS, later - sooner)
                for day, (sooner, later) in enumerate(pairs, start=1)
                if later > sooner
            ]
        return self._gaps[person]

    def _precede(self, earlier: int, later: int) -> None:
        lengths, people = self.problem.lengths, self.problem.people
        if people[earlier] == people[later] and lengths[earlier] and lengths[later]:
            self.model.add(self.starts[earlier] + lengths[earlier] <= self.starts[later])
        else:
            self.model.add(self.end(earlier) <= self.begin(later))

    def _hinted(self, number: int) -> int:
        own = self.hint.own[number]
        return own[0][0] if own else self.hint.begins[number]


def _only_if(mark: Literal, constraint: Enforced) -> None:
    constraint.only_enforce_if(mark)


def formulate(problem: Problem, ends: Sequence[int], hint: Timing) -> Formulation | None:
    """The model of all that must end by these points of the team's axis, and of what it waits for.

    None where dependencies alone show that the ends cannot be kept.
    """
    from ortools.sat.python.cp_model import CpModel

    found = Formulation(problem, CpModel(), hint, heads(problem), latest(problem, ends))
    windows = (found.window(number) for number, late in enumerate(found.late) if late < NEVER)
    if any(first > last for first, last in windows):
        return None
    found.place()
    return found


def solved(formulation: Formulation, effort: Effort) -> Outcome:
    """Solves the model in a thread of its own, so that it can be ended when nobody waits for it.

    One worker whose searches take turns, a seed and a counted limit: the same model has the same outcome.
    """
    from ortools.sat.python.cp_model import FEASIBLE, INFEASIBLE, OPTIMAL, CpSolver

    solver = CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.interleave_search = True
    solver.parameters.random_seed = SEED
    solver.parameters.use_dynamic_precedence_in_disjunctive = True
    solver.parameters.use_strong_propagation_in_disjunctive = True
    if formulation.problem.objective == "makespan":  # no linear relaxation says anything of it
        solver.parameters.linearization_level = 0
    solver.parameters.max_deterministic_time = effort.counted
    solver.parameters.max_time_in_seconds = effort.seconds
    if formulation.problem.size > PROBED:
        solver.parameters.cp_model_probing_level = 0
    with ThreadPoolExecutor(1) as pool:
        solving = pool.submit(solver.solve, formulation.model)
        while not wait([solving], PAUSE).done:
            if effort.over():
                solver.stop_search()
        status = solving.result()
    points: dict[int, int] = {}
    if status in {OPTIMAL, FEASIBLE}:
        problem = formulation.problem
        for number, start in formulation.starts.items():
            value, time = solver.value(start), problem.times[problem.people[number]]
            points[number] = time.begin(value) if problem.lengths[number] else value
    known = formulation.model.has_objective() and status in {OPTIMAL, FEASIBLE}
    return Outcome(points, solver.best_objective_bound if known else 0.0, status in {OPTIMAL, INFEASIBLE})
