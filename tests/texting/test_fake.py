"""The fake itself, asked by Twilio's own SDK and checked by its own validator: a fake that lies proves nothing."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator, get_signature_algorithm
from twilio.rest import Client

from freshup.adapters.twilio.fake import FakeTwilio, post
from tests.texting.conftest import CUSTOMER, HOOKS, NOW, STORE


class Ear:
    """Whoever is told: keeps what came with a right signature."""

    def __init__(self) -> None:
        self.heard: list[dict[str, str]] = []

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
        algorithm = get_signature_algorithm(headers.get("X-Twilio-Webhooks-Signature-Settings"))
        assert RequestValidator("fake-token").validate(url, fields, headers["X-Twilio-Signature"], algorithm)
        self.heard.append(fields)
        return 200, b""


def sdk(twilio: FakeTwilio, token: str = "fake-token") -> Client:
    client = Client(twilio.account_sid, token)
    client.api.base_url = twilio.url
    return client


class TestTheSdk:
    def test_sends_lists_and_fetches(self, twilio: FakeTwilio) -> None:
        client = sdk(twilio)
        made = client.messages.create(to=CUSTOMER, from_=STORE, body="Hello")
        client.messages.create(to="+12395550199", from_=STORE, body="Other")
        assert [one.sid for one in client.messages.list(to=CUSTOMER)] == [made.sid]
        assert (client.messages(made.sid).fetch().body, made.date_created) == ("Hello", NOW)

    def test_places_a_call_and_changes_it(self, twilio: FakeTwilio) -> None:
        client = sdk(twilio)
        call = client.calls.create(to=CUSTOMER, from_=STORE, url=f"{HOOKS}voice/")
        assert client.calls(call.sid).update(status="completed").status == "completed"

    def test_with_a_wrong_token_is_turned_away(self, twilio: FakeTwilio) -> None:
        with pytest.raises(TwilioRestException) as refused:
            sdk(twilio, "guessed").messages.create(to=CUSTOMER, from_=STORE, body="Hello")
        assert (refused.value.status, refused.value.code) == (401, 20003)

    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"to": "239", "from_": STORE, "body": "x"}, 21211),
            ({"to": CUSTOMER, "body": "x"}, 21603),
            ({"to": CUSTOMER, "from_": STORE}, 21602),
        ],
    )
    def test_hears_what_the_real_one_would_say(
        self, twilio: FakeTwilio, fields: dict[str, str], code: int
    ) -> None:
        with pytest.raises(TwilioRestException) as refused:
            sdk(twilio).messages.create(**fields)
        assert refused.value.code == code


class TestItsReports:
    @pytest.mark.parametrize("algorithm", ["HMAC_SHA1", "HMAC_SHA256"])
    def test_are_signed(self, twilio: FakeTwilio, algorithm: str) -> None:
        ear = twilio.post = Ear()
        twilio.algorithm = algorithm
        made = sdk(twilio).messages.create(
            to=CUSTOMER, from_=STORE, body="x", status_callback=f"{HOOKS}s/?m=1"
        )
        twilio.report(made.sid, "undelivered", code=30005)
        assert (ear.heard[0]["MessageStatus"], ear.heard[0]["ErrorCode"]) == ("undelivered", "30005")

    def test_come_by_themselves_twice_and_in_any_order(self, twilio: FakeTwilio) -> None:
        ear = twilio.post = Ear()
        twilio.reports, twilio.copies = ("delivered", "sent"), 2
        sdk(twilio).messages.create(to=CUSTOMER, from_=STORE, body="x", status_callback=f"{HOOKS}s/")
        assert twilio.wait_until_told()
        assert [one["MessageStatus"] for one in ear.heard] == ["delivered", "delivered", "sent", "sent"]

    def test_may_come_before_the_answer(self, twilio: FakeTwilio) -> None:
        ear = twilio.post = Ear()
        twilio.reports, twilio.first = ("delivered",), True
        sdk(twilio).messages.create(to=CUSTOMER, from_=STORE, body="x", status_callback=f"{HOOKS}s/")
        assert len(ear.heard) == 1

    def test_go_to_this_machine_alone(self) -> None:
        with pytest.raises(ValueError, match="this machine alone"):
            post("https://store.example.com/hooks/", {}, b"")


def test_a_customers_text_is_told_with_its_pictures(twilio: FakeTwilio) -> None:
    ear = twilio.post = Ear()
    twilio.text(
        f"{HOOKS}text-in/",
        sender=CUSTOMER,
        recipient=STORE,
        body="Mine",
        media=[("https://e.com/1", "image/png")],
    )
    assert (ear.heard[0]["Body"], ear.heard[0]["NumMedia"], ear.heard[0]["MediaUrl0"]) == (
        "Mine",
        "1",
        "https://e.com/1",
    )
