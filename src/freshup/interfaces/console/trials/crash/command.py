"""`freshup trial crash`: ten thousand leads in, ten thousand out, whatever is killed meanwhile."""

import argparse
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from threading import Event
from typing import Any, Final

import psycopg

from freshup.interfaces.console.benches.report import machine
from freshup.interfaces.console.trials.crash.fabric import Clock, Disk
from freshup.interfaces.console.trials.crash.faults import FAULTS, HOUR, Blows
from freshup.interfaces.console.trials.crash.installation import Installation, Providers, start_providers
from freshup.interfaces.console.trials.crash.judging import judge
from freshup.interfaces.console.trials.crash.rounds import carry_out, recovered
from freshup.interfaces.console.trials.crash.staff import Writer
from freshup.interfaces.console.trials.crash.table import report, table
from freshup.interfaces.console.trials.ground import bounded, throw_away_home
from freshup.interfaces.console.trials.verdict import TrialFailed

HELP: Final = "kill -9, full disk, clock jumps and black holes under load: is anything lost or doubled?"
SECONDS_MAX: Final = 3000.0
LEADS_A_ROUND_MIN: Final = 20
# The sweep for forgotten messages looks every minute at what was claimed five minutes ago.
SECONDS_TO_SETTLE_MAX: Final = 480.0
# With the clock two hours on: steps that a jump has put off, and then their messages.
PUT_OFF: Final = "SELECT count(*) FROM enrolment WHERE due_at < now() + interval '2 hours'"
UNSETTLED: Final = "SELECT count(*) FROM message WHERE state IN ('sending', 'queued')"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--leads", type=int, default=10_000, help="inquiries in all (default: 10,000)")
    parser.add_argument("--seed", type=int, default=1, help="of the random moments and victims (default: 1)")
    parser.add_argument(
        "--only", nargs="+", choices=[*FAULTS], metavar="FAULT", help=f"some of: {', '.join(FAULTS)}"
    )
    parser.add_argument("--moments", type=int, help="blows a fault at most (default: up to 6, by its kind)")
    parser.add_argument(
        "--dump",
        type=Path,
        help="begin with this pg_dump of an empty, migrated database: quicker than migrating",
    )
    parser.add_argument(
        "--settle-early",
        action="store_true",
        help="run the sweep for forgotten messages at the end instead of waiting the five minutes it waits",
    )


def run(options: Mapping[str, Any], say: Callable[[str], None]) -> dict[str, Any]:
    """Raises TrialFailed and KeyboardInterrupt; in each case nothing is left behind."""
    began, conditions = time.monotonic(), machine()
    names = list(options["only"] or FAULTS)
    each = options["leads"] // len(names)
    if each < LEADS_A_ROUND_MIN:
        raise TrialFailed(
            f"{LEADS_A_ROUND_MIN} leads a fault at least: --leads {LEADS_A_ROUND_MIN * len(names)}"
        )
    with bounded(SECONDS_MAX) as undoing:
        blows, stores, skipped = _set_up(options, names, undoing, say)
        writer = _writer(blows, stores, undoing)
        rounds, first = [], 1
        for name in names:
            if name in skipped:
                say(f"{name}: skipped, {skipped[name]}")
                continue
            moments = min(options["moments"] or 99, FAULTS[name].moments)
            count = each + (options["leads"] - each * len(names) if name == names[-1] else 0)
            with _with_its_clock(blows, FAULTS[name].needs == "clock", say):
                rounds.append(
                    carry_out(name, FAULTS[name], blows, stores["stores"], first, count, moments, say)
                )
            first += count
        writer.stopping.set()
        writer.join()
        settled = _settle(blows, early=options["settle_early"], say=say)
        accepted = {number for one in rounds for number in one.told.accepted}
        verdict = judge(blows.place, accepted, blows.place.providers.taken())
        result = report(
            rounds, verdict, skipped=skipped, strays=blows.place.strays(), written=len(writer.written),
            unwritten=writer.lost, settled=settled,
        )  # fmt: skip
        result |= {
            "seed": options["seed"],
            "seconds": round(time.monotonic() - began, 1),
            "machine": conditions,
        }
    return result | {"table": table(result)}


def _set_up(
    options: Mapping[str, Any], names: Iterable[str], undoing: ExitStack, say: Callable[[str], None]
) -> tuple[Blows, dict[str, Any], dict[str, str]]:
    home, stopping = undoing.enter_context(throw_away_home("freshup-trial-")), Event()
    clock, disk = Clock(home), Disk(home)
    needed = {FAULTS[name].needs for name in names}
    if "disk" in needed and not disk.missing:
        undoing.enter_context(disk.mounted())
    missing = {"clock": clock.missing, "disk": disk.missing}
    skipped = {name: why for name in names if (why := missing.get(FAULTS[name].needs, ""))}
    providers = start_providers(home, say)
    undoing.callback(_end, providers)
    place = Installation(home, providers)
    say("an installation of its own: opening four stores")
    undoing.callback(place.stop)
    if options["dump"]:
        place.restore(options["dump"])
    stores = place.open_stores(providers.account())
    place.serve()
    # Undone first: whoever sends or strikes stops before the installation does.
    undoing.callback(stopping.set)
    say(f"freshup serve answers; {', '.join(names)}")
    return Blows(place, clock, disk, Random(options["seed"]), stopping), stores, skipped


def _end(providers: Providers) -> None:
    providers.running.kill()
    providers.running.wait()


def _writer(blows: Blows, stores: Mapping[str, Any], undoing: ExitStack) -> Writer:
    writer = Writer(blows.place, stores["session"], stores["cookie"], Random(blows.chance.random()), Event())
    undoing.callback(writer.stopping.set)
    writer.start()
    return writer


@contextmanager
def _with_its_clock(blows: Blows, wanted: bool, say: Callable[[str], None]) -> Iterator[None]:
    """Around the round in which the clock is set: the library that makes it possible costs every process dearly.

    At its end the clock is set two hours on, so that what a jump has put an hour off goes too.
    """
    if not wanted:
        yield
        return
    blows.place.restart(blows.clock.environment())
    yield
    say("clock: two hours on, for what was put an hour off")
    blows.clock.set(2 * HOUR)
    until = time.monotonic() + SECONDS_TO_SETTLE_MAX
    while time.monotonic() < until and (_any(blows, PUT_OFF) or _any(blows, UNSETTLED)):
        time.sleep(0.5)
    blows.place.restart({})


def _any(blows: Blows, sql: str) -> bool:
    try:
        return bool(blows.place.rows(sql)[0][0])
    except psycopg.Error:
        return True


def _settle(blows: Blows, *, early: bool, say: Callable[[str], None]) -> dict[str, Any]:
    """Until nothing is on its way: what dead senders left is found by the sweep, without a person."""
    began = time.monotonic()
    how = "the sweep run early" if early else "waited"
    if early:
        recovered(blows.place, blows.stopping, everything=True)
        blows.place.run("settling")
    say(f"settling what is still on its way ({how})")
    while time.monotonic() - began < SECONDS_TO_SETTLE_MAX and _any(blows, UNSETTLED):
        time.sleep(0.5)
    return {"how": how, "seconds": round(time.monotonic() - began, 1)}
