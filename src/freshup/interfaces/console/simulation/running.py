"""One run from its arguments to its log: in one process, or in two that share a large world between them."""

import gc
import heapq
import json
import os
import resource
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import FrameType
from typing import Any, Final

from django.db import connections

from freshup.bootstrap.database import scratch_database
from freshup.interfaces.console.rehearsal.parameters import Parameters
from freshup.interfaces.console.simulation.breaks import broken
from freshup.interfaces.console.simulation.faults import Faults, faults
from freshup.interfaces.console.simulation.log import MessageLog, read
from freshup.interfaces.console.simulation.tables import empty
from freshup.interfaces.console.simulation.town import STORES_A_GROUP, Store, open_town
from freshup.interfaces.console.simulation.world import BEGINS, Run, Told, World
from freshup.jobs import held_wake_ups

# From so many stores on two processes share the work; fewer than two groups cannot be shared.
SHARED_FROM: Final = 12
PARTS: Final = 2
COLLECTOR_THRESHOLDS: Final = (100_000, 50, 100)
Tell = Callable[[Told, datetime], None]


@dataclass(frozen=True, slots=True)
class Arguments:
    """What decides every byte of a log."""

    stores: int
    days: float
    seed: int
    asked: Parameters
    faults: bool = False
    breaks: str | None = None

    @property
    def parts(self) -> int:
        """Of the arguments alone, not of the machine: else a log could not be replayed on another."""
        return PARTS if self.stores >= SHARED_FROM else 1

    @property
    def spans(self) -> Faults:
        return faults(self.asked, seed=self.seed, begins=BEGINS, days=self.days, more=self.faults)


@dataclass(slots=True)
class Interrupted:
    """Whether somebody asked to stop: Ctrl-C, or SIGTERM."""

    asked: bool = False
    others: tuple[int, ...] = ()

    def __call__(self) -> bool:
        return self.asked

    def set(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
        for other in self.others:
            os.kill(other, signal.SIGTERM)


@contextmanager
def listening() -> Iterator[Interrupted]:
    """Ctrl-C ends a run after the grain it is in."""
    interrupted = Interrupted()
    before = {one: signal.signal(one, interrupted.set) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield interrupted
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def simulate(run: Arguments, path: Path, tell: Tell, interrupted: Interrupted) -> Told:
    """Live it, and leave its log. One process uses the database it has; several make one each."""
    if run.parts == 1:
        return _lived(run, 0, path, tell, interrupted)
    return _shared(run, path, tell, interrupted)


def _lived(run: Arguments, part: int, path: Path, tell: Tell, interrupted: Interrupted) -> Told:
    """One part of a world, alone in the database that is there; a whole world where there is one part."""
    empty(part)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTOR_THRESHOLDS)
    groups = range(-(-run.stores // STORES_A_GROUP))
    numbers = [
        number for number in range(run.stores) if number // STORES_A_GROUP in groups[part :: run.parts]
    ]
    with path.open("w", encoding="utf-8") as file, held_wake_ups(), broken(run.breaks):
        log = MessageLog(file)
        stores = open_town(numbers, run.asked, seed=run.seed, now=BEGINS)
        if part == 0:
            _begin(run, log)
        _introduce(stores, log)
        asked = Run(run.asked, run.seed, run.days, run.stores, run.spans, twice=run.breaks == "double_send")
        world = World(asked, stores, log, interrupted)
        told = world.live(tell)
        if run.parts == 1:
            _end(told, world.now, log)
    return told


def _begin(run: Arguments, log: MessageLog) -> None:
    log.write(
        "begin", BEGINS, stores=run.stores, days=run.days, seed=run.seed, faults=run.faults,
        grain_seconds=run.asked.grain_seconds,
    )  # fmt: skip
    for one in run.spans.spans:
        log.write("fault", BEGINS, what=one.what, store=None, since=one.at, until=one.until)


def _introduce(stores: Sequence[Store], log: MessageLog) -> None:
    for one in stores:
        place = one.home.place
        log.write("store", BEGINS, store=one.number, group=one.group, zone=one.home.zone, region=place.region,
                  postal_code=place.postal_code)  # fmt: skip


def _end(told: Told, now: datetime, log: MessageLog) -> None:
    log.write("end", now, leads=told.leads, sent=told.sent, steps=told.steps)


# -- two processes ------------------------------------------------------------------------------------------


def _shared(run: Arguments, path: Path, tell: Tell, interrupted: Interrupted) -> Told:
    """Each part in a process and a database of its own; their logs are laid together by time, part and line."""
    connections.close_all()
    context = get_context("fork")
    places = [path.with_name(f"{path.name}.{part}") for part in range(run.parts)]
    ends, processes = [], []
    for part, place in enumerate(places):
        mine, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_child, args=(run, part, place, theirs))
        process.start()
        theirs.close()
        ends.append(mine)
        processes.append(process)
    interrupted.others = tuple(one.pid for one in processes if one.pid is not None)
    try:
        parts = _watched(ends, tell)
    finally:
        for process in processes:
            process.join()
    told = Told(
        leads=sum(one.leads for one in parts),
        sent=sum(one.sent for one in parts),
        steps=sum(one.steps for one in parts),
        acts=sum(one.acts for one in parts),
        seconds=max(one.seconds for one in parts),
        interrupted=any(one.interrupted for one in parts),
    )
    _laid_together(places, path, told)
    return told


class PartFailed(RuntimeError):
    """A part of a world ended before its time; what it said stands above."""


def _child(run: Arguments, part: int, path: Path, to: Connection) -> None:
    def tell(told: Told, now: datetime) -> None:
        to.send((part, told, now))

    with listening() as interrupted, scratch_database(f"freshup_simulation_{os.getpid()}"):
        told = _lived(run, part, path, tell, interrupted)
    to.send((part, told, None))
    to.close()


def _watched(ends: list[Connection], tell: Tell) -> list[Told]:
    """What the parts say of themselves, until each has said its last. Raises PartFailed."""
    known: dict[int, Told] = {}
    done: dict[int, Told] = {}
    open_ = list(ends)
    while open_:
        for one in wait(open_):
            assert isinstance(one, Connection)
            try:
                part, told, now = one.recv()
            except EOFError:
                open_.remove(one)
                continue
            known[part] = told
            if now is None:
                done[part] = told
            else:
                tell(_sum(known), now)
    if len(done) < len(ends):
        raise PartFailed("a part of the simulation has failed")
    return [done[part] for part in sorted(done)]


def _sum(known: dict[int, Told]) -> Told:
    return Told(
        leads=sum(one.leads for one in known.values()),
        sent=sum(one.sent for one in known.values()),
        steps=sum(one.steps for one in known.values()),
    )


def _laid_together(places: Sequence[Path], path: Path, told: Told) -> None:
    """By moment; of one moment the first part's lines come first, each part's in their order."""
    streams = [
        ((line["at"], part, number, line) for number, line in enumerate(read(place)))
        for part, place in enumerate(places)
    ]
    last = ""
    with path.open("w", encoding="utf-8") as file:
        for at, _, _, line in heapq.merge(*streams, key=lambda one: one[:3]):
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            last = at
        end: dict[str, Any] = {
            "at": last,
            "kind": "end",
            "leads": told.leads,
            "sent": told.sent,
            "steps": told.steps,
        }
        file.write(json.dumps(end) + "\n")
    for place in places:
        place.unlink()


def memory_megabytes() -> float:
    """The most that this process and its children took at a time."""
    used = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return round(sum(used) / 1_024, 1)
