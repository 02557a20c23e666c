"""The form a store's customers fill in on a page of ours."""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from freshup.bootstrap.intake import storage
from freshup.data.models import IntakeKey, Lead
from freshup.interfaces.api import forms
from freshup.interfaces.api.batching import Unavailable
from freshup.interfaces.api.limits import IntakeLimits
from freshup.interfaces.tasks.intake import IntakeDrain
from freshup.operations.intake.receive import Delivery, Refused, Taken, receive
from freshup.operations.stores.opening import open_group
from freshup.queries.stores import forget_settings
from tests.doors.conftest import FORM_KEY, KEY, NOW, OFF_KEY, ORIGIN, gulf

ADDRESS = f"/form/{FORM_KEY}/"
FILLED = {
    "name": "Ann Form",
    "email": "ann@example.com",
    "vehicle": "2026 Honda Accord",
    "timeframe": "within 7 days",
    "consent_version": "1",
}


class SameTransaction:
    """Hands in within the test's own transaction, where the real one has a connection of its own."""

    def __init__(self) -> None:
        self.taken: list[Delivery] = []
        self.failing = False

    def submit(self, deliveries: Sequence[Delivery]) -> "Future[list[Taken | Refused]]":
        if self.failing:
            raise Unavailable
        self.taken += deliveries
        answer: Future[list[Taken | Refused]] = Future()
        answer.set_result(receive(deliveries, storage=storage()))
        return answer


@pytest.fixture
def batches(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[SameTransaction]:
    forget_settings()
    open_group("Gulf", [gulf()], now=NOW)
    same, limits = SameTransaction(), IntakeLimits()
    monkeypatch.setattr(forms, "batcher", lambda: same)
    monkeypatch.setattr(forms, "intake_limits", lambda: limits)
    yield same
    forget_settings()


def said(batches: SameTransaction) -> dict[str, Any]:
    return dict(json.loads(batches.taken[0].body))


def send(client: Client, **changes: str) -> HttpResponse:
    return client.post(ADDRESS, FILLED | changes)  # type: ignore[return-value]


class TestThePage:
    def test_shows_the_store_and_its_words_of_consent(self, client: Client, batches: SameTransaction) -> None:
        page = client.get(ADDRESS + "?vehicle=2026+Accord")
        assert page.status_code == 200
        for words in ("Gulf Honda", "You may text me.", 'value="2026 Accord"', 'lang="en"'):
            assert words in page.text

    def test_needs_no_cookie_and_is_not_for_search_engines(
        self, client: Client, batches: SameTransaction
    ) -> None:
        page = client.get(ADDRESS)
        assert not page.cookies
        assert (page["X-Robots-Tag"], page["Cache-Control"]) == ("noindex", "no-store")
        assert "<script" not in page.text

    def test_may_stand_in_a_frame_of_the_stores_own_site_only(
        self, client: Client, batches: SameTransaction
    ) -> None:
        page = client.get(ADDRESS)
        assert f"frame-ancestors {ORIGIN};" in page["Content-Security-Policy"] + ";"
        assert "X-Frame-Options" not in page

    def test_speaks_spanish(self, client: Client, batches: SameTransaction) -> None:
        page = client.get(ADDRESS, headers={"accept-language": "es"})
        assert 'lang="es"' in page.text

    @pytest.mark.parametrize("key", ["nobodys", KEY, OFF_KEY])
    def test_exists_for_form_keys_only(self, client: Client, batches: SameTransaction, key: str) -> None:
        assert client.get(f"/form/{key}/").status_code == 404

    def test_is_gone_when_its_key_is_switched_off(self, client: Client, batches: SameTransaction) -> None:
        IntakeKey.objects.filter(label="site").update(disabled_at=NOW)
        assert client.get(ADDRESS).status_code == 404


class TestWhatIsSent:
    def test_becomes_a_lead_of_the_store(self, client: Client, batches: SameTransaction) -> None:
        assert "Thank you" in send(client, trade="2018 Toyota Corolla 84000 miles").content.decode()
        IntakeDrain().step()
        assert Lead.objects.get().submission.channel == "form"
        assert Lead.objects.get().said["emails"] == ["ann@example.com"]

    def test_records_the_words_that_were_shown_and_the_answer(
        self, client: Client, batches: SameTransaction
    ) -> None:
        send(client, consent="on")
        assert said(batches)["consent"] == {
            "text": "You may text me.",
            "version": 1,
            "channel": "text",
            "given": True,
        }

    def test_an_empty_box_is_a_no(self, client: Client, batches: SameTransaction) -> None:
        send(client)
        assert said(batches)["consent"]["given"] is False

    def test_words_that_changed_meanwhile_are_shown_before_anything_is_taken(
        self, client: Client, batches: SameTransaction
    ) -> None:
        IntakeKey.objects.filter(label="site").update(consent_text="New words.", consent_version=2)
        page = send(client, consent="on")
        assert page.status_code == 409
        assert "New words." in page.content.decode()
        assert (batches.taken, b"checked" in page.content) == ([], False)

    def test_without_any_way_to_answer_is_asked_again(self, client: Client, batches: SameTransaction) -> None:
        assert send(client, email="").status_code == 422
        assert not batches.taken

    def test_what_a_machine_filled_in_goes_nowhere(self, client: Client, batches: SameTransaction) -> None:
        assert "Thank you" in send(client, leave_empty="https://spam.example.net").content.decode()
        assert not batches.taken

    def test_is_kept_on_the_page_when_it_could_not_be_taken(
        self, client: Client, batches: SameTransaction
    ) -> None:
        batches.failing = True
        page = send(client)
        assert (page.status_code, "ann@example.com" in page.content.decode()) == (503, True)
