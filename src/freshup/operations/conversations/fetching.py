"""Files that providers keep are fetched: pictures of texts, recordings, voicemails. Later, and again where it fails.

Claimed by a lease, fetched with no transaction open, then recorded; a worker that dies leaves what the next one takes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.db import transaction

from freshup.data.models import Attachment
from freshup.data.sql import rows
from freshup.operations.connectors.accounts import account_of
from freshup.operations.connectors.sealing import SealBroken
from freshup.operations.response.alerts import tell_pages
from freshup.ports.accounts import Account
from freshup.ports.fetching import Fetched, Fetcher, UnableToFetch
from freshup.ports.letters import Enclosed, LetterReader
from freshup.ports.storage import Storage
from freshup.queries.connectors import these

BATCH: Final = 20
BYTES_MAX: Final = 40_000_000
LEASE: Final = timedelta(minutes=5)
FIRST_WAIT: Final = timedelta(seconds=15)
WAIT_DOUBLINGS_MAX: Final = 9
# With doubled waits a provider's outage of half a day is waited out.
ATTEMPTS_MAX: Final = 12
NO_ACCOUNT: Final = "its account is not connected any more"
RECORDED: Final = ("recording", "voicemail", "video")
SOUNDS: Final = ("audio/", "video/")

DUE: Final = """
WITH due AS MATERIALIZED (
    SELECT id FROM attachment WHERE state = 'waiting' AND retry_at <= %(now)s
    ORDER BY retry_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
UPDATE attachment SET retry_at = %(until)s, attempts = attempts + 1 WHERE id IN (SELECT id FROM due)
RETURNING id, rooftop_id, opportunity_id, connector_id, kind, name, remote_url, media_type, attempts
"""

# What the account of a provider must show at this address to be given a file.
Credentials = Callable[[Account, str], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class _Due:
    id: int
    rooftop_id: int
    opportunity_id: int | None
    connector_id: int | None
    kind: str
    name: str
    remote_url: str
    media_type: str
    attempts: int


def fetch_waiting(
    fetcher: Fetcher,
    letters: LetterReader,
    storage: Storage,
    *,
    credentials: Credentials,
    clock: Callable[[], datetime],
    limit: int = BATCH,
) -> int:
    """One round; returns how many were tried."""
    now = clock()
    with transaction.atomic():
        due = [_Due(*row) for row in rows(DUE, {"now": now, "until": now + LEASE, "limit": limit})]
    accounts = _accounts({one.connector_id for one in due if one.connector_id})
    for one in due:
        account = accounts.get(one.connector_id or 0)
        if account is None:
            _refuse(one, NO_ACCOUNT)
            continue
        try:
            fetched = fetcher.fetch(
                one.remote_url, headers=credentials(account, one.remote_url), bytes_max=BYTES_MAX
            )
        except UnableToFetch as unable:
            _failed(one, unable, now=clock())
            continue
        _keep(one, _enclosed(one, fetched, letters), storage, now=clock())
    return len(due)


def _enclosed(one: _Due, fetched: Fetched, letters: LetterReader) -> Enclosed:
    """Sounds are kept as they are; a picture is made anew like any other."""
    name = one.name or urlsplit(one.remote_url).path.rpartition("/")[2]
    enclosed = letters.enclose(name, fetched.content, fetched.media_type or one.media_type)
    if one.kind in RECORDED and not enclosed.media_type.startswith(SOUNDS):
        return Enclosed(one.kind, name, enclosed.media_type, b"", enclosed.size, "no recording")
    return enclosed


def _keep(one: _Due, enclosed: Enclosed, storage: Storage, *, now: datetime) -> None:
    if enclosed.refused:
        _refuse(one, enclosed.refused)
        return
    stored_as = storage.put(enclosed.content)
    with transaction.atomic():
        Attachment.objects.filter(id=one.id, state="waiting").update(
            state="kept",
            # A text can bring a card or a video as well as a picture.
            kind=one.kind if one.kind in RECORDED else enclosed.kind,
            name=enclosed.name[:200],
            media_type=enclosed.media_type,
            size=enclosed.size,
            stored_as=stored_as,
            reason="",
            retry_at=None,
        )
        if one.opportunity_id is not None:
            tell_pages(one.rooftop_id, [one.opportunity_id], "message")


def _failed(one: _Due, unable: UnableToFetch, *, now: datetime) -> None:
    if unable.permanent or one.attempts >= ATTEMPTS_MAX:
        _refuse(one, str(unable))
        return
    wait = FIRST_WAIT * 2 ** min(one.attempts - 1, WAIT_DOUBLINGS_MAX)
    Attachment.objects.filter(id=one.id, state="waiting").update(
        retry_at=now + wait, reason=str(unable)[:200]
    )


def _refuse(one: _Due, why: str) -> None:
    Attachment.objects.filter(id=one.id, state="waiting").update(
        state="refused", reason=why[:200], retry_at=None
    )


def _accounts(ids: set[int]) -> dict[int, Account]:
    found = {}
    for id, row in these(ids).items():
        try:
            found[id] = account_of(row)
        except SealBroken:
            continue
    return found
