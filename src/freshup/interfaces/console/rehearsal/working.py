"""What the people of a store decide about a lead: when they first try, whether they reach somebody, how it ends."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from freshup.domain.leads.outcomes import Outcome
from freshup.domain.stores import Calendar, is_open, next_open_moment
from freshup.interfaces.console.rehearsal.decisions import answers_call
from freshup.interfaces.console.rehearsal.parameters import parameters

ASKED: Final = parameters()
FORGOTTEN: Final = 0.04
# Some of these are held up all the same, by an evening's law or a lead that changes hands: six in ten remain.
IN_TIME: Final = 0.68
LOST: Final = (
    ("bought_elsewhere", 24), ("price", 16), ("payment", 12), ("trade_value", 8), ("credit", 8),
    ("no_suitable_vehicle", 9), ("vehicle_sold", 10), ("postponed", 11), ("keeps_own_vehicle", 6), ("too_far", 5),
)  # fmt: skip
BAD: Final = (("wrong_person", 4), ("never_asked", 3), ("no_way_to_reach", 4))
# Quarter hours at which people make appointments.
APPOINTMENT_HOURS: Final = (9, 10, 10, 11, 12, 13, 14, 15, 16, 16, 17, 17, 18)
DAYS_LOOKED_AT_MAX: Final = 8


@dataclass(frozen=True, slots=True)
class Case:
    """A fresh opportunity as the people who work it see it. `spoken`: somebody is on the phone or in the door."""

    grade: str
    received_at: datetime
    due_at: datetime | None
    spoken: bool


def first_attempt(case: Case, calendar: Calendar, rng: Random) -> datetime | None:
    """Six in ten in time; the others within the hour, the afternoon, or the next day; None for one in twenty-five."""
    if case.due_at is None:
        return case.received_at
    if rng.random() < FORGOTTEN:
        return None
    window = min((case.due_at - case.received_at).total_seconds(), 1_700)
    if rng.random() < IN_TIME:
        return case.due_at - timedelta(seconds=window * rng.uniform(0.04, 0.86))
    late = rng.lognormvariate(3.4, 1.2)
    moment = case.due_at + timedelta(minutes=min(late, 3_000), seconds=rng.randrange(60))
    return once_open(moment, calendar, rng)


def once_open(at: datetime, calendar: Calendar, rng: Random) -> datetime:
    """That moment while the store is open; else some time of the first half hour of the next opening."""
    opening = next_open_moment(calendar, at)
    return at if opening == at else opening + timedelta(seconds=rng.uniform(40, 1_900))


def call(grade: str, attempt: int, minutes: float, rng: Random) -> Outcome:
    """What comes of a call, the first being attempt 0, so many minutes after they asked."""
    if answers_call(grade, attempt, minutes, ASKED, rng):
        return Outcome.SPOKE
    if rng.random() < ASKED.share("contact", "bad_number"):
        return Outcome.BAD_NUMBER
    return rng.choices((Outcome.NO_ANSWER, Outcome.LEFT_MESSAGE), (5, 6))[0]


def appointment_at(
    calendar: Calendar, now: datetime, rng: Random, *, days: int | None = None
) -> datetime | None:
    """A full or half hour at which the store is open, one to five days ahead; None if there is none in sight."""
    ahead = rng.choice((1, 1, 1, 2, 2, 3, 4, 5)) if days is None else days
    for day in range(ahead, ahead + DAYS_LOOKED_AT_MAX):
        local = (now + timedelta(days=day)).astimezone(calendar.zone)
        hours = rng.sample(APPOINTMENT_HOURS, len(APPOINTMENT_HOURS))
        for hour in hours:
            at = local.replace(hour=hour, minute=rng.choice((0, 0, 30)), second=0, microsecond=0)
            if (
                at > now + timedelta(minutes=45)
                and is_open(calendar, at)
                and is_open(calendar, at + timedelta(minutes=29))
            ):
                return at
    return None


def callback_at(calendar: Calendar, now: datetime, rng: Random) -> datetime:
    """A quarter hour later today or in the next days, while the store is open."""
    wish = now + timedelta(hours=rng.choice((2, 3, 5, 20, 24, 26, 48, 72)))
    at = next_open_moment(calendar, wish)
    return at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0) + timedelta(minutes=15)


def later(at: datetime, days: float, calendar: Calendar, rng: Random) -> datetime:
    """About so many days later, while the store is open."""
    shifted = at + timedelta(days=days, minutes=rng.uniform(-90, 90) if days >= 1 else rng.uniform(1, 40))
    return once_open(shifted, calendar, rng) + timedelta(minutes=rng.uniform(0, 25))


def pick(weighted: tuple[tuple[str, int], ...], rng: Random) -> str:
    return rng.choices([one for one, _ in weighted], [weight for _, weight in weighted])[0]
