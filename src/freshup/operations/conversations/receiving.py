"""What a customer answers: found its lead, the cadence stops, a clock for our answer starts, a refusal is obeyed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from freshup.data.models import ContactPoint, Message, Opportunity, PersonStore
from freshup.data.sql import rows
from freshup.domain.cadences import day_part
from freshup.domain.consent import OptOut, read_opt_out
from freshup.domain.events import Event
from freshup.domain.leads import Fact, Stage, stage_after
from freshup.domain.leads.outcomes import VERIFIED_REPLY
from freshup.domain.response import WAITING_BAND
from freshup.domain.stores import NeverOpens, add_business_minutes, on_shift
from freshup.jobs import send_outbox_later
from freshup.operations import qualification
from freshup.operations.cadences.exits import happened_to, replan
from freshup.operations.consent import lift, opt_out
from freshup.operations.response.alerts import NewAlert, raise_alerts, tell_pages
from freshup.operations.response.clocks import stop_clocks
from freshup.operations.response.tasks import NewTask, open_tasks
from freshup.operations.timeline import note
from freshup.queries.stores import StoreSettings, settings_of

CONFIRMED_WITHIN_MINUTES: Final = 5
CONFIRMATIONS: Final = {
    "en": "{store}: you will get no more texts from us. Reply START if you change your mind.",
    "es": "{store}: no recibira mas mensajes nuestros. Responda START si cambia de idea.",
}
HELP: Final = {
    "en": "{store}, {phone}. Reply STOP to end messages.",
    "es": "{store}, {phone}. Responda STOP para no recibir mas mensajes.",
}
# The lead whose conversation it continues: the one we wrote to last, else the one that is open and was busy last.
OF_SENDER: Final = """
SELECT o.id, c.id FROM rooftop r JOIN contact_point c ON c.group_id = r.group_id AND c.value = %(value)s
JOIN opportunity o ON o.person_id = c.person_id AND o.rooftop_id = r.id
WHERE r.id = %(rooftop)s
ORDER BY (SELECT max(m.created_at) FROM message m WHERE m.opportunity_id = o.id AND m.contact_point_id = c.id)
         DESC NULLS LAST, o.closed_at IS NULL DESC, o.last_activity_at DESC, o.id DESC LIMIT 1
"""


class UnknownSender(LookupError):
    """Nobody of this store has that address or number. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message from outside, as a provider reports it. `sender` is a number in E.164 or an address."""

    provider: str
    provider_id: str
    rooftop_id: int
    channel: str
    sender: str
    body: str
    subject: str = ""
    answers: int | None = None


def receive_reply(incoming: Incoming, *, now: datetime) -> int | None:
    """Take in one message; its row's id comes back, None for one that came before.

    In one transaction: the message, the clocks, the stage, the score, the end of the cadence, the task to answer, the
    alert. A refusal is obeyed before anything else and is no contact (STOP never counts). Raises UnknownSender.
    """
    with transaction.atomic():
        opportunity, point = _conversation(incoming)
        store = settings_of([opportunity.rooftop_id])[opportunity.rooftop_id]
        key = f"in:{incoming.provider}:{incoming.provider_id}"[:80]
        if Message.objects.filter(step_key=key).exists():
            return None
        message = Message.objects.create(
            rooftop_id=opportunity.rooftop_id,
            opportunity=opportunity,
            person_id=opportunity.person_id,
            contact_point=point,
            channel=incoming.channel,
            direction="in",
            purpose="reply",
            automatic=False,
            step_key=key,
            sender=incoming.sender[:254],
            recipient=store.phone_e164 if incoming.channel == "text" else store.mail_from,
            subject=incoming.subject[:200],
            body=incoming.body,
            state="received",
            created_at=now,
            send_after=now,
            sent_at=now,
            provider=incoming.provider,
            provider_id=incoming.provider_id[:120],
        )
        asked = read_opt_out(incoming.body)
        if asked is None:
            _answered(opportunity, message, store, now=now)
        else:
            _obeyed(opportunity, message, point, asked, store, now=now)
        tell_pages(opportunity.rooftop_id, [opportunity.pk], "reply")
        return message.pk


def _conversation(incoming: Incoming) -> tuple[Opportunity, ContactPoint]:
    answered = Message.objects.filter(id=incoming.answers or 0, rooftop=incoming.rooftop_id).first()
    if answered is not None and answered.contact_point_id is not None:
        ids: Sequence[Any] = (answered.opportunity_id, answered.contact_point_id)
    else:
        found = rows(OF_SENDER, {"value": incoming.sender, "rooftop": incoming.rooftop_id})
        if not found:
            raise UnknownSender(incoming.channel)
        ids = found[0]
    opportunity = Opportunity.objects.select_for_update(no_key=True, of=("self",)).get(id=ids[0])
    return opportunity, ContactPoint.objects.get(id=ids[1])


def _answered(opportunity: Opportunity, message: Message, store: StoreSettings, *, now: datetime) -> None:
    stop_clocks(opportunity, VERIFIED_REPLY, store, now=now, verified=True)
    opportunity.stage = str(stage_after(Fact.TWO_WAY_CONTACT, Stage(opportunity.stage)))
    opportunity.last_activity_at = max(opportunity.last_activity_at, now)
    opportunity.save(update_fields=["stage", "due_at", "escalates_at", "last_activity_at"])
    _learn(opportunity, message.channel, store, now=now)
    ContactPoint.objects.filter(id=message.contact_point_id or 0).update(reachability="reached")
    happened_to(opportunity, "reply", now=now, store=store)
    if qualification.rescore(opportunity, qualification.replied, store, now=now):
        replan(opportunity, store, now=now)
    if opportunity.closed_at is None or opportunity.stage in ("sold", "delivered"):
        _to_be_answered(opportunity, message, store, now=now)


def _to_be_answered(
    opportunity: Opportunity, message: Message, store: StoreSettings, *, now: datetime
) -> None:
    """The customer's clock (RSP-4): the owner if they are here, else whoever is on shift (the desk)."""
    there = {
        one.id
        for one in store.staff
        if on_shift(one.shifts, one.time_off, store.zone, now, store=store.calendar)
    }
    owner = opportunity.owner_id if opportunity.owner_id in there or not there else None
    team = next((one.team_id for one in store.staff if one.id == opportunity.owner_id), None)
    try:
        due_at = add_business_minutes(store.calendar_of(team), now, store.reply_minutes)
    except NeverOpens:
        due_at = now
    open_tasks(
        [
            NewTask(
                opportunity.rooftop_id,
                opportunity.pk,
                owner,
                "reply",
                WAITING_BAND,
                due_at,
                message_id=message.pk,
            )
        ],
        now=now,
    )
    told = {opportunity.owner_id} if owner is not None else {opportunity.owner_id, *there}
    users = {user for one in told if (user := store.user_of(one)) is not None}
    raise_alerts(
        [NewAlert(opportunity.rooftop_id, opportunity.pk, user, "reply") for user in sorted(users)], now=now
    )


def _obeyed(
    opportunity: Opportunity,
    message: Message,
    point: ContactPoint,
    asked: OptOut,
    store: StoreSettings,
    *,
    now: datetime,
) -> None:
    if asked.rejoins:
        lift(
            group_id=store.group_id,
            values=[point.value],
            channels=(message.channel,),
            words=message.body,
            person_id=opportunity.person_id,
            rooftop_id=store.id,
            by_user=None,
            now=now,
        )
        note(opportunity, Event.OPT_OUT_LIFTED, {"channel": message.channel}, now=now)
        return
    if asked.asks_help:
        _say(opportunity, point, HELP, "reply", store, f"help:{message.pk}", now=now)
        return
    everywhere = "" in asked.channels
    points = [point]
    if everywhere or set(asked.channels) - {message.channel}:
        points = list(ContactPoint.objects.filter(person=opportunity.person_id))
    closed = opt_out(
        group_id=store.group_id,
        points=[(one.kind, one.value, one.pk) for one in points],
        channels=asked.channels,
        how="keyword" if asked.keyword else "free_text",
        words=message.body,
        person_id=opportunity.person_id,
        rooftop_id=store.id,
        lead_id=None,
        by_user=None,
        now=now,
    )
    note(opportunity, Event.OPTED_OUT, {"channels": list(asked.channels), "message": message.pk}, now=now)
    happened_to(opportunity, "opt_out", now=now, store=store)
    # Said twice it is obeyed twice, and confirmed once.
    if closed and message.channel == "text":
        _say(opportunity, point, CONFIRMATIONS, "confirmation", store, f"stop:{message.pk}", now=now)


def _say(
    opportunity: Opportunity,
    point: ContactPoint,
    words: dict[str, str],
    purpose: str,
    store: StoreSettings,
    key: str,
    *,
    now: datetime,
) -> None:
    """One text by itself, of ours and no store's: what carriers and the law want said."""
    language = opportunity.person.language if opportunity.person.language in words else store.language
    body = words.get(language, words["en"]).format(store=store.name, phone=store.phone_e164)
    Message.objects.create(
        rooftop_id=opportunity.rooftop_id,
        opportunity=opportunity,
        person_id=opportunity.person_id,
        contact_point=point,
        channel="text",
        direction="out",
        purpose=purpose,
        automatic=purpose == "confirmation",
        step_key=key,
        language=language,
        sender_name=store.name,
        sender=store.phone_e164,
        recipient=point.value.partition(";")[0],
        body=body,
        created_at=now,
        send_after=now,
        too_late_at=None,
    )
    send_outbox_later()


def _learn(opportunity: Opportunity, channel: str, store: StoreSettings, *, now: datetime) -> None:
    """What this person answers to, by channel and part of the day (CAD-6)."""
    place = PersonStore.objects.filter(rooftop=opportunity.rooftop_id, person=opportunity.person_id).first()
    if place is None:
        return
    counts = dict(place.answered)
    for key in (channel, day_part(now.astimezone(store.zone))):
        counts[key] = counts.get(key, 0) + 1
    place.answered = counts
    place.save(update_fields=["answered"])
