"""What a word weighs before any text is read, and which words are one word.

Our own table, fixed, so that two texts are related by themselves alone and not by what else stands
in a request. Three weights: words of grammar and number weigh nothing, words that stand in any
business text weigh little, every other word weighs in full.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import import_module
from typing import Protocol

__all__ = ["GENERIC", "NOTHING", "SPECIFIC", "root", "weight", "weights", "words_of"]

NOTHING, GENERIC, SPECIFIC = 0, 1, 3
"""Weights. Three generic words say as much as one specific word."""

_GRAMMAR = """
a about above across after again against all almost along already also although always am among an
and another any anybody anyone anything are around as at away back be became because become been
before behind being below between beyond both but by came can cannot come could did do does doing
done down during each either else enough even ever every everybody everyone everything everywhere
few for from further gave get gets give given gives go goes going gone got had has have having he
her here hers him his how however i if in into is it its itself just keep keeps kept last least
less let lets like made make makes making many may me might mine more most much must my myself
near neither never next no nobody none nor not nothing now of off often on once one only onto or
other others our ours out over own per perhaps quite rather really same seem several shall she
should since so some somebody someone something soon stand stands still such take taken takes
taking than that the their theirs them then there these they thing things this those though
through thus till to together too toward towards under until up upon us use used uses using very
via want wants was way ways we well went were what whatever when where whether which while who
whole whom whose why will with within without would yes yet you your yours able itself

zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred
thousand million billion dozen half third quarter double triple twice first second percent
percentage ratio eur euro euros usd dollar dollars

der das den dem des ein eine einen einem einer eines und oder nicht mit von zu zum zur im ist sind
wir unser unsere auf für als auch aus bei nach über bis durch um wie werden wird haben le la les
un une et ou du au aux dans sur avec est sont nous notre nos leur leurs que qui ce cette ces ne
pas plus en el los las una unos unas y o del al con es son nuestro nuestra nuestros se su sus que
por para lo il lo gli uno delle della dei di che per non sono nostro nostra os um uma dos das ao
nos nosso nossa com não ser het een van voor met op te zijn wij ons onze niet aan bij naar om
"""

_GENERIC = """
achieve action activity add annual approach area average base begin best better big bring budget
build business buy capacity change chapter choose client close company compare complete continue
cost create current customer cut daily data day decrease deliver department develop different do
early effective end ensure enable expand fast focus full further future goal good great group grow
high hire hour idea implement improve include increase individual introduce launch lead leader
level life live local long low main maintain manage market measure meet member minute month
monthly move need new number offer office old open operation order organisation owner part people
person place plan point possible price process product profit program project provide public put
rate reach reduce regular replace report result revenue review right roll run sale scale schedule
score sell serve service set share short show size small solution spend staff standard start step
stop strategy strong success support system target team test think time top total train turn
understand update upgrade value week weekly win work world worker year young

customers employee employees firm industry partner user satisfaction index lifetime region country
city home help know find keep
"""

_FAMILIES = """
access accessible accessibility
afford affordable affordability
care caring carer
child children childhood
clear clarity clearly
climate carbon emission emissions
craft craftsmanship craftsman
cruelty cruel
decide decision
dependable dependability depend
doctor physician
durable durability
empower empowerment
environment environmental ecology ecological
equal equality equity
fair fairness
free freedom
freelancer freelance freelancers
generous generosity
grow growth grew grown
health healthy
hire recruit recruitment
honest honesty
hospital hospitals
include inclusion inclusive inclusiveness inclusivity
independent independence
innovate innovation innovative
integrity
judge judgement judgment
kind kindness
learn learner learning learnt
lend lending loan lent
loyal loyalty
medicine medical medication
mend repair
pay paid payment
person people
play playful playfulness
precise precision
prison prisoner
product production produce
prompt promptly punctual punctuality
respond response responsive responsiveness
responsible responsibility
rigour rigor rigorous
safe safety safely
science scientific scientist
secure security
sell sale sold
simple simplicity simplify
speak spoken speech spoke
teach teacher taught
transparent transparency
trust trustworthy trusted
waste wasteful
welfare wellbeing
write writer wrote written
"""

_APART = frozenset({"openness", "organic", "patience"})
"""Words whose stem is another word's: openness is not what opens a shop."""


_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...


_one_at_a_time = threading.Lock()


def words_of(text: str) -> list[str]:
    """The lower-case words and numbers of a text; hyphens part words, a possessive 's is dropped."""
    return [word.casefold().removesuffix("'s").removesuffix("’s") for word in _WORD.findall(text)]


def weights(words: Iterable[str]) -> dict[str, int]:
    """The roots of those words that weigh anything, and how much."""
    weighed: dict[str, int] = {}
    for word in words:
        if heavy := weight(word):
            weighed[root(word)] = max(heavy, weighed.get(root(word), NOTHING))
    return weighed


@lru_cache(maxsize=16_384)
def root(word: str) -> str:
    """The stem of a lower-case word, one for a whole family ('paid', 'payment': 'pay')."""
    stem = word if word in _APART else _stem(word)
    return _families().get(stem, stem)


@lru_cache(maxsize=16_384)
def weight(word: str) -> int:
    """What a lower-case word weighs: NOTHING, GENERIC or SPECIFIC."""
    if len(word) < 2 or word in _grammar() or word[0].isdigit():
        return NOTHING
    return GENERIC if root(word) in _generic() else SPECIFIC


def _stem(word: str) -> str:
    with _one_at_a_time:  # a stemmer keeps the word it works on
        return _stemmer().stemWord(word)


@cache
def _stemmer() -> _Stemmer:
    stemmer: _Stemmer = import_module("snowballstemmer").stemmer("english")  # late: 26 languages
    return stemmer


@cache
def _grammar() -> frozenset[str]:
    return frozenset(_GRAMMAR.split())


@cache
def _generic() -> frozenset[str]:
    return frozenset(root(word) for word in _GENERIC.split())


@cache
def _families() -> dict[str, str]:
    families = [[_stem(word) for word in line.split()] for line in _FAMILIES.split("\n") if line]
    return {stem: family[0] for family in families for stem in family}
