"""This host: its disks, files that must have been built, backups, certificates."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from freshup.adapters.host.backups import newest_backup
from freshup.adapters.host.disks import room_at
from freshup.adapters.probing.certificates import NoCertificate, Server, good_until
from freshup.bootstrap.database import cluster, is_embedded
from freshup.bootstrap.home import home
from freshup.domain.platform.findings import Finding, ok, warning, wrong
from freshup.domain.platform.host import judge_backup, judge_certificate, judge_no_certificate, judge_room
from freshup.interfaces.console.processes import static_files_wanted
from freshup.ports.accounts import Account

SIDE_BY_SIDE: Final = 8


def disks() -> list[Finding]:
    """Each file system once, by the first of our directories on it."""
    places = {"FRESHUP_HOME": home(), "stored files": Path(settings.FRESHUP_STORAGE)}
    if is_embedded():
        places["database"] = Path(cluster().address.data_dir)
    found: list[Finding] = []
    seen: dict[tuple[int, int], str] = {}
    for name, place in places.items():
        try:
            room = room_at(place)
        except OSError as error:
            found.append(
                wrong(
                    "disk",
                    f"{name}: {place} can't be looked at",
                    f"{error.strerror}: give it to this account",
                )
            )
            continue
        if seen.setdefault((room.all_bytes, room.all_files), name) == name:
            found += judge_room(
                f"{name} ({place})",
                free_bytes=room.free_bytes,
                all_bytes=room.all_bytes,
                free_files=room.free_files,
                all_files=room.all_files,
            )
    return found


def left_behind(now: datetime) -> list[Finding]:
    """What somebody must have made: static files, backups."""
    if static_files_wanted():
        says = "static files are missing or older than their sources: pages look bare or stay as they were"
        built = warning("static files", says, "run `freshup collectstatic --no-input` (`freshup serve` does)")
    else:
        built = ok("static files", "built")
    return [built, judge_backup(newest_backup(home()), now=now)]


def certificates(accounts: Iterable[Account], *, deep: bool, now: datetime) -> list[Finding]:
    """Of our own address; with `deep` of the mail servers too."""
    servers = {*_own(), *(_of_mail(accounts) if deep else ())}
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        return list(
            pool.map(
                lambda server: judged_certificate(server, now=now), sorted(servers, key=lambda one: one.name)
            )
        )


def judged_certificate(server: Server, *, now: datetime) -> Finding:
    try:
        return judge_certificate(server.name, good_until(server), now=now)
    except NoCertificate as none:
        return judge_no_certificate(server.name, str(none), answered=none.answered)


def _own() -> list[Server]:
    address = urlsplit(settings.FRESHUP_BASE_URL)
    if address.scheme != "https" or not address.hostname:
        return []
    return [Server(address.hostname, address.port or 443)]


def _of_mail(accounts: Iterable[Account]) -> Iterable[Server]:
    if settings.FRESHUP_EMAIL != "sandbox" and (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL):
        yield Server(settings.EMAIL_HOST, settings.EMAIL_PORT, "tls" if settings.EMAIL_USE_SSL else "smtp")
    for account in accounts:
        host, security = account.settings.get("host", ""), account.settings.get("security", "")
        if account.provider == "smtp" and host and security != "none":
            yield Server(
                host, int(account.settings.get("port") or 587), "tls" if security == "tls" else "smtp"
            )
        if account.provider == "imap" and host and security != "none":
            yield Server(
                host, int(account.settings.get("port") or 993), "imap" if security == "starttls" else "tls"
            )
