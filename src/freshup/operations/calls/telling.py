"""What a customer's call does to their lead: a conversation, a call to be returned, or a line in the log."""

from datetime import datetime
from typing import Final

from freshup.data.models import ContactPoint, Message, Opportunity
from freshup.domain.events import Event
from freshup.domain.leads import Fact, Stage, stage_after
from freshup.domain.leads.outcomes import DONE_BY, MEANINGS, VERIFIED_REPLY, Outcome
from freshup.domain.response import WAITING_BAND
from freshup.domain.stores import NeverOpens, next_open_moment
from freshup.operations import qualification
from freshup.operations.cadences.exits import happened_to, replan
from freshup.operations.calls.facts import people_here
from freshup.operations.calls.rows import remember
from freshup.operations.conversations.talks import customer_spoke, nothing_to_answer
from freshup.operations.response.alerts import NewAlert, raise_alerts, tell_pages
from freshup.operations.response.clocks import stop_clocks
from freshup.operations.response.next_steps import give_next_step
from freshup.operations.response.tasks import NewTask, close_tasks, open_tasks
from freshup.operations.timeline import note
from freshup.queries.stores import StoreSettings, settings_of

# A sentence's code: the page says it in the reader's language.
MISSED_WORDS: Final = "task.missed_words"
MISSED: Final = "missed"
# A call counts once, however often its end is reported and whoever told of it before.
SETTLED: Final = "settled"


def spoke(call: Message, user: int | None, seconds: int | None, *, at: datetime, now: datetime) -> None:
    """A person of ours answered: everything that a first answer owes is done at once (RSP-3)."""
    opportunity, store = _held(call)
    told_before = bool(call.outcome)
    _settle(call, "done", user, seconds, outcome=str(Outcome.SPOKE), now=now)
    remember(call, {"suggested": str(Outcome.SPOKE)})
    meaning = MEANINGS[Outcome.SPOKE]
    stop_clocks(opportunity, meaning, store, now=at, verified=True)
    opportunity.stage = str(stage_after(meaning.fact, Stage(opportunity.stage)))
    _was_active(opportunity, at, "stage", "due_at", "escalates_at")
    data = {"outcome": str(Outcome.SPOKE), "channel": meaning.channel, "claimed": False, "message": call.pk}
    if not told_before:
        note(opportunity, meaning.event, data, now=at, by=call.by_user_id)
    ContactPoint.objects.filter(id=call.contact_point_id or 0).update(reachability="reached")
    close_tasks(opportunity.pk, DONE_BY[Outcome.SPOKE], now=now, by=user)
    happened_to(opportunity, "contact", now=now, store=store, by=user)
    _scored(opportunity, store, now=now)
    give_next_step(opportunity.pk, now=now)
    customer_spoke(
        store.id, opportunity.pk, at=at, channel="call", message_id=call.pk, due_at=None, waits=False
    )
    nothing_to_answer(opportunity.pk)
    tell_pages(store.id, [opportunity.pk], "task")


def missed(call: Message, seconds: int | None, *, at: datetime, now: datetime) -> None:
    """Nobody came to the phone: call back at once, before everything else, or as soon as the store opens."""
    opportunity, store = _held(call)
    _settle(call, MISSED, None, seconds, outcome="", now=now)
    _was_active(opportunity, at)
    due_at = _due(store, now)
    here = people_here(store, "sales", now=now)
    owner = opportunity.owner_id if opportunity.owner_id in here or not here else None
    close_tasks(opportunity.pk, ["call"], now=now, result="replaced")
    task = NewTask(
        store.id,
        opportunity.pk,
        owner,
        "callback",
        WAITING_BAND,
        due_at,
        message_id=call.pk,
        words=MISSED_WORDS,
    )
    open_tasks([task], now=now)
    told = {opportunity.owner_id} if owner is not None else {opportunity.owner_id, *here}
    users = {user for one in told if (user := store.user_of(one)) is not None}
    raise_alerts(
        [
            NewAlert(store.id, opportunity.pk, user, "missed_call", {"message": call.pk})
            for user in sorted(users)
        ],
        now=now,
    )
    _scored(opportunity, store, now=now)
    customer_spoke(store.id, opportunity.pk, at=at, channel="call", message_id=call.pk, due_at=due_at)
    tell_pages(store.id, [opportunity.pk], "task")


def left_words(call: Message, *, at: datetime, now: datetime) -> None:
    """The customer spoke to a machine of ours: contact as a text is, and the answer is still owed (RSP-3)."""
    opportunity, store = _held(call)
    stop_clocks(opportunity, VERIFIED_REPLY, store, now=at, verified=True)
    opportunity.stage = str(stage_after(Fact.TWO_WAY_CONTACT, Stage(opportunity.stage)))
    _was_active(opportunity, at, "stage", "due_at", "escalates_at")
    note(opportunity, Event.VOICEMAIL_LEFT, {"message": call.pk, "channel": "phone"}, now=at)
    happened_to(opportunity, "reply", now=now, store=store)
    customer_spoke(
        store.id, opportunity.pk, at=at, channel="call", message_id=call.pk, due_at=_due(store, now)
    )
    tell_pages(store.id, [opportunity.pk], "reply")


def only_logged(call: Message, user: int | None, seconds: int | None, *, now: datetime) -> None:
    """For the workshop or the parts counter: on the customer's record, and nobody in sales is called by it."""
    _settle(call, "done", user, seconds, outcome="", now=now)
    tell_pages(call.rooftop_id, [call.opportunity_id], "message")


def _held(call: Message) -> tuple[Opportunity, StoreSettings]:
    opportunity = Opportunity.objects.select_for_update(no_key=True, of=("self",)).get(id=call.opportunity_id)
    return opportunity, settings_of([call.rooftop_id])[call.rooftop_id]


def _settle(
    call: Message, state: str, user: int | None, seconds: int | None, *, outcome: str, now: datetime
) -> None:
    call.state, call.outcome, call.settled_at = state, call.outcome or outcome, now
    call.by_user_id, call.seconds = call.by_user_id or user, seconds
    remember(call, {SETTLED: True}, "state", "outcome", "settled_at", "by_user", "seconds")


def _was_active(opportunity: Opportunity, at: datetime, *more: str) -> None:
    opportunity.last_activity_at = max(opportunity.last_activity_at, at)
    opportunity.save(update_fields=["last_activity_at", *more])


def _scored(opportunity: Opportunity, store: StoreSettings, *, now: datetime) -> None:
    if qualification.rescore(opportunity, qualification.called_in, store, now=now):
        replan(opportunity, store, now=now)


def _due(store: StoreSettings, now: datetime) -> datetime:
    """Now, or when the store opens next: nobody promised the customer an hour of the night."""
    try:
        return next_open_moment(store.calendar, now)
    except NeverOpens:
        return now
