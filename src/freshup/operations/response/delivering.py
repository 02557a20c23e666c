"""Alerts go out: to every device of the person, and as a text to their own phone if they asked for that.

An alert stays undelivered until somebody took it; claiming it only moves its next try. A worker that dies in between
costs half a minute, and a device that hears twice of one alert shows it once (they share a tag).
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from django.db import connection, transaction
from django.utils.translation import gettext, override

from freshup.data.models import PushSubscription
from freshup.domain.response.alerting import (
    PUSHED_FOR,
    TRIES_MAX,
    AlertFacts,
    is_worth_pushing,
    notification,
    wait_after,
)
from freshup.ports.push import Device, PushSender, SubscriptionGone, UnableToPush

BATCH: Final = 20
# Longer than a batch takes when every device's service is slow.
HELD_FOR: Final = timedelta(seconds=60)
# A push service answers in a tenth of a second, one in trouble in five.
AT_ONCE: Final = 8

CLAIM: Final = """
UPDATE alert a SET data = a.data || jsonb_build_object(
    'tries', coalesce((a.data->>'tries')::int, 0) + 1, 'try_at', %(held_until)s::timestamptz)
FROM (
    SELECT id FROM alert
    WHERE delivered_at IS NULL AND coalesce((data->>'try_at')::timestamptz, at) <= %(now)s
    ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED) due
WHERE a.id = due.id
RETURNING a.id, a.kind, a.opportunity_id, a.user_id, a.at, a.seen_at IS NOT NULL, (a.data->>'tries')::int
"""
READERS: Final = """
SELECT u.id, u.language, u.is_active, u.alerts_show_names, u.alerts_by_text, u.alert_phone_e164
FROM account u WHERE u.id = ANY (%s)
"""
NAMES: Final = """
SELECT o.id, trim(concat(p.first_name, ' ', p.last_name)) FROM opportunity o JOIN person p ON p.id = o.person_id
WHERE o.id = ANY (%s)
"""
DONE: Final = """
UPDATE alert SET delivered_at = %s, data = data - 'try_at' WHERE id = ANY (%s)
"""
LATER: Final = """
UPDATE alert a SET data = a.data || jsonb_build_object('try_at', n.try_at)
FROM unnest(%s::bigint[], %s::timestamptz[]) AS n(id, try_at) WHERE a.id = n.id
"""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom an alert is for."""

    user_id: int
    language: str
    is_active: bool
    show_names: bool
    by_text: bool
    phone: str


@dataclass(frozen=True, slots=True)
class Claimed:
    id: int
    kind: str
    opportunity_id: int
    user_id: int
    at: datetime
    seen: bool
    tries: int


# (alert, its reader, their names shown or not) → sent; raises UnableToPush when another try could help.
Texter = Callable[[AlertFacts, Reader], None]


def deliver_batch(push: PushSender, *, text: Texter | None, clock: Callable[[], datetime]) -> int:
    """Claim what is due and hand it over; returns how many were claimed."""
    now = clock()
    with transaction.atomic():
        claimed = _claim(now)
    if not claimed:
        return 0
    wanted = [one for one in claimed if not one.seen and is_worth_pushing(one.at, now)]
    again = _hand_over(wanted, push, text, clock) if wanted else set()
    _record(claimed, again, now=clock())
    return len(claimed)


def _claim(now: datetime) -> list[Claimed]:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": now, "held_until": now + HELD_FOR, "limit": BATCH})
        return sorted((Claimed(*row) for row in cursor.fetchall()), key=lambda one: one.id)


def _hand_over(
    alerts: Sequence[Claimed], push: PushSender, text: Texter | None, clock: Callable[[], datetime]
) -> set[int]:
    """The ids of those that nobody took and another try could help."""
    readers = _readers({one.user_id for one in alerts})
    names = _names({one.opportunity_id for one in alerts})
    devices = _devices(set(readers))
    facts = {
        one.id: AlertFacts(one.id, one.kind, one.opportunity_id, names.get(one.opportunity_id, ""))
        for one in alerts
    }
    calls = [
        (one, device, _payload(facts[one.id], readers[one.user_id]))
        for one in alerts
        if one.user_id in readers
        for device in devices.get(one.user_id, ())
    ]
    with ThreadPoolExecutor(AT_ONCE, "pushing") as threads:
        outcomes = list(threads.map(lambda call: _push(push, *call), calls))
    results = list(zip(calls, outcomes, strict=True))
    _note_devices(results, now=clock())
    taken = {one.id for (one, _, _), outcome in results if outcome == "taken"}
    failed = {one.id for (one, _, _), outcome in results if outcome == "later"}
    if text is not None:
        failed |= _text(alerts, facts, readers, text)
    return failed - taken


def _text(
    alerts: Sequence[Claimed], facts: Mapping[int, AlertFacts], readers: Mapping[int, Reader], text: Texter
) -> set[int]:
    """Texts go out at the first try only: a phone that buzzes twice for one lead is soon silenced."""
    failed = set()
    for one in alerts:
        reader = readers.get(one.user_id)
        if reader is None or not (reader.by_text and reader.phone) or one.tries > 1:
            continue
        try:
            text(facts[one.id], reader)
        except UnableToPush as error:
            if not error.permanent:
                failed.add(one.id)
    return failed


def _push(push: PushSender, alert: Claimed, device: PushSubscription, payload: bytes) -> str:
    try:
        push.send(
            Device(device.endpoint, device.p256dh, device.auth),
            payload,
            ttl=int(PUSHED_FOR.total_seconds()),
            topic=f"opportunity-{alert.opportunity_id}",
        )
    except SubscriptionGone:
        return "gone"
    except UnableToPush as error:
        return "never" if error.permanent else "later"
    return "taken"


def _payload(alert: AlertFacts, reader: Reader) -> bytes:
    with override(reader.language):
        return orjson.dumps(notification(alert, show_name=reader.show_names, say=gettext))


def _readers(user_ids: set[int]) -> dict[int, Reader]:
    with connection.cursor() as cursor:
        cursor.execute(READERS, [sorted(user_ids)])
        readers = [Reader(*row) for row in cursor.fetchall()]
    return {one.user_id: one for one in readers if one.is_active}


def _names(opportunity_ids: set[int]) -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(NAMES, [sorted(opportunity_ids)])
        return dict(cursor.fetchall())


def _devices(user_ids: set[int]) -> dict[int, list[PushSubscription]]:
    found: dict[int, list[PushSubscription]] = {}
    for one in PushSubscription.objects.filter(user_id__in=user_ids, gone_at=None).order_by("id"):
        found.setdefault(one.user_id, []).append(one)
    return found


def _note_devices(
    results: Sequence[tuple[tuple[Any, PushSubscription, bytes], str]], *, now: datetime
) -> None:
    gone = {device.pk for (_, device, _), outcome in results if outcome == "gone"}
    taken = {device.pk for (_, device, _), outcome in results if outcome == "taken"}
    if gone:
        PushSubscription.objects.filter(pk__in=gone).update(gone_at=now)
    if taken:
        PushSubscription.objects.filter(pk__in=taken).update(last_sent_at=now)


def _record(claimed: Sequence[Claimed], again: set[int], *, now: datetime) -> None:
    later = [one for one in claimed if one.id in again and one.tries < TRIES_MAX]
    done = [one.id for one in claimed if one not in later]
    with transaction.atomic(), connection.cursor() as cursor:
        if done:
            cursor.execute(DONE, [now, done])
        if later:
            times = [now + wait_after(one.tries) for one in later]
            cursor.execute(LATER, [[one.id for one in later], times])
