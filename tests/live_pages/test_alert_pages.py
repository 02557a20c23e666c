"""One's own alerts on the screens, behind the wall; devices that are signed up, tried and removed."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from freshup.adapters.push.webpush import WebPush
from freshup.adapters.push.webpush.fake import FakePushService
from freshup.bootstrap.home import vapid_private_key
from freshup.data.models import Alert, PushSubscription, Staff, User
from freshup.interfaces.web.response import devices
from freshup.ports.push import Device
from freshup.queries.stores import forget_settings
from tests.acting import acting_as
from tests.factories import NOW, make_opportunity, make_person, make_staff, make_store

AsWeb = Callable[..., AbstractContextManager[None]]


@pytest.fixture(autouse=True)
def settings_of_this_test_only() -> Iterator[None]:
    forget_settings()
    yield
    forget_settings()


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakePushService]:
    with FakePushService(time.time) as service:
        sender = WebPush(vapid_private_key(), contact="mailto:ops@example.com", also=[service.netloc])
        monkeypatch.setattr(devices, "push_sender", lambda: sender)
        yield service


@pytest.fixture
def owner(db: None) -> Staff:
    return make_staff(make_store(), "salesperson", "own", name="Dana Reed")


def alert(staff: Staff, *, seen: bool = False, owned: bool = True, **other: Any) -> Alert:
    assert staff.rooftop is not None
    lead = make_opportunity(staff.rooftop, make_person(staff.rooftop), owner=staff if owned else None)
    values = {"kind": "new_lead", "at": NOW, "seen_at": NOW if seen else None}
    return Alert.objects.create(
        rooftop=staff.rooftop, opportunity=lead, user_id=staff.user_id, **{**values, **other}
    )


class Browser:
    def __init__(self, staff: Staff) -> None:
        self._client = Client()
        self._client.force_login(User.objects.get(pk=staff.user_id))

    def get(self, url: str) -> Any:
        with acting_as("freshup_web"):
            return self._client.get(url)

    def post(self, url: str, **data: Any) -> Any:
        with acting_as("freshup_web"):
            return self._client.post(url, data, headers={"user-agent": "Mozilla (iPhone) Safari"})


class TestTheList:
    def test_leads_to_the_call_screen(self, owner: Staff) -> None:
        made = alert(owner)
        page = Browser(owner).get("/alerts/").content.decode()
        assert f'href="/opportunities/{made.opportunity_id}/call/"' in page
        assert "New lead: Marisol Ortega" in page

    def test_says_whose_lead_is_somebody_elses_now_without_their_name(self, owner: Staff) -> None:
        made = alert(owner, owned=False)
        page = Browser(owner).get("/alerts/").content.decode()
        assert "This lead is with somebody else now." in page
        assert f"/opportunities/{made.opportunity_id}/" not in page
        assert "Marisol" not in page

    def test_shows_nobody_elses(self, owner: Staff) -> None:
        alert(owner)
        assert owner.rooftop is not None
        for other in (make_staff(owner.rooftop, "manager"), make_staff(make_store(), "manager")):
            page = Browser(other).get("/alerts/").content.decode()
            assert "Nothing yet" in page
            assert "Marisol" not in page

    def test_takes_as_many_statements_for_many(self, owner: Staff) -> None:
        alert(owner)
        browser = Browser(owner)
        browser.get("/alerts/")
        with CaptureQueriesContext(connection) as few:
            browser.get("/alerts/")
        for _ in range(60):
            alert(owner)
        with CaptureQueriesContext(connection) as many:
            page = browser.get("/alerts/").content.decode()
        assert len(many) == len(few)
        assert 'rel="next"' in page

    def test_goes_on_where_the_page_ended(self, owner: Staff) -> None:
        made = [alert(owner).pk for _ in range(53)]
        browser = Browser(owner)
        first = browser.get("/alerts/").context["alerts"]
        older = browser.get("/alerts/" + browser.get("/alerts/").context["older_url"]).context["alerts"]
        assert [one["alert"].id for one in (*first, *older)] == sorted(made, reverse=True)


class TestTheBell:
    def test_counts_what_is_unseen(self, owner: Staff) -> None:
        alert(owner)
        alert(owner)
        alert(owner, seen=True)
        page = Browser(owner).get("/alerts/news/").content.decode()
        assert ">2</span>" in page
        assert "data-alert" not in page

    def test_shows_as_toasts_what_came_since(self, owner: Staff) -> None:
        before, after = alert(owner), alert(owner, kind="reply")
        page = Browser(owner).get(f"/alerts/news/?after={before.pk}").content.decode()
        assert f'data-alert="{after.pk}"' in page
        assert f'data-alert="{before.pk}"' not in page
        assert "A customer replied: Marisol Ortega" in page
        assert f'hx-get="/alerts/news/?after={after.pk}"' in page

    def test_takes_nonsense_for_nothing(self, owner: Staff) -> None:
        alert(owner)
        for after in ("x", "-1", "9" * 40, "١"):
            assert "data-alert" not in Browser(owner).get(f"/alerts/news/?after={after}").content.decode()


class TestSeen:
    def test_marks_up_to_the_newest_on_the_page(self, owner: Staff) -> None:
        first, second = alert(owner), alert(owner)
        assert Browser(owner).post("/alerts/seen/", up_to=first.pk).status_code == 303
        assert list(Alert.objects.filter(seen_at=None)) == [second]

    def test_marks_nobody_elses(self, owner: Staff) -> None:
        made = alert(owner)
        assert owner.rooftop is not None
        Browser(make_staff(owner.rooftop, "manager")).post("/alerts/seen/", up_to=made.pk)
        assert Alert.objects.get().seen_at is None


def keys(device: Device) -> dict[str, str]:
    return {"endpoint": device.endpoint, "p256dh": device.p256dh, "auth": device.auth}


class TestDevices:
    def test_is_signed_up_tried_and_removed(self, owner: Staff, service: FakePushService) -> None:
        browser = Browser(owner)
        assert browser.post("/alerts/devices/", **keys(service.device("phone"))).status_code == 201
        made = PushSubscription.objects.get()
        assert (made.user_id, made.device) == (owner.user_id, "Safari · iPhone")
        assert "Safari · iPhone" in browser.get("/profile/").content.decode()
        browser.post(f"/alerts/devices/{made.pk}/test/")
        assert service.received[0].payload["title"] == "This is a test"
        assert browser.post(f"/alerts/devices/{made.pk}/removal/").status_code == 303
        assert "No device yet" in browser.get("/profile/").content.decode()

    def test_comes_back_after_it_was_removed(self, owner: Staff, service: FakePushService) -> None:
        browser, phone = Browser(owner), service.device("phone")
        browser.post("/alerts/devices/", **keys(phone))
        browser.post(f"/alerts/devices/{PushSubscription.objects.get().pk}/removal/")
        assert browser.post("/alerts/devices/", **keys(phone)).status_code == 201
        assert PushSubscription.objects.get().gone_at is None

    def test_of_a_colleague_cannot_be_taken_over(self, owner: Staff, service: FakePushService) -> None:
        phone = service.device("phone")
        Browser(owner).post("/alerts/devices/", **keys(phone))
        other = Browser(make_staff(make_store()))
        assert other.post("/alerts/devices/", **keys(phone)).status_code == 409
        assert PushSubscription.objects.get().user_id == owner.user_id

    def test_of_a_colleague_cannot_be_removed_or_tried(self, owner: Staff, service: FakePushService) -> None:
        Browser(owner).post("/alerts/devices/", **keys(service.device("phone")))
        made = PushSubscription.objects.get()
        assert owner.rooftop is not None
        other = Browser(make_staff(owner.rooftop, "manager"))
        assert other.post(f"/alerts/devices/{made.pk}/removal/").status_code == 404
        assert other.post(f"/alerts/devices/{made.pk}/test/").status_code == 404

    def test_that_is_no_push_services_is_refused(self, owner: Staff, service: FakePushService) -> None:
        good = keys(service.device("phone"))
        for wrong in (
            {"endpoint": "http://127.0.0.1:1/x"}, {"endpoint": "https://example.com/x"}, {"p256dh": "x"}, {"auth": ""},
            {"endpoint": "https://fcm.googleapis.com/" + "x" * 1_000},
        ):  # fmt: skip
            assert Browser(owner).post("/alerts/devices/", **{**good, **wrong}).status_code == 422
        assert not PushSubscription.objects.exists()

    def test_that_withdrew_its_permission_is_said_to_have(
        self, owner: Staff, service: FakePushService
    ) -> None:
        browser = Browser(owner)
        browser.post("/alerts/devices/", **keys(service.device("phone")))
        service.answers.append(410)
        browser.post(f"/alerts/devices/{PushSubscription.objects.get().pk}/test/")
        assert "withdrawn its permission" in browser.get("/profile/").content.decode()
        assert PushSubscription.objects.get().gone_at is not None

    def test_an_eleventh_waits_until_one_goes(self, owner: Staff, service: FakePushService) -> None:
        browser = Browser(owner)
        asked = [
            browser.post("/alerts/devices/", **keys(service.device(str(n)))).status_code for n in range(11)
        ]
        assert asked == [201] * 10 + [422]


class TestChoices:
    def test_are_kept(self, owner: Staff) -> None:
        Browser(owner).post("/alerts/choices/", phone="239-555-0144", by_text="on", show_names="on")
        user = User.objects.get(pk=owner.user_id)
        assert (user.alert_phone_e164, user.alerts_by_text, user.alerts_show_names) == (
            "+12395550144",
            True,
            True,
        )

    def test_texts_need_a_number(self, owner: Staff) -> None:
        browser = Browser(owner)
        browser.post("/alerts/choices/", phone="", by_text="on")
        assert "Texts need a number to go to" in browser.get("/profile/").content.decode()
        assert not User.objects.get(pk=owner.user_id).alerts_by_text


class TestTheApp:
    def test_can_be_installed(self, db: None) -> None:
        answer = Client().get("/manifest.webmanifest")
        said = answer.json()
        assert answer["content-type"] == "application/manifest+json"
        assert {one["purpose"] for one in said["icons"]} == {"any", "maskable"}
        assert said["display"] == "standalone"

    def test_its_worker_rules_over_the_whole_site(self, db: None) -> None:
        answer = Client().get("/sw.js")
        assert answer["service-worker-allowed"] == "/"
        assert "no-cache" in answer["cache-control"]
        assert "{{" not in answer.content.decode()

    def test_its_page_for_a_dead_spot_says_what_is_safe(self, db: None) -> None:
        assert "What you saved before is safe." in Client().get("/offline/").content.decode()
