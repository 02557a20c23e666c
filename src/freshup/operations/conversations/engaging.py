"""Mails opened and links followed: kept whoever did it, scored once a message where it was a person (QUA-5, MSG-3).

An open is no contact and earns nothing: pictures are fetched by too many machines. A link that a person follows is
counted once a message; the score is made anew at once, and a tier that rises is told and planned for.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F

from freshup.data.models import Engagement, Message, Opportunity, TrackedLink
from freshup.domain.connectors.reports import EngagementReport
from freshup.domain.conversations.machines import ALL_LINKS_WITHIN, Fetch, followed_all, machine
from freshup.domain.events import Event
from freshup.domain.qualification import Behaviour
from freshup.operations import qualification
from freshup.operations.cadences.exits import replan
from freshup.operations.connectors.outcomes import DONE, Done, Ignored, Later, Outcome, Taken
from freshup.operations.conversations.refusing import no_more_mail
from freshup.operations.response.alerts import tell_pages
from freshup.operations.timeline import note
from freshup.queries.stores import settings_of
from freshup.queries.tracking import TrackedLinkFacts, fetches_of, unsettled_messages

OPENED: Final = "opened"
CLICKED: Final = "clicked"
# A link was followed, and whether by a person is known only when the others of its mail have had their time.
FETCHED: Final = "fetched"
# What a machine gone wild fetches over and over is counted no further.
KEPT_MAX: Final = 200
SETTLED_AT_ONCE_MAX: Final = 500
AGAIN: Final = timedelta(seconds=5)


def clicked(did: Behaviour) -> Behaviour:
    return replace(did, mail_clicks=did.mail_clicks + 1)


def fetched(link: TrackedLinkFacts, fetch: Fetch, *, now: datetime) -> str:
    """Somebody asked for this link or picture; why it was no person comes back, empty where it may have been one."""
    why = machine(fetch)
    more = TrackedLink.objects.filter(id=link.id, clicks__lt=KEPT_MAX).update(clicks=F("clicks") + 1)
    if not more:
        return why
    if not why and fetch.kind == CLICKED and link.links > 1:
        _keep(link.rooftop_id, link.opportunity_id, link.message_id, FETCHED, why, link_id=link.id, at=now)
    else:
        engaged(link.message_id, fetch.kind, why=why, at=now, link_id=link.id, now=now)
    return why


def engaged(
    message_id: int, kind: str, *, why: str, at: datetime, now: datetime, link_id: int | None = None
) -> bool:
    """Write it down; whether it is the first time that a person did this comes back. `why`: why it was a machine."""
    message = Message.objects.get(id=message_id)
    same = Engagement.objects.filter(
        message_id=message_id, kind=kind, at=at, link_id=link_id, machine=bool(why)
    )
    if why or kind == OPENED:
        if same.exists():
            return False
        _keep(message.rooftop_id, message.opportunity_id, message_id, kind, why, link_id=link_id, at=at)
        return not why and _opened(message, at)
    opportunity = Opportunity.objects.select_for_update(no_key=True, of=("self",)).get(
        id=message.opportunity_id
    )
    if same.exists():
        return False
    _keep(message.rooftop_id, message.opportunity_id, message_id, kind, why, link_id=link_id, at=at)
    return _clicked(message, opportunity, at, now=now)


def _keep(
    rooftop_id: int,
    opportunity_id: int,
    message_id: int,
    kind: str,
    why: str,
    *,
    link_id: int | None,
    at: datetime,
) -> None:
    Engagement.objects.create(
        rooftop_id=rooftop_id,
        opportunity_id=opportunity_id,
        message_id=message_id,
        link_id=link_id,
        kind=kind,
        at=at,
        machine=bool(why),
        why=why[:24],
    )


def _opened(message: Message, at: datetime) -> bool:
    first = Message.objects.filter(id=message.pk, opened_at=None).update(opened_at=at)
    if first:
        tell_pages(message.rooftop_id, [message.opportunity_id], "message")
    return bool(first)


def _clicked(message: Message, opportunity: Opportunity, at: datetime, *, now: datetime) -> bool:
    if not Message.objects.filter(id=message.pk, clicked_at=None).update(clicked_at=at):
        return False
    store = settings_of([message.rooftop_id])[message.rooftop_id]
    note(opportunity, Event.CLICKED, {"message": message.pk, "channel": message.channel}, now=now)
    if qualification.rescore(opportunity, clicked, store, now=now):
        replan(opportunity, store, now=now)
    tell_pages(message.rooftop_id, [message.opportunity_id], "message")
    return True


def settle_followed(*, now: datetime, limit: int = SETTLED_AT_ONCE_MAX) -> int:
    """Judge the links followed a moment ago, now that it is seen which others were; returns how many messages."""
    messages = unsettled_messages(before=now - ALL_LINKS_WITHIN, limit=limit)
    for message_id in messages:
        with transaction.atomic():
            _settle(message_id, now=now)
    return len(messages)


def _settle(message_id: int, *, now: datetime) -> None:
    message = Message.objects.get(id=message_id)
    # One settles at a time: the other finds it done.
    Opportunity.objects.select_for_update(no_key=True, of=("self",)).get(id=message.opportunity_id)
    found = fetches_of(message_id)
    followed = [(one.link_id, one.at) for one in found]
    for one in found:
        if not one.settled and one.at <= now - ALL_LINKS_WITHIN:
            why = "all_links" if followed_all(one.at, followed, one.links) else ""
            engaged(message_id, CLICKED, why=why, at=one.at, link_id=one.link_id, now=now)


def engagement_reported(report: EngagementReport, event: Taken, outside: object, now: datetime) -> Outcome:
    """What a provider saw: the message by our own id, else by the provider's, of this store only."""
    message = _message_of(report, event.rooftop_id)
    if message is None:
        return Later(now + AGAIN, "no_such_message")
    if report.kind == "unsubscribed":
        no_more_mail(message.pk, how="one_click", words="Unsubscribed at the mail provider", now=now)
        return Done(message.pk)
    if report.kind not in (OPENED, CLICKED):
        return Ignored("unknown_kind")
    fetch = Fetch(
        kind=report.kind,
        at=report.at,
        channel=message.channel,
        reached_at=message.delivered_at or message.sent_at,
        user_agent=report.user_agent or None,
    )
    if Engagement.objects.filter(message_id=message.pk).count() < KEPT_MAX:
        engaged(message.pk, report.kind, why=machine(fetch), at=report.at, now=now)
    return DONE


def _message_of(report: EngagementReport, rooftop_id: int) -> Message | None:
    ours = Message.objects.filter(rooftop=rooftop_id, direction="out")
    if report.ours is not None:
        return ours.filter(id=report.ours).first()
    return ours.filter(provider_id=report.provider_id[:120]).first() if report.provider_id else None
