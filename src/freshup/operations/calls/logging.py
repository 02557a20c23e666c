"""Every call logs itself: what a provider reports of it, in any order and as often as it likes (MSG-4, CAP-5)."""

from datetime import datetime
from typing import Final, Protocol

from freshup.data.models import Message, Opportunity
from freshup.domain.calls import Told, suggested
from freshup.domain.connectors.reports import CallReport
from freshup.domain.leads import Fact, Stage, stage_after
from freshup.domain.leads.outcomes import VERIFIED_CALL
from freshup.domain.reasons import N_ as _
from freshup.operations.calls.incoming import take_incoming
from freshup.operations.calls.rows import remember
from freshup.operations.connectors.outcomes import Done, Ignored, Outcome, Taken
from freshup.operations.response.alerts import tell_pages
from freshup.operations.response.clocks import stop_clocks
from freshup.ports.storage import Storage
from freshup.queries.stores import settings_of

# How far a leg has come; a report that says less than is known changes nothing.
RANKS: Final = {
    "": 0,
    "ringing": 1,
    "answered": 2,
    "cancelled": 3,
    "failed": 3,
    "busy": 3,
    "no_answer": 3,
    "completed": 3,
}
OVER: Final = 3
# By these the customer's telephone rang, whatever came of it.
RANG: Final = frozenset({"ringing", "answered", "busy", "no_answer", "completed"})
UNANSWERED: Final = _("Your own phone did not answer, so nobody was dialed")
NO_PHONE: Final = _("Your own phone could not be reached, so nobody was dialed")


class Outside(Protocol):
    @property
    def storage(self) -> Storage: ...


def take_call(report: CallReport, event: Taken, outside: Outside, now: datetime) -> Outcome:
    """A report of a call: the customer's own, or a leg of one that we placed."""
    if report.details.get("direction") == "in":
        return take_incoming(report, event, outside.storage, now)
    call = Message.objects.filter(id=report.ours or 0, channel="call", direction="out").first()
    if call is None and report.ours is None and report.provider_id:
        call = Message.objects.filter(
            provider_id=report.provider_id, rooftop=event.rooftop_id, channel="call", direction="out"
        ).first()
    # A webhook for one store's key may not touch another store's call, whatever number it carries.
    if call is None or call.rooftop_id != event.rooftop_id or call.connector_id != event.connector_id:
        return Ignored("no_such_call")
    opportunity = Opportunity.objects.select_for_update(no_key=True, of=("self",)).get(id=call.opportunity_id)
    call = Message.objects.select_for_update(no_key=True, of=("self",)).get(id=call.pk)
    before = str(call.details.get(report.leg, ""))
    if report.leg == "customer":
        _rang(opportunity, call, report)
    if RANKS.get(report.state, 0) <= RANKS.get(before, 0):
        return Done(call.pk)
    facts = {report.leg: report.state}
    if report.leg == "customer" and "leg_id" in report.details:
        facts["leg_id"] = report.details["leg_id"]
    remember(call, facts)
    if report.leg == "customer":
        _customers_leg(call, report, now=now)
    elif RANKS[report.state] == OVER:
        _agents_leg_is_over(call, report, now=now)
    tell_pages(call.rooftop_id, [call.opportunity_id], "clock")
    return Done(call.pk)


def _rang(opportunity: Opportunity, call: Message, report: CallReport) -> None:
    """An attempt, and verified: from now on it counts for the clocks and for the day's cap."""
    if report.state not in RANG or "rang_at" in call.details:
        return
    store = settings_of([call.rooftop_id])[call.rooftop_id]
    call.sent_at = report.at
    remember(call, {"rang_at": report.at.isoformat()}, "sent_at")
    stop_clocks(opportunity, VERIFIED_CALL, store, now=report.at, verified=True)
    opportunity.stage = str(stage_after(Fact.ATTEMPTED, Stage(opportunity.stage)))
    opportunity.last_activity_at = max(opportunity.last_activity_at, report.at)
    opportunity.save(update_fields=["stage", "due_at", "escalates_at", "last_activity_at"])


def _customers_leg(call: Message, report: CallReport, *, now: datetime) -> None:
    """How it seems to have gone; the person who spoke says so. A call that was told about already stays told."""
    if report.seconds is not None:
        call.seconds = report.seconds
    told = Told(report.state, report.seconds, dropped=call.details.get("drop") == "played")
    remember(call, {"suggested": suggested(told)}, "seconds")
    if RANKS[report.state] == OVER and call.state == "calling":
        call.state, call.settled_at = "done", now
        call.save(update_fields=["state", "settled_at"])


def _agents_leg_is_over(call: Message, report: CallReport, *, now: datetime) -> None:
    """Without a customer's leg it was over before it began; with one, that leg tells the rest."""
    if call.details.get("customer") or call.state != "calling":
        return
    if report.state == "completed":
        # The customer's leg may be told of late: whoever hung up in the words before it dialled nobody.
        call.state, call.settled_at = "done", now
        call.save(update_fields=["state", "settled_at"])
        return
    call.state, call.settled_at = "failed", now
    call.failure = NO_PHONE if report.state == "failed" else UNANSWERED
    call.save(update_fields=["state", "settled_at", "failure"])
