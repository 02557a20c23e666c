"""How far a mail came, whatever the order in which a service says so, and however often."""

import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from freshup.data.models import Activity, ContactPoint, Message, ResponseClock, Suppression
from freshup.domain.connectors.reports import DeliveryReport, EngagementReport
from freshup.domain.conversations.delivery import DELIVERIES
from freshup.operations.connectors.outcomes import Ignored, Later, Taken
from freshup.operations.conversations import Senders, claim_outbox, send_batch, settle_forgotten
from freshup.operations.conversations.engaging import engagement_reported
from freshup.operations.conversations.handing_over import speak
from freshup.operations.conversations.recording import record
from freshup.operations.conversations.statuses import apply_deliveries
from freshup.ports.mail import UnableToSend, UnsureIfSent
from tests.intake.conftest import NOW
from tests.mail_out.conftest import Desk

SOON = NOW + timedelta(minutes=1)


@dataclass
class Told:
    """What a provider says about one message, an event a report."""

    message: Message
    numbers: "itertools.count[int]"

    def say(
        self, *deliveries: str, at: datetime = SOON, code: str = "", id: str = "", one: bool = True
    ) -> set[int]:
        """All in one batch; by our own id, else by the provider's."""
        ours = None if id else self.message.pk
        return apply_deliveries(
            [
                (self.event(), DeliveryReport(id, delivery, at + timedelta(seconds=n), ours, code))
                for n, delivery in enumerate(deliveries)
            ],
            now=at,
        )

    def event(self, rooftop_id: int | None = None) -> Taken:
        return Taken(
            next(self.numbers), 1, rooftop_id or self.message.rooftop_id, "postmark", "mail-events", SOON
        )

    @property
    def state(self) -> tuple[str, str]:
        self.message.refresh_from_db()
        return self.message.state, self.message.delivery


def told(message: Message) -> Told:
    return Told(message, itertools.count(1))


class TestAReport:
    def test_moves_a_message_on(self, desk: Desk) -> None:
        provider = told(desk.sent())
        assert provider.say("delivered") == set()
        assert provider.state == ("sent", "delivered")
        assert provider.message.delivered_at == SOON

    def test_that_comes_twice_changes_nothing(self, desk: Desk) -> None:
        provider = told(desk.sent())
        provider.say("bounced", code="5.1.1")
        provider.say("bounced", code="5.1.1")
        assert provider.state == ("failed", "bounced")
        assert Activity.objects.filter(kind="sending_failed").count() == 1

    @pytest.mark.parametrize(
        "order", list(itertools.permutations(["queued", "sent", "delivered", "complained"]))
    )
    def test_in_any_order_leaves_the_same(self, desk: Desk, order: tuple[str, ...]) -> None:
        provider = told(desk.sent())
        for delivery in order:
            provider.say(delivery)
        assert provider.state == ("sent", "complained")
        assert provider.message.delivered_at == SOON

    @pytest.mark.parametrize("order", list(itertools.permutations(["sent", "delivered", "bounced"])))
    def test_in_any_order_within_a_batch_does_so_too(self, desk: Desk, order: tuple[str, ...]) -> None:
        provider = told(desk.sent())
        provider.say(*order)
        assert provider.state == ("failed", "bounced")
        assert provider.message.delivered_at is not None

    def test_that_is_late_tells_when_they_were_reached(self, desk: Desk) -> None:
        provider = told(desk.sent())
        provider.say("read", at=SOON + timedelta(hours=1))
        provider.say("delivered", at=SOON)
        assert provider.state == ("sent", "read")
        assert provider.message.delivered_at == SOON

    def test_of_a_kind_nobody_knows_is_passed_over(self, desk: Desk) -> None:
        provider = told(desk.sent())
        assert provider.say("teleported") == set()
        assert provider.state == ("sent", "")

    def test_finds_its_message_by_the_providers_id(self, desk: Desk) -> None:
        provider = told(desk.sent())
        assert provider.say("delivered", id=f"post-{provider.message.pk}") == set()
        assert provider.state == ("sent", "delivered")

    def test_finds_it_by_an_id_longer_than_we_keep(self, desk: Desk) -> None:
        provider = told(desk.sent())
        Message.objects.filter(id=provider.message.pk).update(provider_id="x" * 120)
        assert provider.say("delivered", id="x" * 180) == set()
        assert provider.state == ("sent", "delivered")

    def test_for_another_store_finds_nothing(self, desk: Desk) -> None:
        provider = told(desk.sent())
        event = provider.event(rooftop_id=provider.message.rooftop_id + 1)
        missing = apply_deliveries(
            [(event, DeliveryReport("", "bounced", SOON, provider.message.pk))], now=SOON
        )
        assert missing == {event.id}
        assert provider.state == ("sent", "")

    def test_about_a_message_of_the_customers_finds_nothing(self, desk: Desk) -> None:
        provider = told(desk.write(direction="in", state="received"))
        assert provider.say("bounced") != set()
        assert provider.state == ("received", "")


class TestAReportThatIsFasterThanTheAnswer:
    def test_waits_for_nobody_and_is_not_undone(self, desk: Desk) -> None:
        message = desk.write()
        ready = claim_outbox(now=NOW)
        provider = told(message)
        provider.say("delivered")
        for results in speak(ready, Senders(desk.post), clock=lambda: NOW):
            record(results)
        assert provider.state == ("sent", "delivered")
        assert provider.message.provider_id == f"post-{message.pk}"

    def test_of_a_failure_is_not_undone_either(self, desk: Desk) -> None:
        message = desk.write()
        ready = claim_outbox(now=NOW)
        provider = told(message)
        provider.say("bounced", code="5.1.1")
        for results in speak(ready, Senders(desk.post), clock=lambda: NOW):
            record(results)
        assert provider.state == ("failed", "bounced")
        assert provider.message.sent_at == NOW

    def test_comes_back_where_only_the_provider_knows_the_message(self, desk: Desk) -> None:
        provider = told(desk.write())
        claim_outbox(now=NOW)
        assert provider.say("delivered", id="post-1") == {1}

    def test_tells_the_sweep_that_the_message_went(self, desk: Desk) -> None:
        provider = told(desk.write())
        claim_outbox(now=NOW)
        provider.say("sent")
        settle_forgotten(Senders(desk.post), now=NOW + timedelta(minutes=10))
        assert provider.state == ("sent", "sent")
        assert desk.post.mails == []


class TestAMessageNobodyKnewToHaveGone:
    def test_went_if_the_provider_says_so(self, desk: Desk) -> None:
        desk.post.answer = UnsureIfSent("the line broke")
        provider = told(desk.write())
        desk.send()
        assert provider.state == ("unsure", "")
        provider.say("delivered")
        assert provider.state == ("sent", "delivered")
        assert (provider.message.sent_at, provider.message.failure) == (SOON, "")

    def test_is_not_sent_again_when_it_waited_for_another_try(self, desk: Desk) -> None:
        desk.post.answer = UnableToSend("answered 500", permanent=False)
        provider = told(desk.write())
        desk.send()
        provider.say("delivered")
        desk.post.answer = None
        desk.send(NOW + timedelta(hours=3))
        assert provider.state == ("sent", "delivered")
        assert desk.post.mails == []

    def test_is_not_sent_again_when_it_bounced_meanwhile(self, desk: Desk) -> None:
        desk.post.answer = UnableToSend("answered 500", permanent=False)
        provider = told(desk.write())
        desk.send()
        provider.say("bounced", code="5.1.1")
        assert provider.state == ("failed", "bounced")

    def test_stops_the_clock_of_its_acknowledgement(self, desk: Desk) -> None:
        clock = ResponseClock.objects.filter(opportunity=desk.lead).get()
        ResponseClock.objects.filter(lead_id=clock.lead_id).update(acknowledged_at=None)
        desk.post.answer = UnsureIfSent("the line broke")
        provider = told(desk.write(purpose="acknowledgement", automatic=True, lead_id=clock.lead_id))
        send_batch(Senders(desk.post), clock=lambda: NOW)
        provider.message.refresh_from_db()
        assert provider.message.state == "unsure", provider.message.gate_rule
        provider.say("delivered")
        clock.refresh_from_db()
        assert clock.acknowledged_at == SOON

    def test_that_was_never_tried_is_still_to_go(self, desk: Desk) -> None:
        provider = told(desk.write())
        provider.say("delivered")
        assert provider.state[0] == "queued"


class TestAFailure:
    def test_is_told_on_the_lead_in_words(self, desk: Desk) -> None:
        provider = told(desk.sent())
        provider.say("bounced", code="5.1.1")
        provider.message.refresh_from_db()
        assert provider.message.failure == "There is no such mailbox"
        (line,) = Activity.objects.filter(kind="sending_failed")
        assert (line.data["state"], line.data["code"]) == ("bounced", "5.1.1")

    @pytest.mark.parametrize(
        ("delivery", "code", "reachability"),
        [("bounced", "5.1.1", "bounced"), ("bounced", "", "bounced"), ("undelivered", "5.2.2", "unverified")],
    )
    def test_marks_the_address_when_it_is_for_good(
        self, desk: Desk, delivery: str, code: str, reachability: str
    ) -> None:
        provider = told(desk.sent())
        provider.say(delivery, code=code)
        point = ContactPoint.objects.get(id=provider.message.contact_point_id)
        assert point.reachability == reachability

    def test_never_makes_somebody_elses_number_theirs_again(self, desk: Desk) -> None:
        provider = told(desk.sent())
        ContactPoint.objects.update(reachability="wrong_person")
        provider.say("bounced")
        assert set(ContactPoint.objects.values_list("reachability", flat=True)) == {"wrong_person"}

    def test_of_a_landline_says_that_it_is_one(self, desk: Desk) -> None:
        provider = told(desk.sent(channel="text", sender="+12395550100"))
        provider.say("undelivered", code="30006")
        point = ContactPoint.objects.get(id=provider.message.contact_point_id)
        assert point.phone_kind == "landline"

    def test_leaves_a_message_alone_that_was_withdrawn(self, desk: Desk) -> None:
        provider = told(desk.write(state="cancelled"))
        provider.say("bounced")
        assert provider.state[0] == "cancelled"


class TestAComplaint:
    def test_ends_all_mail_to_the_address_once(self, desk: Desk) -> None:
        provider = told(desk.sent())
        provider.say("complained")
        provider.say("complained")
        assert Suppression.objects.count() == 1
        assert Activity.objects.filter(kind="opted_out").count() == 1

    def test_holds_for_the_next_mail(self, desk: Desk) -> None:
        told(desk.sent()).say("complained")
        message = desk.write(automatic=True, purpose="follow_up")
        desk.send()
        message.refresh_from_db()
        assert message.state == "refused"


class TestTheRanks:
    def test_know_every_delivery_once(self) -> None:
        assert sorted(DELIVERIES.values()) == list(range(len(DELIVERIES)))


class TestWhatAProviderSawDone:
    def _report(self, message: Message, kind: str, **other: object) -> EngagementReport:
        words = {"provider_id": "", "kind": kind, "at": NOW + timedelta(hours=1), "ours": message.pk}
        return EngagementReport(**{**words, **other})  # type: ignore[arg-type]

    def test_counts_as_what_we_saw_ourselves(self, desk: Desk) -> None:
        message = desk.sent()
        for kind in ("opened", "clicked", "clicked"):
            engagement_reported(self._report(message, kind), told(message).event(), None, SOON)
        message.refresh_from_db()
        desk.lead.refresh_from_db()
        assert message.opened_at == message.clicked_at == NOW + timedelta(hours=1)
        assert Activity.objects.filter(kind="clicked").count() == 1

    def test_by_a_machine_counts_nothing(self, desk: Desk) -> None:
        message = desk.sent()
        report = self._report(message, "clicked", at=NOW + timedelta(seconds=2))
        engagement_reported(report, told(message).event(), None, SOON)
        message.refresh_from_db()
        assert message.clicked_at is None

    def test_of_a_message_that_is_not_there_yet_waits(self, desk: Desk) -> None:
        message = desk.sent()
        report = self._report(message, "opened", ours=None, provider_id="unknown")
        assert isinstance(engagement_reported(report, told(message).event(), None, SOON), Later)

    def test_with_another_stores_message_finds_nothing(self, desk: Desk) -> None:
        message = desk.sent()
        event = told(message).event(rooftop_id=message.rooftop_id + 1)
        assert isinstance(engagement_reported(self._report(message, "clicked"), event, None, SOON), Later)

    def test_of_a_kind_nobody_knows_is_left_alone(self, desk: Desk) -> None:
        message = desk.sent()
        event = told(message).event()
        assert isinstance(engagement_reported(self._report(message, "danced"), event, None, SOON), Ignored)

    def test_unsubscribing_ends_all_mail(self, desk: Desk) -> None:
        message = desk.sent()
        engagement_reported(self._report(message, "unsubscribed"), told(message).event(), None, SOON)
        assert Suppression.objects.count() == 1
