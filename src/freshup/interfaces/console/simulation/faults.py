"""What breaks, and when: spans that are the same for every part of a world, from its seed alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from freshup.interfaces.console.rehearsal.parameters import Parameters

MONTH_DAYS: Final = 30.0
# A jump is only made while it is day everywhere, from Honolulu to New York: what the product believes to be allowed
# because its clock is wrong is no fault of its own.
JUMPS_BETWEEN_HOURS: Final = (19.5, 21.0)


@dataclass(frozen=True, slots=True)
class Span:
    """`what`: provider_down, crash, database, lost_wake_up or clock; `until` bounds what it may excuse."""

    what: str
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Faults:
    """All spans of a run in order of time."""

    spans: tuple[Span, ...]

    def covers(self, what: str, at: datetime) -> bool:
        return any(one.what == what and one.at <= at < one.until for one in self.spans)

    def begun(self, what: str, after: datetime, upto: datetime) -> bool:
        return any(one.what == what and after < one.at <= upto for one in self.spans)


def faults(asked: Parameters, *, seed: int, begins: datetime, days: float, more: bool) -> Faults:
    """Providers have their bad moments anyway; `more` adds what --faults does."""
    rng = Random(f"faults {seed}")
    minutes = timedelta(minutes=1)
    grain = timedelta(seconds=asked.grain_seconds)
    kinds = [
        ("provider_down", asked.of("providers", "outages"), asked.of("providers", "outage_minutes") * minutes)
    ]
    if more:
        of = asked.sections["faults"]
        kinds += [
            ("provider_down", of["provider_down"], of["provider_down_hours"] * 60 * minutes),
            # A message left in flight is asked about after five minutes, by the next sweep.
            ("crash", of["crashes"], 2 * grain + 5 * minutes),
            ("database", of["cut_off"], 2 * grain),
            ("lost_wake_up", of["lost_wake_ups"], of["lost_wake_up_minutes"] * minutes + grain),
            ("clock", of["clock_jumps"], of["clock_jump_minutes"] * minutes),
        ]
    found = [one for what, often, lasts in kinds for one in _spans(rng, what, often, lasts, begins, days)]
    return Faults(tuple(sorted(found, key=lambda one: (one.at, one.what, one.until))))


def _spans(
    rng: Random, what: str, often: float, lasts: timedelta, begins: datetime, days: float
) -> Iterator[Span]:
    wanted = often * days / MONTH_DAYS
    count = int(wanted) + (rng.random() < wanted % 1)
    for _ in range(count):
        at = begins + timedelta(days=rng.uniform(0, days))
        if what == "clock":
            hour = rng.uniform(*JUMPS_BETWEEN_HOURS)
            at = at.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(hours=hour)
            if not begins < at < begins + timedelta(days=days):
                continue
        yield Span(what, at, at + lasts)
