"""Customers who answer while the demo runs: they read what the sandbox was given, and write back like real ones."""

import heapq
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from freshup.interfaces.console.rehearsal import looking, phrases
from freshup.interfaces.console.rehearsal.customers import incoming, words_of
from freshup.interfaces.console.rehearsal.looking import Outgoing
from freshup.operations.conversations import receive_reply
from freshup.queries.stores import settings_of

SANDBOX: Final = "sandbox"
# A visitor has no half hour to wait: nearly everybody answers a person, half a text, few an acknowledgement.
ANSWERED: Final = {("text", True): 0.45, ("email", True): 0.12, ("text", False): 0.8, ("email", False): 0.6}
STOPS: Final = 1 / 20
SECONDS_TO_ANSWER: Final = (4.0, 30.0)
# More would drown what the visitor does.
ANSWERS_A_MINUTE_MAX: Final = 12


@dataclass(order=True, slots=True)
class _Answer:
    at: datetime
    order: int
    to: Outgoing = field(compare=False)
    words: str = field(compare=False)


class Answering:
    """Answers to what goes out from now on."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._heard = 0
        self._waiting: list[int] = []
        self._coming: list[_Answer] = []
        self._order = count()
        self._lately: list[datetime] = []
        # Unlike those of any run before.
        self._run = f"{rng.getrandbits(48):012x}"

    def begin(self, *, now: datetime) -> None:
        """What went out before is answered already, or never."""
        self._heard = looking.latest_message()

    def look(self, *, now: datetime) -> list[str]:
        """Read what was sent since the last look, and send the answers that are ready; a line for each of these."""
        self._read(now)
        said = []
        while self._coming and self._coming[0].at <= now:
            answer = heapq.heappop(self._coming)
            id = f"{self._run}-{answer.to.id}"
            if receive_reply(incoming(answer.to, answer.words, id), now=now) is not None:
                said.append(self._line(answer, now))
        return said

    def _read(self, now: datetime) -> None:
        found = looking.outgoing(self._heard, self._waiting)
        self._waiting = [one.id for one in found if one.state in ("queued", "sending")]
        if found:
            self._heard = max(self._heard, found[-1].id)
        for one in found:
            if one.state == "sent" and one.provider == SANDBOX and self._answers(one, now):
                at = now + timedelta(seconds=self._rng.uniform(*SECONDS_TO_ANSWER))
                heapq.heappush(self._coming, _Answer(at, next(self._order), one, self._words(one)))

    def _answers(self, message: Outgoing, now: datetime) -> bool:
        if message.purpose == "confirmation":
            return False
        self._lately = [at for at in self._lately if at > now - timedelta(minutes=1)]
        full = len(self._lately) >= ANSWERS_A_MINUTE_MAX and message.automatic
        if full or self._rng.random() >= ANSWERED[message.channel, message.automatic]:
            return False
        self._lately.append(now)
        return True

    def _words(self, message: Outgoing) -> str:
        if self._rng.random() < STOPS:
            return self._rng.choice(phrases.STOPS)
        return words_of(message, self._rng)

    def _line(self, answer: _Answer, now: datetime) -> str:
        store = settings_of([answer.to.rooftop_id])[answer.to.rooftop_id]
        clock = now.astimezone(ZoneInfo(store.zone.key)).strftime("%H:%M:%S")
        how = "asks us to stop" if answer.words in phrases.STOPS else "answers"
        return f"{clock}  {answer.to.channel:5} {store.name:16}  {how:20}  {answer.to.name:22}"
