"""What was allowed goes out once, as it was allowed, in time, to the person it is for; or is withdrawn for a reason."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Final, NamedTuple

from freshup.interfaces.console.simulation.judging.causes import Causes
from freshup.interfaces.console.simulation.judging.known import Known
from freshup.interfaces.console.simulation.judging.law import DAY, most_in_a_day, too_early_or_late
from freshup.interfaces.console.simulation.judging.limits import Limits
from freshup.interfaces.console.simulation.judging.memory import Recent
from freshup.interfaces.console.simulation.judging.reading import Line, moment_if_any
from freshup.interfaces.console.simulation.judging.watching import Looks

# An inquiry is followed up for ninety days at most; whatever comes later is no doubling of it.
KEYS_REMEMBERED: Final = timedelta(days=100)
# Between the moment from which it is too late and somebody's looking.
GIVEN_UP_WITHIN: Final = timedelta(minutes=15)
# What has no moment of its own: no cap and no night together hold anything longer than this.
SENT_WITHIN: Final = timedelta(hours=48)
LOOKED_EVERY: Final = timedelta(minutes=15)
LOOKED_BACK_MAX: Final = 2 * DAY
WITHDRAWN, FORGOTTEN = "withdrawn", "forgotten"


class Allowed(NamedTuple):
    """A message that lies in the outbox, since when, and until when it may go; `number` is its line."""

    line: Line
    since: datetime
    too_late_at: datetime | None
    number: int


class Outbox:
    """Every message by its key, from being allowed to being taken by a provider and reported on."""

    def __init__(self, known: Known, limits: Limits, causes: Causes) -> None:
        self._known = known
        self._limits = limits
        self._causes = causes
        self._queued: dict[str, Allowed] = {}
        self._sent: Recent[str, None] = Recent(KEYS_REMEMBERED)
        self._over: Recent[str, str] = Recent(KEYS_REMEMBERED)
        self.count = 0
        self.looks: Mapping[str, Looks] = {
            "queued": self._allowed,
            "withdrawn": self._withdrawn,
            "sent": self._went,
            "delivered": self._reported,
            "failed": self._reported,
            "end": self._end,
        }

    def _allowed(self, line: Line, at: datetime) -> None:
        too_late_at = moment_if_any(line, "too_late_at")
        allowed = Allowed(line, at, too_late_at, self._known.number)
        self._over.forget(line["key"])
        self._queued[line["key"]] = allowed
        by = at + SENT_WITHIN if too_late_at is None else too_late_at + GIVEN_UP_WITHIN + self._known.grain
        self._known.agenda.add(by, partial(self._overdue, allowed))

    def _overdue(self, allowed: Allowed, by: datetime) -> None:
        key = allowed.line["key"]
        if self._queued.get(key) is not allowed:
            return
        later = max(self._excused(allowed, by), self._held(allowed, by))
        if later > by:
            self._known.agenda.add(later, partial(self._overdue, allowed))
            return
        del self._queued[key]
        self._over.note(key, FORGOTTEN, by)
        self._known.wrong("allowed_but_never_sent", allowed.line)

    def _excused(self, allowed: Allowed, by: datetime) -> datetime:
        return self._known.faults.excused_until(allowed.since, by, self._store_of(allowed.line))

    def _store_of(self, line: Line) -> int | None:
        effort = None if line["opportunity"] is None else self._known.efforts.get(line["opportunity"])
        return effort.store if effort else None

    def _held(self, allowed: Allowed, by: datetime) -> datetime:
        """What never had its moment need not be given up before whoever held it looks again."""
        too_late_at = allowed.too_late_at
        if too_late_at is None or self._could_have_gone(allowed, too_late_at):
            return by
        return max(by, too_late_at + SENT_WITHIN)

    def _withdrawn(self, line: Line, at: datetime) -> None:
        allowed = self._queued.pop(line["key"], None)
        self._over.note(line["key"], WITHDRAWN, at)
        if allowed is None or self._excused(allowed, at) > at:
            return
        if allowed.too_late_at is None or at < allowed.too_late_at:
            if not self._causes.behind(allowed.line, allowed.number, at):
                self._known.wrong("withdrawn_without_cause", line)
        elif self._could_have_gone(allowed, allowed.too_late_at):
            self._known.wrong("allowed_but_never_sent", allowed.line)

    def _could_have_gone(self, allowed: Allowed, too_late_at: datetime) -> bool:
        """Whether there was a moment for it: two looks in a row at which nothing was broken, held or used up.

        Of somebody with several numbers nobody knows which it was for.
        """
        line, first, last = allowed.line, allowed.since + self._known.grain, too_late_at - self._known.grain
        phones = self._known.person(line["person"]).phones
        is_text = line["channel"] == "text"
        if last - first > LOOKED_BACK_MAX or (is_text and len(phones) != 1):
            return not is_text
        looks = [first + n * LOOKED_EVERY for n in range((last - first) // LOOKED_EVERY + 1)]
        works = [not self._known.faults.covers(one, self._store_of(line)) for one in looks]
        if is_text:
            where = self._limits.places_of(line["person"], phones[0])
            most = most_in_a_day(where, line["purpose"])
            works = [
                free and not too_early_or_late(where, one) and self._made(line["person"], one) < most
                for free, one in zip(works, looks, strict=True)
            ]
        return any(one and after for one, after in pairwise(works))

    def _made(self, person: int, at: datetime) -> int:
        """Calls and texts that counted against another one then."""
        attempts = self._limits.attempts(person)
        return sum(timedelta(0) <= at - one.at < DAY + self._known.grain for one in attempts)

    def _went(self, line: Line, at: datetime) -> None:
        known, key = self._known, line["key"]
        self.count += 1
        ended = self._over.get(key)
        if key in self._sent:
            known.wrong("sent_twice", line)
        elif ended is not None:
            known.wrong("withdrawn_but_sent" if ended == WITHDRAWN else "sent_too_late", line)
        elif (allowed := self._queued.pop(key, None)) is None:
            known.wrong("sent_but_never_queued", line)
        else:
            self._as_allowed(allowed, line, at)
        self._sent.note(key, None, at)

    def _as_allowed(self, allowed: Allowed, line: Line, at: datetime) -> None:
        if allowed.too_late_at is not None and at > allowed.too_late_at:
            self._known.wrong("sent_too_late", line)
        if any(allowed.line[fact] != line[fact] for fact in ("person", "opportunity", "channel", "purpose")):
            self._known.wrong("sent_otherwise_than_allowed", line)

    def _reported(self, line: Line, at: datetime) -> None:
        if line["key"] not in self._sent:
            self._known.wrong("reported_before_sent", line)

    def _end(self, line: Line, at: datetime) -> None:
        if line["sent"] != self.count:
            self._known.wrong("counts_differ", line, seen=self.count)
