"""A text that came in: a known number continues its conversation, an unknown one makes an inquiry (CAP-6)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from freshup.data.models import ContactPoint, Message, Opportunity
from freshup.domain.connectors.reports import TextReport
from freshup.domain.consent import OptOut
from freshup.domain.intake.phones import canonical_phone, read_phones
from freshup.operations.connectors.outcomes import DONE, Done, Ignored, Later, Outcome, Taken
from freshup.operations.consent import lift, opt_out
from freshup.operations.conversations.attaching import attach_remote
from freshup.operations.conversations.newcomers import hand_in_text, handed_in, lead_of
from freshup.operations.conversations.obeying import asked_for
from freshup.operations.conversations.receiving import Incoming, UnknownSender, receive_reply, write_down
from freshup.operations.conversations.talks import customer_spoke
from freshup.operations.response.alerts import tell_pages
from freshup.ports.storage import Storage
from freshup.queries.calls import Line, line_called
from freshup.queries.stores import settings_of

UNREADABLE: Final = "A text from something that is no telephone number"
SEEN: Final = "seen_before"
# The provider answers it for its own number; there is no conversation that an answer of ours could stand in.
HELP_OF_STRANGER: Final = "help_of_unknown_number"
NO_LEAD: Final = "no_lead"
ON_ITS_WAY: Final = "lead_on_its_way"
SOON: Final = timedelta(seconds=2)
INQUIRY: Final = "inquiry"
PICTURES: Final = "(%d pictures)"
ONE_PICTURE: Final = "(1 picture)"


def take_text(report: TextReport, event: Taken, storage: Storage, now: datetime) -> Outcome:
    number = number_of(report.sender)
    if number is None:
        return Ignored(UNREADABLE, quarantined=True)
    line = line_called(event.connector_id, canonical_phone(report.recipient)[0] or "")
    incoming = _incoming(report, event, number, line)
    submission = handed_in(event)
    if submission is not None:
        if submission.state == "waiting":
            return _later(event)
        lead = lead_of(submission)
        return Ignored(NO_LEAD) if lead is None else _began(report, incoming, lead.opportunity_id, now=now)
    try:
        message_id = receive_reply(incoming, now=now)
    except UnknownSender:
        return _of_stranger(report, event, incoming, line, storage, now=now)
    if message_id is None:
        return Ignored(SEEN)
    attach_remote(Message.objects.get(id=message_id), report.media, now=now)
    return Done(message_id)


def number_of(written: str) -> str | None:
    """E.164 of a number in any way of writing; None for short codes, names and what is no number."""
    bare = written.strip()
    for prefix in ("whatsapp:", "rcs:", "messenger:"):
        bare = bare.removeprefix(prefix)
    found = read_phones(bare[:60])
    return found[0].e164 if len(found) == 1 else None


def _incoming(report: TextReport, event: Taken, number: str, line: Line | None) -> Incoming:
    return Incoming(
        provider=event.provider,
        provider_id=report.provider_id,
        rooftop_id=event.rooftop_id,
        channel="text",
        sender=number,
        body=report.body,
        recipient=line.e164 if line else "",
        connector_id=event.connector_id,
        keyword=report.opt_out,
        heard_at=event.received_at,
        details={"line": line.id} if line else {},
    )


def _of_stranger(
    report: TextReport,
    event: Taken,
    incoming: Incoming,
    line: Line | None,
    storage: Storage,
    *,
    now: datetime,
) -> Outcome:
    asked = asked_for(report.body, report.opt_out)
    if asked is not None:
        return _obeyed(asked, incoming, now=now)
    words = "\n".join(one for one in (report.body.strip(), _pictures(report.media)) if one)
    if not words:
        return Ignored("empty")
    source_id = line.source_id if line else None
    hand_in_text(event, incoming.sender, words, source_id=source_id, id=report.provider_id, storage=storage)
    return _later(event)


def _obeyed(asked: OptOut, incoming: Incoming, *, now: datetime) -> Outcome:
    """The number is closed, or opened again, for the whole group, although it belongs to nobody yet."""
    if asked.asks_help:
        return Ignored(HELP_OF_STRANGER)
    store = settings_of([incoming.rooftop_id])[incoming.rooftop_id]
    if asked.rejoins:
        lift(
            group_id=store.group_id,
            values=[incoming.sender],
            channels=("text",),
            words=incoming.body,
            person_id=None,
            rooftop_id=store.id,
            by_user=None,
            now=now,
        )
        return DONE
    opt_out(
        group_id=store.group_id,
        points=[("phone", incoming.sender, None)],
        channels=asked.channels,
        how="keyword" if asked.keyword else "free_text",
        words=incoming.body,
        person_id=None,
        rooftop_id=store.id,
        now=incoming.heard_at or now,
    )
    return DONE


def _began(report: TextReport, incoming: Incoming, opportunity_id: int, *, now: datetime) -> Outcome:
    """The text was an inquiry, and has become a lead: it stands at the head of its conversation, and waits.

    The lead's own clock and follow-up run already, so it is no answer to anything.
    """
    opportunity = Opportunity.objects.select_for_update(no_key=True, of=("self",)).get(id=opportunity_id)
    known = Message.objects.filter(step_key=incoming.step_key).first()
    if known is not None:
        return Done(known.pk)
    store = settings_of([opportunity.rooftop_id])[opportunity.rooftop_id]
    point = ContactPoint.objects.filter(person=opportunity.person_id, value=incoming.sender).first()
    message = write_down(incoming, opportunity, point, store, now=now, purpose=INQUIRY)
    ContactPoint.objects.filter(id=point.pk if point else 0).update(reachability="reached")
    attach_remote(message, report.media, now=now)
    customer_spoke(
        opportunity.rooftop_id,
        opportunity.pk,
        at=report.at,
        channel="text",
        message_id=message.pk,
        due_at=opportunity.due_at or now,
    )
    tell_pages(opportunity.rooftop_id, [opportunity.pk], "reply")
    return Done(message.pk)


def _later(event: Taken) -> Outcome:
    return Later(event.received_at + SOON * 2 ** min(event.attempts, 8), ON_ITS_WAY)


def _pictures(media: Sequence[tuple[str, str]]) -> str:
    return "" if not media else ONE_PICTURE if len(media) == 1 else PICTURES % len(media)
