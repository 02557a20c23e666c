"""Disks, clock, certificates, backups: what runs out or goes wrong by itself while nobody looks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from freshup.domain.platform.findings import Finding, judged, ok, warning, wrong
from freshup.domain.platform.gauges import duration

GIGABYTE: Final = 10**9
# Of free room: bytes below which it is bad or worth a look on any disk, and shares that count on small ones only.
BYTES_BAD: Final = 1 * GIGABYTE
BYTES_NOTABLE: Final = 5 * GIGABYTE
SHARE_BAD: Final = 0.05
SHARE_NOTABLE: Final = 0.10
ENOUGH_ANYWHERE: Final = 50 * GIGABYTE
FILES_BAD: Final = 0.01
FILES_NOTABLE: Final = 0.05

# Let's Encrypt renews at thirty days: at twenty something has failed for a while.
CERTIFICATE_NOTABLE: Final = timedelta(days=20)
CERTIFICATE_BAD: Final = timedelta(days=3)
CLOCK_SECONDS: Final = (2.0, 30.0)
BACKUP_SECONDS: Final = (26 * 3_600.0, 7 * 86_400.0)


def judge_room(
    what: str, *, free_bytes: int, all_bytes: int, free_files: int, all_files: int
) -> list[Finding]:
    """Where an intake that can't write loses nothing but takes nothing either."""
    share = free_bytes / all_bytes if all_bytes else 1.0
    says = f"{what}: {free_bytes / GIGABYTE:.1f} GB free ({share:.0%})"
    advice = "make room or a larger disk: when it is full nothing is taken any more (senders are told to come again)"
    small = free_bytes < ENOUGH_ANYWHERE
    if free_bytes < BYTES_BAD or (small and share < SHARE_BAD):
        found = [wrong("disk", says, advice)]
    elif free_bytes < BYTES_NOTABLE or (small and share < SHARE_NOTABLE):
        found = [warning("disk", says, advice)]
    else:
        found = [ok("disk", says)]
    # Some file systems make places for files as they are needed, and count none.
    files = free_files / all_files if all_files else 1.0
    if files < FILES_NOTABLE:
        made = wrong if files < FILES_BAD else warning
        says = f"{what}: {free_files:,} more files fit ({files:.1%})"
        found.append(made("disk", says, "delete files, or a larger disk"))
    return found


def judge_clock(*, apart_seconds: float | None, synchronised: bool | None) -> list[Finding]:
    """`apart_seconds`: this machine's clock against the database's, None where it could not be asked."""
    found = []
    if apart_seconds is not None:
        says = f"this host and the database are {abs(apart_seconds):.1f} s apart"
        advice = "run NTP on both: due times come from here"
        found.append(judged("clock", abs(apart_seconds), CLOCK_SECONDS, says, advice))
    if synchronised is False:
        says = "the clock of this host is kept by nobody (the kernel says unsynchronised)"
        found.append(
            warning("clock", says, "run chrony or systemd-timesyncd: five minutes are measured by this clock")
        )
    elif synchronised:
        found.append(ok("clock", "the clock of this host is kept by NTP"))
    return found


def judge_certificate(name: str, until: datetime, *, now: datetime) -> Finding:
    left = until - now
    says = f"{name}: good for {duration(left.total_seconds())}"
    advice = "renew it, and look why the renewal did not run by itself"
    if left < CERTIFICATE_BAD:
        return wrong("certificates", says, advice)
    return warning("certificates", says, advice) if left < CERTIFICATE_NOTABLE else ok("certificates", says)


def judge_no_certificate(name: str, why: str, *, answered: bool) -> Finding:
    """A bad certificate is refused by everybody; an address that can't be reached from here may be well elsewhere."""
    says = f"{name}: {why}"
    if answered:
        return wrong("certificates", says, "browsers and mail programs refuse it: renew it or set it right")
    return warning(
        "certificates", says, "is the host, port and kind of encryption right, and may this host go there?"
    )


def judge_file(name: str, *, mode: int, ours: bool, open_to_all: int = 0o077) -> Finding:
    """`mode` as the file system has it; `open_to_all` are the bits that may not be set."""
    says = f"{name} has mode {mode & 0o777:o}"
    if mode & open_to_all:
        return wrong("home", f"{says}: others on this machine may read it", f"chmod go-rwx {name}")
    if not ours:
        return warning(
            "home", f"{name} belongs to another account", "run every process of Freshup as one account"
        )
    return ok("home", says)


def judge_backup(newest: datetime | None, *, now: datetime) -> Finding:
    if newest is None:
        advice = "run `freshup backup` every day; note backups of your own in backups.json (docs/how-to/watch-it.md)"
        return warning("backups", "no backup is known of", advice)
    age = (now - newest).total_seconds()
    says = f"the newest backup was made {duration(max(0.0, age))} ago"
    return judged("backups", age, BACKUP_SECONDS, says, "look why the daily backup did not run")
