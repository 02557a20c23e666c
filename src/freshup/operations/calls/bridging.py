"""Click-to-dial: our phone rings first, then the customer's, under the store's number (MSG-4).

At the tap the gate is asked and the row written; a worker asks the provider (`placing`); before the customer is dialled
the gate is asked once more. Nothing counts as an attempt until the provider says that it rang.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from freshup.data.models import Message, User
from freshup.domain.calls import CallPlan, Connect, HangUp, Say, Step, spoken
from freshup.domain.calls.recording import ANNOUNCED
from freshup.domain.calls.words import tongue
from freshup.domain.consent import Permit
from freshup.jobs import place_calls_later
from freshup.operations.calls.asking import permit_now, refuse
from freshup.operations.calls.facts import consent_of
from freshup.operations.calls.placing import ASKS, WANTED
from freshup.operations.calls.rows import remember
from freshup.operations.connectors.accounts import accounts_for
from freshup.operations.conversations.calling import PlacedCall, ask_to_call, settle, write_call
from freshup.operations.opportunities import UnableToChange
from freshup.operations.response.alerts import tell_pages
from freshup.ports.accounts import Account
from freshup.ports.calling import Heard
from freshup.queries.access import Scope
from freshup.queries.calls import VOICE, call_rules, caller_id, phones_of, region_of

CUSTOMER_SECONDS: Final = 30


class NoOwnPhone(UnableToChange):
    """The person has given no number on which they are rung."""


class NoVoice(UnableToChange):
    """The store is connected to no provider that carries calls."""


def bridge_call(
    scope: Scope, opportunity_id: int, contact_point_id: int, *, now: datetime, insists: bool = False
) -> PlacedCall:
    """Ring me, then the customer. Raises NoSuchOpportunity, CannotReach, NoOwnPhone, NoVoice."""
    if scope.user_id is None or scope.user_id not in phones_of([scope.user_id]):
        raise NoOwnPhone
    asked = ask_to_call(scope, opportunity_id, contact_point_id, now=now, insists=insists)
    if asked.placed is not None or not isinstance(asked.answer, Permit):
        return asked.placed or PlacedCall(None, asked.answer)
    account = accounts_for([asked.store.id], VOICE).get(asked.store.id)
    if account is None:
        raise NoVoice
    if asked.mine is not None:
        settle(asked.mine, "", now=now)
    sender = caller_id(asked.store.id, account.id, asked.store.phone_e164)
    call = write_call(asked, scope, sender=sender, now=now)
    call.provider, call.connector_id = account.provider, account.id
    remember(call, {ASKS: WANTED}, "provider", "connector_id")
    place_calls_later()
    tell_pages(asked.store.id, [opportunity_id], "clock")
    return PlacedCall(call.pk, asked.answer)


def connected(account: Account, heard: Heard, *, now: datetime) -> Sequence[Step]:
    """The agent's phone was picked up: dial the customer, if the gate still lets us. Asked by the provider."""
    call = ours(account, heard)
    if call is None:
        return (HangUp(),)
    language = tongue(_language_of(call.by_user_id))
    if heard.part == "announce":
        theirs = tongue(call.person.language or language)
        return (Say(spoken("announcement", theirs), theirs),)
    answer = permit_now(call, now=now)
    if not isinstance(answer, Permit):
        refuse(call, answer, now=now)
        return (Say(spoken("not_now", language), language), HangUp())
    region = region_of(call.rooftop_id)
    consent = consent_of(CallPlan.read(call_rules(call.rooftop_id)), region, answer.address)
    remember(call, {"consent": consent})
    leg = Connect(answer, call.sender, CUSTOMER_SECONDS, bool(consent), consent == ANNOUNCED)
    return (Say(_connecting(call, language), language), leg, HangUp())


def ours(account: Account, heard: Heard) -> Message | None:
    """The call this is about: of this store and connector, and still going on."""
    return (
        Message.objects.select_for_update(no_key=True, of=("self",))
        .select_related("person", "contact_point")
        .filter(
            id=heard.reference or 0,
            rooftop=account.rooftop_id,
            connector_id=account.id,
            channel="call",
            direction="out",
            state="calling",
        )
        .first()
    )


def _connecting(call: Message, language: str) -> str:
    person = call.person
    name = " ".join(filter(None, (person.first_name, person.last_name))) or person.company
    return spoken("connecting", language, name=name) if name else spoken("connecting_nobody", language)


def _language_of(user_id: int | None) -> str:
    return User.objects.filter(id=user_id or 0).values_list("language", flat=True).first() or "en"
