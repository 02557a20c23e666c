"""What a customer answers: found its lead, the cadence stops, a clock for our answer starts, a refusal is obeyed.

One path for every channel. Somebody else who answers in the thread (a spouse) is heard, too, but is not the customer:
their words say nothing of the customer's number or address, and their refusal closes their own.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from freshup.data.models import ContactPoint, Message, Opportunity, PersonStore
from freshup.data.sql import rows
from freshup.domain.cadences import day_part
from freshup.domain.leads import Fact, Stage, stage_after
from freshup.domain.leads.outcomes import VERIFIED_REPLY
from freshup.domain.people.keys import canonical_email, email_key, is_masked
from freshup.domain.response import WAITING_BAND
from freshup.domain.stores import NeverOpens, add_business_minutes, on_shift
from freshup.operations import qualification
from freshup.operations.cadences.exits import happened_to, replan
from freshup.operations.conversations import angry
from freshup.operations.conversations.obeying import Said, obeyed
from freshup.operations.conversations.talks import customer_spoke
from freshup.operations.response.alerts import NewAlert, raise_alerts, tell_pages
from freshup.operations.response.clocks import stop_clocks
from freshup.operations.response.tasks import NewTask, open_tasks
from freshup.queries.stores import StoreSettings, settings_of

KEY_LENGTH_MAX: Final = 80
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
    """One message from outside, as a provider reports it. `sender` is a number in E.164 or an address.

    What it continues is named by `answers` (a message of ours) or `opportunity_id` (the address it came to), else by
    its sender. `key` is what is the same when it comes again; without one it is the provider's id. `machine`: no person
    wrote it (an absence note, a list). `keyword`: the provider has acted on one itself, and has answered it.
    `heard_at`: when it reached us, where that is not now.
    """

    provider: str
    provider_id: str
    rooftop_id: int
    channel: str
    sender: str
    body: str
    subject: str = ""
    answers: int | None = None
    opportunity_id: int | None = None
    key: str = ""
    sender_name: str = ""
    recipient: str = ""
    mail_id: str = ""
    connector_id: int | None = None
    rest: str = ""
    machine: bool = False
    keyword: str = ""
    heard_at: datetime | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def step_key(self) -> str:
        """Long ids are told apart by all of their characters, not by the first of them."""
        key = f"in:{self.key or f'{self.provider}:{self.provider_id}'}"
        return key if len(key) <= KEY_LENGTH_MAX else f"in:{hashlib.sha256(key.encode()).hexdigest()}"


def receive_reply(incoming: Incoming, *, now: datetime) -> int | None:
    """Take in one message; its row's id comes back, None for one that came before.

    In one transaction: the message, the clocks, the stage, the score, the end of the cadence, the task to answer, the
    alert. A refusal is obeyed before anything else and is no contact (STOP never counts). Raises UnknownSender.
    """
    with transaction.atomic():
        opportunity, point = _conversation(incoming)
        store = settings_of([opportunity.rooftop_id])[opportunity.rooftop_id]
        if Message.objects.filter(step_key=incoming.step_key).exists():
            return None
        message = write_down(incoming, opportunity, point, store, now=now)
        if incoming.machine:
            _spoke(opportunity, message, None, now=now)
        else:
            said = Said(opportunity, message, point, store, incoming.heard_at or now)
            if obeyed(said, incoming.keyword, now=now):
                _spoke(opportunity, message, None, now=now)
            else:
                answered(opportunity, message, store, now=now)
            angry.look(opportunity, message.body, message_id=message.pk, store=store, now=now)
        tell_pages(opportunity.rooftop_id, [opportunity.pk], "reply")
        return message.pk


def write_down(
    incoming: Incoming,
    opportunity: Opportunity,
    point: ContactPoint | None,
    store: StoreSettings,
    *,
    now: datetime,
    purpose: str = "reply",
) -> Message:
    """The row of a message that came in. Somebody who is not the customer has no contact point here."""
    flags = {"stranger": True} if point is None else {}
    flags |= {"auto": True} if incoming.machine else {}
    return Message.objects.create(
        rooftop_id=opportunity.rooftop_id,
        opportunity=opportunity,
        person_id=opportunity.person_id,
        contact_point=point,
        channel=incoming.channel,
        direction="in",
        purpose=purpose,
        automatic=incoming.machine,
        step_key=incoming.step_key,
        sender_name=incoming.sender_name[:120],
        sender=incoming.sender[:254],
        recipient=(
            incoming.recipient or (store.phone_e164 if incoming.channel == "text" else store.mail_from)
        )[:254],
        subject=incoming.subject[:200],
        body=incoming.body,
        rest=incoming.rest,
        state="received",
        created_at=now,
        send_after=now,
        sent_at=now,
        provider=incoming.provider[:20],
        provider_id=incoming.provider_id[:120],
        connector_id=incoming.connector_id,
        mail_id=incoming.mail_id[:250],
        details={**incoming.details, **flags},
    )


def _conversation(incoming: Incoming) -> tuple[Opportunity, ContactPoint | None]:
    """The opportunity, held, and the customer's number or address it came from; None for somebody else's."""
    found: Sequence[Any] = ()
    answered_to = Message.objects.filter(id=incoming.answers or 0, rooftop=incoming.rooftop_id).first()
    if incoming.opportunity_id is not None:
        known = Opportunity.objects.filter(id=incoming.opportunity_id, rooftop=incoming.rooftop_id)
        found = [(id, None) for id in known.values_list("id", flat=True)]
    elif answered_to is not None:
        found = [(answered_to.opportunity_id, answered_to.contact_point_id)]
    value = _value(incoming)
    found = found or rows(OF_SENDER, {"value": value, "rooftop": incoming.rooftop_id})
    if not found:
        raise UnknownSender(incoming.channel)
    opportunity_id, point_id = found[0]
    opportunity = Opportunity.objects.select_for_update(no_key=True, of=("self",)).get(id=opportunity_id)
    return opportunity, _point(incoming, opportunity, point_id, value)


def _point(
    incoming: Incoming, opportunity: Opportunity, point_id: int | None, value: str
) -> ContactPoint | None:
    theirs = ContactPoint.objects.filter(person=opportunity.person_id)
    if incoming.channel != "email":
        return theirs.filter(id=point_id or 0).first() or theirs.filter(kind="phone", value=value).first()
    mails = list(theirs.filter(kind="email").order_by("id"))
    mine = next((one for one in mails if value in (one.value, one.shown_as.lower())), None)
    if mine is None and is_masked(value):
        # A relay writes from another address each time; which of theirs it stands for, its domain says.
        mine = next((one for one in mails if one.value.partition("@")[2] == value.partition("@")[2]), None)
    return mine


def _value(incoming: Incoming) -> str:
    """The key under which the sender would be known."""
    if incoming.channel != "email":
        return incoming.sender
    return email_key(incoming.sender) or canonical_email(incoming.sender) or ""


def answered(opportunity: Opportunity, message: Message, store: StoreSettings, *, now: datetime) -> None:
    """Somebody wrote to us and waits: what every message of a person does, whatever its channel.

    Only the customer's own is a contact and says something about how to reach them. The follow-up stops for anybody's:
    whoever writes in the thread has read it. The opportunity is held, the message written.
    """
    opportunity.last_activity_at = max(opportunity.last_activity_at, now)
    if message.contact_point_id is None:
        opportunity.save(update_fields=["last_activity_at"])
        happened_to(opportunity, "reply", now=now, store=store)
    else:
        _contact(opportunity, message, store, now=now)
    due_at = None
    if opportunity.closed_at is None or opportunity.stage in ("sold", "delivered"):
        due_at = _to_be_answered(opportunity, message, store, now=now)
    _spoke(opportunity, message, due_at or _due(opportunity, store, now=now), now=now)


def _contact(opportunity: Opportunity, message: Message, store: StoreSettings, *, now: datetime) -> None:
    stop_clocks(opportunity, VERIFIED_REPLY, store, now=now, verified=True)
    opportunity.stage = str(stage_after(Fact.TWO_WAY_CONTACT, Stage(opportunity.stage)))
    opportunity.save(update_fields=["stage", "due_at", "escalates_at", "last_activity_at"])
    _learn(opportunity, message.channel, store, now=now)
    ContactPoint.objects.filter(id=message.contact_point_id or 0).update(reachability="reached")
    happened_to(opportunity, "reply", now=now, store=store)
    if qualification.rescore(opportunity, qualification.replied, store, now=now):
        replan(opportunity, store, now=now)


def _spoke(opportunity: Opportunity, message: Message, due_at: datetime | None, *, now: datetime) -> None:
    """In the inbox; they wait where there is a time to answer by."""
    customer_spoke(
        opportunity.rooftop_id,
        opportunity.pk,
        at=now,
        channel=message.channel,
        message_id=message.pk,
        due_at=due_at,
        waits=due_at is not None,
    )


def _due(opportunity: Opportunity, store: StoreSettings, *, now: datetime) -> datetime:
    team = next((one.team_id for one in store.staff if one.id == opportunity.owner_id), None)
    try:
        return add_business_minutes(store.calendar_of(team), now, store.reply_minutes)
    except NeverOpens:
        return now


def _to_be_answered(
    opportunity: Opportunity, message: Message, store: StoreSettings, *, now: datetime
) -> datetime:
    """The customer's clock (RSP-4): the owner if they are here, else whoever is on shift (the desk)."""
    there = {
        one.id
        for one in store.staff
        if on_shift(one.shifts, one.time_off, store.zone, now, store=store.calendar)
    }
    owner = opportunity.owner_id if opportunity.owner_id in there or not there else None
    due_at = _due(opportunity, store, now=now)
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
    return due_at


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
