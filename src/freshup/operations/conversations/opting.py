"""An opt-out, or its end, as a person hears it from the customer: on the phone, in the store, in any words."""

from collections.abc import Sequence
from datetime import datetime

from freshup.data.models import ContactPoint, Opportunity
from freshup.domain.events import Event
from freshup.operations.cadences.exits import happened_to
from freshup.operations.consent import lift, opt_out
from freshup.operations.conversations.talks import nothing_to_answer
from freshup.operations.opportunities import NothingSaid, locked
from freshup.operations.response.alerts import tell_pages
from freshup.operations.timeline import note
from freshup.queries.access import Scope
from freshup.queries.stores import settings_of


def opt_out_by_hand(
    scope: Scope, opportunity_id: int, *, channels: Sequence[str], words: str, now: datetime
) -> int:
    """Close these channels ("" means all) at every address of the person; how many were open comes back.

    Raises NoSuchOpportunity, NothingSaid: the words are the evidence.
    """
    opportunity = locked(scope, opportunity_id)
    words = _said(words)
    store = settings_of([opportunity.rooftop_id])[opportunity.rooftop_id]
    closed = opt_out(
        store.group_id,
        [(one.kind, one.value, one.pk) for one in _points(opportunity)],
        channels=channels,
        how="by_hand",
        words=words,
        person_id=opportunity.person_id,
        rooftop_id=store.id,
        by_user=scope.user_id,
        now=now,
    )
    if closed:
        note(
            opportunity, Event.OPTED_OUT, {"channels": list(channels)}, now=now, by=scope.user_id, words=words
        )
        happened_to(opportunity, "opt_out", now=now, store=store, by=scope.user_id)
        if "" in channels:
            nothing_to_answer(opportunity.pk)
        tell_pages(opportunity.rooftop_id, [opportunity.pk], "lead")
    return closed


def lift_by_hand(
    scope: Scope, opportunity_id: int, *, channels: Sequence[str], words: str, now: datetime
) -> int:
    """The customer agreed to be reached again; how many opt-outs ended. Raises NoSuchOpportunity, NothingSaid."""
    opportunity = locked(scope, opportunity_id)
    words = _said(words)
    store = settings_of([opportunity.rooftop_id])[opportunity.rooftop_id]
    opened = lift(
        store.group_id,
        [one.value for one in _points(opportunity)],
        channels=channels,
        words=words,
        person_id=opportunity.person_id,
        rooftop_id=store.id,
        by_user=scope.user_id,
        now=now,
    )
    if opened:
        note(
            opportunity,
            Event.OPT_OUT_LIFTED,
            {"channels": list(channels)},
            now=now,
            by=scope.user_id,
            words=words,
        )
        tell_pages(opportunity.rooftop_id, [opportunity.pk], "lead")
    return opened


def _said(words: str) -> str:
    words = words.strip()
    if not words:
        raise NothingSaid
    return words


def _points(opportunity: Opportunity) -> list[ContactPoint]:
    return list(ContactPoint.objects.filter(person=opportunity.person_id).order_by("id"))
