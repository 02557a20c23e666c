"""Twilio's webhooks: one signature for all, and a way of reading for each kind of report."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from freshup.adapters.twilio import signing, texting, voice
from freshup.domain.connectors.reports import Report
from freshup.ports.accounts import Account
from freshup.ports.hooks import Answer, Hook

NOTHING_TO_DO: Final = Answer(200, "text/xml", b"<Response/>")
TAKEN: Final = Answer()
# As long as the door keeps; two that differ further on only would be taken for one.
KEY_LENGTH_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of report: what is the same when it comes again, what it says, and what Twilio wants to hear."""

    key: Callable[[Hook], str]
    read: Callable[[Hook, Account], Sequence[Report]]
    answer: Answer = TAKEN


KINDS: Final[dict[str, Kind]] = {
    # We answer by the API and never in this response, so that the gate decides about each answer.
    texting.TEXT_IN: Kind(texting.text_key, texting.read_text, NOTHING_TO_DO),
    texting.TEXT_STATUS: Kind(texting.status_key, texting.read_status),
    voice.VOICE_STATUS: Kind(voice.status_key, voice.read_status),
    voice.VOICE_RECORDING: Kind(voice.recording_key, voice.read_recording),
    # Asked while somebody is on the line and answered by `bootstrap.connectors.TALKS`, not here.
    voice.VOICE_IN: Kind(voice.talk_key, voice.read_talk),
    voice.VOICE_NEXT: Kind(voice.talk_key, voice.read_talk),
    voice.VOICE_BRIDGE: Kind(voice.talk_key, voice.read_talk),
    voice.VOICE_DROP: Kind(voice.talk_key, voice.read_talk),
}


class TwilioReader:
    """`ports.hooks.HookReader` for whatever is told at an account's addresses."""

    def __init__(self, kinds: Mapping[str, Kind] = KINDS) -> None:
        self._kinds = kinds
        self.kinds = frozenset(kinds)

    def check(self, hook: Hook, account: Account) -> None:
        signing.check(hook, account)

    def handshake(self, hook: Hook, account: Account) -> Answer | None:
        return None

    def event_key(self, hook: Hook) -> str:
        # Without an id of Twilio's, or with one that is none of its own, the same bytes are the same event.
        key = self._kinds[hook.kind].key(hook).strip(":")
        return key if 0 < len(key) <= KEY_LENGTH_MAX else blake2b(hook.body, digest_size=16).hexdigest()

    def answer(self, hook: Hook) -> Answer:
        return self._kinds[hook.kind].answer

    def read(self, hook: Hook, account: Account) -> Sequence[Report]:
        return self._kinds[hook.kind].read(hook, account)
