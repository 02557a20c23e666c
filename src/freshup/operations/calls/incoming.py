"""A customer's call, as it is reported: logged on their lead, or made one; missed, nothing is more urgent.

Reports come in any order. Which of them there are is looked up by their keys, so a stranger's call needs no row of its
own until it has become a lead.
"""

import json
from datetime import datetime, timedelta
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from freshup.data.models import InboundEvent, Message
from freshup.domain.calls import CallPlan, Ended, Worth, worth
from freshup.domain.connectors.reports import CallReport
from freshup.domain.intake.phones import canonical_phone
from freshup.operations.calls.facts import consent_of
from freshup.operations.calls.rows import begin_inbound, found_inbound, remember
from freshup.operations.calls.telling import SETTLED, missed, only_logged, spoke
from freshup.operations.connectors.outcomes import DONE, Done, Ignored, Later, Outcome, Taken
from freshup.operations.intake.receive import Delivery, receive_from_line
from freshup.ports.calling import accepted_key, ended_key, over_key
from freshup.ports.storage import Storage
from freshup.queries.calls import Caller, Line, call_rules, caller_of, line_called, region_of
from freshup.queries.stores import settings_of

# A lead is drained in a blink; asked again until it is there.
SOON: Final = timedelta(seconds=1)
# A store whose provider was never told where to report the end of a call: after so long it counts as missed.
NO_WORD_AFTER: Final = timedelta(minutes=5)
# Not `phone`: that is the channel of a conversation that took place.
MISSED_CHANNEL: Final = "missed"
SPOKEN_CHANNEL: Final = "phone"


def take_incoming(report: CallReport, event: Taken, storage: Storage, now: datetime) -> Outcome:
    """One report of a customer's call."""
    call = found_inbound(event.provider, report.provider_id, event.rooftop_id)
    if report.leg == "agent" and report.state == "answered":
        return _taken_by(call, report, event)
    if call is not None and call.details.get(SETTLED):
        return Done(call.pk)
    if report.state == "ringing":
        return _no_word_yet(report, event, storage, now)
    if report.leg != "agent" and _was(event, over_key(report.provider_id)):
        # Somebody of ours spoke with them, and that report tells more.
        return DONE
    return _ended(report, event, storage, now, answered=report.leg == "agent")


def _taken_by(call: Message | None, report: CallReport, event: Taken) -> Outcome:
    """Somebody of ours pressed the key. A stranger's call has no row yet; the key itself keeps who it was."""
    if call is None or call.by_user_id is not None:
        return DONE
    user = _user(event, report.details.get("staff", ""))
    call.by_user_id = user
    remember(call, {"staff": report.details.get("staff", "")}, "by_user")
    return Done(call.pk)


def _no_word_yet(report: CallReport, event: Taken, storage: Storage, now: datetime) -> Outcome:
    """It rang, and how it ended is told by another report; unless that never comes."""
    ends = (over_key(report.provider_id), ended_key(report.provider_id))
    if any(_was(event, key) for key in ends) or _accepted(event, report.provider_id) is not None:
        return DONE
    if now < event.received_at + NO_WORD_AFTER:
        return Later(event.received_at + NO_WORD_AFTER, "rings")
    return _ended(report, event, storage, now, answered=False)


def _ended(report: CallReport, event: Taken, storage: Storage, now: datetime, *, answered: bool) -> Outcome:
    """It is over: what it comes to is decided once everything about it is known."""
    number = canonical_phone(report.details.get("from", ""))[0] or ""
    line = line_called(event.connector_id, canonical_phone(report.details.get("to", ""))[0] or "")
    caller = caller_of(event.rooftop_id, number)
    call = found_inbound(event.provider, report.provider_id, event.rooftop_id)
    department = line.department if line else "sales"
    decided = worth(
        Ended(caller is not None or call is not None, answered, report.seconds, department, voicemail=False)
    )
    if call is None and caller is None:
        return _of_stranger(report, event, storage, number, line, decided)
    call = call or _begun(caller, report, event, number, line)
    return _settled(call, report, event, decided, now)


def _settled(call: Message, report: CallReport, event: Taken, decided: Worth, now: datetime) -> Outcome:
    if words := report.details.get("words", ""):
        call.body = words
        call.save(update_fields=["body"])
    staff = _accepted(event, report.provider_id)
    user = _user(event, staff or "") if staff else call.by_user_id
    if decided.contact:
        spoke(call, user, report.seconds, at=report.at, now=now)
    elif decided.call_back:
        missed(call, report.seconds, at=report.at, now=now)
    else:
        only_logged(call, user, report.seconds, now=now)
    return Done(call.pk)


def _of_stranger(
    report: CallReport, event: Taken, storage: Storage, number: str, line: Line | None, decided: Worth
) -> Outcome:
    if not decided.lead:
        return Ignored("no_lead")
    if not number:
        # A withheld number can't be called back.
        return Ignored("no_number")
    store = settings_of([event.rooftop_id])[event.rooftop_id]
    source = store.sources.get(line.source_id) if line and line.source_id else None
    staff = _accepted(event, report.provider_id) if decided.contact else None
    said = {
        "provider": source.name if source else (line.name if line else "Phone"),
        "id": report.provider_id,
        "phone": number,
        "comments": report.details.get("words", ""),
    }
    receive_from_line(
        Delivery(
            key="",
            receipt=uuid5(NAMESPACE_URL, f"freshup:call:{event.connector_id}:{report.provider_id}"),
            channel=SPOKEN_CHANNEL if decided.contact else MISSED_CHANNEL,
            received_at=event.received_at,
            body=json.dumps({name: value for name, value in said.items() if value}).encode(),
            content_type="application/json",
        ),
        group_id=store.group_id,
        rooftop_id=store.id,
        storage=storage,
        user_id=_user(event, staff or ""),
    )
    return Later(event.received_at + SOON * (2 ** min(event.attempts, 6)), "lead_on_its_way")


def _begun(
    caller: Caller | None, report: CallReport, event: Taken, number: str, line: Line | None
) -> Message:
    assert caller is not None
    plan = line.plan if line else CallPlan.read(call_rules(event.rooftop_id))
    region = region_of(event.rooftop_id)
    return begin_inbound(
        caller,
        rooftop_id=event.rooftop_id,
        connector_id=event.connector_id,
        provider=event.provider,
        call_id=report.provider_id,
        sender=number,
        recipient=line.e164 if line else report.details.get("to", ""),
        line=line,
        # What was said when the store picked up, by the rules that hold: a stranger's call kept no note of it.
        consent=consent_of(plan, region, number),
        at=event.received_at,
    )


def _was(event: Taken, key: str) -> bool:
    return InboundEvent.objects.filter(connector=event.connector_id, event_key=key).exists()


def _accepted(event: Taken, call_id: str) -> str | None:
    """The staff id of whoever took the call first; "" where it is not said."""
    prefix = accepted_key(call_id, "")
    key = (
        InboundEvent.objects.filter(
            connector=event.connector_id, event_key__gte=prefix, event_key__lt=f"{prefix}~"
        )
        .order_by("received_at", "id")
        .values_list("event_key", flat=True)
        .first()
    )
    return None if key is None else key.removeprefix(prefix)


def _user(event: Taken, staff: str) -> int | None:
    if not (staff.isascii() and staff.isdecimal() and len(staff) < 19):
        return None
    return settings_of([event.rooftop_id])[event.rooftop_id].user_of(int(staff))
