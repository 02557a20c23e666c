"""Somebody of the store who writes to customers by the pages, and looks before writing the same again."""

import http.client
import time
from dataclasses import dataclass, field
from random import Random
from threading import Event, Thread
from typing import Final
from urllib.parse import urlencode

import psycopg

from freshup.interfaces.console.trials.crash.installation import Installation

TOKEN: Final = "t" * 32
SECONDS_BETWEEN: Final = 0.7
ANSWER_SECONDS_MAX: Final = 20.0
SECONDS_BEFORE_GIVING_UP: Final = 120.0
WHOM: Final = """
SELECT o.id, c.id, c.kind FROM opportunity o JOIN contact_point c ON c.person_id = o.person_id
JOIN rooftop r ON r.id = o.rooftop_id
WHERE r.group_id = (SELECT min(group_id) FROM rooftop) AND o.id > %s ORDER BY o.id LIMIT 40
"""


@dataclass(slots=True)
class Writer:
    """Signed in by a session; every message has words of its own, so that it is known again."""

    place: Installation
    session: str
    cookie: str
    chance: Random
    stopping: Event
    written: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    _after: int = 0
    _thread: Thread | None = None

    def start(self) -> None:
        self._thread = Thread(target=self._work, name="staff", daemon=True)
        self._thread.start()

    def join(self) -> None:
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        while not self.stopping.wait(SECONDS_BETWEEN):
            try:
                found = self.place.rows(WHOM, self._after)
            except psycopg.Error:
                continue
            if found:
                opportunity, point, kind = self.chance.choice(found)
                self._after = opportunity
                self._write(opportunity, point, "text" if kind == "phone" else "email")

    def _write(self, opportunity: int, point: int, channel: str) -> None:
        words = f"It is still here, note {len(self.written) + len(self.lost)} of {opportunity}"
        until = time.monotonic() + SECONDS_BEFORE_GIVING_UP
        while time.monotonic() < until and not self.stopping.is_set():
            if self._send(opportunity, point, channel, words) or self._stands(opportunity, words):
                self.written.append(words)
                return
            self.stopping.wait(1.0)
        self.lost.append(words)

    def _send(self, opportunity: int, point: int, channel: str, words: str) -> bool:
        typed = {
            "csrfmiddlewaretoken": TOKEN, "channel": channel, "point": str(point), "template": "", "language": "en",
            "subject": words, "body": words, "next": "", "when_allowed": "1",
        }  # fmt: skip
        return self._ask("POST", f"/opportunities/{opportunity}/messages/", urlencode(typed))[0] == 303

    def _stands(self, opportunity: int, words: str) -> bool:
        """As a person looks at the customer's page before pressing the button once more."""
        status, page = self._ask("GET", f"/opportunities/{opportunity}/", "")
        return status == 200 and words in page

    def _ask(self, method: str, path: str, body: str) -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.place.http, timeout=ANSWER_SECONDS_MAX)
        headers = {
            "Cookie": f"{self.cookie}={self.session}; csrftoken={TOKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "text/html",
        }
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            line.close()
