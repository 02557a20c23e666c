"""Leads as they arrive, in every format that intake reads: always an outcome, never an error."""

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from freshup.adapters.decoding import decode
from freshup.adapters.decoding.limits import COMMENTS_BYTES_MAX, MAIL_BYTES_MAX, PROSPECTS_MAX
from freshup.domain.intake import Decoded, Document
from freshup.domain.people.keys import email_key, phone_key
from tests.fuzz.storable import assert_storable

RECEIVED_AT: Final = datetime(2026, 6, 2, 15, 0, tzinfo=UTC)
ZONE: Final = ZoneInfo("America/New_York")
OUTCOMES: Final = ("parsed", "repaired", "quarantined", "not_a_lead")
PHONES_MAX: Final = 100


def adf(content: bytes) -> None:
    _read(content, "application/xml")


def mail(content: bytes) -> None:
    _read(content, "message/rfc822")


def json(content: bytes) -> None:
    _read(content, "application/json; charset=utf-8")


def form(content: bytes) -> None:
    """The first line says what the body is called, as the header of a request does."""
    kind, line, body = content.partition(b"\n")
    _read(body, kind.decode("latin-1") if line else "application/x-www-form-urlencoded")


def lines(content: bytes) -> None:
    _read(content, "text/plain")


def _read(content: bytes, content_type: str) -> None:
    document = Document(content, content_type, {}, ZONE, RECEIVED_AT, envelope_from="bounce@example.net")
    decoded = decode(document)
    _judge(decoded)
    assert document.body == content
    assert decode(document) == decoded, "read twice, it says two things"


def _judge(decoded: Decoded) -> None:
    assert decoded.outcome in OUTCOMES
    assert (decoded.outcome in ("parsed", "repaired")) == (decoded.reason is None)
    assert (decoded.outcome == "parsed") <= (not decoded.repairs)
    assert len(decoded.prospects) <= PROSPECTS_MAX
    assert_storable(decoded, longest=MAIL_BYTES_MAX)
    for one in decoded.prospects:
        assert len((one.comments or "").encode()) <= COMMENTS_BYTES_MAX
        assert one.requested_at is None or one.requested_at <= RECEIVED_AT.replace(day=3)
        for email in one.emails:
            assert email_key(email) in (email, None), f"{email!r} is not as its key is"
        for phone in one.phones:
            assert phone.e164 is None or phone_key(phone.e164) == phone.e164
    if decoded.outcome in ("parsed", "repaired"):
        assert any(one.can_be_reached for one in decoded.prospects)
