"""Voicemail drop: a machine answered, so the agent goes on to the next customer while our words are spoken into it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from freshup.data.models import Message
from freshup.domain.calls import HangUp, Say, Step
from freshup.domain.calls.words import tongue
from freshup.domain.leads.outcomes import Outcome
from freshup.jobs import place_calls_later
from freshup.operations.calls.placing import ASKS, DROP
from freshup.operations.calls.rows import remember
from freshup.operations.leads import log_outcome
from freshup.operations.opportunities import NothingSaid, UnableToChange, locked
from freshup.ports.accounts import Account
from freshup.ports.calling import Heard
from freshup.queries.access import Scope

WORDS_LENGTH_MAX: Final = 1_200
DROPPED: Final = "played"


class NotOnTheLine(UnableToChange):
    """The customer's side is not (or no longer) on the line: there is nothing to speak into."""


def drop_voicemail(scope: Scope, opportunity_id: int, words: str, *, now: datetime) -> None:
    """Say these words to the machine and let the agent go. Raises NoSuchOpportunity, NothingSaid, NotOnTheLine."""
    opportunity = locked(scope, opportunity_id)
    words = " ".join(words.split())[:WORDS_LENGTH_MAX]
    if not words:
        raise NothingSaid
    call = (
        Message.objects.select_for_update(no_key=True, of=("self",))
        .filter(
            opportunity=opportunity, by_user=scope.user_id, channel="call", direction="out", state="calling"
        )
        .exclude(provider="")
        .order_by("-id")
        .first()
    )
    if call is None or call.details.get("customer") != "answered" or not call.details.get("leg_id"):
        raise NotOnTheLine
    call.body = words
    remember(call, {ASKS: DROP, "drop": DROPPED, "suggested": str(Outcome.LEFT_MESSAGE)}, "body")
    log_outcome(scope, opportunity_id, Outcome.LEFT_MESSAGE, now=now)
    # The customer's leg is still there; that it is over will be reported.
    Message.objects.filter(id=call.pk).update(state="calling", settled_at=None)
    place_calls_later()


def dropped(account: Account, heard: Heard) -> Sequence[Step]:
    """The words, spoken by the provider. Asked by it once the customer's leg is ours alone."""
    call = Message.objects.select_related("person").filter(
        id=heard.reference or 0, rooftop=account.rooftop_id, connector_id=account.id, channel="call"
    )
    found = call.first()
    if found is None or found.details.get("drop") != DROPPED or not found.body:
        return (HangUp(),)
    return (Say(found.body, tongue(found.person.language or "en")), HangUp())
