"""The answer, as users of every client would declare it."""

from __future__ import annotations

from pydantic import BaseModel


class Row(BaseModel):
    """The judgement of one row."""

    row: int
    levels: list[int]
    quotes: list[str]
    why: str


class Judgement(BaseModel):
    """One judgement a row."""

    rows: list[Row]
