"""Many lanes, several accounts, and a provider that is down: nothing waits for it but its own messages."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Barrier, Lock

import pytest

from freshup.data.models import Message
from freshup.domain.consent import Permit
from freshup.operations.conversations import Senders, send_batch, settle_forgotten
from freshup.operations.conversations.senders import FAILURES_IN_A_ROW, Breaker
from freshup.ports.mail import OutgoingMail, UnableToSend
from tests.conversations.test_outbox import Provider, at
from tests.factories import NOW
from tests.intake.adf import adf
from tests.intake.conftest import Dealership, dealership

__all__ = ["dealership"]


@dataclass
class Meeting:
    """Takes a mail only when so many lanes hand one over at the same time."""

    barrier: Barrier
    name: str = "meeting"
    taken: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def send(self, mail: OutgoingMail, *, permit: Permit) -> str:
        self.barrier.wait(10)
        with self.lock:
            self.taken.append(mail.message_id)
        return f"id-{len(self.taken)}"

    def has_sent(self, mail: OutgoingMail, *, since: datetime) -> bool | None:
        return None

    def close(self) -> None:
        return


def leads(house: Dealership, count: int) -> None:
    numbers = [f"239555{n:04d}" for n in range(100, 100 + count)]
    house.take(*(adf(first=f"Ann{n}", email=f"ann{n}@example.com", phone=numbers[n]) for n in range(count)))


class TestLanes:
    def test_hand_messages_over_side_by_side(self, dealership: Dealership) -> None:
        leads(dealership, 4)
        provider = Meeting(Barrier(4))
        assert send_batch(Senders(provider, lanes=4), clock=at(NOW)) == 4
        assert len(set(provider.taken)) == 4
        assert set(Message.objects.values_list("state", flat=True)) == {"sent"}

    def test_a_fault_in_one_is_heard_of(self, dealership: Dealership) -> None:
        leads(dealership, 3)
        with pytest.raises(ZeroDivisionError):
            send_batch(Senders(Provider(ZeroDivisionError()), lanes=3), clock=at(NOW))


class TestAProviderThatIsDown:
    def down(self) -> Provider:
        return Provider(UnableToSend("no connection", permanent=False, down=True))

    def test_is_left_alone_after_a_few_failures(self, dealership: Dealership) -> None:
        leads(dealership, FAILURES_IN_A_ROW + 4)
        provider = self.down()
        send_batch(Senders(provider), clock=at(NOW))
        assert len(provider.taken) == FAILURES_IN_A_ROW
        assert set(Message.objects.values_list("state", flat=True)) == {"queued"}

    def test_costs_a_message_no_try_while_it_is_left_alone(self, dealership: Dealership) -> None:
        leads(dealership, FAILURES_IN_A_ROW + 4)
        send_batch(Senders(self.down()), clock=at(NOW))
        untried = Message.objects.filter(failure="the provider does not answer")
        assert list(untried.values_list("attempts", flat=True)) == [0] * 4

    def test_is_tried_by_one_message_after_a_pause(self) -> None:
        breaker = Breaker()
        for _ in range(FAILURES_IN_A_ROW):
            breaker.failed(1, NOW)
        later = NOW + timedelta(minutes=1)
        assert breaker.waits_until(1, NOW) is not None
        assert [breaker.waits_until(1, later) is None for _ in range(3)] == [True, False, False]
        breaker.worked(1)
        assert breaker.waits_until(1, later) is None

    def test_does_not_keep_another_account_waiting(self) -> None:
        breaker = Breaker()
        for _ in range(FAILURES_IN_A_ROW):
            breaker.failed(1, NOW)
        assert breaker.waits_until(2, NOW) is None


class TestAProviderThatAsksForPatience:
    def test_is_asked_again_when_it_said_and_no_try_is_counted(self, dealership: Dealership) -> None:
        leads(dealership, 1)
        busy = Provider(UnableToSend("too many", permanent=False, code="429", retry_after=90))
        send_batch(Senders(busy), clock=at(NOW))
        message = Message.objects.get()
        assert (message.state, message.attempts) == ("queued", 0)
        assert message.send_after == NOW + timedelta(seconds=90)
        assert message.delivery_code == "429"


def test_messages_of_a_dead_worker_that_were_reported_on_went(dealership: Dealership) -> None:
    leads(dealership, 1)
    Message.objects.update(state="sending", claimed_at=NOW, attempts=1, delivery="delivered")
    later = NOW + timedelta(minutes=10)
    assert settle_forgotten(Senders(Provider(knows=False)), now=later) == 1
    assert Message.objects.get().state == "sent"
