"""Who is rung when a customer calls: the owner first, then everybody who is here, then a message (ROU-1, CAP-5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from freshup.domain.calls.plan import GROUP_MAX, CallPlan
from freshup.domain.calls.recording import ANNOUNCED
from freshup.domain.calls.steps import Ring, Say, Step, Voicemail
from freshup.domain.calls.words import spoken, tongue

# The stages of a call, in order; a caller is sent on to the next when nobody came.
OWNER: Final = 0
GROUP: Final = 1
MESSAGE: Final = 2


@dataclass(frozen=True, slots=True)
class CallFacts:
    """One caller: whose customer they are (`owner`, a staff id), what they speak, how far the call has come."""

    owner: int | None = None
    language: str = "en"
    stage: int = OWNER


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """The store at this moment. `here`: staff ids of the line's department on shift; `phones`: where each is rung.

    `consent`: what a recording would rest on (`recording_consent`).
    """

    name: str
    is_open: bool
    here: tuple[int, ...] = ()
    phones: Mapping[int, str] = field(default_factory=dict)
    consent: str = ""


def route(call: CallFacts, store: StoreFacts, plan: CallPlan) -> tuple[Step, ...]:
    """What this caller hears and whose phones ring now.

    After hours nobody is rung. An owner who is not here is passed over: a phone that rings in an empty room costs the
    customer twenty seconds. A stage with nobody to ring is no stage.
    """
    if not store.is_open or call.stage >= MESSAGE:
        return _message(call, store, plan)
    if call.stage == OWNER and call.owner in store.here and (rung := _phones([call.owner], store)):
        return (*_opening(call, store, plan), _ring(rung, plan.owner_seconds, GROUP, store, plan))
    others = [one for one in plan.group or store.here if call.stage == OWNER or one != call.owner]
    if rung := _phones(others, store):
        return (*_opening(call, store, plan), _ring(rung, plan.group_seconds, MESSAGE, store, plan))
    return _message(call, store, plan)


def _opening(call: CallFacts, store: StoreFacts, plan: CallPlan) -> tuple[Step, ...]:
    """Once, when the store picks up."""
    if call.stage != OWNER:
        return ()
    tongued = tongue(call.language)
    words = plan.greeting or spoken("welcome", tongued, store=store.name)
    if store.consent == ANNOUNCED:
        words = f"{words} {spoken('announcement', tongued)}"
    return (Say(words, tongued),)


def _ring(
    phones: tuple[tuple[int, str], ...], seconds: int, then: int, store: StoreFacts, plan: CallPlan
) -> Ring:
    return Ring(phones, seconds, then, bool(store.consent), plan.accept_by_key)


def _message(call: CallFacts, store: StoreFacts, plan: CallPlan) -> tuple[Step, ...]:
    tongued = tongue(call.language)
    words = spoken("nobody" if store.is_open else "closed", tongued, store=store.name)
    if not store.is_open and plan.greeting_closed:
        words = plan.greeting_closed
    return (Say(words, tongued), Voicemail(plan.voicemail_seconds))


def _phones(staff: list[int] | tuple[int, ...], store: StoreFacts) -> tuple[tuple[int, str], ...]:
    rung: dict[str, int] = {}
    for one in staff:
        if number := store.phones.get(one):
            rung.setdefault(number, one)
    return tuple((one, number) for number, one in rung.items())[:GROUP_MAX]
