"""What the people of a store do about a lead: when they call, whether they reach somebody, how it ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final, TypeAlias

from freshup.domain.leads import Stage
from freshup.domain.leads.outcomes import Outcome
from freshup.domain.stores import Calendar, next_open_moment
from freshup.interfaces.console.rehearsal import phrases

# How likely a call of ours is answered, and an engaged shopper comes in, by grade.
ANSWERS: Final = {"A": 0.44, "B": 0.32, "C": 0.2}
COMES_IN: Final = {"A": 0.46, "B": 0.34, "C": 0.18}
ATTEMPTS_MAX: Final = {"A": 5, "B": 4, "C": 3}
DAYS_BETWEEN: Final = (0.15, 1, 2, 4, 7)
LOST: Final = (
    ("bought_elsewhere", 24), ("price", 16), ("payment", 12), ("trade_value", 8), ("credit", 8),
    ("no_suitable_vehicle", 9), ("vehicle_sold", 10), ("postponed", 11), ("keeps_own_vehicle", 6), ("too_far", 5),
)  # fmt: skip
BAD: Final = (("wrong_person", 4), ("never_asked", 3), ("no_way_to_reach", 4))


@dataclass(frozen=True, slots=True)
class Log:
    outcome: Outcome
    words: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    words: str


@dataclass(frozen=True, slots=True)
class Close:
    stage: Stage
    reason: str


@dataclass(frozen=True, slots=True)
class Take:
    """Somebody takes the lead from the desk, or the manager hands it out."""


Act: TypeAlias = Log | Note | Close | Take


@dataclass(frozen=True, slots=True)
class Case:
    """A fresh opportunity as the people who work it see it. `spoken`: somebody is on the phone or in the door."""

    grade: str
    received_at: datetime
    due_at: datetime | None
    on_desk: bool
    spoken: bool
    has_phone: bool
    has_email: bool


def course(case: Case, calendar: Calendar, rng: Random) -> Iterator[tuple[datetime, Act]]:
    """Everything that will be done about it, in order of time; nothing for the one in twenty-five that is forgotten."""
    if rng.random() < 0.04 and not case.spoken:
        return
    at = (
        case.received_at
        if case.due_at is None
        else _first_attempt(case.received_at, case.due_at, calendar, rng)
    )
    if case.on_desk:
        yield at - timedelta(seconds=rng.randint(20, 50)), Take()
    engaged = case.spoken
    if not engaged:
        for when, act in _attempts(case, at, calendar, rng):
            yield when, act
            at = when
            engaged = isinstance(act, Log) and act.outcome in (Outcome.SPOKE, Outcome.CUSTOMER_WROTE)
    yield from _engaged(case, at, calendar, rng) if engaged else _silent(case, at, calendar, rng)


def _first_attempt(received_at: datetime, due_at: datetime, calendar: Calendar, rng: Random) -> datetime:
    """Six in ten in time; the others within the hour, the afternoon, or the next day."""
    window = min((due_at - received_at).total_seconds(), 1_700)
    if rng.random() < 0.62:
        return due_at - timedelta(seconds=window * rng.uniform(0.04, 0.86))
    late = rng.lognormvariate(3.4, 1.2)
    return next_open_moment(calendar, due_at + timedelta(minutes=min(late, 3_000), seconds=rng.randrange(60)))


def _attempts(case: Case, at: datetime, calendar: Calendar, rng: Random) -> Iterator[tuple[datetime, Act]]:
    """Calls, messages and mails until somebody answers or ours give up."""
    answers = ANSWERS[case.grade]
    for turn in range(ATTEMPTS_MAX[case.grade]):
        if turn:
            at = _later(at, DAYS_BETWEEN[turn - 1], calendar, rng)
        if case.has_phone and rng.random() < answers * 0.85**turn:
            yield at, Log(Outcome.SPOKE)
            return
        tried = _tried(case, turn, rng)
        yield at, Log(tried)
        if tried in (Outcome.TEXTED, Outcome.EMAILED) and rng.random() < 0.3:
            at += timedelta(minutes=rng.lognormvariate(3.5, 1.3))
            yield at, Log(Outcome.CUSTOMER_WROTE)
            return
        if rng.random() < 0.2:
            return


def _tried(case: Case, turn: int, rng: Random) -> Outcome:
    if not case.has_phone:
        return Outcome.EMAILED
    if turn == 0:
        return rng.choices((Outcome.NO_ANSWER, Outcome.LEFT_MESSAGE), (5, 6))[0]
    outcomes = [Outcome.NO_ANSWER, Outcome.LEFT_MESSAGE, Outcome.TEXTED]
    return rng.choice([*outcomes, Outcome.EMAILED] if case.has_email else outcomes)


def _engaged(case: Case, at: datetime, calendar: Calendar, rng: Random) -> Iterator[tuple[datetime, Act]]:
    if rng.random() < 0.3:
        yield at + timedelta(minutes=rng.uniform(1, 4)), Note(rng.choice(phrases.NOTES))
    if rng.random() < COMES_IN[case.grade]:
        at = _later(at, rng.choice((1, 1, 2, 3, 5)), calendar, rng)
        yield at, Log(Outcome.CAME_IN)
    elif rng.random() < 0.5:
        at = _later(at, rng.choice((1, 2, 3)), calendar, rng)
        yield at, Log(rng.choice((Outcome.SPOKE, Outcome.LEFT_MESSAGE)))
    if rng.random() < 0.42:
        yield _later(at, rng.uniform(2, 21), calendar, rng), Close(Stage.LOST, _pick(LOST, rng))


def _silent(case: Case, at: datetime, calendar: Calendar, rng: Random) -> Iterator[tuple[datetime, Act]]:
    how = rng.random()
    if how < 0.07:
        yield _later(at, 0.1, calendar, rng), Close(Stage.BAD, _pick(BAD, rng))
    elif how < 0.6:
        yield _later(at, rng.uniform(6, 20), calendar, rng), Close(Stage.LOST, "no_answer")


def _later(at: datetime, days: float, calendar: Calendar, rng: Random) -> datetime:
    """About so many days later, while the store is open."""
    shifted = at + timedelta(days=days, minutes=rng.uniform(-90, 90) if days >= 1 else rng.uniform(1, 40))
    return next_open_moment(calendar, shifted) + timedelta(minutes=rng.uniform(0, 25))


def _pick(weighted: tuple[tuple[str, int], ...], rng: Random) -> str:
    return rng.choices([one for one, _ in weighted], [weight for _, weight in weighted])[0]
