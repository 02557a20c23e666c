"""A provider that was away is noticed soon after its return."""

from datetime import timedelta

from freshup.data.models import Message
from freshup.domain.conversations.retrying import TRIED_AGAIN_AFTER
from freshup.operations.conversations import Senders, send_batch
from freshup.operations.conversations.senders import FAILURES_IN_A_ROW
from freshup.ports.mail import UnableToSend
from tests.conversations.test_lanes import leads
from tests.conversations.test_outbox import Provider, at
from tests.factories import NOW
from tests.intake.conftest import Dealership, dealership

__all__ = ["dealership"]


class TestAMessage:
    def test_waits_ten_minutes_at_most_and_is_given_up_after_six_hours(self) -> None:
        assert max(TRIED_AGAIN_AFTER) == timedelta(minutes=10)
        assert timedelta(hours=5) < sum(TRIED_AGAIN_AFTER, timedelta()) < timedelta(hours=6, minutes=30)


class TestAProviderThatRefuses:
    def test_answers_so_that_the_others_need_not_wait(self, dealership: Dealership) -> None:
        leads(dealership, FAILURES_IN_A_ROW + 3)
        senders = Senders(Provider(UnableToSend("no connection", permanent=False, down=True)))
        send_batch(senders, clock=at(NOW))
        # It is back, and takes nothing from the first who asks.
        senders.mail = Provider(UnableToSend("no such mailbox", permanent=True))
        send_batch(senders, clock=at(NOW + timedelta(minutes=1)))
        assert not Message.objects.filter(state="queued", failure="the provider does not answer").exists()
