"""Nothing is sent twice, nothing is sent without a permit, and what can't be known is said."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from freshup.adapters.mail.sandbox import SandboxMail
from freshup.data.models import Activity, Message, ResponseClock, Suppression
from freshup.domain.consent import Permit
from freshup.domain.conversations.retrying import TRIED_AGAIN_AFTER
from freshup.operations.conversations import Senders, claim_outbox, send_batch, settle_forgotten
from freshup.ports.mail import OutgoingMail, UnableToSend, UnsureIfSent
from tests.intake.adf import adf
from tests.intake.conftest import Dealership, dealership

__all__ = ["dealership"]


@dataclass
class Provider:
    """A provider that does as it is told, and remembers."""

    answer: Exception | str = "id-1"
    knows: bool | None = None
    taken: list[OutgoingMail] = field(default_factory=list)
    name: str = "test"

    def send(self, mail: OutgoingMail, *, permit: Permit) -> str:
        self.taken.append(mail)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def has_sent(self, mail: OutgoingMail, *, since: datetime) -> bool | None:
        return self.knows

    def close(self) -> None:
        return


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


@pytest.fixture
def queued(dealership: Dealership) -> Dealership:
    dealership.take(adf())
    return dealership


class TestSending:
    def test_records_who_took_it_and_by_which_rule(self, queued: Dealership) -> None:
        send_batch(Senders(Provider()), clock=at(queued.now))
        message = Message.objects.get()
        assert (message.state, message.provider, message.provider_id) == ("sent", "test", "id-1")
        assert message.gate_rule == "inquiry_answered"

    def test_says_so_on_the_timeline(self, queued: Dealership) -> None:
        send_batch(Senders(Provider()), clock=at(queued.now))
        assert Activity.objects.filter(kind="acknowledged").count() == 1

    def test_asks_the_gate_again_at_that_moment(self, queued: Dealership) -> None:
        Suppression.objects.create(
            group_id=queued.opened.group_id,
            kind="email",
            value="maria@example.com",
            reason="asked",
            since=queued.now,
        )
        provider = Provider()
        send_batch(Senders(provider), clock=at(queued.now))
        assert provider.taken == []
        assert Message.objects.get().state == "refused"
        assert Message.objects.get().gate_rule == "suppressed"


class TestAFailure:
    def test_that_may_pass_is_tried_again_later(self, queued: Dealership) -> None:
        send_batch(Senders(Provider(UnableToSend("greylisted", permanent=False))), clock=at(queued.now))
        message = Message.objects.get()
        assert (message.state, message.send_after) == ("queued", queued.later(minutes=1))
        assert send_batch(Senders(Provider()), clock=at(queued.later(seconds=30))) == 0
        assert send_batch(Senders(Provider()), clock=at(queued.later(minutes=2))) == 1

    def test_that_is_final_is_shown(self, queued: Dealership) -> None:
        send_batch(Senders(Provider(UnableToSend("no such mailbox", permanent=True))), clock=at(queued.now))
        assert Message.objects.get().state == "failed"
        assert Activity.objects.filter(kind="sending_failed").exists()

    def test_is_not_tried_for_ever(self, queued: Dealership) -> None:
        moment = queued.now
        for _ in range(len(TRIED_AGAIN_AFTER) + 1):
            assert Message.objects.get().state == "queued"
            send_batch(Senders(Provider(UnableToSend("down", permanent=False))), clock=at(moment))
            moment += timedelta(hours=3)
        assert Message.objects.get().state == "failed"

    def test_in_the_middle_of_handing_over_is_never_repeated_blindly(self, queued: Dealership) -> None:
        send_batch(Senders(Provider(UnsureIfSent("line broke"))), clock=at(queued.now))
        assert Message.objects.get().state == "unsure"
        assert send_batch(Senders(Provider()), clock=at(queued.later(days=1))) == 0

    def test_does_not_stop_the_clock(self, queued: Dealership) -> None:
        send_batch(Senders(Provider(UnableToSend("x", permanent=True))), clock=at(queued.now))
        assert ResponseClock.objects.get().acknowledged_at is None


class TestADeadSender:
    @pytest.mark.parametrize(("knows", "state"), [(True, "sent"), (False, "queued"), (None, "unsure")])
    def test_leaves_what_the_provider_says_of_it(
        self, queued: Dealership, knows: bool | None, state: str
    ) -> None:
        claim_outbox(now=queued.now)
        assert settle_forgotten(Senders(Provider(knows=knows)), now=queued.later(minutes=10)) == 1
        assert Message.objects.get().state == state

    def test_is_given_time(self, queued: Dealership) -> None:
        claim_outbox(now=queued.now)
        assert settle_forgotten(Senders(Provider(knows=False)), now=queued.later(minutes=1)) == 0


class TestTheSandbox:
    def test_takes_one_message_id_once(self, queued: Dealership) -> None:
        claim_outbox(now=queued.now)
        settle_forgotten(Senders(Provider(knows=False)), now=queued.later(minutes=10))
        for _ in range(2):
            send_batch(Senders(SandboxMail(queued.outbox)), clock=at(queued.later(minutes=11)))
        assert len(list(queued.outbox.iterdir())) == 1
