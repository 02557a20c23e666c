"""What is learned from who answered when, and by which channel (CAD-6). Behaviour only, never age."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from freshup.domain.cadences.steps import DAY_PARTS, Habits

# Thirty tries at the next wider rate stand before the first own one, so three lucky calls are no habit.
PRIOR_STRENGTH: Final = 30.0
# What one person did says more of this person than what a source's customers do.
PERSON_STRENGTH: Final = 4.0
# Before a store has any figures.
RATE_UNKNOWN: Final = 0.15
CHANNELS: Final = ("call", "text", "email")


class Tally(NamedTuple):
    """How often a channel was tried at a part of the day, and how often it was answered."""

    channel: str
    day_part: str
    tried: int
    answered: int


def learn(tried: int, answered: int, prior: float, strength: float = PRIOR_STRENGTH) -> float:
    """The answer rate, shrunk to `prior` as if `strength` tries had come out at it (empirical Bayes)."""
    tried = max(tried, 0)
    return (min(max(answered, 0), tried) + strength * prior) / (tried + strength)


def habits_of(store: Iterable[Tally], source: Iterable[Tally] = (), person: Iterable[Tally] = ()) -> Habits:
    """The store's rates, moved by the source's and then by the person's own figures, where there are any."""
    levels = [(list(store), PRIOR_STRENGTH), (list(source), PRIOR_STRENGTH), (list(person), PERSON_STRENGTH)]
    tried, answered = sum(one.tried for one in levels[0][0]), sum(one.answered for one in levels[0][0])
    rate = learn(tried, answered, RATE_UNKNOWN)
    by_part = dict.fromkeys(DAY_PARTS, rate)
    by_channel = dict.fromkeys(CHANNELS, rate)
    for tallies, strength in levels:
        _moved(by_part, tallies, lambda one: one.day_part, strength)
        _moved(by_channel, tallies, lambda one: one.channel, strength)
    return Habits(by_part, by_channel)


def _moved(
    rates: dict[str, float], tallies: list[Tally], name: Callable[[Tally], str], strength: float
) -> None:
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in tallies:
        sums[name(one)][0] += one.tried
        sums[name(one)][1] += one.answered
    for key in rates:
        if key in sums:
            tried, answered = sums[key]
            rates[key] = learn(tried, answered, rates[key], strength)
