"""When inquiries come: a week and a day that look like those of a car dealership."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import exp
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

# Monday brings what the weekend left; Sunday is quiet, and where the store is shut it is the web alone.
WEEKDAYS: Final = (1.16, 1.06, 1.0, 0.98, 1.0, 1.12, 0.68)
# From midnight: a wave before lunch, one after supper.
HOURS: Final = (
    0.25, 0.12, 0.08, 0.05, 0.07, 0.2, 0.5, 0.9, 1.6, 2.3, 2.8, 2.9, 2.6, 2.4, 2.3, 2.2, 2.2, 2.1, 2.0, 2.1, 2.2, 1.8,
    1.1, 0.6,
)  # fmt: skip
# People call and walk in only while somebody is there.
OPEN_HOURS: Final = tuple(weight if 9 <= hour < 19 else 0.0 for hour, weight in enumerate(HOURS))


@dataclass(frozen=True, slots=True)
class Season:
    """How many inquiries a day of the history brings, on average, and how uneven the days are."""

    days: int
    inquiries: int

    def counts(self, last: date, rng: Random) -> Iterator[tuple[date, int]]:
        """Each day with its number; together about as many as asked for."""
        days = [last - timedelta(days=back) for back in range(self.days, -1, -1)]
        weights = [WEEKDAYS[day.weekday()] * _month(day) * rng.uniform(0.8, 1.2) for day in days]
        each = self.inquiries / sum(weights)
        for day, weight in zip(days, weights, strict=True):
            yield day, poisson(weight * each, rng)


def moment(day: date, zone: ZoneInfo, rng: Random, *, open_only: bool = False) -> datetime:
    """A moment of that day in the store's zone; two are never the same."""
    hour = rng.choices(range(24), OPEN_HOURS if open_only else HOURS)[0]
    local = datetime(day.year, day.month, day.day, hour, rng.randrange(60), rng.randrange(60), tzinfo=zone)
    return local + timedelta(microseconds=rng.randrange(1_000_000))


def poisson(mean: float, rng: Random) -> int:
    """Knuth's way: fine for the small means of a day."""
    limit, product, count = exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


def _month(day: date) -> float:
    """The last days of a month are the busy ones: everybody has a target to meet."""
    return 1.18 if (day + timedelta(days=5)).month != day.month else 1.0
