"""Token numbers are those that the sentence model was trained with."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import purpose_coach.relevance
from purpose_coach.relevance.wordpiece import WordPiece, split

VOCABULARY = Path(purpose_coach.relevance.__file__).with_name("vocab.txt")

# What the tokenizers library (0.23) makes of these texts with the model's own tokenizer.json.
KNOWN = [
    ("", [101, 102]),
    ("Openness", [101, 2330, 2791, 102]),
    ("self-employed C++ 3.5%", [101, 2969, 1011, 4846, 1039, 1009, 1009, 1017, 1012, 1019, 1003, 102]),
    ("unaffordability", [101, 14477, 4246, 8551, 8010, 102]),
    ("naïve café — Zürich", [101, 15743, 7668, 1517, 10204, 102]),
    ("ΣΙΣΥΦΟΣ İ", [101, 1173, 18199, 29733, 29735, 29736, 29730, 29733, 1045, 102]),
    ("开放与信任", [101, 100, 100, 100, 1767, 100, 102]),
    ("don't “quote” 😀", [101, 2123, 1005, 1056, 1523, 14686, 1524, 100, 102]),
    ("tab\tnew\nline\u00a0nbsp\u200b", [101, 21628, 2047, 2240, 1050, 5910, 2361, 102]),
    ("x" * 101, [101, 100, 102]),
]

LIVING_SCRIPTS = st.characters(
    categories=["Lu", "Ll", "Nd", "Pd", "Ps", "Pe", "Po", "Zs", "Sc", "Sm", "Cc"],
    max_codepoint=0x04FF,
) | st.sampled_from("我们的价值观信任日本語カタカナ한국어עבריתعربىไทย“”—…😀\u0301\u200b")


@cache
def reference():
    """The tokenizers library with our vocabulary."""
    bert = import_module("tokenizers.implementations").BertWordPieceTokenizer
    return bert(str(VOCABULARY), lowercase=True)


@pytest.mark.parametrize(("text", "numbers"), KNOWN)
def test_known_texts(text, numbers):
    """Known texts, with accents, scripts, signs and long words among them, have known numbers."""
    assert numbers == WordPiece.shipped().encode(text, 256)


@pytest.mark.skipif(find_spec("tokenizers") is None, reason="compares with the package tokenizers")
@settings(max_examples=500)
@given(st.text(LIVING_SCRIPTS, max_size=60).map(lambda text: text.replace("[", "(")))
def test_parity(text):
    """Every text without control tokens has the numbers that the tokenizers library gives it."""
    assert reference().encode(text).ids == WordPiece.shipped().encode(text, 256)


@given(st.text(max_size=80), st.integers(2, 20))
def test_limit(text, limit):
    """No text takes more tokens than allowed, and every one is framed by [CLS] and [SEP]."""
    numbers = WordPiece.shipped().encode(text, limit)

    assert len(numbers) <= limit
    assert (numbers[0], numbers[-1]) == (101, 102)


@given(st.text(st.characters(codec="ascii"), max_size=60))
def test_case(text):
    """Case makes no difference."""
    assert split(text.lower()) == split(text.upper())


def test_control_tokens_are_text():
    """A text cannot smuggle in the model's control tokens."""
    numbers = WordPiece.shipped().encode("[SEP] [CLS] [MASK]", 256)

    assert not {101, 102, 103} & set(numbers[1:-1])


def test_vocabulary_is_whole():
    """The shipped vocabulary has BERT's 30,522 pieces, none twice."""
    assert len(WordPiece.shipped().numbers) == 30_522
