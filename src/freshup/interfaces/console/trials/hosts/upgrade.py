"""A rolling upgrade: the new version's migrations run under the old hosts, which are then replaced one by one."""

import http.client
import re
import subprocess
import tarfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from freshup.interfaces.console.trials.hosts import course
from freshup.interfaces.console.trials.hosts.installation import FRESHUP, NEW, WEB_PORT, Installation, Version
from freshup.interfaces.console.trials.hosts.judging import await_settled, judge, nothing_wrong
from freshup.interfaces.console.trials.hosts.loading import errand, sources
from freshup.interfaces.console.trials.hosts.reading import Told
from freshup.interfaces.console.trials.verdict import TrialFailed

CHECKOUT: Final = Path(__file__).resolve().parents[6]
MIGRATED_AT: Final = 0.1
# Of what `--cut` says: time enough to migrate, to replace two hosts, and to work side by side.
LOAD_LASTS: Final = 1.65
# What an old sender could not record is settled after five minutes.
SECONDS_TO_SETTLE_MAX: Final = 420.0
REPLACED: Final = (course.WEBS[0], course.WORKERS[0])
OF_THE_CUT: Final = ("during_cut", "event")
# One page of each kind: lists, the queue of an agent, the board, and (found on the list) one lead.
PAGES: Final = ("/leads/", "/up-next/", "/board/")
LEAD: Final = re.compile(r'href="(/opportunities/\d+/)"')
FAILED_JOBS: Final = "SELECT task_name, count(*) FROM procrastinate_jobs WHERE status = 'failed' GROUP BY 1"
ERROR: Final = re.compile(
    r"^(?:[\w.]*(?:Error|Exception)|psycopg\.errors\.\w+|procrastinate\.\w+\.\w+)\b.*", re.M
)
ERRORS_SHOWN: Final = 5


def older(asked: str, place: Path) -> Version:
    """The source of an older version: a directory that has it, or a commit of this checkout. Raises TrialFailed."""
    given = Path(asked).expanduser()
    if given.is_dir():
        source = given / "src" if (given / "src" / "freshup").is_dir() else given
        if not (source / "freshup").is_dir():
            raise TrialFailed(f"{asked} holds no freshup")
        return Version(asked, source.resolve())
    made = subprocess.run(["git", "-C", CHECKOUT, "archive", asked, "src"], capture_output=True)
    if made.returncode != 0:
        raise TrialFailed(f"{asked} is neither a directory nor a commit: {made.stderr.decode().strip()}")
    with tarfile.open(fileobj=BytesIO(made.stdout)) as archive:
        archive.extractall(place / "older", filter="data")
    return Version(asked, place / "older" / "src")


def upgraded(
    made: Installation, old: Version, options: Mapping[str, Any], say: Callable[[str], None]
) -> dict[str, Any]:
    """Old hosts under load; the new migrations; one web and one worker host replaced; pages of both."""
    say(f"the database of {old.name}, and four hosts that run it")
    made.run(REPLACED[0], *FRESHUP, "database", "start", role="owner", version=old)
    provider = Told(made.start_provider()).listen()
    started = {name: made.start_web(name, old) for name in course.WEBS}
    started |= {name: made.start_worker(name, old) for name in course.WORKERS}
    _await(made, started)
    told = made.seed(options["leads"], len(course.WEBS), old)
    per_s = options["leads"] / (LOAD_LASTS * options["cut"])
    load = sources(made, errand(made, told, course.WEBS, per_s, options["seed"]))
    bound = course.SECONDS_OF_SLACK + 2 * options["cut"]
    load.wait(lambda: len(load.of("taken")) >= options["leads"] * MIGRATED_AT, bound, "the first inquiries")
    seen = course.Seen(web=course.WEBS[1], worker=course.WORKERS[1], cut_at=time.time())
    began = time.monotonic()
    made.run(REPLACED[0], *FRESHUP, "prepare", role="owner")
    migrated_s = round(time.monotonic() - began, 1)
    say(f"migrated in {migrated_s} s under load; replacing {' and '.join(REPLACED)} by this version")
    _replace(made, started)
    together = time.monotonic()
    say("both versions are alive; looking at pages of both")
    pages = {
        version.name: _pages(made, name, told, number)
        for number, (name, version) in enumerate(zip(course.WEBS, (NEW, old), strict=True))
    }
    load.wait(lambda: bool(load.of("all_sent")), bound, "the last inquiries")
    seen.back_at = time.time()
    together_s = round(time.monotonic() - together, 1)
    settled_s = await_settled(made, seconds_max=SECONDS_TO_SETTLE_MAX, say=say)
    load.close()
    judged = judge(made, load, provider, seen, leads=options["leads"])
    figures = {name: one for name, one in judged.items() if not any(word in name for word in OF_THE_CUT)}
    return {
        "old": old.name,
        "postgres": made.database.version,
        "migrated_s": migrated_s,
        "together_s": together_s,
        **_taken(made, load, seen.back_at - together_s),
        "pages": pages,
        "failed_jobs": dict(made.ask(FAILED_JOBS)),
        "errors": {name: said for name in (*course.WEBS, *course.WORKERS) if (said := _errors(made, name))},
        "settled_after_s": settled_s,
        **figures,
        "ok": nothing_wrong(figures) and all(one == 200 for each in pages.values() for one in each.values()),
    }


def _replace(made: Installation, started: "dict[str, subprocess.Popen[bytes]]") -> None:
    """As a unit is restarted: asked to end, waited for, started anew."""
    for name in REPLACED:
        started[name].terminate()
    for name in REPLACED:
        started[name].wait()
    web, worker = REPLACED
    started |= {web: made.start_web(web), worker: made.start_worker(worker)}
    _await(made, {name: started[name] for name in REPLACED})


def _taken(made: Installation, load: Told, since: float) -> dict[str, Any]:
    """By whom inquiries were taken while both versions were alive."""
    by = Counter(one["host"] for one in load.of("taken") if one["at"] > since)
    return {"taken_together_by": {name: by[made.network[name].address] for name in course.WEBS}}


def _await(made: Installation, started: "Mapping[str, subprocess.Popen[bytes]]") -> None:
    for name, running in started.items():
        (made.await_web if name in course.WEBS else made.await_worker)(name, running)


def _pages(made: Installation, host: str, told: Mapping[str, Any], number: int) -> dict[str, int]:
    cookie = f"{told['cookie']}={told['sessions'][number]}"
    statuses: dict[str, int] = {}

    def look(path: str) -> str:
        line = http.client.HTTPConnection("127.0.0.1", WEB_PORT, timeout=15)
        try:
            line.request("GET", path, headers={"Cookie": cookie, "Accept": "text/html"})
            answer = line.getresponse()
            statuses[path] = answer.status
            return answer.read().decode(errors="replace")
        finally:
            line.close()

    def tour() -> None:
        lead = LEAD.search("".join(look(path) for path in PAGES))
        if lead is not None:
            look(lead[1])

    made.network[host].inside(tour)
    return statuses


def _errors(made: Installation, host: str) -> Sequence[str]:
    """The kinds of error a host wrote down, the most frequent first."""
    log = (made.place / f"{host}.log").read_text(errors="replace")
    return [f"{n} × {line[:160]}" for line, n in Counter(ERROR.findall(log)).most_common(ERRORS_SHOWN)]
