"""Alerts on their way to a phone, against a push service that opens what it gets and checks who signed it."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from freshup.adapters.push.webpush import WebPush, public_key_of
from freshup.adapters.push.webpush.fake import FakePushService
from freshup.bootstrap.alerting import alert_texter
from freshup.bootstrap.home import vapid_private_key
from freshup.bootstrap.texting import sandbox_texts
from freshup.data.models import Alert, Opportunity, PushSubscription, Rooftop, User
from freshup.domain.response.alerting import KINDS, AlertFacts
from freshup.operations.response.alerts import NewAlert, raise_alerts
from freshup.operations.response.delivering import Reader, Texter, deliver_batch
from freshup.ports.push import Device, SubscriptionGone, UnableToPush
from tests.factories import make_opportunity, make_person, make_staff, make_store

NOW = datetime(2026, 11, 18, 16, 0, tzinfo=UTC)


@pytest.fixture
def service() -> Iterator[FakePushService]:
    with FakePushService(time.time) as service:
        yield service


@pytest.fixture
def push(service: FakePushService) -> WebPush:
    return WebPush(vapid_private_key(), contact="mailto:ops@example.com", also=[service.netloc])


class World:
    """One owner with a lead of Marisol Ortega, and a phone that asked for alerts."""

    def __init__(self, service: FakePushService, push: WebPush) -> None:
        self.service, self.push = service, push
        self.store: Rooftop = make_store()
        staff = make_staff(self.store)
        self.user = User.objects.get(pk=staff.user_id)
        self.lead: Opportunity = make_opportunity(self.store, make_person(self.store), owner=staff)
        self.phone = self.device("phone")
        self.now = NOW

    def device(self, name: str) -> PushSubscription:
        made = self.service.device(name)
        return PushSubscription.objects.create(
            user=self.user, endpoint=made.endpoint, p256dh=made.p256dh, auth=made.auth, created_at=NOW
        )

    def alert(self, kind: str = "new_lead") -> Alert:
        raise_alerts([NewAlert(self.store.pk, self.lead.pk, self.user.pk, kind)], now=self.now)
        return Alert.objects.latest("id")

    def deliver(self, text: Texter | None = None) -> int:
        return deliver_batch(self.push, text=text, clock=lambda: self.now)


@pytest.fixture
def world(db: None, service: FakePushService, push: WebPush) -> World:
    return World(service, push)


class TestAPush:
    def test_arrives_encrypted_and_signed(self, world: World) -> None:
        alert = world.alert()
        world.deliver()
        (got,) = world.service.received
        assert world.service.refused == []
        assert got.payload == {
            "id": alert.pk,
            "title": "New lead",
            "body": "The clock is running: call now.",
            "tag": f"opportunity-{world.lead.pk}",
            "call": f"/opportunities/{world.lead.pk}/call/",
            "lead": f"/opportunities/{world.lead.pk}/",
            "actions": ["Call", "Open the lead"],
        }
        assert got.claims["sub"] == "mailto:ops@example.com"
        assert got.claims["key"] == public_key_of(vapid_private_key())
        assert (got.headers["content-encoding"], got.headers["urgency"], got.headers["ttl"]) == (
            "aes128gcm", "high", "900",
        )  # fmt: skip

    @pytest.mark.parametrize("kind", KINDS)
    def test_carries_no_name_unless_chosen(self, world: World, kind: str) -> None:
        world.alert(kind)
        world.deliver()
        assert "Marisol" not in str(world.service.received[0].payload)
        User.objects.update(alerts_show_names=True)
        world.alert(kind)
        world.deliver()
        assert world.service.received[1].payload["title"].endswith(": Marisol Ortega")

    def test_speaks_the_readers_language_once_translated(self, world: World) -> None:
        User.objects.update(language="es")
        world.alert()
        world.deliver()
        assert world.service.received[0].payload["title"]

    def test_reaches_every_device_of_the_person_and_nobody_elses(self, world: World) -> None:
        world.device("laptop")
        other = make_staff(world.store)
        theirs = world.service.device("theirs")
        PushSubscription.objects.create(
            user_id=other.user_id,
            endpoint=theirs.endpoint,
            p256dh=theirs.p256dh,
            auth=theirs.auth,
            created_at=NOW,
        )
        world.alert()
        world.deliver()
        assert sorted(one.device for one in world.service.received) == ["laptop", "phone"]

    def test_is_done_once(self, world: World) -> None:
        alert = world.alert()
        assert world.deliver() == 1
        world.now += timedelta(minutes=5)
        assert world.deliver() == 0
        alert.refresh_from_db()
        assert alert.delivered_at == NOW
        assert len(world.service.received) == 1

    def test_takes_as_many_statements_for_twenty_as_for_one(
        self, world: World, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(20):
            world.alert()
        with django_assert_max_num_queries(11):
            assert world.deliver() == 20


class TestWhatGoesWrong:
    @pytest.mark.parametrize("status", [404, 410])
    def test_a_device_that_is_gone_is_never_asked_again(self, world: World, status: int) -> None:
        world.service.answers.append(status)
        alert = world.alert()
        world.deliver()
        world.phone.refresh_from_db()
        alert.refresh_from_db()
        assert world.phone.gone_at == NOW
        assert alert.delivered_at == NOW
        world.alert()
        world.deliver()
        assert world.service.received == []

    @pytest.mark.parametrize("status", [429, 500, 503])
    def test_a_service_in_trouble_is_asked_again_later(self, world: World, status: int) -> None:
        world.service.answers.append(status)
        alert = world.alert()
        world.deliver()
        alert.refresh_from_db()
        assert alert.delivered_at is None
        world.now += timedelta(seconds=4)
        assert world.deliver() == 0
        world.now += timedelta(seconds=2)
        assert world.deliver() == 1
        assert len(world.service.received) == 1

    def test_a_service_that_stays_in_trouble_is_left_alone_in_the_end(self, world: World) -> None:
        world.service.answers.extend([503] * 50)
        alert = world.alert()
        tries = 0
        for _ in range(20):
            tries += world.deliver()
            world.now += timedelta(seconds=100)
        alert.refresh_from_db()
        assert alert.delivered_at is not None
        assert 1 < tries <= 7

    def test_a_worker_that_died_in_between_costs_a_minute(self, world: World, monkeypatch: Any) -> None:
        alert = world.alert()

        def die(*_: Any, **__: Any) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(world.push, "send", die)
        with pytest.raises(KeyboardInterrupt):
            world.deliver()
        monkeypatch.undo()
        assert world.deliver() == 0
        world.now += timedelta(seconds=61)
        assert world.deliver() == 1
        alert.refresh_from_db()
        assert alert.delivered_at is not None

    def test_an_old_alert_buzzes_nobody(self, world: World) -> None:
        world.alert()
        world.now += timedelta(hours=8)
        assert world.deliver() == 1
        assert world.service.received == []

    def test_what_was_seen_already_buzzes_nobody(self, world: World) -> None:
        world.alert()
        Alert.objects.update(seen_at=NOW)
        world.deliver()
        assert world.service.received == []

    def test_a_person_who_was_deactivated_hears_nothing(self, world: World) -> None:
        world.alert()
        User.objects.update(is_active=False)
        world.deliver()
        assert world.service.received == []

    def test_no_host_is_spoken_to_that_is_no_push_service(self, push: WebPush) -> None:
        for endpoint in (
            "http://169.254.169.254/latest", "https://fcm.googleapis.com.example.net/x", "http://fcm.googleapis.com/x",
            "https://fcm.googleapis.com:8443/x", "https://localhost/x", "file:///etc/passwd", "",
        ):  # fmt: skip
            assert not push.accepts(endpoint), endpoint
            with pytest.raises(UnableToPush):
                push.send(Device(endpoint, "", ""), b"{}", ttl=1)
        assert push.accepts("https://fcm.googleapis.com/fcm/send/abc")
        assert push.accepts("https://updates.push.services.mozilla.com/wpush/v2/abc")

    def test_keys_that_are_none_are_said_to_be_none(self, push: WebPush, service: FakePushService) -> None:
        device = Device(service.device("phone").endpoint, "AAAA", "AAAA")
        with pytest.raises(UnableToPush) as refused:
            push.send(device, b"{}", ttl=1)
        assert refused.value.permanent

    def test_a_redirect_is_not_followed(self, push: WebPush, service: FakePushService) -> None:
        service.answers.append(302)
        with pytest.raises(UnableToPush):
            push.send(service.device("phone"), b"{}", ttl=1)

    def test_a_gone_device_has_a_name(self, push: WebPush, service: FakePushService) -> None:
        device = service.device("phone")
        service.answers.append(410)
        with pytest.raises(SubscriptionGone):
            push.send(device, b"{}", ttl=1)


class TestAText:
    def test_goes_to_whoever_asked_for_it_through_the_gate(self, world: World) -> None:
        User.objects.filter(pk=world.user.pk).update(alert_phone_e164="+12395550123", alerts_by_text=True)
        alert = world.alert()
        world.deliver(alert_texter(lambda: NOW))
        said = (sandbox_texts() / f"alert-{alert.pk}-{world.user.pk}.json").read_text()
        assert "+12395550123" in said
        assert f"/opportunities/{world.lead.pk}/call/" in said
        assert "Marisol" not in said

    def test_goes_out_once_though_the_push_is_tried_again(self, world: World) -> None:
        User.objects.update(alert_phone_e164="+12395550123", alerts_by_text=True)
        texts: list[tuple[AlertFacts, Reader]] = []
        world.service.answers.append(503)
        world.alert()
        world.deliver(lambda *said: texts.append(said))
        world.now += timedelta(seconds=6)
        world.deliver(lambda *said: texts.append(said))
        assert len(texts) == 1
        assert len(world.service.received) == 1

    def test_goes_to_nobody_who_did_not_ask(self, world: World) -> None:
        User.objects.update(alert_phone_e164="+12395550123", alerts_by_text=False)
        texts: list[tuple[AlertFacts, Reader]] = []
        world.alert()
        world.deliver(lambda *said: texts.append(said))
        assert texts == []


class TestTheWorker:
    def test_may_do_all_of_it(self, world: World, as_worker: Any) -> None:
        world.alert()
        world.service.answers.append(410)
        with as_worker():
            assert world.deliver() == 1
        world.phone.refresh_from_db()
        assert world.phone.gone_at == NOW
