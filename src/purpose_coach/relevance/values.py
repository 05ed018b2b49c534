"""What the names of common values mean, in the words that goals are written in.

A value's name carries little of its subject: no goal says "transparency", goals say "publish the
list of ingredients". Our own table, general English; a name that is not here stands for itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from purpose_coach.relevance.words import root, weights, words_of

__all__ = ["MOST_WORDS", "meaning", "spelled"]

MOST_WORDS = 2
"""Weighty words in a text that can be a value's name; a longer text says what it means itself."""

_MEANINGS = """
accessibility: everyone can enter and use it, also people with a disability or a small budget
accountability: we answer for our results and mistakes and report them
adaptability: we respond to change quickly
affordability: prices and fares that people with little money can pay
ambition: we aim high and want to grow
approachability: easy to reach and talk to, friendly and plain
authenticity: real, original and true to who we are
balance: time for work, family and rest
beauty: attractive, elegant design
belonging: everyone is part of a group, with friends and company
boldness: we dare to do new things and take risks
bravery: we dare to stand up for what is right despite risk
care: looking after people attentively and gently
circularity: repair, reuse and recycle instead of waste
clarity: plain language and explanations that everybody understands
climate: lower emissions and carbon, clean energy
collaboration: we work together and share with partners
commitment: we keep our promises and stay
community: local people, neighbours and volunteers who meet and help each other
compassion: we relieve the suffering of others with kindness
confidentiality: secrets and personal records are kept private
courage: we dare to stand up for what is right despite risk
craft: skilled work by hand by trained people
creativity: new ideas, imagination and design
curiosity: asking questions, experimenting and learning
customer: listening to clients and serving them well
dependability: it works and arrives as promised, every time
democracy: members vote and decide together
dignity: every person is treated with respect, also when weak or old
discipline: steady, orderly work to a standard
diversity: people of different origin, gender, language and culture
durability: products that last long and can be repaired
efficiency: less waste of time, money and material
empathy: we listen to how other people feel
empowerment: people gain skills, means and control over their own lives
encouragement: we motivate and praise people
equality: the same rights and chances for everyone
equity: fair chances for people who start with less
ethics: doing what is right and refusing bribery and abuse
evidence: decisions rest on measurements, data and research
excellence: outstanding quality and mastery
fairness: fair prices and wages, an equal share for everyone
family: parents, relatives and children come first
flexibility: adapting to what each person needs
freedom: people choose for themselves
freshness: fresh food straight from the source
friendliness: a warm and kind welcome
fun: play, humour and enjoyment
generosity: giving freely to those who have less
gratitude: thanking and recognising people
growth: people and the business develop
health: people stay well, with nothing harmful or toxic
heritage: old buildings, customs and skills kept alive
honesty: telling the truth, no hidden fees or false claims
hospitality: welcoming guests and visitors warmly
humility: we admit what we do not know and learn from others
imagination: stories, fantasy and new ideas
impact: visible change for people and the planet
inclusion: people who are usually left out can take part
independence: people do things for themselves, free of control by others
ingenuity: clever technical solutions
innovation: new technology and new ways of working
integrity: doing what is right, honest and correct, also when nobody looks
joy: pleasure, fun and celebration
justice: rights for people who are treated unfairly
kindness: we are gentle and help others
learning: training, teaching and study
literacy: reading and writing
local: near us, from the region and its suppliers
loyalty: we stand by our customers and partners for years
mastery: deep skill through practice
nature: animals, plants, water and soil are protected
nutrition: healthy food and a good diet
openness: information is public and shared with everyone
optimism: hope and confidence in the future
ownership: people own shares and feel responsible
partnership: long cooperation with partners to the gain of both
passion: enthusiasm for the work
patience: taking the time that is needed, for years
peace: calm, without fear or worry
perseverance: we keep trying until it works
playfulness: games, play and fun
pragmatism: simple, practical solutions
precision: exact measurements and small tolerances
presence: being there with someone, day and night
privacy: personal data is protected and not shared
professionalism: skilled staff who follow standards
prudence: saving, planning and avoiding risk
punctuality: on time and on schedule
purpose: work that has meaning
quality: well made, tested and free of defects
reliability: it works and arrives as promised, every time
resilience: we withstand crises and recover
respect: people are listened to and treated decently
responsibility: we answer for the effects of our actions
responsiveness: fast answers and short waiting times
rigour: thorough tests, exact proofs and checks
safety: no accidents, injuries or danger
science: research, laboratory tests and experiments
security: protection against attacks, theft and loss
service: helping customers and the public
simplicity: easy, with few steps
solidarity: those who have more help those who have less
speed: fast, with short waiting times
stability: steady and lasting
stewardship: protecting nature and resources for later generations
sustainability: protecting the environment, fewer emissions and less waste
teamwork: colleagues work together
thrift: low cost and no waste of money
tradition: old customs and skills handed down
transparency: publishing facts, prices and results openly
trust: people can rely on us and believe us
truth: verified facts
vigilance: watching for danger and warning in time
warmth: kind, personal attention
welfare: the wellbeing of animals and people
wellbeing: people are healthy, rested and happy
wonder: amazement and discovery
youth: children and young people
"""


def meaning(text: str) -> Mapping[str, str]:
    """The root of each value named in a short text, to what it means; empty for any other text."""
    return _meaning(" ".join(text.casefold().split()))


def spelled(text: str) -> str:
    """A value's name followed by what it means; any other text as it is."""
    meanings = meaning(text).values()
    return f"{text}: {'; '.join(meanings)}" if meanings else text


@lru_cache(maxsize=4096)
def _meaning(text: str) -> dict[str, str]:
    named = weights(words_of(text))
    if len(named) > MOST_WORDS:
        return {}
    return {name: _table()[name] for name in named if name in _table()}


@cache
def _table() -> dict[str, str]:
    lines = (line.partition(": ") for line in _MEANINGS.strip().splitlines())
    return {root(name): words for name, _, words in lines}
