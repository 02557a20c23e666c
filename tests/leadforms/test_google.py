"""Google's lead forms: the key in the body, the test flag, and the lead once."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from freshup.adapters.decoding import decode
from freshup.adapters.leadforms.google import GoogleReader
from freshup.data.models import InboundEvent, Lead, Source, Submission
from freshup.ports.hooks import Forged, Unreadable
from tests.leadforms.conftest import GOOGLE, Form, document, hook


def post(lead_id: str = "lead-1", *, test: bool = False, key: str = "google-key", **columns: str) -> bytes:
    said = {
        "FULL_NAME": "Maria Lopez",
        "EMAIL": "maria@example.com",
        "PHONE_NUMBER": "+12395550142",
        **columns,
    }
    said_by_google: dict[str, Any] = {
        "lead_id": lead_id,
        "api_version": "1.0",
        "form_id": 40_001,
        "campaign_id": 11,
        "gcl_id": "EAIa",
        "google_key": key,
        "is_test": test,
        "user_column_data": [
            {"column_id": name, "string_value": value, "column_name": name.title()}
            for name, value in said.items()
        ],
    }
    return json.dumps(said_by_google).encode()


class TestALead:
    def test_is_handed_in_with_its_vehicle_and_its_own_questions(self, google: Form) -> None:
        google.deliver(
            post(
                VEHICLE_MODEL="Accord", VEHICLE_PURCHASE_TIMELINE="within 30 days", **{"Boat to tow?": "yes"}
            )
        )
        (opportunity,) = google.leads
        assert opportunity.person.first_name == "Maria"
        assert Source.objects.get(id=Lead.objects.get().source_id).name == "Google lead form"
        (understood,) = decode(document(Submission.objects.get())).prospects
        assert understood.vehicles[0].model == "Accord"
        assert understood.timeframe == "within 30 days"
        extensions = dict(understood.extensions)
        assert extensions["Boat to tow?"] == "yes"
        assert extensions["gcl_id"] == "EAIa"

    def test_keeps_googles_key_out_of_intake(self, google: Form) -> None:
        google.deliver(post())
        assert b"google-key" not in bytes(Submission.objects.get().body)

    def test_delivered_again_is_one_lead(self, google: Form) -> None:
        google.deliver(post())
        google.deliver(post())
        assert (len(google.leads), InboundEvent.objects.count(), Lead.objects.count()) == (1, 1, 1)

    def test_that_is_a_test_makes_none_and_is_seen_each_time(self, google: Form) -> None:
        google.deliver(post(test=True))
        assert (google.leads, google.event.state, google.event.reason) == ([], "ignored", "test")
        google.deliver(post())
        assert len(google.leads) == 1

    def test_without_answers_waits_for_a_person(self, google: Form) -> None:
        google.deliver(b'{"google_key": "google-key", "lead_id": "1"}')
        assert (google.event.state, google.leads) == ("quarantined", [])
        with pytest.raises(Unreadable):
            google.reader.read(hook(b"{}"), google.account)


class TestASender:
    def test_who_knows_the_key_is_google(self, google: Form) -> None:
        google.reader.check(hook(post()), google.account)
        assert google.reader.answer(hook(post())).body == b"{}"

    @pytest.mark.parametrize(
        "body",
        [post(key="guess"), post(key="ü"), b"", b"[1]", b"{", b'{"google_key": 7}', b'{"google_key":""}'],
    )
    def test_who_does_not_is_turned_away(self, google: Form, body: bytes) -> None:
        with pytest.raises(Forged):
            google.reader.check(hook(body), google.account)


class TestTheIntakeKey:
    @pytest.mark.parametrize(
        ("key", "said"), [("baykey", "belongs to another store"), ("nokey", "does not exist")]
    )
    def test_of_another_store_or_of_none_hands_nothing_over(
        self, opened: Callable[[str, dict[str, str]], int], key: str, said: str
    ) -> None:
        id = opened("google", {**GOOGLE, "intake_key": key})
        form = Form(opened.house, GoogleReader(), id)  # type: ignore[attr-defined]
        form.deliver(post())
        assert (form.leads, form.event.state, Submission.objects.count()) == ([], "quarantined", 0)
        assert said in form.event.reason
