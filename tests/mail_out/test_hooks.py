"""What the services report: who is believed, and what it says in our words."""

import base64
import json
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from freshup.adapters.mail.anymail import SERVICES, AnymailHooks
from freshup.domain.connectors.reports import DeliveryReport, EngagementReport, MailReport
from freshup.ports.hooks import Forged, Hook, Unreadable
from tests.factories import NOW
from tests.mail_out.accounts import account
from tests.mail_out.payloads import (
    AGENT,
    AT,
    MADE,
    MIME,
    URL,
    WHO,
    hook,
    mail_in,
    mailgun,
    mailgun_signed,
    multipart,
    postmark,
    sendgrid,
    svix,
)

# Anymail says so at each use of SendGrid.
pytestmark = pytest.mark.filterwarnings("ignore:django-anymail has dropped official support")
ALL = sorted(SERVICES)
BRINGING = sorted(provider for provider in ALL if SERVICES[provider].inbound)
SIGNING = ("mailgun", "resend")
IDS = {
    "postmark": "pm-1",
    "mailgun": "<step.1.5@example.com>",
    "sendgrid": "sg-1",
    "brevo": "<brevo-1@relay.example.net>",
    "mailjet": "19421777835146490",
    "resend": "re-1",
    "sparkpost": "sp-1",
}


def read(provider: str, one: Hook) -> Any:
    """As in the worker: of the headers only the type of the content is left."""
    kept = replace(one, headers={"content-type": one.headers["content-type"]}, url="")
    return AnymailHooks(provider).read(kept, account(provider))


@pytest.mark.parametrize("provider", ALL)
class TestEveryService:
    def test_is_believed_with_its_own_proof(self, provider: str) -> None:
        AnymailHooks(provider).check(hook(provider, MADE[provider]("delivered")), account(provider))

    def test_is_not_believed_without(self, provider: str) -> None:
        said = MADE[provider]("delivered")
        if provider == "mailgun":
            del said["signature"]
        bare = replace(hook(provider, said), headers={"content-type": "application/json"})
        with pytest.raises(Forged):
            AnymailHooks(provider).check(bare, account(provider))

    def test_is_not_believed_with_the_proof_of_another_account(self, provider: str) -> None:
        other = replace(account(provider), secrets={"webhook_password": "x", "webhook_signing_key": "x"})
        with pytest.raises(Forged):
            AnymailHooks(provider).check(hook(provider, MADE[provider]("delivered")), other)

    def test_is_not_believed_by_an_account_without_a_secret(self, provider: str) -> None:
        empty = replace(account(provider), secrets={})
        nothing = {"authorization": "Basic " + base64.b64encode(b"freshup:").decode()}
        with pytest.raises(Forged):
            AnymailHooks(provider).check(hook(provider, MADE[provider]("delivered"), **nothing), empty)

    @pytest.mark.parametrize("delivery", ["delivered", "bounced", "undelivered", "complained"])
    def test_tells_how_far_a_mail_came(self, provider: str, delivery: str) -> None:
        (report,) = read(provider, hook(provider, MADE[provider](delivery)))
        assert isinstance(report, DeliveryReport)
        assert (report.delivery, report.ours, report.provider_id) == (delivery, 4711, IDS[provider])
        assert report.at == NOW

    def test_tells_why_a_mail_came_back(self, provider: str) -> None:
        (report,) = read(provider, hook(provider, MADE[provider]("bounced")))
        # Mailjet writes no class of failure, only its own word for it.
        assert report.code == ("bounced" if provider == "mailjet" else "5.1.1")
        assert report.address == WHO

    @pytest.mark.parametrize("kind", ["opened", "clicked"])
    def test_tells_what_was_done_with_a_mail(self, provider: str, kind: str) -> None:
        (report,) = read(provider, hook(provider, MADE[provider](kind)))
        assert isinstance(report, EngagementReport)
        assert (report.kind, report.ours, report.provider_id) == (kind, 4711, IDS[provider])
        assert report.url == (URL if kind == "clicked" else "")

    def test_has_one_name_for_an_event_that_comes_twice(self, provider: str) -> None:
        first, again = (hook(provider, MADE[provider]("delivered")) for _ in range(2))
        assert AnymailHooks(provider).event_key(first) == AnymailHooks(provider).event_key(again)

    @pytest.mark.parametrize("said", [b"", b"{", b"[]", b"{}", b"null", b"7", b'[{"msys":{}}]', b"\xff\xfe"])
    def test_that_makes_no_sense_is_kept_for_a_person(self, provider: str, said: bytes) -> None:
        with suppress(Unreadable):
            assert list(read(provider, hook(provider, said))) == []

    def test_cannot_name_a_message_that_no_number_can_name(self, provider: str) -> None:
        said = json.dumps(MADE[provider]("delivered")).replace("4711", "9" * 30)
        (report,) = read(provider, hook(provider, said.encode()))
        assert report.ours is None


class TestUnsubscribing:
    @pytest.mark.parametrize("provider", [one for one in ALL if one != "resend"])
    def test_at_the_service_is_told(self, provider: str) -> None:
        (report,) = read(provider, hook(provider, MADE[provider]("unsubscribed")))
        assert (report.kind, report.ours) == ("unsubscribed", 4711)


class TestAStaleReport:
    @pytest.mark.parametrize("moved", [timedelta(minutes=6), timedelta(minutes=-6)])
    def test_of_resend_is_refused_after_five_minutes(self, moved: timedelta) -> None:
        body = json.dumps(MADE["resend"]("delivered")).encode()
        old = replace(hook("resend", body), received_at=NOW + moved)
        with pytest.raises(Forged):
            AnymailHooks("resend").check(old, account("resend"))

    def test_of_mailgun_is_refused_when_it_is_done_repeating(self) -> None:
        one = hook("mailgun", mailgun("delivered"))
        AnymailHooks("mailgun").check(replace(one, received_at=NOW + timedelta(hours=9)), account("mailgun"))
        with pytest.raises(Forged):
            AnymailHooks("mailgun").check(
                replace(one, received_at=NOW + timedelta(hours=25)), account("mailgun")
            )

    @pytest.mark.parametrize("at", ["soon", "-1", "9" * 40, ""])
    def test_without_a_time_is_refused(self, at: str) -> None:
        body = json.dumps(MADE["resend"]("delivered")).encode()
        with pytest.raises(Forged):
            AnymailHooks("resend").check(hook("resend", body, **{"svix-timestamp": at}), account("resend"))


class TestAChangedReport:
    def test_does_not_fit_its_signature(self) -> None:
        body = json.dumps(MADE["resend"]("delivered")).encode()
        changed = replace(hook("resend", body), body=body.replace(b"delivered", b"bounced"))
        with pytest.raises(Forged):
            AnymailHooks("resend").check(changed, account("resend"))

    def test_signed_by_a_secret_that_is_being_replaced_is_believed(self) -> None:
        body = json.dumps(MADE["resend"]("delivered")).encode()
        assert len(svix(body, AT)["svix-signature"].split()) == 2
        AnymailHooks("resend").check(hook("resend", body), account("resend"))


class TestSignedEvents:
    @pytest.fixture
    def signed(self) -> tuple[Hook, str]:
        key = ec.generate_private_key(ec.SECP256R1())
        public = key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        body = json.dumps(sendgrid("delivered")).encode()
        signature = key.sign(str(AT).encode() + body, ec.ECDSA(hashes.SHA256()))
        headers = {
            "content-type": "application/json",
            "x-twilio-email-event-webhook-signature": base64.b64encode(signature).decode(),
            "x-twilio-email-event-webhook-timestamp": str(AT),
        }
        return replace(hook("sendgrid", body), headers=headers), base64.b64encode(public).decode()

    def test_are_believed_without_a_password(self, signed: tuple[Hook, str]) -> None:
        one, key = signed
        AnymailHooks("sendgrid").check(one, account("sendgrid", verification_key=key))

    def test_are_the_only_ones_believed_where_a_key_is_set(self, signed: tuple[Hook, str]) -> None:
        with pytest.raises(Forged):
            AnymailHooks("sendgrid").check(
                hook("sendgrid", sendgrid("delivered")), account("sendgrid", verification_key=signed[1])
            )

    def test_changed_on_the_way_are_not(self, signed: tuple[Hook, str]) -> None:
        one, key = signed
        with pytest.raises(Forged):
            AnymailHooks("sendgrid").check(
                replace(one, body=one.body + b" "), account("sendgrid", verification_key=key)
            )

    @pytest.mark.parametrize("key", ["no key at all", "AAAA", "ñ"])
    def test_with_a_key_that_is_none_are_not(self, signed: tuple[Hook, str], key: str) -> None:
        with pytest.raises(Forged):
            AnymailHooks("sendgrid").check(signed[0], account("sendgrid", verification_key=key))


@pytest.mark.parametrize("provider", BRINGING)
class TestAMailThatComesIn:
    def test_is_believed_with_the_services_proof(self, provider: str) -> None:
        AnymailHooks(provider).check(mail_in(provider), account(provider))

    def test_is_handed_on_whole_with_its_envelope(self, provider: str) -> None:
        (report,) = read(provider, mail_in(provider))
        assert isinstance(report, MailReport)
        mail = message_from_bytes(report.mail, policy=default)
        assert mail.get_body(("plain",)).get_content().strip() == "Yes, tomorrow at five."  # type: ignore[union-attr]
        assert mail["Message-ID"] == "<answer@mail.example.net>"
        assert report.recipients[0] == "r-abc@intake.example.com"
        assert report.envelope_from in (WHO, None)

    def test_has_a_name(self, provider: str) -> None:
        (report,) = read(provider, mail_in(provider))
        assert 0 < len(report.provider_id) <= 60


class TestARawMail:
    @pytest.mark.parametrize("provider", ["postmark", "mailgun", "sendgrid", "sparkpost"])
    def test_loses_no_byte(self, provider: str) -> None:
        (report,) = read(provider, mail_in(provider))
        assert report.mail == MIME.encode()

    def test_in_another_alphabet_loses_none_either(self) -> None:
        raw = b"Subject: x\r\nContent-Type: text/plain; charset=latin-1\r\n\r\nma\xf1ana\r\n"
        form = multipart({"recipient": "r-a@example.com", **mailgun_signed(AT)})
        field = b'--xx\r\nContent-Disposition: form-data; name="body-mime"\r\n\r\n' + raw + b"\r\n"
        one = hook("mailgun", field + form, "mail-in", **{"content-type": "multipart/form-data; boundary=xx"})
        AnymailHooks("mailgun").check(one, account("mailgun"))
        (report,) = read("mailgun", one)
        assert report.mail == raw

    def test_may_be_larger_than_a_form_usually_is(self) -> None:
        form = {"recipient": "r-a@example.com", "body-mime": MIME + "x" * 5_000_000, **mailgun_signed(AT)}
        one = hook(
            "mailgun", multipart(form), "mail-in", **{"content-type": "multipart/form-data; boundary=xx"}
        )
        (report,) = read("mailgun", one)
        assert len(report.mail) > 5_000_000

    def test_has_all_recipients_of_its_envelope(self) -> None:
        (report,) = read("sendgrid", mail_in("sendgrid"))
        assert report.recipients == ("r-abc@intake.example.com", "r-def@intake.example.com")


class TestAParsedMail:
    def test_keeps_its_file_without_the_path(self) -> None:
        form = {
            "headers": "From: maria@example.net\nTo: r-abc@intake.example.com\nSubject: Papers",
            "text": "Here they are.",
            "envelope": '{"to":["r-abc@intake.example.com"],"from":"maria@example.net"}',
            "attachment-info": '{"attachment1":{"filename":"x","type":"application/octet-stream"}}',
        }
        body = multipart(form, ("attachment1", "../../etc/passwd", b"\x00\x01\r\n\x02"))
        one = hook("sendgrid", body, "mail-in", **{"content-type": "multipart/form-data; boundary=xx"})
        (report,) = read("sendgrid", one)
        (file,) = message_from_bytes(report.mail, policy=default).iter_attachments()
        assert file.get_filename() == "passwd"
        assert file.get_content() == b"\x00\x01\r\n\x02"

    @pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary="])
    def test_without_an_end_to_its_fields_is_unreadable(self, content_type: str) -> None:
        one = hook("sendgrid", b"--xx", "mail-in", **{"content-type": content_type})
        with pytest.raises(Unreadable):
            read("sendgrid", one)

    def test_of_a_thousand_fields_is_unreadable(self) -> None:
        body = multipart({f"f{n}": "" for n in range(1_000)})
        one = hook("sendgrid", body, "mail-in", **{"content-type": "multipart/form-data; boundary=xx"})
        with pytest.raises(Unreadable):
            read("sendgrid", one)

    def test_sent_to_the_address_for_events_is_unreadable(self) -> None:
        with pytest.raises(Unreadable):
            read("postmark", replace(mail_in("postmark"), kind="mail-events"))

    def test_events_sent_to_the_address_for_mail_are_unreadable(self) -> None:
        with pytest.raises(Unreadable):
            read("postmark", replace(hook("postmark", postmark("delivered")), kind="mail-in"))


class TestTheKindsOfReports:
    def test_are_those_the_service_has(self) -> None:
        assert AnymailHooks("resend").kinds == {"mail-events"}
        assert AnymailHooks("postmark").kinds == {"mail-events", "mail-in"}

    def test_that_say_nothing_of_a_mail_are_left_out(self) -> None:
        deferred = postmark("bounced") | {"Type": "Transient"}
        assert list(read("postmark", hook("postmark", deferred))) == []

    def test_come_many_at_once(self) -> None:
        several = sendgrid("delivered") + sendgrid("opened")
        assert [type(one) for one in read("sendgrid", hook("sendgrid", several))] == [
            DeliveryReport,
            EngagementReport,
        ]

    def test_bring_the_program_that_opened(self) -> None:
        (report,) = read("mailjet", hook("mailjet", MADE["mailjet"]("opened")))
        assert report.user_agent == AGENT
