"""A fake of Twilio on the loopback, an account with it, and texts with the gate's leave."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from freshup.adapters.twilio.client import TwilioText
from freshup.adapters.twilio.fake import FakeTwilio
from freshup.domain.consent import Permit, SendRequest, decide
from freshup.ports.accounts import Account
from freshup.ports.texting import OutgoingText

# A Wednesday, 11:00 in Florida.
NOW = datetime(2026, 11, 18, 16, 0, tzinfo=UTC)
CUSTOMER = "+12395550142"
STORE = "+12395550100"
HOOKS = "https://store.example.com/hooks/key/"


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio(lambda: NOW) as running:
        yield running


def account_of(twilio: FakeTwilio, **other: str) -> Account:
    settings = {"account_sid": twilio.account_sid, "api_url": twilio.url, **other}
    return Account(7, 1, 1, "twilio", settings, {"auth_token": twilio.auth_token}, HOOKS)


@pytest.fixture
def sender(twilio: FakeTwilio) -> TwilioText:
    return TwilioText(account_of(twilio))


def permit(address: str = CUSTOMER) -> Permit:
    answer = decide(
        SendRequest(1, "staff", "text", address),
        NOW,
    )
    assert isinstance(answer, Permit)
    return answer


def text(body: str = "Is 4 pm good?", *, to: str = CUSTOMER, media: tuple[str, ...] = ()) -> OutgoingText:
    return OutgoingText("hand.1", STORE, to, body, media, reference=12)
