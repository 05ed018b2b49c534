"""How well relevance separates goals that belong to a company from goals that do not, and how fast.

    python bench/relevance.py                     our labelled companies, both halves, both measures
    python bench/relevance.py --cases FILE        and the alignment checks in FILE (JSON lines)

A score is that of the unaided alignment check: level 3 where related, else 2; the best of a
component's rows cell by cell; 20 x the mean over vision, purpose and the best value.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from statistics import mean, median

from attrs import frozen
from pydantic import BaseModel

from purpose_coach.relevance.lexical import Lexical
from purpose_coach.relevance.port import Relation, Relevance
from purpose_coach.relevance.semantic import THRESHOLD, Semantic, installed
from purpose_coach.wire import Wire

LABELLED = Path(__file__).parent.parent / "tests" / "relevance" / "labelled.jsonl"
MOST_FALSE = 0.03
"""The share of a neutral or off-mission goal's cells that calibration allows to be related."""

Rule = Callable[[Relation], bool]


class Goal(Wire):
    """The rows of a table, and what is known of the goal."""

    label: str = ""
    goal_intent: str
    strategies: tuple[str, ...]
    kpis: tuple[str, ...]


class Foundation(Wire):
    """The columns of a table."""

    vision: str
    purpose: str
    core_values: tuple[str, ...]


class Company(Foundation):
    """One line of our labelled set."""

    split: str
    goals: tuple[Goal, ...]


class _Body(Goal):
    business_foundation: Foundation


class _Case(BaseModel):
    label: str
    body: _Body


@frozen
class Judged:
    """One goal's table: a component a row, in it its rows' relations in column order."""

    company: str
    label: str
    components: tuple[tuple[tuple[Relation, ...], ...], ...]


def ours(split: str) -> list[tuple[Foundation, Goal]]:
    """The goals of one half of our companies: `fit` (calibration) or `held`."""
    lines = LABELLED.read_text(encoding="utf-8").splitlines()
    companies = [Company.model_validate_json(line) for line in lines]
    return [(each, goal) for each in companies if each.split == split for goal in each.goals]


def cases(file: Path) -> list[tuple[Foundation, Goal]]:
    """The labelled alignment checks of a file."""
    found = [_Case.model_validate_json(line) for line in file.read_text("utf-8").splitlines()]
    return [
        (case.body.business_foundation, case.body.model_copy(update={"label": case.label})) for case in found
    ]


async def judge(relevance: Relevance, foundation: Foundation, goal: Goal) -> Judged:
    """The whole table in one call, as an alignment check asks for it."""
    rows = (goal.goal_intent, *goal.strategies, *goal.kpis)
    columns = (foundation.vision, foundation.purpose, *foundation.core_values)
    table = await relevance.relate(rows, columns)
    first_kpi = 1 + len(goal.strategies)
    components = (table[:1], table[1:first_kpi], table[first_kpi:])
    return Judged(foundation.vision, goal.label, components)


def cells(judged: Judged, rule: Rule) -> list[list[bool]]:
    """Three components by vision, purpose and values: whether related."""
    best = [[any(map(rule, column)) for column in zip(*rows, strict=True)] for rows in judged.components]
    return [[row[0], row[1], any(row[2:])] if row else [False] * 3 for row in best]


def score(judged: Judged, rule: Rule) -> int:
    """The alignment score, here 40 to 60."""
    return round(mean(round(20 * mean(2 + cell for cell in row)) for row in cells(judged, rule)))


def above(table: Sequence[Judged], label: str, rule: Rule) -> str:
    """In how many companies every aligned goal scores strictly above every goal of `label`."""
    won = total = 0
    for _, group in groupby(sorted(table, key=_company), key=_company):
        goals = list(group)
        aligned = [score(goal, rule) for goal in goals if goal.label == "aligned"]
        others = [score(goal, rule) for goal in goals if goal.label == label]
        if aligned and others:
            won, total = won + (min(aligned) > max(others)), total + 1
    return f"{won}/{total}"


def _company(goal: Judged) -> str:
    return goal.company


def share(table: Sequence[Judged], label: str, rule: Rule) -> float:
    """The share of cells that are related, over the goals of one label."""
    return mean(cell for goal in table if goal.label == label for row in cells(goal, rule) for cell in row)


def report(title: str, table: Sequence[Judged], rule: Rule) -> None:
    """One block of figures: order of scores, then share of related cells, for each label."""
    print(title)
    for label in dict.fromkeys(goal.label for goal in table):
        mine = [score(goal, rule) for goal in table if goal.label == label]
        order = "" if label == "aligned" else f"  aligned above it {above(table, label, rule)}"
        print(
            f"  {label:14} cells related {share(table, label, rule):6.1%}"
            f"  score {min(mine)}..{max(mine)}, median {median(mine):g}{order}"
        )


def at_least(threshold: float) -> Rule:
    """The verdict at another threshold than the measure's own."""
    return lambda relation: relation.strength >= threshold


def calibrate(table: Sequence[Judged]) -> None:
    """Where THRESHOLD comes from: the smallest at which false cells are rare enough."""
    print(f"calibration half, by threshold (chosen: {THRESHOLD})")
    for hundredths in range(20, 31):
        rule = at_least(hundredths / 100)
        false = max(share(table, "neutral", rule), share(table, "off-mission", rule))
        print(
            f"  {hundredths / 100:.2f}  aligned {share(table, 'aligned', rule):5.1%}"
            f"  worst of neutral, off-mission {false:5.1%}{'  enough' if false <= MOST_FALSE else ''}"
            f"  aligned above neutral {above(table, 'neutral', rule)}"
        )


def judged(relevance: Relevance, goals: Sequence[tuple[Foundation, Goal]]) -> list[Judged]:
    """The tables of all goals."""
    return [asyncio.run(judge(relevance, foundation, goal)) for foundation, goal in goals]


def timings(relevance: Relevance, goals: Sequence[tuple[Foundation, Goal]]) -> None:
    """Milliseconds a table: goals that are new (a company's first brings its columns), then again."""
    for title in ("new goals", "known goals"):
        taken = [_milliseconds(relevance, *each) for each in goals]
        print(f"  {title}: median {median(taken):.2f} ms, worst {max(taken):.2f} ms a table of 5 x 6")


def _milliseconds(relevance: Relevance, foundation: Foundation, goal: Goal) -> float:
    rows = (goal.goal_intent, *goal.strategies, *goal.kpis)
    columns = (foundation.vision, foundation.purpose, *foundation.core_values)

    async def timed() -> float:
        begin = time.perf_counter()
        await relevance.relate(rows, columns)
        return (time.perf_counter() - begin) * 1000

    return asyncio.run(timed())


def related(relation: Relation) -> bool:
    """The measure's own verdict."""
    return relation.related


def study(relevance: Relevance, file: Path | None) -> None:
    """All figures of one measure."""
    print(f"\n== {relevance.name}")
    timings(relevance, ours("held"))
    fit = judged(relevance, ours("fit"))
    if isinstance(relevance, Semantic):
        calibrate(fit)
    report("calibration half", fit, related)
    report("held-out half", judged(relevance, ours("held")), related)
    if file:
        report(file.name, judged(relevance, cases(file)), related)


def main() -> None:
    """Prints every figure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cases", type=Path, help="labelled alignment checks, JSON lines")
    file: Path | None = parser.parse_args().cases
    study(Lexical(), file)
    if not installed():
        print("\nthe extra 'semantic' is not installed")
        return
    semantic = Semantic()
    begin = time.perf_counter()
    semantic.load()
    print(f"\nmodel loaded and checked in {time.perf_counter() - begin:.2f} s")
    study(semantic, file)


if __name__ == "__main__":
    main()
