"""What providers report by HTTP. Forged, unreadable, or reports: no other answer, whatever the bytes.

The first line of an input says by which door it came: provider, kind, query and content type. Nothing is fetched: what
a service would answer follows the body, after a line of its own.
"""

import contextlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final
from unittest import mock
from urllib.parse import parse_qsl

import requests

from freshup.adapters import asking
from freshup.adapters.leadforms.google import GoogleReader
from freshup.adapters.leadforms.meta import MetaReader, client
from freshup.adapters.mail.anymail import SERVICES, AnymailHooks
from freshup.adapters.mail.raw import RawMailReader
from freshup.adapters.sandbox.reader import SandboxReader
from freshup.adapters.twilio.reader import TwilioReader
from freshup.adapters.twilio.voice import heard
from freshup.domain.connectors.reports import (
    CallReport,
    DeliveryReport,
    EngagementReport,
    LeadReport,
    RecordingReport,
    Report,
)
from freshup.domain.conversations.delivery import DELIVERIES
from freshup.domain.texts import without_refused
from freshup.ports.accounts import Account
from freshup.ports.hooks import Forged, Hook, HookReader, UnableToFetch, Unreadable
from tests.fuzz.storable import assert_storable

NOW: Final = datetime(2026, 6, 2, 15, 0, tzinfo=UTC)
HOOKS: Final = "https://store.example.com/hooks/key/"
# The columns that reports end in, and the longest of them: the words of a text.
TEXT_MAX: Final = 2_000_000
KEY_MAX: Final = 200
MAIL_IN: Final = "mail-in"
CALL_STATES: Final = {"ringing", "answered", "completed", "busy", "no_answer", "failed", "cancelled"}
THEN_ASKED: Final = b"\n-- then asked --\n"
SECRETS: Final = dict.fromkeys(
    ("auth_token", "webhook_password", "webhook_signing_key", "app_secret", "page_token", "google_key"), "open sesame"
) | {"signing_secret": "whsec_c2VzYW1lLXNlc2FtZS1zZXNhbWU="}  # fmt: skip
TWILIO: Final[dict[str, HookReader]] = {"twilio": TwilioReader()}
MAILS: Final[dict[str, HookReader]] = {
    "imap": RawMailReader(), **{name: AnymailHooks(name) for name in SERVICES}
}  # fmt: skip
FORMS: Final[dict[str, HookReader]] = {"meta": MetaReader(), "google": GoogleReader()}
PRETENDED: Final[dict[str, HookReader]] = {"sandbox": SandboxReader()}


def twilio(content: bytes) -> None:
    _through(TWILIO, content)


def services(content: bytes) -> None:
    with mock.patch.object(requests, "get", side_effect=requests.ConnectionError):
        _through(MAILS, content)


def leadforms(content: bytes) -> None:
    content, _, answer = content.partition(THEN_ASKED)
    said = asking.Answered(200 if answer[:1] == b"{" else 400, asking._object(answer))
    with mock.patch.object(client, "get", return_value=said):
        _through(FORMS, content)


def sandbox(content: bytes) -> None:
    _through(PRETENDED, content)


def _through(readers: dict[str, HookReader], content: bytes) -> None:
    line, _, body = content.partition(b"\n")
    provider, kind, query, content_type = (line.decode("latin-1").split(" ", 3) + [""] * 4)[:4]
    doors = [(name, one) for name, reader in readers.items() for one in sorted(reader.kinds) or [MAIL_IN]]
    if (provider, kind) not in doors:
        # So that no byte of the first line is without effect.
        provider, kind = doors[sum(line) % len(doors)]
    reader = readers[provider]
    account = Account(7, 1, 1, provider, {"verification_key": ""}, SECRETS, HOOKS)
    headers = {
        "content-type": content_type,
        "x-twilio-signature": "c2Vz",
        "authorization": "Basic OnNlc2FtZQ==",
    }
    hook = Hook(kind, f"{HOOKS}{kind}/?{query}", "POST", headers, body, NOW, dict(parse_qsl(query)))
    _at_the_door(reader, hook, account)
    # What the worker reads has been written down, and most of the request was not.
    _in_the_worker(reader, replace(hook, url="", headers={"content-type": content_type}), account)


def _at_the_door(reader: HookReader, hook: Hook, account: Account) -> None:
    with contextlib.suppress(Forged):
        reader.check(hook, account)
    key = reader.event_key(hook)
    assert 0 < len(key) <= KEY_MAX, "reports without a key of their own are one"
    assert reader.event_key(hook) == key
    reader.answer(hook)
    with contextlib.suppress(Forged):
        reader.handshake(hook, account)
    if hook.kind.startswith("voice-") and account.provider == "twilio":
        assert_storable(heard(hook), longest=TEXT_MAX)


def _in_the_worker(reader: HookReader, hook: Hook, account: Account) -> None:
    try:
        reports = reader.read(hook, account)
    except (Unreadable, UnableToFetch) as unreadable:
        assert_storable(without_refused(str(unreadable)), longest=400)
        return
    assert len(reports) <= 5_000
    for report in without_refused(tuple(reports)):  # as whoever drains them has it
        _judge(report)
    assert reader.read(hook, account) == reports


def _judge(report: Report) -> None:
    assert_storable(report, longest=TEXT_MAX)
    assert report.at <= NOW, "reported before it happened"
    if not isinstance(report, EngagementReport | LeadReport) and hasattr(report, "ours"):
        assert report.ours is None or 0 <= report.ours < 2**63
    if isinstance(report, DeliveryReport):
        assert report.delivery in DELIVERIES
    elif isinstance(report, CallReport):
        assert report.state in CALL_STATES
        assert report.seconds is None or report.seconds >= 0
    elif isinstance(report, RecordingReport):
        assert report.recording_id
        assert report.url
