"""A provider that takes the line and never answers: a few messages are doubtful, the others wait until it is back."""

from collections import Counter

from freshup.data.models import Message
from freshup.operations.conversations import Senders, send_batch
from freshup.operations.conversations.senders import FAILURES_IN_A_ROW
from freshup.ports.mail import UnsureIfSent
from tests.conversations.test_lanes import leads
from tests.conversations.test_outbox import Provider, at
from tests.factories import NOW
from tests.intake.conftest import Dealership, dealership

__all__ = ["dealership"]


class TestABlackHole:
    def test_makes_no_more_messages_doubtful_than_it_takes_to_know_it(self, dealership: Dealership) -> None:
        leads(dealership, FAILURES_IN_A_ROW + 4)
        send_batch(Senders(Provider(UnsureIfSent("the line broke"))), clock=at(NOW))
        states = Counter(Message.objects.values_list("state", flat=True))
        assert states == {"unsure": FAILURES_IN_A_ROW, "queued": 4}
