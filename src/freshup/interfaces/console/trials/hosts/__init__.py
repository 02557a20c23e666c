"""`freshup trial hosts`: two web and two worker hosts on one database, one of each cut off mid-load."""

import shutil
import signal
import tempfile
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from freshup.interfaces.console.trials.hosts import course, upgrade
from freshup.interfaces.console.trials.hosts.installation import FRESHUP, Installation
from freshup.interfaces.console.trials.hosts.judging import await_settled, is_fine, judge
from freshup.interfaces.console.trials.hosts.loading import errand, sources
from freshup.interfaces.console.trials.hosts.network import forbidden, network
from freshup.interfaces.console.trials.hosts.reading import Told
from freshup.interfaces.console.trials.hosts.server import database_host
from freshup.interfaces.console.trials.hosts.table import shown
from freshup.interfaces.console.trials.verdict import TrialFailed

HELP: Final = (
    "Plays several hosts in network namespaces, cuts two of them off mid-load, and counts what came of it"
)
HOSTS: Final = ("database", *course.WEBS, *course.WORKERS, "provider", "load")
LEADS_MAX: Final = 100_000
# The sweep asks after what a sender left five minutes ago, once a minute; a try that failed is made again later.
SECONDS_TO_SETTLE_MAX: Final = 480.0
# So much of the load comes while the hosts are cut off.
SHARE_DURING_CUT: Final = 0.6
# For a quick look: a cut is noticed after three seconds instead of twenty-five.
IMPATIENT: Final = {
    "keepalives_idle": "1", "keepalives_interval": "1", "keepalives_count": "2", "tcp_user_timeout": "3000",
    "connect_timeout": "2",
}  # fmt: skip
IMPATIENT_ROLES: Final = {
    "tcp_keepalives_idle": "1", "tcp_keepalives_interval": "1", "tcp_keepalives_count": "2",
    "tcp_user_timeout": "3000",
}  # fmt: skip


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--leads", type=int, default=1_000, help="how many inquiries (default: 1000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--cut", type=float, default=60.0, help="seconds without the cable, of a load 1.65 times as long (60)"
    )
    parser.add_argument(
        "--old", metavar="REF_OR_PATH", help="instead of a cut: a rolling upgrade from this older version"
    )
    parser.add_argument(
        "--impatient", action="store_true", help="cuts are noticed after 3 s instead of 25: for a quick look"
    )


def run(options: Mapping[str, Any], say: Callable[[str], None]) -> dict[str, Any]:
    """Figures, `ok` and the table. Raises TrialFailed where the trial cannot be carried out."""
    if not 10 <= options["leads"] <= LEADS_MAX:
        raise TrialFailed(f"--leads takes 10 to {LEADS_MAX:,}")
    if not 1 <= options["cut"] <= 3_600:
        raise TrialFailed("--cut takes 1 to 3600 seconds")
    if why := forbidden():
        raise TrialFailed(f"this machine cannot play several hosts: {why}")
    with ExitStack() as cleanup:
        cleanup.enter_context(interruptible())
        place = Path(tempfile.mkdtemp(prefix="freshup-hosts-"))
        # PostgreSQL's own account must pass through.
        place.chmod(0o711)
        cleanup.callback(shutil.rmtree, place, ignore_errors=True)
        old = upgrade.older(options["old"], place) if options["old"] else None
        wires = cleanup.enter_context(network(HOSTS))
        database = cleanup.enter_context(database_host(wires["database"], place / "database"))
        patience = "&".join(f"{k}={v}" for k, v in IMPATIENT.items()) if options["impatient"] else ""
        made = Installation(wires, database, place, patience)
        cleanup.callback(made.stop)
        cleanup.callback(deaf)
        figures = cut_off(made, options, say) if old is None else upgrade.upgraded(made, old, options, say)
    return {**figures, "table": shown(figures)}


def cut_off(made: Installation, options: Mapping[str, Any], say: Callable[[str], None]) -> dict[str, Any]:
    say(f"PostgreSQL {made.database.version} on a host of its own; making the database")
    made.run("web1", *FRESHUP, "prepare", role="owner")
    made.copy_static_files("web1", "web2")
    if options["impatient"]:
        _hurry(made)
    provider = Told(made.start_provider()).listen()
    started = {name: made.start_web(name) for name in course.WEBS}
    started |= {name: made.start_worker(name) for name in course.WORKERS}
    told = made.seed(options["leads"], len(course.WEBS))
    for name in course.WEBS:
        made.await_web(name, started[name])
    for name in course.WORKERS:
        made.await_worker(name, started[name])
    per_s = options["leads"] * SHARE_DURING_CUT / options["cut"]
    say(f"two web and two worker hosts are up; {options['leads']:,} inquiries at {per_s:.1f} a second")
    load = sources(made, errand(made, told, course.WEBS, per_s, options["seed"]))
    seen = course.take(
        made, load, leads=options["leads"], seconds=options["cut"], seed=options["seed"], say=say
    )
    say("everything is sent; waiting until nothing is under way")
    settled_s = await_settled(made, seconds_max=SECONDS_TO_SETTLE_MAX, say=say)
    load.close()
    figures = judge(made, load, provider, seen, leads=options["leads"])
    about = {name: value for name, value in asdict(seen).items() if name not in ("cut_at", "back_at")}
    return {
        "postgres": made.database.version, "seed": options["seed"], "cut_s": options["cut"], **about,
        "settled_after_s": settled_s, **figures, "ok": is_fine(figures),
    }  # fmt: skip


def _hurry(made: Installation) -> None:
    with made.database.connect() as connection:
        for role in ("freshup_web", "freshup_worker"):
            for name, value in IMPATIENT_ROLES.items():
                connection.execute(f"ALTER ROLE {role} SET {name} = '{value}'".encode())


@contextmanager
def interruptible() -> Iterator[None]:
    """SIGTERM ends a trial as Ctrl-C does."""

    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def deaf() -> None:
    """Cleaning up is not interrupted: a second Ctrl-C would leave the namespaces behind."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
