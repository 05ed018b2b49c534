"""Relations between requests: what must hold line by line, and what is only reported.

The lines of the case file are changed requests, each with the relation to its base. No threshold of
the library is fitted to them.
"""

import asyncio
import json
from functools import cache
from hashlib import sha256
from itertools import count

import pytest
from tests.judges import coached, hashed, judged, run
from tests.strategies import cases

from purpose_coach import AsyncCoach, Coach
from purpose_coach.backends import Scripted
from purpose_coach.operation import parsed
from purpose_coach.relevance import Lexical, Semantic, semantic

LINES = cases("alignment_metamorphic")
BASES = {case["id"]: case["body"] for case in cases("alignment_check")}
HELD = {
    "reorder": "equal",
    "duplicate-strategy": "equal",
    "whitespace": "equal",
    "add-aligned-strategy": "at least",
}
"""Relations that hold by construction, whoever judges."""
MONOTONE = {"add-aligned-strategy", "add-misaligned-strategy"}
SEEDS = {"day": range(40), "night": range(200)}
NOISE = 0.2
CHECK = Coach.alignment_check


def holds(relation, base, score):
    """Whether a line's relation holds between the score of its base and its own."""
    match relation:
        case "reorder" | "duplicate-strategy" | "whitespace":
            return score == base
        case "add-aligned-strategy":
            return score >= base
        case "add-misaligned-strategy":
            return score <= base
        case "injection" | "verbose":
            return score <= base + 5
        case "other-company":
            return score < base
    raise AssertionError(relation)


RELEVANCE = [
    pytest.param(Lexical, id="lexical"),
    pytest.param(
        Semantic,
        id="semantic",
        marks=pytest.mark.skipif(not semantic.installed(), reason="needs the extra semantic"),
    ),
]


@cache
def unaided(relevance):
    """The coach without a model that relates texts so; the semantic one loads its weights once."""
    return Coach(relevance=relevance())


def scores(relevance, line):
    """The scores of a line's base and of the line, without a model."""
    coach = unaided(relevance)
    return tuple(
        run(coach, Coach.alignment_check, body).score for body in (BASES[line["base"]], line["body"])
    )


@pytest.mark.parametrize("relevance", RELEVANCE)
@pytest.mark.parametrize(
    "line", [line for line in LINES if line["relation"] in HELD], ids=lambda line: line["id"]
)
def test_relations_that_hold_without_a_model(relevance, line):
    """Unaided: equal requests score equal, and an aligned strategy never lowers."""
    base, score = scores(relevance, line)

    assert holds(line["relation"], base, score), f"{line['expect']}: {base} -> {score}"


@pytest.mark.parametrize("relevance", RELEVANCE)
def test_the_others_are_reported(relevance, report):
    """Unaided: the relations that a measure of relatedness cannot promise are printed, line by line."""
    others = [line for line in LINES if line["relation"] not in HELD]
    report(f"unaided, {relevance().name}: relations without an aim")
    for line in others:
        base, score = scores(relevance, line)
        kept = "holds" if holds(line["relation"], base, score) else "fails"
        report(f"  {kept}  {line['id']:28} {base:3} -> {score:3}  {line['expect']}")

    assert {"add-misaligned-strategy", "injection", "verbose", "other-company"} == {
        line["relation"] for line in others
    }


REQUESTS = {
    case["id"]: parsed(CHECK, json.dumps(case["body"])) for case in (*cases("alignment_check"), *LINES)
}
LABELS = {
    text: case["label"]
    for case in cases("alignment_check")
    for text in (case["body"]["goalIntent"], *case["body"]["strategies"], *case["body"]["kpis"])
}


def base_level(row, column):
    """What a good judge finds: support in aligned rows, conflict in misaligned ones, else nothing."""
    label = next((label for text, label in LABELS.items() if row.startswith(text)), "neutral")
    return {"aligned": 3 + hashed(row, column) % 3, "neutral": 2, "misaligned": hashed(row, column) % 2}[
        label
    ]


def noisy(seed):
    """A judge that mistakes each level by one with p = 0.2, anew in every call."""
    calls = count()

    def said(ask):
        call = next(calls)

        def level(row, column):
            dice = sha256(f"{seed} {call} {row} {column}".encode()).digest()
            off = (-1, 1)[dice[4] % 2] if int.from_bytes(dice[:4]) / 2**32 < NOISE else 0
            return min(5, max(0, base_level(row, column) + off))

        return judged(ask, level)

    return Scripted(said)


async def kept(seed):
    """Which lines hold with this judge; a line is judged before its base, or after, by turns."""
    coach, found = coached(noisy(seed), AsyncCoach), {}
    for line in LINES:
        requests = (REQUESTS[line["base"]], REQUESTS[line["id"]])
        order = (0, 1) if seed % 2 else (1, 0)
        scores = {place: (await coach.run(CHECK, requests[place])).score for place in order}
        found[line["id"]] = holds(line["relation"], scores[0], scores[1])
    return found


def test_a_noisy_judge_breaks_no_law(report, dose):
    """With every level off by one at p = 0.2, equal and monotone relations hold in every line and seed."""
    seeds = SEEDS[dose]
    rounds = [asyncio.run(kept(seed)) for seed in seeds]
    rate = {line["id"]: sum(one[line["id"]] for one in rounds) for line in LINES}
    report(f"noisy judge, p = {NOISE}, {len(seeds)} seeds: lines without an aim")
    for line in LINES:
        if line["relation"] not in {*HELD, *MONOTONE}:
            report(f"  {rate[line['id']]:3} of {len(seeds)}  {line['id']:28} {line['expect']}")
    lawful = [line["id"] for line in LINES if line["relation"] in {*HELD, *MONOTONE}]

    assert dict.fromkeys(lawful, len(seeds)) == {name: rate[name] for name in lawful}
