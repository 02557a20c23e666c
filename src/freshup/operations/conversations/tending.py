"""What people do with a conversation itself: give it to somebody, put it off, say that no answer is needed."""

from datetime import datetime

from freshup.data.models import Conversation, Staff, Task
from freshup.domain.events import Event
from freshup.operations.opportunities import UnableToChange
from freshup.operations.response.alerts import NewAlert, raise_alerts, tell_pages
from freshup.operations.timeline import note
from freshup.queries.access import Scope
from freshup.queries.conversations_of import conversations
from freshup.queries.stores import settings_of


class NoSuchConversation(UnableToChange):
    """There is none with this id in the person's scope."""


class UnknownColleague(UnableToChange):
    """Nobody of this store, or nobody any more."""


class SeesOnlyTheirOwn(UnableToChange):
    """This colleague sees only leads of their own: they could not read what they are to answer."""


def held(scope: Scope, conversation_id: int) -> Conversation:
    """The conversation, held until the transaction ends. Raises NoSuchConversation."""
    talk = (
        conversations(scope)
        .select_for_update(of=("self",), no_key=True)
        .select_related("opportunity")
        .filter(id=conversation_id)
        .first()
    )
    if talk is None:
        raise NoSuchConversation
    return talk


def assign(scope: Scope, conversation_id: int, staff_id: int | None, *, now: datetime) -> None:
    """This colleague answers from now on; None gives it back to the owner, who keeps the lead all the while.

    Raises NoSuchConversation, UnknownColleague, SeesOnlyTheirOwn.
    """
    talk = held(scope, conversation_id)
    if staff_id is not None:
        _may_answer(talk, staff_id)
    if talk.assigned_id == staff_id:
        return
    talk.assigned_id = staff_id
    talk.save(update_fields=["assigned"])
    opportunity = talk.opportunity
    if opportunity is None:
        return
    answers = staff_id or opportunity.owner_id
    Task.objects.filter(opportunity=opportunity, kind="reply", done_at=None).update(staff=answers)
    note(opportunity, Event.ANSWER_GIVEN, {"staff": answers}, now=now, by=scope.user_id)
    user = settings_of([talk.rooftop_id])[talk.rooftop_id].user_of(staff_id)
    if user is not None and user != scope.user_id:
        raise_alerts([NewAlert(talk.rooftop_id, opportunity.pk, user, "reply")], now=now)
    tell_pages(talk.rooftop_id, [opportunity.pk], "message")


def _may_answer(talk: Conversation, staff_id: int) -> None:
    place = Staff.objects.filter(
        id=staff_id, rooftop=talk.rooftop_id, archived_at=None, user__is_active=True
    ).first()
    if place is None:
        raise UnknownColleague
    if place.scope == "own" and talk.opportunity is not None and talk.opportunity.owner_id != staff_id:
        raise SeesOnlyTheirOwn


def snooze(scope: Scope, conversation_id: int, until: datetime | None, *, now: datetime) -> None:
    """Put it off until then; it is back at once when the customer writes. None takes it back now.

    The wait itself goes on counting. Raises NoSuchConversation.
    """
    talk = held(scope, conversation_id)
    talk.snoozed_until = until
    talk.save(update_fields=["snoozed_until"])
    if talk.opportunity_id is None:
        return
    Task.objects.filter(opportunity=talk.opportunity_id, kind="reply", done_at=None).update(
        shown_at=until or now
    )
    tell_pages(talk.rooftop_id, [talk.opportunity_id], "message")


def rest(scope: Scope, conversation_id: int, *, now: datetime) -> None:
    """No answer is needed: nobody waits, and the task to answer is done. Raises NoSuchConversation."""
    talk = held(scope, conversation_id)
    talk.waiting_since = talk.due_at = talk.snoozed_until = None
    talk.save(update_fields=["waiting_since", "due_at", "snoozed_until"])
    if talk.opportunity_id is None:
        return
    Task.objects.filter(opportunity=talk.opportunity_id, kind="reply", done_at=None).update(
        done_at=now, done_by=scope.user_id, result="done"
    )
    tell_pages(talk.rooftop_id, [talk.opportunity_id], "message")
