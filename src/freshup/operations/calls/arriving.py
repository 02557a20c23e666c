"""A customer calls: whose phone rings, what they hear, whose page opens. Answered while they wait (CAP-5, ROU-1).

What must not be lost is written down raw before anything is decided: that somebody rang, who took it, that it is over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from freshup.data.models import Message
from freshup.domain.calls import (
    CallFacts,
    CallPlan,
    HangUp,
    Ring,
    Say,
    Step,
    Voicemail,
    Whisper,
    route,
    spoken,
)
from freshup.domain.calls.words import tongue
from freshup.domain.intake.phones import canonical_phone
from freshup.operations.calls.facts import store_facts
from freshup.operations.calls.rows import begin_inbound, found_inbound
from freshup.operations.connectors.raw import RawReport, take_in
from freshup.operations.response.alerts import NewAlert, raise_alerts
from freshup.ports.accounts import Account
from freshup.ports.calling import Heard, accepted_key, over_key, rang_key
from freshup.ports.hooks import Hook
from freshup.ports.storage import Storage
from freshup.queries.calls import Caller, Line, call_rules, caller_of, line_called, region_of
from freshup.queries.stores import StoreSettings, settings_of

FALLBACK_SECONDS = 120


@dataclass(frozen=True, slots=True)
class _Call:
    """One call as the store sees it."""

    heard: Heard
    account: Account
    store: StoreSettings
    line: Line | None
    plan: CallPlan
    caller: Caller | None
    number: str

    @property
    def department(self) -> str:
        return self.line.department if self.line else "sales"

    @property
    def language(self) -> str:
        return (self.caller.language if self.caller else "") or self.store.language


def picked_up(
    account: Account, hook: Hook, heard: Heard, *, storage: Storage, now: datetime
) -> Sequence[Step]:
    """The first answer to a call that comes in."""
    _write_down(account, hook, rang_key(heard.call_id), storage, now)
    call = _call(account, heard)
    if call.line is not None and not call.line.takes_calls:
        return _plainly(call)
    return _routed(call, 0, now=now)


def goes_on(account: Account, hook: Hook, heard: Heard, *, storage: Storage, now: datetime) -> Sequence[Step]:
    """What comes next: nobody answered in time, somebody took it, the message is spoken, the talk is over."""
    if heard.part == "whisper":
        return _whispered(account, heard)
    if heard.part == "accept":
        _write_down(account, hook, accepted_key(heard.call_id, heard.staff or ""), storage, now)
        return ()
    call = _call(account, heard)
    if heard.part == "message":
        return (Say(spoken("thanks", tongue(call.language)), tongue(call.language)), HangUp())
    if heard.bridged:
        _write_down(account, hook, over_key(heard.call_id), storage, now)
        return (HangUp(),)
    return _routed(call, heard.stage, now=now)


def in_trouble(language: str) -> Sequence[Step]:
    """What a caller hears when we ourselves fail: they can still leave a message."""
    return (Say(spoken("trouble", tongue(language)), tongue(language)), Voicemail(FALLBACK_SECONDS))


def _call(account: Account, heard: Heard) -> _Call:
    store = settings_of([account.rooftop_id])[account.rooftop_id]
    line = line_called(account.id, _plain(heard.recipient))
    number = _plain(heard.sender)
    plan = line.plan if line else CallPlan.read(call_rules(account.rooftop_id))
    return _Call(heard, account, store, line, plan, caller_of(account.rooftop_id, number), number)


def _routed(call: _Call, stage: int, *, now: datetime) -> Sequence[Step]:
    region = region_of(call.store.id)
    facts = store_facts(call.store, call.plan, call.department, region, call.number, now=now)
    owner = call.caller.owner_id if call.caller else None
    steps = route(CallFacts(owner, call.language, stage), facts, call.plan)
    if call.caller is not None:
        message = begin_inbound(
            call.caller,
            rooftop_id=call.store.id,
            connector_id=call.account.id,
            provider=call.account.provider,
            call_id=call.heard.call_id,
            sender=call.number or call.heard.sender,
            recipient=call.line.e164 if call.line else call.heard.recipient,
            line=call.line,
            consent=facts.consent,
            at=now,
        )
        _pop(call, message, steps, now=now)
    return steps


def _pop(call: _Call, message: Message, steps: Sequence[Step], *, now: datetime) -> None:
    """Whoever's phone rings sees who calls: one tap and the lead's page is open."""
    rung = {staff for step in steps if isinstance(step, Ring) for staff, _ in step.phones}
    users = {user for one in rung if (user := call.store.user_of(one)) is not None}
    raise_alerts(
        [
            NewAlert(call.store.id, message.opportunity_id, user, "calling", {"message": message.pk})
            for user in sorted(users)
        ],
        now=now,
    )


def route_pretended(
    account: Account,
    caller: Caller,
    call_id: str,
    sender: str,
    recipient: str,
    line: Line | None,
    staff: int | None,
    *,
    consent: str,
    now: datetime,
) -> None:
    """The row and the alert of a known caller whose call is only pretended."""
    store = settings_of([account.rooftop_id])[account.rooftop_id]
    message = begin_inbound(
        caller,
        rooftop_id=account.rooftop_id,
        connector_id=account.id,
        provider=account.provider,
        call_id=call_id,
        sender=sender,
        recipient=recipient,
        line=line,
        consent=consent,
        at=now,
    )
    if (user := store.user_of(staff)) is not None:
        alert = NewAlert(store.id, message.opportunity_id, user, "calling", {"message": message.pk})
        raise_alerts([alert], now=now)


def _whispered(account: Account, heard: Heard) -> Sequence[Step]:
    """Who is calling, for the ear of the one who picked up. The leg's own number is theirs, so the row tells."""
    store = settings_of([account.rooftop_id])[account.rooftop_id]
    message = found_inbound(account.provider, heard.call_id, account.rooftop_id)
    language = tongue(store.language)
    if message is not None and (name := _name(message)):
        words = spoken("whisper_known", language, name=name, store=store.name)
    else:
        words = spoken("whisper", language, store=store.name)
    return (Whisper(words, heard.staff or 0, language),)


def _name(message: Message) -> str:
    person = message.person
    return " ".join(filter(None, (person.first_name, person.last_name))) or person.company


def _plainly(call: _Call) -> Sequence[Step]:
    """A line that takes no calls says so by taking a message."""
    words = spoken("nobody", tongue(call.language), store=call.store.name)
    return (Say(words, tongue(call.language)), Voicemail(call.plan.voicemail_seconds))


def _plain(number: str) -> str:
    return canonical_phone(number)[0] or "" if number else ""


def _write_down(account: Account, hook: Hook, key: str, storage: Storage, now: datetime) -> None:
    """Raw, once for each key, in the transaction of the answer."""
    report = RawReport(
        connector_id=account.id,
        rooftop_id=account.rooftop_id,
        group_id=account.group_id,
        kind=hook.kind,
        key=key,
        received_at=now,
        body=hook.body,
        content_type=hook.headers.get("content-type", ""),
        query=hook.query,
    )
    take_in([report], storage=storage)
