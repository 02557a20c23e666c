"""What somebody must see while the phone rings: the inquiry, the history, who else is on the phone with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from freshup.data.models import Appointment, Lead, Message, Opportunity, Task, VehicleInterest
from freshup.queries.access import Scope, opportunities
from freshup.queries.leads.rows import full_name
from freshup.queries.leads.timeline import Happened, Wrote, timeline
from freshup.queries.stores import StoreSettings, settings_of

INQUIRIES_SHOWN: Final = 3
OTHERS_SHOWN: Final = 5
HISTORY_SHOWN: Final = 8
CALLS_LOOKED_AT: Final = 100
# As long as `operations.conversations` takes a call to be going on.
IN_PROGRESS_FOR: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class OnThePhone:
    """A call that is going on, as far as anybody said."""

    user_id: int | None
    name: str
    since: datetime
    contact_point_id: int | None


@dataclass(frozen=True, slots=True)
class CallScreen:
    """`voicemails` is how many were left so far. `calling` is what is going on, newest first."""

    opportunity: Opportunity
    name: str
    store: StoreSettings
    wanted: Sequence[VehicleInterest]
    inquiries: Sequence[Lead]
    history: Sequence[Happened | Wrote]
    others: Sequence[Opportunity]
    appointments: Sequence[Appointment]
    tasks: Sequence[Task]
    voicemails: int
    calling: Sequence[OnThePhone]

    def colleague(self, user_id: int | None) -> OnThePhone | None:
        return next((one for one in self.calling if one.user_id != user_id), None)

    def own(self, user_id: int | None) -> OnThePhone | None:
        return next((one for one in self.calling if one.user_id == user_id), None)


def call_screen(scope: Scope, opportunity_id: int, *, now: datetime) -> CallScreen | None:
    """None when the person may not see it, or there is none. Nine statements."""
    opportunity = (
        opportunities(scope)
        .select_related("person", "source", "owner__user")
        .filter(id=opportunity_id)
        .first()
    )
    if opportunity is None:
        return None
    person = opportunity.person
    calls = list(
        Message.objects.filter(opportunity=opportunity, channel="call", direction="out")
        .select_related("by_user")
        .only("state", "outcome", "created_at", "claimed_at", "contact_point_id", "by_user__name")
        .order_by("-created_at", "-id")[:CALLS_LOOKED_AT]
    )
    return CallScreen(
        opportunity=opportunity,
        name=full_name(person.first_name, person.last_name, person.company),
        store=settings_of([opportunity.rooftop_id])[opportunity.rooftop_id],
        wanted=list(VehicleInterest.objects.filter(opportunity=opportunity).order_by("-lead_id", "id")[:20]),
        inquiries=list(
            Lead.objects.filter(opportunity=opportunity)
            .select_related("source")
            .order_by("-received_at", "-id")[:INQUIRIES_SHOWN]
        ),
        history=timeline(opportunity.pk).entries[:HISTORY_SHOWN],
        others=list(
            opportunities(scope)
            .filter(person=opportunity.person_id)
            .exclude(id=opportunity.pk)
            .select_related("rooftop", "owner__user")
            .order_by("-last_activity_at", "-id")[:OTHERS_SHOWN]
        ),
        appointments=appointments_of(opportunity.pk),
        tasks=list(
            Task.objects.filter(opportunity=opportunity, done_at=None).order_by("band", "due_at", "id")
        ),
        voicemails=sum(one.outcome == "left_message" for one in calls),
        calling=[
            OnThePhone(
                one.by_user_id, one.by_user.name if one.by_user else "", one.created_at, one.contact_point_id
            )
            for one in calls
            if one.state == "calling" and one.claimed_at and one.claimed_at > now - IN_PROGRESS_FOR
        ],
    )


def store_of_opportunity(scope: Scope, opportunity_id: int) -> int | None:
    """The store of an opportunity the person may see; None when they may not, or there is none."""
    return opportunities(scope).filter(id=opportunity_id).values_list("rooftop_id", flat=True).first()


def appointments_of(opportunity_id: int) -> list[Appointment]:
    """What was agreed on with this customer, the latest time first."""
    return list(
        Appointment.objects.filter(opportunity=opportunity_id)
        .select_related("set_by")
        .order_by("-at", "-id")[:20]
    )
