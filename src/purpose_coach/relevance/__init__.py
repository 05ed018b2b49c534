"""Relevance of texts: by words (core) or by meaning (extra `semantic`)."""

from __future__ import annotations

from purpose_coach.relevance.lexical import Lexical
from purpose_coach.relevance.port import UNRELATED, Relation, Relevance
from purpose_coach.relevance.semantic import Semantic, installed

__all__ = ["UNRELATED", "Lexical", "Relation", "Relevance", "Semantic", "default_relevance"]


def default_relevance() -> Relevance:
    """By meaning where the extra `semantic` is installed, else by words; loads nothing yet."""
    return Semantic() if installed() else Lexical()
