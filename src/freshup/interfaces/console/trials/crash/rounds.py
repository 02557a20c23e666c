"""One fault under load: inquiries come in, blows fall at random moments, and how long until all is as before."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any, Final

import psycopg

from freshup.interfaces.console.benches.report import percentile
from freshup.interfaces.console.trials.crash.faults import Blows, Fault
from freshup.interfaces.console.trials.crash.inquirers import Inquirers, Told, inquiries
from freshup.interfaces.console.trials.crash.installation import Installation
from freshup.interfaces.console.trials.proc import command_of, descendants_of, resident_mb

PER_S: Final = 50.0
SECONDS_BETWEEN_LOOKS: Final = 0.2
# A sender that lives records within a quarter of a second, or after the provider's 20: what stays is a dead one's.
SECONDS_UNCHANGED: Final = 3.0
SECONDS_TO_RECOVER_MAX: Final = 150.0
SECONDS_BETWEEN_WEIGHINGS: Final = 1.0
# What waits for longer waits for its hour, not for somebody to work.
CUT: Final = (
    "SELECT coalesce((SELECT max(id) FROM submission), 0), coalesce((SELECT max(id) FROM message), 0)"
)
WAITING: Final = """
SELECT (SELECT count(*) FROM submission WHERE state = 'waiting' AND id <= %s),
       (SELECT count(*) FROM message WHERE state = 'queued' AND id <= %s AND send_after < now() + interval '5 minutes'),
       (SELECT count(*) FROM enrolment WHERE due_at <= now()),
       (SELECT coalesce(string_agg(id::text, ',' ORDER BY id), '') FROM message WHERE state = 'sending' AND id <= %s)
"""
ALL: Final = 2**62


@dataclass(slots=True)
class Round:
    """What one fault came to; what became of its leads and messages is judged when all is over."""

    name: str
    words: str
    first: int
    count: int
    moments: int = 0
    told: Told = field(default_factory=Told)
    # None: it did not recover within the time it had.
    recovery_seconds: float | None = 0.0
    emptied_seconds: float | None = None
    web_mb: float = 0.0
    others_mb: float = 0.0
    database_mb: float = 0.0

    def p99_ms(self) -> float:
        return round(percentile(self.told.milliseconds, 0.99), 1)


def carry_out(
    name: str, fault: Fault, blows: Blows, stores: Sequence[tuple[str, str]], first: int, count: int,
    moments: int, say: Callable[[str], None],
) -> Round:  # fmt: skip
    one = Round(name, fault.words, first, count)
    place, chance = blows.place, blows.chance
    sent = list(inquiries(first, count, stores, chance))
    load = Inquirers(place.http, place.smtp, sent, PER_S, blows.stopping)
    weighing = Event()
    scales = Thread(target=_weigh, args=(place, one, weighing), daemon=True)
    scales.start()
    try:
        load.start()
        while one.moments < moments and (load.busy or not one.moments):
            blows.stopping.wait(chance.uniform(0.3, 1.0) * count / PER_S / (moments + 1))
            fault.strike(blows)
            one.moments += 1
            took = recovered(place, blows.stopping)
            if one.recovery_seconds is not None:
                one.recovery_seconds = None if took is None else max(one.recovery_seconds, took)
        began = time.monotonic()
        load.join()
        one.told = load.told
        emptied = recovered(place, blows.stopping, everything=True)
        one.emptied_seconds = None if emptied is None else time.monotonic() - began
    finally:
        weighing.set()
        scales.join()
    took_words = "never" if one.recovery_seconds is None else f"{one.recovery_seconds:.1f} s"
    say(
        f"{name}: {len(one.told.accepted)} of {count} accepted, {one.told.refused} tries refused,"
        f" recovered {took_words}"
    )
    return one


def recovered(place: Installation, stopping: Event, *, everything: bool = False) -> float | None:
    """Seconds until the web answers and nothing that was there at the blow waits any more; None: not in time.

    Messages that a dead sender holds are settled by the sweep minutes later; they are counted at the end.
    """
    began = time.monotonic()
    cut: Any = (ALL, ALL) if everything else None
    held, held_since = "", began
    while (now := time.monotonic()) - began < SECONDS_TO_RECOVER_MAX and not stopping.is_set():
        try:
            cut = cut or place.rows(CUT)[0]
            submissions, queued, steps, sending = place.rows(WAITING, *cut, cut[1])[0]
        except psycopg.Error:
            time.sleep(SECONDS_BETWEEN_LOOKS)
            continue
        if sending != held:
            held, held_since = sending, now
        if not (submissions or queued or steps and everything) and place.answers():
            if not sending:
                return now - began
            if now - held_since >= SECONDS_UNCHANGED:
                return held_since - began
        time.sleep(SECONDS_BETWEEN_LOOKS)
    return None


def _weigh(place: Installation, one: Round, over: Event) -> None:
    """Each at its own heaviest."""
    while not over.wait(SECONDS_BETWEEN_WEIGHINGS):
        web = others = 0.0
        for pid in place.everybody():
            mb = resident_mb(pid)
            command = command_of(pid)
            if "granian" in command or "spawn_main" in command or "resource_tracker" in command:
                web += mb
            else:
                others += mb
        server = place.postmaster()
        database = sum(resident_mb(pid) for pid in (server, *descendants_of(server))) if server else 0.0
        one.web_mb, one.others_mb = max(one.web_mb, web), max(one.others_mb, others)
        one.database_mb = max(one.database_mb, database)
