"""How near to the best known the scheduler comes on job shops of others, and how it grows with the plan.

    python bench/scheduling.py            all 43 job shops (about 20 CPU minutes), then growth
    python bench/scheduling.py --quick    eight job shops with less time, growth up to 200 actions

The job shops (bench/instances.json, which names its source) go through `schedule` with the objective
"makespan": machines are people with the same calendar, one unit of a duration is one unit of the axis.
Four columns: the best priority rule; the search alone (2 s); search and solver (8 s); and, beside them,
a textbook CP-SAT model with the solver's default settings and two workers, for 8 s of each. All seconds
are CPU seconds of this process, so that a busy machine changes little of what is measured: two workers
have 16.

Growth: generated portfolios (dependencies, absences, due dates, milestones), seeded. The dates of half of
them are taken from a hidden plan, so all can be met: whether they are is what is asked of those. The
others' dates are drawn: of those it is asked how often lateness is proved to be the least.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date, timedelta
from pathlib import Path
from statistics import mean, median

from attrs import frozen
from measuring import Figure, failed, report
from ortools.sat.python import cp_model
from pydantic import BaseModel

from purpose_coach.scheduling import Action, Constraints, Policy, Schedule, Solver, schedule
from purpose_coach.scheduling.chance import Chance
from purpose_coach.scheduling.decoder import decode, fitting
from purpose_coach.scheduling.objective import due_days
from purpose_coach.scheduling.reading import read
from purpose_coach.scheduling.solver import solve

DATA = Path(__file__).parent / "instances.json"
FIRST = date(2026, 1, 5)
QUICK = ("ft06", "ft10", "ft20", "la02", "la19", "la21", "la29", "la38")
HOURLY = 100
"""Units of the axis that are an hour of somebody who works 24 hours a week: 5 days of 480 units."""


class Shop(BaseModel):
    """One job shop: of each job the machines it visits and for how long."""

    name: str
    best: int
    proved: bool
    machines: tuple[tuple[int, ...], ...]
    durations: tuple[tuple[int, ...], ...]

    def actions(self) -> list[Action]:
        """Operations as actions, machines as people."""
        return [
            Action(
                id=f"{job:02}.{step:02}",
                estimated_duration=length / HOURLY,
                assigned_to=f"machine {machine}",
                dependencies=[f"{job:02}.{step - 1:02}"] if step else [],
            )
            for job, (machines, lengths) in enumerate(zip(self.machines, self.durations, strict=True))
            for step, (machine, length) in enumerate(zip(machines, lengths, strict=True))
        ]


class Shops(BaseModel):
    """The data file."""

    source: str
    best: str
    instances: tuple[Shop, ...]


@frozen
class Found:
    """A span, what it took in CPU seconds, and whether it is proved."""

    span: int
    seconds: float
    proved: bool

    def gap(self, shop: Shop) -> float:
        """Per cent above the best known."""
        return 100 * (self.span - shop.best) / shop.best


@frozen
class Budget:
    """CPU seconds of the search alone, and of search and solver."""

    search: float
    both: float


def ours(shop: Shop, seconds: float, solver: Solver | None, effort: float = 1.0) -> Found:
    """What `schedule` finds within so many CPU seconds, reading and reporting included."""
    begin = time.process_time()
    found = schedule(
        shop.actions(),
        as_of=FIRST,
        policy=Policy(objective="makespan", effort=effort, seconds=20 * seconds, hours_per_week=24),
        solver=solver,
        stop=lambda: time.process_time() - begin > seconds,
    )
    return Found(found.score.span, time.process_time() - begin, found.search.proved)


def plain(shop: Shop, seconds: float) -> Found:
    """A textbook model in CP-SAT with default settings and two workers."""
    begin = time.process_time()
    model = cp_model.CpModel()
    horizon = sum(map(sum, shop.durations))
    blocks: dict[int, list[cp_model.IntervalVar]] = {}
    span = model.new_int_var(0, horizon, "span")
    for machines, lengths in zip(shop.machines, shop.durations, strict=True):
        ready: cp_model.LinearExpr | int = 0
        for machine, length in zip(machines, lengths, strict=True):
            start = model.new_int_var(0, horizon, "")
            model.add(start >= ready)
            blocks.setdefault(machine, []).append(model.new_fixed_size_interval_var(start, length, ""))
            ready = start + length
        model.add(span >= ready)
    for each in blocks.values():
        model.add_no_overlap(each)
    model.minimize(span)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    with ThreadPoolExecutor(1) as pool:
        solving = pool.submit(solver.solve, model)
        while not wait([solving], 0.02).done:
            if time.process_time() - begin > 2 * seconds:
                solver.stop_search()
        status = solving.result()
    known = status in {cp_model.OPTIMAL, cp_model.FEASIBLE}
    reached = round(solver.objective_value) if known else horizon
    return Found(reached, time.process_time() - begin, status == cp_model.OPTIMAL)


def shops(chosen: Sequence[Shop], budget: Budget, *, gated: bool) -> list[Figure]:
    """The four columns for each shop, and the figures over all; the gates are for all shops in full time."""
    print(
        f"{'':8}{'best':>6}{'rules':>8}{'search':>14}{'with solver':>16}{'plain CP-SAT':>16}   (CPU seconds)"
    )
    ways: tuple[Callable[[Shop], Found], ...] = (
        lambda shop: ours(shop, budget.search, None, effort=0.0),
        lambda shop: ours(shop, budget.search, None),
        lambda shop: ours(shop, budget.both, solve),
        lambda shop: plain(shop, budget.both),
    )
    gaps: list[list[float]] = []
    for shop in chosen:
        found = [way(shop) for way in ways]
        row = [f"{one.span:>8}{'*' if one.proved else ' '}({one.seconds:4.1f})" for one in found[1:]]
        print(f"{shop.name:8}{shop.best:>6}{found[0].span:>8}{' '.join(row)}", flush=True)
        gaps.append([one.gap(shop) for one in found])
    rules, search, both, textbook = (mean(each) for each in zip(*gaps, strict=True))
    worst = max(gap[2] - gap[3] for gap in gaps)
    return [
        Figure(name="rules", what="mean gap to the best known, rules alone", value=rules, unit="%"),
        Figure(
            name="search",
            what=f"search, {budget.search:g} s",
            value=search,
            unit="%",
            most=0.7 if gated else None,
        ),
        Figure(
            name="solver",
            what=f"with solver, {budget.both:g} s",
            value=both,
            unit="%",
            most=0.3 if gated else None,
        ),
        Figure(name="plain", what=f"plain CP-SAT, {budget.both:g} s, two workers", value=textbook, unit="%"),
        Figure(
            name="worse",
            what="most that we are behind plain CP-SAT",
            value=worst,
            unit="points",
            most=0.5 if gated else None,
        ),
    ]


def portfolio(seed: int, size: int) -> tuple[list[Action], Constraints]:
    """Actions of 1 to 80 hours for people with 20 to 40 hours a week; dates are drawn."""
    draw = Chance(f"{seed} {size}")
    people = 4 + size // 50 if size < 1000 else 12 + size // 500
    weeks = 2 * size // people + 4
    actions = [
        Action(
            id=f"a{number:04}",
            estimated_duration=1 + draw.below(80),
            assigned_to=f"p{draw.below(people)}",
            priority=("low", "medium", "high", "critical")[draw.below(4)],
            dependencies=sorted({f"a{max(0, number - 1 - draw.below(40)):04}" for _ in range(draw.below(4))})
            if number
            else [],
            current_due_date=FIRST + timedelta(draw.below(7 * weeks)) if draw.below(5) < 2 else None,
        )
        for number in range(size)
    ]
    constraints = {
        "teamAvailability": [
            {
                "personId": f"p{person}",
                "hoursPerWeek": (20, 30, 40)[draw.below(3)],
                "unavailableDates": [
                    f"{FIRST + timedelta(start + each)}"
                    for start in [draw.below(7 * weeks) for _ in range(weeks // 8 + 1)]
                    for each in range((1, 3, 7)[draw.below(3)])
                ],
            }
            for person in range(people)
        ],
        "criticalDeadlines": [
            {
                "date": f"{FIRST + timedelta(7 * weeks * (each + 2) // 5)}",
                "appliesTo": [f"a{size // 2 + draw.below(size - size // 2):04}"],
            }
            for each in range(3)
        ],
    }
    return actions, Constraints.model_validate(constraints)


def planted(seed: int, size: int) -> tuple[list[Action], Constraints]:
    """The same with the dates of a hidden plan."""
    actions, constraints = portfolio(seed, size)
    problem = read(actions, constraints, FIRST, Policy()).problem
    draw = Chance(f"order {seed}")
    order = fitting(problem, sorted(range(size), key=lambda _: draw.below(1 << 20)))
    ends = [problem.days.day(each) for each in due_days(problem, decode(problem, order))]
    dated = [
        each.model_copy(update={"current_due_date": end if each.current_due_date else None})
        for each, end in zip(actions, ends, strict=True)
    ]
    deadlines = [
        {"date": f"{ends[int(each.applies_to[0][1:])]}", "appliesTo": each.applies_to}
        for each in constraints.critical_deadlines
        if each.applies_to[0]
    ]
    body = {**constraints.model_dump(by_alias=True), "criticalDeadlines": deadlines}
    return dated, Constraints.model_validate(body)


def planned(given: tuple[list[Action], Constraints]) -> tuple[Schedule, float]:
    """The plan, and the CPU seconds it took."""
    begin = time.process_time()
    found = schedule(*given, as_of=FIRST, solver=solve)
    return found, time.process_time() - begin


MOST = {50: 1.0, 1000: 15.0, 5000: 30.0}
"""CPU seconds that a plan of so many actions may take."""


def growth(size: int, seeds: int) -> list[Figure]:
    """Time, proofs, and commitments met, for portfolios of this size."""
    drawn = [planned(portfolio(seed, size)) for seed in range(seeds)]
    meetable = [planned(planted(seed, size)) for seed in range(seeds)]
    taken = [seconds for _, seconds in (*drawn, *meetable)]
    proved = 100 * mean(plan.search.proved for plan, _ in drawn)
    met = 100 * mean(not plan.score.lateness for plan, _ in meetable)
    kept = 100 * mean(not plan.score.lateness and not plan.score.tardiness for plan, _ in meetable)
    name = f"{size} actions"
    return [
        Figure(name=f"{size}-s", what=f"{name}, median", value=median(taken), unit="s", most=MOST.get(size)),
        Figure(name=f"{size}-worst", what=f"{name}, longest", value=max(taken), unit="s"),
        Figure(
            name=f"{size}-proved",
            what=f"{name}, drawn dates: lateness proved least",
            value=proved,
            unit="%",
            least=95 if size <= 50 else None,
        ),
        Figure(
            name=f"{size}-met",
            what=f"{name}, meetable: all milestones met",
            value=met,
            unit="%",
            least=100 if size <= 200 else None,
        ),
        Figure(name=f"{size}-kept", what=f"{name}, meetable: due dates kept too", value=kept, unit="%"),
    ]


def main() -> int:
    """Prints every figure; the exit code says whether a gate was missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--quick", action="store_true", help="eight job shops, less time, 200 actions at most"
    )
    quick: bool = parser.parse_args().quick
    data = Shops.model_validate_json(DATA.read_text("utf-8"))
    chosen = [shop for shop in data.instances if not quick or shop.name in QUICK]
    ours(chosen[0], 1.0, solve)  # loads the solver's library, which no figure should hold
    figures = shops(chosen, Budget(1.0, 4.0) if quick else Budget(2.0, 8.0), gated=not quick)
    report(f"{len(chosen)} job shops", figures)
    for size, seeds in ((10, 20), (50, 20), (100, 10), (200, 10), (1000, 2), (5000, 1)):
        if size <= 200 or not quick:
            grown = growth(size, max(1, seeds // 5) if quick else seeds)
            report(f"growth: {size} actions (CPU seconds)", grown)
            figures += grown
    return failed(figures)


if __name__ == "__main__":
    sys.exit(main())
