"""Texts by Twilio's own SDK, against a fake that speaks HTTP: what goes over the line, and what comes of trouble."""

import socket
from datetime import timedelta

import pytest

from freshup.adapters.twilio import client
from freshup.adapters.twilio.client import TwilioText
from freshup.adapters.twilio.fake import FakeTwilio, Trouble
from freshup.ports.accounts import Account
from freshup.ports.mail import UnableToSend, UnsureIfSent
from tests.texting.conftest import CUSTOMER, HOOKS, NOW, STORE, account_of, permit, text


class TestAText:
    def test_goes_from_the_stores_number_and_names_where_to_report(
        self, twilio: FakeTwilio, sender: TwilioText
    ) -> None:
        sid = sender.send(text(), permit=permit())
        (taken,) = twilio.messages
        assert (taken.sid, taken.fields) == (
            sid,
            {
                "To": CUSTOMER,
                "From": STORE,
                "Body": "Is 4 pm good?",
                "StatusCallback": f"{HOOKS}text-status/?m=12",
            },
        )

    def test_goes_by_the_messaging_service_where_there_is_one(self, twilio: FakeTwilio) -> None:
        TwilioText(account_of(twilio, messaging_service_sid="MG1")).send(text(), permit=permit())
        fields = twilio.messages[0].fields
        assert (fields["MessagingServiceSid"], fields.get("From")) == ("MG1", None)

    def test_carries_pictures_by_address(self, twilio: FakeTwilio, sender: TwilioText) -> None:
        pictures = ("https://store.example.com/a.jpg", "https://store.example.com/b.jpg")
        sender.send(text(media=pictures), permit=permit())
        assert twilio.messages[0].lists["MediaUrl"] == list(pictures)

    def test_to_another_number_than_was_permitted_never_leaves(
        self, twilio: FakeTwilio, sender: TwilioText
    ) -> None:
        with pytest.raises(UnableToSend) as refused:
            sender.send(text(to="+12395550143"), permit=permit())
        assert refused.value.permanent
        assert twilio.messages == []

    def test_keeps_its_connection_for_the_next(self, twilio: FakeTwilio, sender: TwilioText) -> None:
        sender.send(text(), permit=permit())
        for _ in range(3):
            TwilioText(account_of(twilio)).send(text(), permit=permit())
        assert twilio.connections == 1


class TestARefusal:
    @pytest.mark.parametrize(("status", "code"), [(400, 21610), (400, 21211), (400, 21614), (404, 20404)])
    def test_of_this_message_is_for_good_and_bears_the_code(
        self, twilio: FakeTwilio, sender: TwilioText, status: int, code: int
    ) -> None:
        twilio.troubles.append(Trouble(status=status, code=code))
        with pytest.raises(UnableToSend) as refused:
            sender.send(text(), permit=permit())
        assert (refused.value.permanent, refused.value.code, refused.value.down) == (True, str(code), False)

    def test_never_repeats_the_customers_number(self, sender: TwilioText) -> None:
        with pytest.raises(UnableToSend) as refused:
            sender.send(text(to="+1239"), permit=permit("+1239"))
        assert (str(refused.value), refused.value.code) == ("Twilio refused it (21211)", "21211")

    @pytest.mark.parametrize(("said", "seconds"), [("7", 7.0), ("", 1.0), ("soon", 1.0)])
    def test_for_too_many_at_once_says_when_to_come_again(
        self, twilio: FakeTwilio, sender: TwilioText, said: str, seconds: float
    ) -> None:
        twilio.troubles.append(Trouble(status=429, code=20429, retry_after=said))
        with pytest.raises(UnableToSend) as refused:
            sender.send(text(), permit=permit())
        assert (refused.value.permanent, refused.value.retry_after) == (False, seconds)

    @pytest.mark.parametrize("status", [500, 502, 503])
    def test_of_everything_leaves_the_provider_alone(
        self, twilio: FakeTwilio, sender: TwilioText, status: int
    ) -> None:
        twilio.troubles.append(Trouble(status=status))
        with pytest.raises(UnableToSend) as refused:
            sender.send(text(), permit=permit())
        assert (refused.value.permanent, refused.value.down) == (False, True)

    def test_of_the_password_lets_messages_wait_for_the_right_one(self, twilio: FakeTwilio) -> None:
        other = Account(7, 1, 1, "twilio", dict(account_of(twilio).settings), {"auth_token": "old"}, HOOKS)
        with pytest.raises(UnableToSend) as refused:
            TwilioText(other).send(text(), permit=permit())
        assert (refused.value.permanent, refused.value.down, refused.value.code) == (False, True, "20003")


class TestABrokenLine:
    def test_after_the_message_was_taken_is_said_to_be_unsure(
        self, twilio: FakeTwilio, sender: TwilioText
    ) -> None:
        twilio.troubles.append(Trouble(drops=True))
        with pytest.raises(UnsureIfSent):
            sender.send(text(), permit=permit())
        assert len(twilio.messages) == 1

    def test_that_only_waits_is_unsure_too(
        self, twilio: FakeTwilio, sender: TwilioText, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(client, "READ_SECONDS", 0.05)
        twilio.troubles.append(Trouble(delay_seconds=0.4))
        with pytest.raises(UnsureIfSent):
            sender.send(text(), permit=permit())

    def test_behind_a_gateway_is_unsure_too(self, twilio: FakeTwilio, sender: TwilioText) -> None:
        twilio.troubles.append(Trouble(status=504))
        with pytest.raises(UnsureIfSent):
            sender.send(text(), permit=permit())

    def test_before_anybody_answered_sent_nothing(self, twilio: FakeTwilio) -> None:
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))
            at = f"http://127.0.0.1:{nobody.getsockname()[1]}"
            with pytest.raises(UnableToSend) as refused:
                TwilioText(account_of(twilio, api_url=at)).send(text(), permit=permit())
        assert (refused.value.permanent, refused.value.down) == (False, True)


class TestAskingWhetherItWent:
    def test_finds_the_same_words_to_the_same_number(self, twilio: FakeTwilio, sender: TwilioText) -> None:
        twilio.troubles.append(Trouble(drops=True))
        with pytest.raises(UnsureIfSent):
            sender.send(text(), permit=permit())
        assert sender.has_sent(text(), since=NOW) is True

    def test_knows_that_nothing_went(self, sender: TwilioText) -> None:
        assert sender.has_sent(text(), since=NOW) is False

    def test_does_not_take_an_older_text_for_it(self, sender: TwilioText) -> None:
        sender.send(text(), permit=permit())
        assert sender.has_sent(text(), since=NOW + timedelta(days=2)) is False

    def test_cannot_tell_where_our_clock_may_have_been_wrong(self, sender: TwilioText) -> None:
        """A worker whose clock was an hour ahead claimed it, died, and the clock was set right."""
        sender.send(text(), permit=permit())
        assert sender.has_sent(text(), since=NOW + timedelta(hours=1)) is None

    def test_cannot_tell_where_other_words_went_since(self, sender: TwilioText) -> None:
        """The words may have been dressed on their way out: a link became a tracked one."""
        sender.send(text("Is 4 pm good? https://store.example.com/go/x"), permit=permit())
        assert sender.has_sent(text("Look: https://example.com"), since=NOW) is None

    def test_cannot_tell_while_twilio_does_not_answer(self, twilio: FakeTwilio, sender: TwilioText) -> None:
        twilio.troubles.append(Trouble(status=500))
        assert sender.has_sent(text(), since=NOW) is None
