"""By which ways a customer can be reached at this moment, and what the gate says to each: asked, not recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from freshup.data.models import ContactPoint
from freshup.domain.consent import Hold, Permit, Refusal, decide
from freshup.domain.conversations.shipped.registry import STILL_LOOKING
from freshup.queries.access import Scope, opportunities
from freshup.queries.gate import ANSWERS_WITHIN, Attempt, facts_of
from freshup.queries.stores import StoreSettings, settings_of

WAYS_MAX: Final = 12
CHANNELS: Final = {"phone": ("call", "text"), "email": ("email",)}


@dataclass(frozen=True, slots=True)
class Way:
    """One number or address by one channel. `answer` is what the gate says to a person who would use it now."""

    contact_point_id: int
    kind: str
    value: str
    shown_as: str
    phone_kind: str
    reachability: str
    suppressed: bool
    channel: str
    answer: Permit | Hold | Refusal
    extension: str = ""
    masked: bool = False


def reach(scope: Scope, opportunity_id: int, *, now: datetime, template: str = "") -> Sequence[Way]:
    """Calls first, then texts, then e-mail; three statements. Empty where the person may not see it.

    `template`: what would be written; somebody who bought is not asked whether they are still looking.
    """
    found = opportunities(scope).filter(id=opportunity_id).values_list("rooftop_id", "person_id").first()
    if found is None:
        return []
    rooftop_id, person_id = found
    store = settings_of([rooftop_id])[rooftop_id]
    return ways_of(opportunity_id, person_id, store, now=now, template=template)


def ways_of(
    opportunity_id: int, person_id: int, store: StoreSettings, *, now: datetime, template: str = ""
) -> Sequence[Way]:
    """The same for an opportunity that was looked up in the person's scope already; two statements."""
    points = list(ContactPoint.objects.filter(person=person_id).order_by("id")[:WAYS_MAX])
    asked = [(point, channel) for point in points for channel in CHANNELS.get(point.kind, ())]
    facts = facts_of([Attempt(opportunity_id, point.pk, channel) for point, channel in asked], now=now)
    ways = []
    for (point, channel), known in zip(asked, facts, strict=True):
        if known is None:
            continue
        answers = known.wrote_at is not None and now - known.wrote_at <= ANSWERS_WITHIN
        request = known.request(
            f"look:{opportunity_id}",
            purpose="reply" if answers else "follow_up",
            channel=channel,
            automated=False,
            registered=store.texts_registered,
            asks_if_looking=template in STILL_LOOKING,
        )
        ways.append(
            Way(
                point.pk,
                point.kind,
                known.address or "",
                point.shown_as,
                point.phone_kind,
                point.reachability,
                known.suppressed,
                channel,
                decide(request, now, store.law),
                point.extension,
                point.masked,
            )
        )
    order = {"call": 0, "text": 1, "email": 2}
    return sorted(
        ways,
        key=lambda way: (order[way.channel], way.phone_kind in ("fax", "pager"), way.phone_kind != "cell"),
    )
