"""Run the real operations on a virtual clock: intake, steps, the outbox, and people on both sides of the counter."""

import heapq
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from random import Random
from typing import Any, Final
from unittest.mock import patch

from django.db import connection, transaction

from freshup.bootstrap.intake import decoder, storage
from freshup.domain import consent
from freshup.domain.leads import Stage
from freshup.domain.leads.outcomes import Outcome
from freshup.interfaces.console.simulation.log import MessageLog, Watched
from freshup.interfaces.console.simulation.town import inquiries, open_town
from freshup.operations.cadences import run_due, stop_everything
from freshup.operations.conversations import Incoming, Senders, receive_reply, send_batch
from freshup.operations.intake import drain
from freshup.operations.intake.receive import receive
from freshup.operations.leads import UnableToChange, close, log_outcome
from freshup.queries.access import Scope

BEGINS: Final = datetime(2026, 10, 30, 12, 0, tzinfo=UTC)  # the clocks change on the third day
ARRIVE_DAYS: Final = 8
STEPS_A_LEAD: Final = 11.0
TICK: Final = timedelta(minutes=5)
DAYS_MAX: Final = 75
REFUSALS: Final = (
    "STOP",
    "stop texting me",
    "Please leave me alone. Do not contact me again.",
    "unsubscribe",
)
ANSWERS: Final = ("Yes, is it still there?", "What is your best price?", "Can I come on Saturday?")
BREAKS: Final = ("gate_off", "double_send", "wrong_zone")


@dataclass(order=True, slots=True)
class _Act:
    at: datetime
    order: int
    do: Callable[[datetime], None] = field(compare=False)


@dataclass(slots=True)
class Told:
    """What a run came to."""

    leads: int = 0
    steps: int = 0
    sent: int = 0
    acts: int = 0
    days: float = 0.0


class Simulation:
    """One run. Everything that can be otherwise comes from the seed; the clock is `now` and moves by events."""

    def __init__(
        self, log: MessageLog, *, steps: int, seed: int, twice: bool, tell: Callable[[Told, datetime], None]
    ) -> None:
        self._log = log
        self._steps = steps
        self._rng = Random(seed)
        self._watched = Watched(log, twice=twice)
        self._senders = Senders(self._watched.mail(), self._watched.text())
        self._acts: list[_Act] = []
        self._order = count()
        self._last_message = 0
        self._last_opportunity = 0
        self._tell = tell
        self.told = Told()

    def run(self) -> Told:
        # Nothing of this outlives the run, so nobody waits for the disk.
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")
        shops = open_town(now=BEGINS)
        everybody = Scope(rooftops=tuple(shop.rooftop_id for shop in shops))
        leads = max(8, round(self._steps / STEPS_A_LEAD))
        coming = inquiries(leads, shops, begins=BEGINS, days=ARRIVE_DAYS, rng=self._rng)
        nxt = next(coming, None)
        now = BEGINS
        while self.told.steps < self._steps and now < BEGINS + timedelta(days=DAYS_MAX):
            moments = [
                at
                for at in (
                    nxt and nxt.received_at,
                    self._next_due(),
                    self._acts[0].at if self._acts else None,
                )
                if at
            ]
            if not moments:
                break
            now = max(now, _ticked(min(moments)))
            batch = []
            while nxt is not None and nxt.received_at <= now:
                batch.append(nxt)
                nxt = next(coming, None)
            if batch:
                self._arrive(batch, everybody, now)
            while self._acts and self._acts[0].at <= now:
                self._act(heapq.heappop(self._acts), now)
            self._work(now)
            self.told.days = (now - BEGINS) / timedelta(days=1)
            self._tell(self.told, now)
        self._end(now)
        return self.told

    def _next_due(self) -> datetime | None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT least((SELECT min(due_at) FROM enrolment WHERE due_at IS NOT NULL),"
                " (SELECT min(send_after) FROM message WHERE state = 'queued'))"
            )
            row = cursor.fetchone()
        return row[0] if row else None

    def _arrive(self, batch: list[Any], everybody: Scope, now: datetime) -> None:
        receive(batch, storage=storage())
        with transaction.atomic():
            while True:
                claimed = drain.claim(lanes=64)
                if not drain.process(claimed, decode=decoder(), storage=storage(), now=now):
                    break
        for row in self._rows(
            "SELECT o.id, o.rooftop_id, o.person_id, p.region, p.postal_code, s.user_id,"
            " (SELECT value FROM contact_point WHERE person_id = p.id AND kind = 'phone' ORDER BY id LIMIT 1),"
            " (SELECT shown_as FROM contact_point WHERE person_id = p.id AND kind = 'email' ORDER BY id LIMIT 1)"
            " FROM opportunity o JOIN person p ON p.id = o.person_id LEFT JOIN staff s ON s.id = o.owner_id"
            " WHERE o.id > %s ORDER BY o.id",
            [self._last_opportunity],
        ):
            self._met(row, now)
        self.told.leads += len(batch)

    def _met(self, row: tuple[Any, ...], now: datetime) -> None:
        opportunity, rooftop, person, region, postal, user, phone, email = row
        self._last_opportunity = max(self._last_opportunity, opportunity)
        for address in (phone, email):
            if address:
                self._watched.persons[address] = person
        self._log.write(
            "person", now, person=person, region=region, postal_code=postal, phone=phone, email=email
        )
        scope = Scope(user_id=user, stores=(rooftop,), rooftops=(rooftop,))
        rng = self._rng
        if phone and rng.random() < 0.7:
            outcome = rng.choices((Outcome.NO_ANSWER, Outcome.LEFT_MESSAGE, Outcome.SPOKE), (60, 28, 12))[0]
            self._later(
                now, rng.uniform(2, 40), lambda at: self._calls(scope, opportunity, person, outcome, at)
            )
        if rng.random() < 0.015:
            self._later(now, rng.uniform(600, 40_000), lambda at: self._stops(scope, opportunity, person, at))
        if rng.random() < 0.03:
            self._later(now, rng.uniform(600, 40_000), lambda at: self._loses(scope, opportunity, person, at))

    # -- people --------------------------------------------------------------------------------------------

    def _later(self, now: datetime, minutes: float, do: Callable[[datetime], None]) -> None:
        heapq.heappush(self._acts, _Act(now + timedelta(minutes=minutes), next(self._order), do))

    def _act(self, act: _Act, now: datetime) -> None:
        try:
            with transaction.atomic():
                act.do(now)
        except UnableToChange:
            return
        self.told.acts += 1

    def _calls(self, scope: Scope, opportunity: int, person: int, outcome: Outcome, at: datetime) -> None:
        log_outcome(scope, opportunity, outcome, now=at)
        self._log.write("call", at, person=person)

    def _stops(self, scope: Scope, opportunity: int, person: int, at: datetime) -> None:
        stop_everything(scope, opportunity, now=at)
        self._log.write("stopped", at, person=person)

    def _loses(self, scope: Scope, opportunity: int, person: int, at: datetime) -> None:
        close(scope, opportunity, Stage.LOST, "price", now=at)
        self._log.write("closed", at, person=person)

    def _answers(self, message: int, rooftop: int, channel: str, sender: str, at: datetime) -> None:
        refuses = self._rng.random() < 0.35
        body = self._rng.choice(REFUSALS if refuses else ANSWERS)
        receive_reply(
            Incoming("sandbox", f"sim{message}", rooftop, channel, sender, body, answers=message), now=at
        )
        if refuses:
            for value, narrowed in self._rows(
                "SELECT s.value, s.channel FROM suppression s JOIN contact_point c ON c.value = s.value"
                " WHERE c.person_id = (SELECT person_id FROM message WHERE id = %s) AND s.since = %s",
                [message, at],
            ):
                self._log.write("opt_out", at, address=value, channels=[narrowed])

    # -- the worker ------------------------------------------------------------------------------------------

    def _work(self, now: datetime) -> None:
        while done := run_due(now=now):
            self.told.steps += done
        self._told_of_queued(now)
        self._watched.now = now
        while send_batch(self._senders, clock=lambda: now):
            pass
        self.told.sent = self._watched.sent

    def _told_of_queued(self, now: datetime) -> None:
        for id, key, person, too_late_at, channel, rooftop, recipient in self._rows(
            "SELECT id, step_key, person_id, too_late_at, channel, rooftop_id, recipient FROM message"
            " WHERE id > %s AND direction = 'out' AND enrolment_id IS NOT NULL ORDER BY id",
            [self._last_message],
        ):
            self._last_message = id
            self._log.write("queued", now, person=person, key=key, too_late_at=too_late_at.isoformat())
            if self._rng.random() < 0.03:
                answers = partial(self._answers, id, rooftop, channel, recipient)
                self._later(now, self._rng.uniform(6, 600), answers)

    def _end(self, now: datetime) -> None:
        for key, state in self._rows(
            "SELECT step_key, state FROM message WHERE state IN ('cancelled', 'refused') AND enrolment_id IS NOT NULL"
            " ORDER BY id",
            [],
        ):
            self._log.write("withdrawn", now, key=key, state=state)
        for person, is_open, owner, desk, waits in self._rows(
            "SELECT o.person_id, o.closed_at IS NULL, o.owner_id IS NOT NULL, o.desk <> '',"
            " o.stopped_at IS NOT NULL OR o.due_at IS NOT NULL"
            " OR EXISTS (SELECT FROM task t WHERE t.opportunity_id = o.id AND t.done_at IS NULL)"
            " OR EXISTS (SELECT FROM enrolment e WHERE e.opportunity_id = o.id AND e.due_at IS NOT NULL)"
            " OR EXISTS (SELECT FROM enrolment e WHERE e.opportunity_id = o.id AND e.ended_at IS NOT NULL)"
            " FROM opportunity o ORDER BY o.id",
            [],
        ):
            self._log.write(
                "opportunity", now, person=person, open=is_open, owner=owner, desk=desk, waits=waits
            )
        self._log.write("end", now)

    @staticmethod
    def _rows(statement: str, params: list[Any]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


# Wherever the product asks the gate by itself.
GATES: Final = (
    "freshup.operations.conversations.claiming",
    "freshup.operations.conversations.handing_over",
    "freshup.operations.cadences.running",
)


def _ticked(at: datetime) -> datetime:
    """The next five minutes: so that what falls due at about the same time is one batch."""
    over = (at - BEGINS) % TICK
    return at if not over else at + TICK - over


@contextmanager
def broken(how: str | None) -> Iterator[None]:
    """Plant a fault where the product would have it, so that the judge can be seen to find it."""
    with ExitStack() as planted:
        if how == "gate_off":
            for where in GATES:
                planted.enter_context(patch(f"{where}.decide", _always))
        if how == "wrong_zone":
            planted.enter_context(patch("freshup.queries.gate.places_of", _all_in_new_york))
        yield


def _always(request: consent.SendRequest, now: datetime, law: consent.Law) -> Any:
    """A gate that lets everything pass: it is told what nobody may ask it to believe."""
    return consent.decide(
        replace(
            request,
            purpose="reply",
            automated=False,
            suppressed=False,
            stopped=False,
            closed_as="",
            running=True,
            too_late_at=None,
            attempts=(),
            automated_attempts=(),
            wrote_at=now,
            named_at=now,
        ),
        now,
        law,
    )


def _all_in_new_york(region: str, postal_code: str, e164: str | None) -> tuple[consent.Place, ...]:
    places = consent.places_of(region, postal_code, e164)
    return tuple(consent.Place(one.state, "America/New_York") for one in places)
