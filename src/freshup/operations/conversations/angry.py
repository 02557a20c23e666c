"""Heat cases: a customer is angry, a manager is told, and no machine writes cheerfully until one has looked (MSG-8).

The flag stands on the conversation. What is written down is the kind of anger, never the words again.
"""

import json
from datetime import datetime
from typing import Any, Final

from django.db import connection

from freshup.data.models import Conversation, Enrolment, Opportunity
from freshup.domain.conversations.sentiment import read_heat
from freshup.domain.events import Event
from freshup.domain.reasons import Reason
from freshup.domain.response import WAITING_BAND
from freshup.operations.cadences.exits import pause_enrolment, replan, running_of
from freshup.operations.opportunities import UnableToChange, locked
from freshup.operations.response.alerts import NewAlert, raise_alerts, tell_pages
from freshup.operations.response.tasks import NewTask, close_tasks, open_tasks
from freshup.operations.timeline import note
from freshup.queries.access import Scope
from freshup.queries.stores import StoreSettings, settings_of

BY_HAND: Final = Reason("angry.by_hand")
# Nothing comes back while a flag stands that no manager has seen: one is enough.
FLAG: Final = """
INSERT INTO conversation (rooftop_id, opportunity_id, last_at, last_channel, last_direction, angry_at, angry_reason)
VALUES (%(rooftop)s, %(opportunity)s, %(now)s, '', '', %(now)s, %(reason)s)
ON CONFLICT (opportunity_id) DO UPDATE SET
    angry_at = EXCLUDED.angry_at, angry_reason = EXCLUDED.angry_reason, angry_seen_at = NULL, angry_seen_by_id = NULL
WHERE conversation.angry_at IS NULL OR conversation.angry_seen_at IS NOT NULL
RETURNING id
"""


class ManagersOnly(UnableToChange):
    """Only a manager of the store may say that this is dealt with."""


class NotAngry(UnableToChange):
    """No flag stands, or a manager has seen it already."""


def look(
    opportunity: Opportunity, words: str, *, message_id: int | None, store: StoreSettings, now: datetime
) -> bool:
    """Whether an inbound message is an angry one; then it is flagged and the managers are told.

    Called with the opportunity held, once its message is stored.
    """
    heat = read_heat(words)
    return heat.angry and _flag(opportunity, heat.reason, store, message_id=message_id, by=None, now=now)


def flag(scope: Scope, opportunity_id: int, *, now: datetime) -> bool:
    """Somebody says that the customer is angry; False where a flag stands already. Raises NoSuchOpportunity."""
    opportunity = locked(scope, opportunity_id)
    store = settings_of([opportunity.rooftop_id])[opportunity.rooftop_id]
    return _flag(opportunity, BY_HAND, store, message_id=None, by=scope.user_id, now=now)


def seen(scope: Scope, opportunity_id: int, *, now: datetime) -> None:
    """A manager has looked: the follow-up goes on. Raises NoSuchOpportunity, ManagersOnly, NotAngry."""
    opportunity, talk = _standing(scope, opportunity_id)
    talk.angry_seen_at, talk.angry_seen_by_id = now, scope.user_id
    talk.save(update_fields=["angry_seen_at", "angry_seen_by"])
    _settled(opportunity, talk, Event.ANGRY_SEEN, scope, now=now)


def unflag(scope: Scope, opportunity_id: int, *, now: datetime) -> None:
    """It was none: the flag goes and the follow-up goes on. Raises NoSuchOpportunity, ManagersOnly, NotAngry."""
    opportunity, talk = _standing(scope, opportunity_id)
    paused = dict(talk.angry_reason or {})
    talk.angry_at = talk.angry_reason = None
    talk.save(update_fields=["angry_at", "angry_reason"])
    talk.angry_reason = paused
    _settled(opportunity, talk, Event.ANGRY_WITHDRAWN, scope, now=now)


def _flag(
    opportunity: Opportunity,
    reason: Reason,
    store: StoreSettings,
    *,
    message_id: int | None,
    by: int | None,
    now: datetime,
) -> bool:
    running = running_of(opportunity)
    pauses = running is not None and running.due_at is not None
    stored: dict[str, Any] = reason.to_json()
    if running is not None and pauses:
        stored["paused"] = running.pk
    values: dict[str, Any] = {
        "rooftop": opportunity.rooftop_id,
        "opportunity": opportunity.pk,
        "now": now,
        "reason": json.dumps(stored),
    }
    with connection.cursor() as cursor:
        cursor.execute(FLAG, values)
        if cursor.fetchone() is None:
            return False
    note(opportunity, Event.ANGRY, {"reason": reason.to_json(), "message": message_id}, now=now, by=by)
    if running is not None and pauses:
        pause_enrolment(running, None, now=now)
        note(opportunity, Event.CADENCE_PAUSED, {"cadence": running.key, "by": "angry"}, now=now)
    task = NewTask(
        opportunity.rooftop_id,
        opportunity.pk,
        None,
        "manager",
        WAITING_BAND,
        now,
        slot="manager",
        message_id=message_id,
        words=reason.code,
    )
    open_tasks([task], now=now)
    raise_alerts(
        [NewAlert(store.id, opportunity.pk, user, "manager", reason.to_json()) for user in store.managers],
        now=now,
    )
    tell_pages(opportunity.rooftop_id, [opportunity.pk], "reply")
    return True


def _standing(scope: Scope, opportunity_id: int) -> tuple[Opportunity, Conversation]:
    opportunity = locked(scope, opportunity_id)
    if not scope.manages(opportunity.rooftop_id):
        raise ManagersOnly
    talk = (
        Conversation.objects.select_for_update(of=("self",))
        .filter(opportunity=opportunity, angry_at__isnull=False, angry_seen_at=None)
        .first()
    )
    if talk is None:
        raise NotAngry
    return opportunity, talk


def _settled(
    opportunity: Opportunity, talk: Conversation, event: Event, scope: Scope, *, now: datetime
) -> None:
    note(opportunity, event, {}, now=now, by=scope.user_id)
    close_tasks(opportunity.pk, ["manager"], now=now, by=scope.user_id)
    _go_on(opportunity, (talk.angry_reason or {}).get("paused"), now=now)
    tell_pages(opportunity.rooftop_id, [opportunity.pk], "reply")


def _go_on(opportunity: Opportunity, paused: Any, *, now: datetime) -> None:
    """What the flag held goes on where it was; what a person has paused, ended or resumed since is theirs."""
    running: Enrolment | None = running_of(opportunity)
    if (
        running is None
        or running.pk != paused
        or running.due_at is not None
        or running.resumes_at is not None
    ):
        return
    running.due_at = max(running.planned_at or now, now)
    running.save(update_fields=["due_at"])
    replan(opportunity, settings_of([opportunity.rooftop_id])[opportunity.rooftop_id], now=now)
