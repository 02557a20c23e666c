"""New leads while the demo runs: over real HTTP and real SMTP, each in the dialect of its sender."""

import http.client
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from threading import Event
from typing import Final
from zoneinfo import ZoneInfo

from freshup.interfaces.console.rehearsal.dealership import Keys
from freshup.interfaces.console.rehearsal.inflow import Arrival, Inflow
from freshup.interfaces.console.rehearsal.written import Document

HOST: Final = "127.0.0.1"
SECONDS_TO_ANSWER_MAX: Final = 10
# One shopper at two providers: ten minutes of life, a few seconds of demo.
SECONDS_BEFORE_A_DOUBLE: Final = 3.0
SECONDS_BETWEEN_MAX: Final = 60.0
SECONDS_TO_HEAR_OF_THE_END: Final = 1.0


class NotDelivered(Exception):
    """The store's door did not take it; the text says what it answered."""


@dataclass(frozen=True, slots=True)
class Doors:
    """Where this installation takes leads in. `smtp_port` is None where no listener runs."""

    http_port: int
    smtp_port: int | None
    domain: str


def send(document: Document, keys: Keys, doors: Doors) -> str:
    """Hand one document in; how it went in comes back (`mail` or `http`). Raises NotDelivered."""
    if document.is_mail and doors.smtp_port is not None:
        _mail(document, keys.mail, doors)
        return "mail"
    _post(document, getattr(keys, document.key), doors)
    return "http"


def _post(document: Document, key: str, doors: Doors) -> None:
    line = http.client.HTTPConnection(HOST, doors.http_port, timeout=SECONDS_TO_ANSWER_MAX)
    try:
        line.request("POST", f"/in/{key}/", document.body, {"Content-Type": document.content_type})
        answer = line.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise NotDelivered(type(error).__name__) from error
    finally:
        line.close()
    if answer.status != 202:
        raise NotDelivered(f"answered {answer.status}")


def _mail(document: Document, key: str, doors: Doors) -> None:
    try:
        with smtplib.SMTP(HOST, doors.smtp_port or 0, timeout=SECONDS_TO_ANSWER_MAX) as line:
            line.sendmail(document.envelope_from or "", [f"{key}@{doors.domain}"], document.body)
    except (OSError, smtplib.SMTPException) as error:
        raise NotDelivered(type(error).__name__) from error


class Stream:
    """Leads at random moments, on average one every `seconds`, until `stopping` is set."""

    def __init__(
        self, stores: list[tuple[Inflow, float, Keys]], doors: Doors, rng: Random, *, seconds: float
    ) -> None:
        self._stores = stores
        self._doors = doors
        self._rng = rng
        self._seconds = seconds

    def run(self, stopping: Event, say: Callable[[str], None]) -> None:
        while not stopping.wait(min(self._rng.expovariate(1 / self._seconds), SECONDS_BETWEEN_MAX)):
            inflow, _, keys = self._rng.choices(self._stores, [share for _, share, _ in self._stores])[0]
            for turn, arrival in enumerate(inflow.one(datetime.now(UTC), inflow.written_feed())):
                if turn and stopping.wait(SECONDS_BEFORE_A_DOUBLE):
                    return
                try:
                    line = self._deliver(arrival, keys)
                except NotDelivered as refused:
                    # Ctrl-C reaches the web process before it reaches us: that is no fault to speak of.
                    if stopping.wait(SECONDS_TO_HEAR_OF_THE_END):
                        return
                    line = f"{datetime.now(ZoneInfo(arrival.site.store.timezone)):%H:%M:%S}  not delivered: {refused}"
                say(line)

    def _deliver(self, arrival: Arrival, keys: Keys) -> str:
        asked = arrival.asked
        about = asked.car.line if asked.car else asked.trade.line if asked.trade else ""
        clock = datetime.now(ZoneInfo(arrival.site.store.timezone)).strftime("%H:%M:%S")
        how = send(arrival.document, keys, self._doors)
        return f"{clock}  {how:4}  {arrival.site.store.name:16}  {asked.provider:20}  {asked.shopper.name:22}  {about}"
