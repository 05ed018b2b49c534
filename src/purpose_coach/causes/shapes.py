"""The blocks of the analysis methods, as they stand on the wire."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from purpose_coach.wire import Wire

__all__ = [
    "Fishbone",
    "FishboneCategory",
    "FishboneCause",
    "FiveWhys",
    "Framework",
    "Method",
    "Methods",
    "Pareto",
    "ParetoCategory",
    "Swot",
]

Method = Literal["five_whys", "fishbone", "swot", "pareto"]
Framework = Literal["6M", "8P", "4S", "custom"]


def _absent(block: object) -> bool:
    return block is None


class FiveWhys(Wire):
    """Questions, each about the answer to the one before, and what they may lead to."""

    suggested_questions: tuple[str, ...]
    potential_root_causes: tuple[str, ...]


class Swot(Wire):
    """What helps and what hurts, inside and outside."""

    strengths: tuple[str, ...]
    weaknesses: tuple[str, ...]
    opportunities: tuple[str, ...]
    threats: tuple[str, ...]


class FishboneCause(Wire):
    """A possible cause, and what may lie behind it."""

    cause: str
    sub_causes: tuple[str, ...] = ()


class FishboneCategory(Wire):
    """One bone of the fish."""

    name: str
    causes: tuple[FishboneCause, ...]


class Fishbone(Wire):
    """Possible causes by category; the most likely are some of them, word for word."""

    problem_statement: str
    framework: Framework
    categories: tuple[FishboneCategory, ...]
    most_likely_causes: tuple[str, ...]


class ParetoCategory(Wire):
    """A kind of case: its count and shares, or null where nothing was counted yet."""

    cause: str
    count: int | None = None
    percent: float | None = None
    cumulative_percent: float | None = None


class Pareto(Wire):
    """Kinds of cases by frequency, and those few that come to the threshold together."""

    measure: str
    source: Literal["input", "toCollect"]
    categories: tuple[ParetoCategory, ...]
    total: int | None = None
    threshold_percent: Literal[80] = 80
    vital_few: tuple[str, ...] = ()
    data_to_collect: tuple[str, ...] = ()


class Methods(Wire):
    """The blocks of the methods of an item; the key of a method without a block is absent."""

    model_config: ClassVar[ConfigDict] = ConfigDict(json_schema_serialization_defaults_required=False)

    five_whys: FiveWhys | SkipJsonSchema[None] = Field(default=None, exclude_if=_absent)
    swot: Swot | SkipJsonSchema[None] = Field(default=None, exclude_if=_absent)
    fishbone: Fishbone | SkipJsonSchema[None] = Field(default=None, exclude_if=_absent)
    pareto: Pareto | SkipJsonSchema[None] = Field(default=None, exclude_if=_absent)
