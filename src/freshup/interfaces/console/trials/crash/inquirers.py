"""Senders of inquiries: whoever got no 202 sends the very same again, as lead providers do, and some send twice."""

import http.client
import smtplib
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from threading import Event, Lock, Thread
from typing import Final

from freshup.interfaces.console.benches.documents import SITES, Inquiry, document, mail
from freshup.interfaces.console.benches.people import customer
from freshup.interfaces.console.trials.crash.installation import DOMAIN

SENDERS: Final = 16
ANSWER_SECONDS_MAX: Final = 20.0
SECONDS_BEFORE_AGAIN: Final = 0.5
# Real senders give up after hours; a trial has to end.
SECONDS_BEFORE_GIVING_UP: Final = 150.0
BY_MAIL: Final = 0.08
TWICE: Final = 0.03


@dataclass(frozen=True, slots=True)
class Sent:
    """One inquiry, with the bytes it consists of whenever it is sent."""

    number: int
    key: str
    body: bytes
    by_mail: bool
    twice: bool


def inquiries(first: int, count: int, stores: Sequence[tuple[str, str]], chance: Random) -> Iterator[Sent]:
    """Each from somebody of their own, so that a lead too many can't pass for a repeat."""
    for number in range(first, first + count):
        key, name = stores[number % len(stores)]
        by_mail, twice = chance.random() < BY_MAIL, chance.random() < TWICE
        to = f"{key}@{DOMAIN}"
        asked = Inquiry(number, customer(number, chance), chance.choice(SITES), name, to, datetime.now(UTC))
        yield Sent(number, key, (mail if by_mail else document)(asked, chance), by_mail, twice)


@dataclass(slots=True)
class Told:
    """What the senders saw: of each attempt the answer and how long it took."""

    accepted: set[int] = field(default_factory=set)
    given_up: set[int] = field(default_factory=set)
    answers: Counter[str] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    @property
    def refused(self) -> int:
        """Attempts that were not accepted, for whatever reason; each was made again."""
        return sum(count for answer, count in self.answers.items() if answer not in ("202", "250"))

    def attempt(self, answer: str, began: float) -> None:
        with self.lock:
            self.answers[answer] += 1
            self.milliseconds.append((time.monotonic() - began) * 1000)


class Inquirers:
    """Some senders side by side; together they begin `per_s` inquiries a second, whatever the answers."""

    def __init__(self, http: int, smtp: int, sent: Sequence[Sent], per_s: float, stopping: Event) -> None:
        self.told = Told()
        self._http, self._smtp, self._stopping = http, smtp, stopping
        self._waiting: Iterator[Sent] = iter(sent)
        self._per_s, self._began, self._begun = per_s, time.monotonic(), 0
        self._lock = Lock()
        self._threads = [Thread(target=self._work, name=f"sender {n}", daemon=True) for n in range(SENDERS)]

    def start(self) -> None:
        self._began = time.monotonic()
        for thread in self._threads:
            thread.start()

    @property
    def busy(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    def join(self) -> None:
        for thread in self._threads:
            thread.join()

    def _next(self) -> Sent | None:
        with self._lock:
            due = self._began + self._begun / self._per_s
            self._begun += 1
            one = next(self._waiting, None)
        if one is not None:
            self._stopping.wait(max(0.0, due - time.monotonic()))
        return one

    def _work(self) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self._http, timeout=ANSWER_SECONDS_MAX)
        while not self._stopping.is_set() and (one := self._next()) is not None:
            until = time.monotonic() + SECONDS_BEFORE_GIVING_UP
            times = 2 if one.twice else 1
            while times and not self._stopping.is_set():
                answer = self._by_mail(one) if one.by_mail else self._post(line, one)
                if answer in ("202", "250"):
                    times -= 1
                    with self.told.lock:
                        self.told.accepted.add(one.number)
                elif time.monotonic() > until:
                    with self.told.lock:
                        self.told.given_up.add(one.number)
                    break
                else:
                    self._stopping.wait(SECONDS_BEFORE_AGAIN)
        line.close()

    def _post(self, line: http.client.HTTPConnection, one: Sent) -> str:
        began = time.monotonic()
        try:
            line.request("POST", f"/in/{one.key}/", one.body, {"Content-Type": "application/xml"})
            answer = line.getresponse()
            answer.read()
            status = str(answer.status)
        except (OSError, http.client.HTTPException) as error:
            line.close()
            status = type(error).__name__
        self.told.attempt(status, began)
        return status

    def _by_mail(self, one: Sent) -> str:
        began = time.monotonic()
        try:
            with smtplib.SMTP("127.0.0.1", self._smtp, timeout=ANSWER_SECONDS_MAX) as line:
                line.sendmail("leads@autosquare.example.net", [f"{one.key}@{DOMAIN}"], one.body)
            status = "250"
        except smtplib.SMTPResponseException as refused:
            status = f"smtp {refused.smtp_code}"
        except (OSError, smtplib.SMTPException) as error:
            status = f"smtp {type(error).__name__}"
        self.told.attempt(status, began)
        return status
