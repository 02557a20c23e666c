"""A sender that was cut off or frozen comes back: it sends nothing twice, and writes over nothing others wrote."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import OperationalError

from freshup.data.models import Activity, Message
from freshup.domain.events import Event
from freshup.interfaces.tasks import sending
from freshup.operations.conversations import Senders, send_batch, settle_forgotten
from freshup.operations.conversations.claiming import claim_outbox
from freshup.operations.conversations.handing_over import speak
from freshup.operations.conversations.recording import record
from tests.conversations.test_outbox import Provider, at, dealership, queued
from tests.intake.conftest import Dealership

__all__ = ["dealership", "queued"]

pytestmark = pytest.mark.django_db


def said_acknowledged() -> int:
    return Activity.objects.filter(kind=str(Event.ACKNOWLEDGED)).count()


def spoken(desk: Dealership, provider: Provider) -> list[list]:  # type: ignore[type-arg]
    """Claimed and handed over; what came of it is not written down yet, as if the cable were out."""
    senders = Senders(provider)
    ready = claim_outbox(now=desk.now, senders=senders)
    return list(speak(ready, senders, clock=at(desk.now)))


def later(desk: Dealership, minutes: float) -> datetime:
    return desk.now + timedelta(minutes=minutes)


class TestAHostThatComesBack:
    def test_answers_what_the_sweep_could_not_know(self, queued: Dealership) -> None:
        (results,) = spoken(queued, Provider())
        settle_forgotten(Senders(Provider(knows=None)), now=later(queued, 6))
        assert Message.objects.get().state == "unsure"
        record(results)
        assert Message.objects.get().state == "sent"
        assert said_acknowledged() == 1

    def test_tells_nothing_twice_that_the_sweep_has_found_out(self, queued: Dealership) -> None:
        (results,) = spoken(queued, Provider())
        settle_forgotten(Senders(Provider(knows=True)), now=later(queued, 6))
        record(results)
        assert said_acknowledged() == 1

    def test_leaves_alone_what_another_has_claimed_since(self, queued: Dealership) -> None:
        (results,) = spoken(queued, Provider("first"))
        settle_forgotten(Senders(Provider(knows=False)), now=later(queued, 6))
        claim_outbox(now=later(queued, 6), senders=Senders(Provider()))
        record(results)
        message = Message.objects.get()
        assert (message.state, message.provider_id, message.claimed_at) == ("sending", "", later(queued, 6))
        assert said_acknowledged() == 0

    def test_writes_a_second_time_without_a_trace(self, queued: Dealership) -> None:
        (results,) = spoken(queued, Provider())
        record(results)
        record(results)
        assert said_acknowledged() == 1


class TestAFrozenSender:
    def test_puts_back_what_it_claimed_too_long_ago(self, queued: Dealership) -> None:
        provider, thawed = Provider(), later(queued, 3)
        senders = Senders(provider)
        ready = claim_outbox(now=queued.now, senders=senders)
        for results in speak(ready, senders, clock=at(thawed)):
            record(results)
        message = Message.objects.get()
        assert provider.taken == []
        assert (message.state, message.attempts) == ("queued", 0)
        assert message.send_after <= queued.now

    def test_is_in_time_within_two_minutes(self, queued: Dealership) -> None:
        provider = Provider()
        senders = Senders(provider)
        ready = claim_outbox(now=queued.now, senders=senders)
        list(speak(ready, senders, clock=at(later(queued, 1.9))))
        assert len(provider.taken) == 1


class TestAnOutageBetweenSendingAndRecording:
    def test_is_waited_out(self, queued: Dealership, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sending, "SECONDS_BETWEEN_TRIES", 0.0)
        monkeypatch.setattr(sending.connection, "close", lambda: None)
        outages = iter([OperationalError("cable"), OperationalError("cable")])

        def through_outages(write: object) -> None:
            if (outage := next(outages, None)) is not None:
                raise outage
            write()  # type: ignore[operator]

        def insist(write: object) -> None:
            sending.insist(partial(through_outages, write))

        send_batch(Senders(Provider()), clock=at(queued.now), insist=insist)
        assert Message.objects.get().state == "sent"

    def test_is_left_to_the_sweep_when_the_process_is_asked_to_end(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sending.connection, "close", lambda: None)
        sending.STOPPING.set()
        try:
            with pytest.raises(OperationalError):
                sending.insist(partial(raise_it, OperationalError("cable")))
        finally:
            sending.STOPPING.clear()


def raise_it(error: Exception) -> None:
    raise error
