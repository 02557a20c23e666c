"""A store's mail goes out by its own service, over real HTTP to one on this machine that checks the key."""

import json
from typing import Any

import pytest

from freshup.adapters.mail.anymail import SERVICES, AnymailSender
from freshup.adapters.mail.anymail.fake import Asked, FakeService, Told
from freshup.ports.accounts import Account
from freshup.ports.mail import UnableToSend, UnsureIfSent
from tests.mail_out.accounts import account, mail, permit

# Anymail says so at each use of SendGrid.
pytestmark = pytest.mark.filterwarnings("ignore:django-anymail has dropped official support")
ALL = sorted(SERVICES)


def headers_of(provider: str, asked: Asked) -> dict[str, str]:
    """The headers of the mail in each service's own place, names in lower case."""
    said: Any = asked.said
    found: dict[str, str] = {
        "postmark": lambda: {one["Name"]: one["Value"] for one in said["Headers"]},
        "mailgun": lambda: {name[2:]: value for name, value in said.items() if name.startswith("h:")},
        "sendgrid": lambda: said["headers"],
        "brevo": lambda: said["headers"],
        "mailjet": lambda: said["Globals"]["Headers"],
        "resend": lambda: said["headers"],
        "sparkpost": lambda: said["content"]["headers"],
    }[provider]()
    return {name.lower(): value for name, value in found.items()}


def reference_of(provider: str, asked: Asked) -> Any:
    said: Any = asked.said
    return {
        "postmark": lambda: said["Metadata"],
        "mailgun": lambda: {"message": said["v:message"]},
        "sendgrid": lambda: said["custom_args"],
        "brevo": lambda: json.loads(said["headers"]["X-Mailin-custom"]),
        "mailjet": lambda: json.loads(said["Globals"]["EventPayload"]),
        "resend": lambda: json.loads(said["headers"]["X-Metadata"]),
        "sparkpost": lambda: said["metadata"],
    }[provider]()["message"]


def send(service: FakeService, *, who: Account | None = None, **other: Any) -> str:
    sender = AnymailSender(who or account(service.provider, service.url), timeout=(1.0, 0.3))
    try:
        return sender.send(mail(**other), permit=permit())
    finally:
        sender.close()


@pytest.mark.parametrize("provider", ALL)
class TestEveryService:
    def test_takes_the_mail_and_gives_it_an_id(self, provider: str) -> None:
        with FakeService(provider) as service:
            assert send(service)
            assert len(service.taken) == 1

    def test_carries_our_own_id_so_that_reports_bring_it_back(self, provider: str) -> None:
        with FakeService(provider) as service:
            send(service)
        assert reference_of(provider, service.taken[0]) == "4711"

    def test_keeps_the_way_out_and_the_thread(self, provider: str) -> None:
        with FakeService(provider) as service:
            send(service)
        headers = headers_of(provider, service.taken[0])
        assert headers["list-unsubscribe"] == mail().headers["List-Unsubscribe"]
        assert headers["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
        assert headers["in-reply-to"] == "<question@mail.example.net>"
        assert headers["auto-submitted"] == "auto-generated"

    def test_sends_words_and_their_html(self, provider: str) -> None:
        with FakeService(provider) as service:
            send(service)
        said = json.dumps(service.taken[0].said)
        assert "the Civic is here." in said
        assert "<p>Hello Maria</p>" in said

    def test_turns_a_wrong_key_into_a_fault_of_the_account(self, provider: str) -> None:
        wrong = account(provider)
        wrong = Account(
            wrong.id, 1, 1, provider, wrong.settings, dict.fromkeys(wrong.secrets, "guess"), "", ""
        )
        with FakeService(provider) as service, pytest.raises(UnableToSend) as refused:
            send(service, who=_at(wrong, service.url))
        assert (refused.value.permanent, refused.value.down) == (False, True)

    def test_waits_as_long_as_it_is_asked_to(self, provider: str) -> None:
        with (
            FakeService(provider, Told(429, {"message": "slow down"}, {"Retry-After": "17"})) as service,
            pytest.raises(UnableToSend) as refused,
        ):
            send(service)
        assert (refused.value.permanent, refused.value.retry_after) == (False, 17.0)

    def test_leaves_one_alone_that_is_out_of_order(self, provider: str) -> None:
        with (
            FakeService(provider, Told(500, {"message": "broken"})) as service,
            pytest.raises(UnableToSend) as refused,
        ):
            send(service)
        assert (refused.value.permanent, refused.value.down) == (False, True)

    def test_is_unsure_of_a_mail_that_was_handed_over_and_never_answered(self, provider: str) -> None:
        with FakeService(provider, Told(silent=True)) as service:
            with pytest.raises(UnsureIfSent):
                send(service)
            assert len(service.taken) == 1

    def test_is_unsure_where_a_proxy_gave_up_waiting(self, provider: str) -> None:
        with FakeService(provider, Told(504)) as service, pytest.raises(UnsureIfSent):
            send(service)

    def test_knows_that_nothing_went_where_nobody_listens(self, provider: str) -> None:
        with FakeService(provider) as service:
            gone = account(provider, service.url)
        with pytest.raises(UnableToSend) as refused:
            AnymailSender(gone, timeout=(1.0, 1.0)).send(mail(), permit=permit())
        assert (refused.value.permanent, refused.value.down) == (False, True)

    def test_gives_up_a_mail_that_is_refused(self, provider: str) -> None:
        with (
            FakeService(provider, Told(400, {"ErrorCode": 300, "message": "no such thing"})) as service,
            pytest.raises(UnableToSend) as refused,
        ):
            send(service)
        assert (refused.value.permanent, refused.value.down) == (True, False)

    def test_says_nothing_of_the_customer_in_a_failure(self, provider: str) -> None:
        with (
            FakeService(
                provider, Told(400, {"ErrorCode": 300, "message": "maria@example.net is no address"})
            ) as service,
            pytest.raises(UnableToSend) as refused,
        ):
            send(service)
        assert "maria" not in str(refused.value)

    def test_keeps_line_breaks_out_of_headers(self, provider: str) -> None:
        with FakeService(provider) as service:
            send(service, subject="Hi\r\nBcc: all@example.com", sender_name="Ana\r\nBcc: x@example.com")
        assert len(service.taken) == 1
        assert "\\r\\nBcc" not in json.dumps(service.taken[0].said)


class TestOneService:
    def test_is_told_not_to_follow_what_we_follow(self) -> None:
        with FakeService("postmark") as service:
            send(service)
        said = service.taken[0].said
        assert (said["TrackOpens"], said["TrackLinks"]) == (False, "None")

    def test_keeps_our_message_id(self) -> None:
        with FakeService("mailgun") as service:
            assert send(service) == "<step.1.5@example.com>"

    def test_is_not_given_an_id_that_it_refuses(self) -> None:
        with FakeService("mailjet") as service:
            send(service)
        assert "message-id" not in headers_of("mailjet", service.taken[0])

    def test_that_can_be_asked_not_to_repeat_itself_sends_a_second_try_once(self) -> None:
        with FakeService("resend") as service:
            assert send(service) == send(service)
            assert len(service.taken) == 1

    def test_that_does_not_send_to_an_address_says_so(self) -> None:
        inactive = {
            "ErrorCode": 406,
            "Message": "Found inactive addresses: maria@example.net. Inactive recipients bounced.",
        }
        with FakeService("postmark", Told(422, inactive)) as service, pytest.raises(UnableToSend) as refused:
            send(service)
        assert (refused.value.permanent, refused.value.code) == (True, "406")

    @pytest.mark.parametrize("message", ["Nothing more of it", ""])
    def test_that_refuses_without_saying_whom_did_not_take_the_mail(self, message: str) -> None:
        said = Told(422, {"ErrorCode": 406, "Message": message})
        with FakeService("postmark", said) as service, pytest.raises(UnableToSend) as refused:
            send(service)
        assert refused.value.permanent

    def test_that_fails_in_the_middle_of_success_is_no_success(self) -> None:
        failed = {"Messages": [{"Status": "error", "Errors": [{"ErrorCode": "mj-0013"}]}]}
        with FakeService("mailjet", Told(400, failed)) as service, pytest.raises(UnableToSend) as refused:
            send(service)
        assert refused.value.permanent

    def test_whose_answer_makes_no_sense_may_have_taken_the_mail(self) -> None:
        with FakeService("brevo", Told(201, {"hello": "world"})) as service, pytest.raises(UnsureIfSent):
            send(service)

    def test_whose_account_is_not_set_up_is_left_alone(self) -> None:
        empty = Account(7, 1, 1, "postmark", {}, {}, "")
        with pytest.raises(UnableToSend) as refused:
            AnymailSender(empty).send(mail(), permit=permit())
        assert (refused.value.permanent, refused.value.down) == (False, True)

    def test_keeps_its_line_for_the_next_mail(self) -> None:
        with FakeService("sparkpost") as service:
            sender = AnymailSender(account("sparkpost", service.url))
            ids = {sender.send(mail(message_id=f"<{n}@example.com>"), permit=permit()) for n in range(3)}
            sender.close()
        assert ids == {"sparkpost-1", "sparkpost-2", "sparkpost-3"}

    def test_is_given_a_name_with_its_accents(self) -> None:
        with FakeService("mailgun") as service:
            send(service, sender_name="Núñez, Motors", subject="Su consulta ñ")
        said = service.taken[0].said
        assert "sales@example.com" in said["from"]
        assert said["subject"] == "Su consulta ñ"


def _at(who: Account, url: str) -> Account:
    return Account(
        who.id, who.rooftop_id, who.group_id, who.provider, {**who.settings, "api_url": url}, who.secrets
    )
