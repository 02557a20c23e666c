"""After a backup was put back, or everything was taken away: what stores are told, and what must not simply go on.

Between the backup and now the world went on: what was about to be sent has perhaps been sent. So it waits for a
person, where the pages show such things already: messages as *unsure*, follow-up as *paused*.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction

from freshup.data.models import Rooftop
from freshup.domain.events import Event
from freshup.operations.calls.placing import DROP, WANTED
from freshup.operations.platform import record_event

# Shown with the message; by these words it is found again when sending is let go on.
WAITED: Final = "Restored from a backup: it may have gone out since"
IN_FLIGHT: Final = "Restored from a backup made while it was being sent"
CALL: Final = "Restored from a backup: the call was not placed again"
PAUSED: Final = "restored"

SET_ASIDE: Final = """
WITH aside AS (
    UPDATE message SET state = 'unsure',
        failure = CASE state WHEN 'sending' THEN %(in_flight)s ELSE %(waited)s END
    WHERE state = 'sending' OR (state = 'queued' AND send_after <= %(now)s)
    RETURNING id, rooftop_id, opportunity_id, lead_id, gate_rule),
noted AS (
    INSERT INTO activity (rooftop_id, opportunity_id, lead_id, at, kind, data, words)
    SELECT rooftop_id, opportunity_id, lead_id, %(now)s, %(event)s,
           jsonb_build_object('message', id, 'rule', gate_rule, 'state', 'unsure'), '' FROM aside)
SELECT count(*) FROM aside
"""
# Only calls that nobody has asked the provider for yet; whatever else is going on ends by itself.
NOT_CALLED: Final = """
UPDATE message SET state = 'failed', settled_at = %(now)s, failure = %(call)s,
    details = details || jsonb_build_object('asks', '')
WHERE state = 'calling' AND details->>'asks' = ANY (%(asks)s)
"""
PAUSE: Final = """
UPDATE enrolment SET due_at = NULL, resumes_at = NULL, held_by = %(paused)s, held_reason = NULL
WHERE ended_at IS NULL AND due_at <= %(now)s
"""
SEND_AFTER_ALL: Final = """
UPDATE message SET state = 'queued', failure = '', send_after = %(now)s WHERE state = 'unsure' AND failure = %(waited)s
"""
GO_ON: Final = """
UPDATE enrolment SET due_at = %(now)s, held_by = ''
WHERE ended_at IS NULL AND due_at IS NULL AND resumes_at IS NULL AND held_by = %(paused)s
"""
# Who said stop stays stopped, also where the word came after the backup.
CARRY_OVER: Final = """
INSERT INTO suppression (group_id, kind, value, channel, reason, since)
SELECT s.group_id, s.kind, s.value, s.channel, s.reason, s.since
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[])
    AS s(group_id, named, kind, value, channel, reason, since)
WHERE EXISTS (SELECT FROM dealer_group g WHERE g.id = s.group_id AND g.name = s.named)
  AND NOT EXISTS (SELECT FROM suppression o WHERE o.group_id = s.group_id AND o.kind = s.kind AND o.value = s.value
                  AND o.channel = s.channel AND o.lifted_at IS NULL)
"""
RENUMBER: Final = "UPDATE rooftop SET settings_version = greatest(settings_version, %s) + 1"


@dataclass(frozen=True, slots=True)
class Held:
    """How many messages, calls and follow-ups were set aside, or let go on."""

    messages: int
    calls: int
    follow_ups: int


def hold_sending(*, now: datetime) -> Held:
    """Nothing that was due by now goes out by itself; what falls due later does.

    Messages become *unsure*, follow-ups are paused until somebody lets them go on: on the lead's page, one by one, or
    all together by `resume_sending`.
    """
    with transaction.atomic():
        return Held(_counted(SET_ASIDE, now), _changed(NOT_CALLED, now), _changed(PAUSE, now))


def resume_sending(*, now: datetime) -> Held:
    """What `hold_sending` set aside goes on, but for what was being sent at the moment of the backup.

    The gate is asked again about each, and each step's own rule says whether it is too late.
    """
    with transaction.atomic():
        return Held(_changed(SEND_AFTER_ALL, now), 0, _changed(GO_ON, now))


def carry_over_opt_outs(found: Sequence[tuple[Any, ...]]) -> int:
    """Opt-outs of the replaced database that the backup does not know.

    Each: group, its name, kind, value, channel, reason, since.
    """
    if not found:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CARRY_OVER, [list(column) for column in zip(*found, strict=True)])
        return int(cursor.rowcount)


def note_restored(*, made_at: datetime, settings_version: int, now: datetime) -> None:
    """In every store's audit log; and no process takes the settings it keeps in memory for these."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(RENUMBER, [settings_version])
        for store in Rooftop.objects.order_by("id").values_list("id", flat=True):
            record_event(
                user_id=None,
                now=now,
                action="installation.restored",
                ip=None,
                rooftop_id=store,
                changes={"backup_of": made_at.isoformat()},
            )


def note_exported(store_ids: Sequence[int], *, now: datetime) -> None:
    """In each store's audit log: everything of theirs was taken away at the console."""
    with transaction.atomic():
        for store in store_ids:
            record_event(user_id=None, now=now, action="installation.exported", ip=None, rooftop_id=store)


def _values(now: datetime) -> dict[str, Any]:
    return {
        "now": now,
        "waited": WAITED,
        "in_flight": IN_FLIGHT,
        "call": CALL,
        "asks": [WANTED, DROP],
        "paused": PAUSED,
        "event": str(Event.SENDING_FAILED),
    }


def _changed(statement: str, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, _values(now))
        return int(cursor.rowcount)


def _counted(statement: str, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, _values(now))
        row = cursor.fetchone()
    return int(row[0]) if row else 0
