"""What providers reported is understood and acted on: lease a batch, read it, then write in one transaction.

Reading may fetch what the provider left to be fetched, so no transaction is open meanwhile; a worker that dies leaves
events whose lease ends by itself. Reports of delivery, which come by the hundred, are taken as a set; each other report
stands for itself, so that one that breaks is set aside alone, raw and visible.
"""

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import InterfaceError, OperationalError, connection, transaction

from freshup.data.bulk import array
from freshup.data.sql import rows
from freshup.domain.connectors.reports import DeliveryReport, Report
from freshup.domain.texts import without_refused
from freshup.operations.connectors import tally
from freshup.operations.connectors.accounts import account_of
from freshup.operations.connectors.outcomes import DONE, Ignored, Later, Outcome, Taken
from freshup.operations.connectors.sealing import SealBroken
from freshup.operations.conversations.statuses import apply_deliveries
from freshup.operations.hooks.handling import HANDLERS, Outside
from freshup.ports.accounts import Account
from freshup.ports.hooks import Hook, HookReader, UnableToFetch, Unreadable
from freshup.ports.storage import MissingBytes
from freshup.queries.connectors import these

log = logging.getLogger(__name__)

BATCH: Final = 500
# Longer than any fetch is waited for.
LEASE: Final = timedelta(minutes=2)
# What a report speaks of may not be written down yet: the callback can come before the answer to our own call.
PATIENCE: Final = timedelta(minutes=10)
FETCHED_FOR: Final = timedelta(days=1)
OUTAGES: Final = (OperationalError, InterfaceError)
MISSING: Final = "the stored bytes are missing"
UNREAD: Final = "Freshup could not read this report"

LEASED: Final = """
WITH due AS MATERIALIZED (
    SELECT id FROM inbound_event WHERE state = 'waiting' AND retry_at <= %(now)s
    ORDER BY retry_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
UPDATE inbound_event SET retry_at = %(until)s, attempts = attempts + 1 WHERE id IN (SELECT id FROM due)
RETURNING id, connector_id, rooftop_id, kind, received_at, content_type, query, body, stored_as, attempts
"""
HELD: Final = "SELECT id FROM inbound_event WHERE id = ANY (%s) AND state = 'waiting' ORDER BY id FOR UPDATE"
SETTLE: Final = """
UPDATE inbound_event e SET state = u.state, reason = u.reason, retry_at = coalesce(u.retry_at, e.retry_at),
    processed_at = CASE WHEN u.state = 'waiting' THEN NULL ELSE %s END,
    message_id = coalesce(u.message_id, e.message_id)
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::bigint[])
    AS u(id, state, reason, retry_at, message_id)
WHERE e.id = u.id
"""

Readers = Callable[[str], HookReader | None]


@dataclass(frozen=True, slots=True)
class _Read:
    """One event, read: its reports, or what became of it instead."""

    event: Taken
    reports: tuple[Report, ...] = ()
    outcome: Outcome | None = None


def take_reports(
    readers: Readers, outside: Outside, *, clock: Callable[[], datetime], limit: int = BATCH
) -> int:
    """One round; returns how many events were taken up."""
    now = clock()
    with transaction.atomic():
        leased = sorted(rows(LEASED, {"now": now, "until": now + LEASE, "limit": limit}))
    if not leased:
        return 0
    accounts = _accounts({row[1] for row in leased})
    read = [_read(row, accounts.get(row[1]), readers, outside, now) for row in leased]
    now = clock()
    with transaction.atomic():
        held = {row[0] for row in rows(HELD, [[one.event.id for one in read]])}
        _act([one for one in read if one.event.id in held], outside, now=now)
    return len(leased)


def _accounts(ids: set[int]) -> dict[int, Account]:
    accounts = {}
    for id, row in these(ids).items():
        try:
            accounts[id] = account_of(row)
        except SealBroken:
            log.error("connector %d can't be opened: its secrets were sealed under another key", id)
    return accounts


def _read(
    row: tuple[Any, ...], account: Account | None, readers: Readers, outside: Outside, now: datetime
) -> _Read:
    id, connector_id, rooftop_id, kind, received_at, content_type, query, body, stored_as, attempts = row
    event = Taken(
        id, connector_id, rooftop_id, account.provider if account else "", kind, received_at, attempts
    )
    reader = readers(account.provider) if account else None
    if account is None or reader is None:
        return _Read(event, outcome=Ignored("no_connector", quarantined=True))
    query = json.loads(query) if isinstance(query, str | bytes) else query
    try:
        content = bytes(body) if body is not None else outside.storage.get(stored_as)
    except MissingBytes:
        return _Read(event, outcome=Ignored(MISSING, quarantined=True))
    hook = Hook(kind, "", "POST", {"content-type": content_type}, content, received_at, query)
    return _understood(event, hook, account, reader, now)


def _understood(event: Taken, hook: Hook, account: Account, reader: HookReader, now: datetime) -> _Read:
    try:
        return _Read(event, without_refused(tuple(reader.read(hook, account))))
    except Unreadable as unreadable:
        why = without_refused(str(unreadable)) or "unreadable"
        return _Read(event, outcome=Ignored(why, quarantined=True))
    except UnableToFetch as unable:
        why = without_refused(str(unable))
        if unable.permanent or now - event.received_at > FETCHED_FOR:
            return _Read(event, outcome=Ignored(why, quarantined=True))
        return _Read(event, outcome=Later(now + timedelta(seconds=15 * 2 ** min(event.attempts, 8)), why))
    # The outermost door of one report: those leased with it do not wait for its reader to be mended.
    except Exception as error:
        log.error("report %d can't be read: %s", event.id, type(error).__name__)
        return _Read(event, outcome=Ignored(f"{UNREAD} ({type(error).__name__})", quarantined=True))


def _act(read: Sequence[_Read], outside: Outside, *, now: datetime) -> None:
    outcomes: dict[int, Outcome] = {one.event.id: one.outcome for one in read if one.outcome is not None}
    deliveries = [
        (one.event, report) for one in read for report in one.reports if isinstance(report, DeliveryReport)
    ]
    unknown = apply_deliveries(deliveries, now=now)
    for one in read:
        if one.event.id in outcomes:
            continue
        others = [report for report in one.reports if not isinstance(report, DeliveryReport)]
        done = [_handle(report, one.event, outside, now) for report in others]
        if one.event.id in unknown:
            done.append(Later(now + timedelta(seconds=min(60, 2**one.event.attempts)), "no_such_message"))
        outcomes[one.event.id] = _together(done, one.event, now)
    _settle(outcomes, now=now)
    _count(read, outcomes, now=now)


def _handle(report: Report, event: Taken, outside: Outside, now: datetime) -> Outcome:
    """In a savepoint of its own: whatever a report does to the code, the others go on."""
    try:
        with transaction.atomic():
            return HANDLERS[type(report)](report, event, outside, now)
    except OUTAGES:
        raise
    # The outermost door of one report; its name only, since its text may quote what somebody wrote.
    except Exception as error:
        log.error("report %d is set aside: %s", event.id, type(error).__name__)
        return Ignored(f"Freshup could not process this report ({type(error).__name__})", quarantined=True)


def _together(outcomes: Sequence[Outcome], event: Taken, now: datetime) -> Outcome:
    """What becomes of an event with several reports: the worst of them, and nothing waits for ever."""
    later = next((one for one in outcomes if isinstance(one, Later)), None)
    aside = next((one for one in outcomes if isinstance(one, Ignored) and one.quarantined), None)
    if aside is not None:
        return aside
    if later is not None:
        return Ignored(later.reason) if now - event.received_at > PATIENCE else later
    return next((one for one in outcomes if isinstance(one, Ignored)), outcomes[-1] if outcomes else DONE)


def _settle(outcomes: dict[int, Outcome], *, now: datetime) -> None:
    if not outcomes:
        return
    ids = sorted(outcomes)
    settled = [outcomes[id].settled() for id in ids]
    with connection.cursor() as cursor:
        cursor.execute(
            SETTLE,
            [
                now,
                array(ids),
                array([state for state, _, _, _ in settled]),
                array([reason[:200] for _, reason, _, _ in settled]),
                array([retry_at for _, _, retry_at, _ in settled]),
                array([message for _, _, _, message in settled]),
            ],
        )


def _count(read: Sequence[_Read], outcomes: dict[int, Outcome], *, now: datetime) -> None:
    """Only what customers sent counts as received; reports about our own messages do not."""
    counts: dict[int, tally.Count] = {}
    for one in read:
        outcome = outcomes[one.event.id]
        count = counts.setdefault(one.event.connector_id, tally.Count())
        if isinstance(outcome, Ignored) and outcome.quarantined:
            count.failed += 1
            count.error = outcome.reason
        elif not isinstance(outcome, Later) and any(
            not isinstance(report, DeliveryReport) for report in one.reports
        ):
            count.received += 1
    tally.count(counts, now=now)
