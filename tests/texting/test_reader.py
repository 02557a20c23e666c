"""What Twilio tells us is believed by its signature alone, told once, and read in our words."""

import json
from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import urlencode

import pytest
from twilio.request_validator import RequestValidator

from freshup.adapters.twilio.fake import FakeTwilio
from freshup.adapters.twilio.reader import TwilioReader
from freshup.domain.connectors.reports import DeliveryReport, TextReport
from freshup.domain.conversations.delivery import DELIVERIES
from freshup.ports.accounts import Account
from freshup.ports.hooks import Forged, Hook, Unreadable
from tests.texting.conftest import CUSTOMER, HOOKS, NOW, STORE

ACCOUNT = Account(7, 1, 1, "twilio", {}, {"auth_token": "fake-token"}, HOOKS)
STATUS_URL = f"{HOOKS}text-status/?m=12"
READER = TwilioReader()


def hook(
    fields: Mapping[str, str],
    *,
    url: str = STATUS_URL,
    algorithm: str = "HMAC_SHA1",
    token: str = "fake-token",
) -> Hook:
    """A request as Twilio signs it."""
    twilio = FakeTwilio(lambda: NOW, auth_token=token, algorithm=algorithm)
    headers = {name.lower(): value for name, value in twilio.signed(url, fields).items()}
    kind = url.partition("?")[0].rstrip("/").rpartition("/")[2]
    query = dict([url.partition("?")[2].split("=")]) if "?" in url else {}
    return Hook(kind, url, "POST", headers, urlencode(fields).encode(), NOW, query)


def changed(known: Hook, **other: object) -> Hook:
    values = {name: getattr(known, name) for name in Hook.__dataclass_fields__}
    return Hook(**(values | other))  # type: ignore[arg-type]


SENT = {"MessageSid": "SM1", "MessageStatus": "sent"}


class TestASignature:
    @pytest.mark.parametrize("algorithm", ["HMAC_SHA1", "HMAC_SHA256"])
    def test_of_twilios_is_believed(self, algorithm: str) -> None:
        READER.check(hook(SENT, algorithm=algorithm), ACCOUNT)

    def test_by_another_token_is_not(self) -> None:
        with pytest.raises(Forged):
            READER.check(hook(SENT, token="guessed"), ACCOUNT)

    @pytest.mark.parametrize(
        "other",
        [
            {"body": b"MessageSid=SM1&MessageStatus=delivered"},
            {"url": f"{HOOKS}text-status/?m=13"},
            {"url": STATUS_URL.replace("/key/", "/other/")},
            {"headers": {}},
            {"headers": {"x-twilio-signature": "é"}},
            {"body": b"\xff\xfe=1"},
        ],
    )
    def test_covers_the_address_and_every_field(self, other: dict[str, object]) -> None:
        with pytest.raises(Forged):
            READER.check(changed(hook(SENT), **other), ACCOUNT)

    def test_with_an_algorithm_nobody_knows_is_not_believed(self) -> None:
        known = hook(SENT)
        headers = {**known.headers, "x-twilio-webhooks-signature-settings": "key=1,algorithm=NONE"}
        with pytest.raises(Forged):
            READER.check(changed(known, headers=headers), ACCOUNT)

    def test_is_worth_nothing_to_an_account_without_a_token(self) -> None:
        with pytest.raises(Forged):
            READER.check(hook(SENT, token=""), Account(7, 1, 1, "twilio"))

    def test_holds_for_a_form_with_one_name_twice(self) -> None:
        body = b"MediaUrl=a&MediaUrl=b"
        signature = RequestValidator("fake-token").compute_signature(STATUS_URL, {"MediaUrl": "a"})
        both = RequestValidator("fake-token").compute_signature(STATUS_URL + "MediaUrlaMediaUrlb", {})
        READER.check(changed(hook(SENT), body=body, headers={"x-twilio-signature": both}), ACCOUNT)
        with pytest.raises(Forged):
            READER.check(changed(hook(SENT), body=body, headers={"x-twilio-signature": signature}), ACCOUNT)

    def test_of_a_document_covers_its_digest(self) -> None:
        body = json.dumps({"a": 1}).encode()
        url = f"{HOOKS}text-status/?bodySHA256={sha256(body).hexdigest()}"
        headers = {
            "content-type": "application/json",
            "x-twilio-signature": RequestValidator("fake-token").compute_signature(url, {}),
        }
        query = {"bodySHA256": sha256(body).hexdigest()}
        signed = Hook("text-status", url, "POST", headers, body, NOW, query)
        READER.check(signed, ACCOUNT)
        with pytest.raises(Forged):
            READER.check(changed(signed, body=b'{"a": 2}'), ACCOUNT)

    def test_cannot_be_gone_round_by_calling_a_form_something_else(self) -> None:
        url = f"{HOOKS}text-status/"
        headers = {
            "content-type": "application/json",
            "x-twilio-signature": RequestValidator("fake-token").compute_signature(url, {}),
        }
        with pytest.raises(Forged):
            READER.check(Hook("text-status", url, "POST", headers, b"MessageSid=SM1", NOW), ACCOUNT)


class TestAStatus:
    def test_is_read_with_our_own_number_and_twilios_code(self) -> None:
        said = {"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": "30005"}
        assert READER.read(hook(said), ACCOUNT) == [DeliveryReport("SM1", "undelivered", NOW, 12, "30005")]

    @pytest.mark.parametrize(
        "status",
        ["accepted", "scheduled", "queued", "sending", "sent", "delivered", "read", "failed", "canceled"],
    )
    def test_of_every_kind_is_one_of_ours(self, status: str) -> None:
        (report,) = READER.read(hook({"MessageSid": "SM1", "MessageStatus": status}), ACCOUNT)
        assert isinstance(report, DeliveryReport)
        assert report.delivery in DELIVERIES

    def test_says_a_thing_once_and_another_thing_anew(self) -> None:
        keys = [
            READER.event_key(hook({"MessageSid": "SM1", "MessageStatus": one}))
            for one in ("sent", "sent", "read")
        ]
        assert keys == ["SM1:sent", "SM1:sent", "SM1:read"]

    @pytest.mark.parametrize(
        "said", [{}, {"MessageSid": "SM1"}, {"MessageSid": "SM1", "MessageStatus": "dancing"}]
    )
    def test_of_nothing_we_know_is_kept_for_a_person(self, said: dict[str, str]) -> None:
        with pytest.raises(Unreadable):
            READER.read(hook(said), ACCOUNT)

    @pytest.mark.parametrize("mark", ["", "x", "-1", "9" * 19, "²"])
    def test_with_a_number_that_is_none_is_found_by_twilios(self, mark: str) -> None:
        known = changed(hook(SENT), query={"m": mark})
        (report,) = READER.read(known, ACCOUNT)
        assert report == DeliveryReport("SM1", "sent", NOW, None, "")

    def test_without_any_id_is_still_told_apart_by_its_bytes(self) -> None:
        assert READER.event_key(hook({"a": "1"})) != READER.event_key(hook({"a": "2"}))


class TestATextThatComesIn:
    URL = f"{HOOKS}text-in/"

    def test_is_read_with_its_pictures(self) -> None:
        said = {"MessageSid": "MM1", "From": CUSTOMER, "To": STORE, "Body": "Mine", "NumMedia": "1",
                "MediaUrl0": "https://api.example.com/1", "MediaContentType0": "image/jpeg"}  # fmt: skip
        assert READER.read(hook(said, url=self.URL), ACCOUNT) == [
            TextReport("MM1", CUSTOMER, STORE, "Mine", NOW, (("https://api.example.com/1", "image/jpeg"),))
        ]

    @pytest.mark.parametrize("count", ["", "x", "-2", "99999999999", "40"])
    def test_may_claim_any_number_of_pictures(self, count: str) -> None:
        said = {"MessageSid": "MM1", "From": CUSTOMER, "NumMedia": count}
        (report,) = READER.read(hook(said, url=self.URL), ACCOUNT)
        assert isinstance(report, TextReport)
        assert report.media == ()

    def test_tells_that_twilio_has_taken_it_as_an_opt_out(self) -> None:
        said = {"MessageSid": "SM1", "From": CUSTOMER, "Body": "STOP", "OptOutType": "STOP"}
        (report,) = READER.read(hook(said, url=self.URL), ACCOUNT)
        assert isinstance(report, TextReport)
        assert report.opt_out == "STOP"

    def test_is_answered_with_nothing_to_say(self) -> None:
        answer = READER.answer(hook({"MessageSid": "SM1"}, url=self.URL))
        assert (answer.status, answer.content_type, answer.body) == (200, "text/xml", b"<Response/>")

    def test_from_nobody_is_kept_for_a_person(self) -> None:
        with pytest.raises(Unreadable):
            READER.read(hook({"MessageSid": "SM1"}, url=self.URL), ACCOUNT)
