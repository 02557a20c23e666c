"""Who carries calls, and what a provider hears while somebody is on the line.

A failure of ours must not be silence in the customer's ear: they hear that they may leave a message.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from freshup.adapters.twilio.placing import TwilioCalls
from freshup.adapters.twilio.voice import VOICE_BRIDGE, VOICE_DROP, VOICE_IN, VOICE_NEXT, TwilioWords
from freshup.adapters.voice.sandbox import SandboxCalls, incoming_call
from freshup.bootstrap.intake import storage
from freshup.domain.calls import HangUp, Step
from freshup.operations.calls.arriving import goes_on, in_trouble, picked_up
from freshup.operations.calls.bridging import connected
from freshup.operations.calls.dropping import dropped
from freshup.operations.calls.sandbox import PretendedCall
from freshup.ports.accounts import Account
from freshup.ports.calling import CallPlacer, Heard, Simulated, VoiceWords
from freshup.ports.hooks import Answer, Hook

log = logging.getLogger(__name__)

PLACERS: Final[dict[str, Callable[[Account], CallPlacer]]] = {
    "twilio": TwilioCalls,
    "sandbox": SandboxCalls,
}
WORDS: Final[dict[str, VoiceWords]] = {"twilio": TwilioWords()}
FALLBACK_LANGUAGE: Final = "en"

Decided = Callable[[Account, Hook, Heard, datetime], Sequence[Step]]


def placer_of(account: Account) -> CallPlacer | None:
    made = PLACERS.get(account.provider)
    return made(account) if made else None


def _picked_up(account: Account, hook: Hook, heard: Heard, now: datetime) -> Sequence[Step]:
    return picked_up(account, hook, heard, storage=storage(), now=now)


def _goes_on(account: Account, hook: Hook, heard: Heard, now: datetime) -> Sequence[Step]:
    # After a call of ours there is nothing more to do for whoever placed it.
    if heard.reference is not None:
        return (HangUp(),)
    return goes_on(account, hook, heard, storage=storage(), now=now)


def _connected(account: Account, hook: Hook, heard: Heard, now: datetime) -> Sequence[Step]:
    return connected(account, heard, now=now)


def _dropped(account: Account, hook: Hook, heard: Heard, now: datetime) -> Sequence[Step]:
    return dropped(account, heard)


DECIDED: Final[dict[str, Decided]] = {
    VOICE_IN: _picked_up,
    VOICE_NEXT: _goes_on,
    VOICE_BRIDGE: _connected,
    VOICE_DROP: _dropped,
}


def talk(hook: Hook, account: Account, now: datetime) -> Answer:
    """What the provider does next with the call it asks about."""
    words = WORDS[account.provider]
    heard = words.heard(hook)
    try:
        # A savepoint: a statement that failed must not take the answer along.
        with transaction.atomic():
            steps = DECIDED[hook.kind](account, hook, heard, now)
    # The outermost door of a telephone call.
    except Exception as error:
        log.error("a caller of connector %d could not be put through: %s", account.id, type(error).__name__)
        return otherwise(hook, account)
    return words.told(steps, account, reference=heard.reference)


def otherwise(hook: Hook, account: Account) -> Answer:
    """What is heard when nothing can be decided, not even with a database: a customer may leave a message."""
    words = WORDS[account.provider]
    heard = words.heard(hook)
    ours = heard.reference is not None or heard.bridged or heard.part in ("whisper", "accept", "message")
    return words.told((HangUp(),) if ours else in_trouble(FALLBACK_LANGUAGE), account)


def pretended(call: PretendedCall, staff: int | None, consent: bool) -> Sequence[Simulated]:
    """What the sandbox reports of a customer's call, for `operations.calls.sandbox`."""
    return incoming_call(
        call.call_id,
        call.sender,
        call.line,
        staff=staff,
        seconds=call.seconds,
        words=call.words,
        consent=consent,
    )
