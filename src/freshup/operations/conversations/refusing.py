"""A customer says no at their mail provider: reported as spam, or taken off the list there."""

from datetime import datetime

from freshup.data.models import ContactPoint, Message, Opportunity
from freshup.domain.events import Event
from freshup.operations.cadences.exits import happened_to
from freshup.operations.consent import opt_out
from freshup.operations.timeline import note
from freshup.queries.stores import settings_of


def no_more_mail(message_id: int, *, how: str, words: str, now: datetime) -> bool:
    """No more e-mail to this address from any store of the group, as if it had been said to us; whether that is news.

    `how` is complaint or one_click.
    """
    message = Message.objects.get(id=message_id)
    store = settings_of([message.rooftop_id])[message.rooftop_id]
    opportunity = Opportunity.objects.select_for_update(no_key=True, of=("self",)).get(
        id=message.opportunity_id
    )
    point = ContactPoint.objects.filter(id=message.contact_point_id or 0).first()
    closed = opt_out(
        store.group_id,
        [("email", point.value if point else message.recipient, point.pk if point else None)],
        channels=("email",),
        how=how,
        words=words,
        person_id=opportunity.person_id,
        rooftop_id=store.id,
        now=now,
    )
    if closed:
        note(opportunity, Event.OPTED_OUT, {"channels": ["email"], "message": message_id}, now=now)
        happened_to(opportunity, "opt_out", now=now, store=store)
    return bool(closed)
