"""The call screen, the telephone's settings, and who may hear what was recorded: by the role that pages run as."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from freshup.data.models import Attachment, AuditEntry, Message, Opportunity, PhoneLine, Rooftop, User
from freshup.queries.access import scope_of
from freshup.queries.calls import may_listen
from tests.acting import acting_as
from tests.calls.conftest import CUSTOMER, MAIN, NOW, RADIO, Phone
from tests.calls.test_bridging import customer, fresh


class Browser:
    """Somebody signed in at 11 o'clock in Florida."""

    def __init__(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.client = Client()
        self.client.force_login(User.objects.get(name=name))
        monkeypatch.setattr("freshup.interfaces.web.scope.datetime", At)

    def get(self, path: str) -> tuple[int, str]:
        with acting_as("freshup_web"):
            answer = self.client.get(path, secure=True)
        return answer.status_code, answer.content.decode()

    def post(self, path: str, **data: Any) -> tuple[int, str]:
        with acting_as("freshup_web"):
            answer = self.client.post(path, data, secure=True)
        return answer.status_code, answer.headers.get("Location", "") or answer.content.decode()


class At:
    @staticmethod
    def now(zone: Any) -> datetime:
        return NOW


class TestTheCallScreen:
    def test_offers_the_stores_number_and_rings_the_agent(
        self, phone: Phone, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = phone.owned_by("Ana")
        ana = Browser("Ana", monkeypatch)
        page = f"/opportunities/{made.pk}/call/"
        assert "Through the store's number" in ana.get(page)[1]
        status, to = ana.post(f"/opportunities/{made.pk}/calls/", point=phone.point(made), bridge="1")
        assert (status, to) == (303, f"{page}#dial")
        assert "Your phone is about to ring" in ana.get(page)[1]
        phone.place()
        assert len(phone.twilio.made) == 1

    def test_is_as_before_where_the_store_has_no_telephone(
        self, phone: Phone, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = phone.owned_by("Ana")
        phone.connector.disabled_at = NOW
        phone.connector.save()
        _, page = Browser("Ana", monkeypatch).get(f"/opportunities/{made.pk}/call/")
        assert "Through the store" not in page
        assert "data-call" in page

    def test_fills_the_outcome_in_once_the_call_is_over(
        self, phone: Phone, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = phone.owned_by("Ana")
        ana = Browser("Ana", monkeypatch)
        ana.post(f"/opportunities/{made.pk}/calls/", point=phone.point(made), bridge="1")
        phone.place()
        call = Message.objects.get(channel="call")
        customer(phone, call, "ringing")
        phone.work(rounds=1)
        _, state = ana.get(f"/opportunities/{made.pk}/calls/state/")
        assert "It rings at the customer" in state
        assert "hx-get" in state
        customer(phone, call, "no-answer")
        phone.work(rounds=1)
        _, state = ana.get(f"/opportunities/{made.pk}/calls/state/")
        assert 'value="no_answer" data-kind="primary"' in state
        assert ("hx-get" in state, "hx-swap-oob" in state) == (False, True)

    def test_sends_somebody_without_a_number_where_it_is_given(
        self, phone: Phone, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = phone.owned_by("Ana")
        User.objects.filter(name="Ana").update(alert_phone_e164="")
        ana = Browser("Ana", monkeypatch)
        status, to = ana.post(f"/opportunities/{made.pk}/calls/", point=phone.point(made), bridge="1")
        assert (status, to) == (303, "/alerts/")
        assert ana.get(to)[0] == 200

    def test_lets_a_machine_be_spoken_to(self, phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
        made = phone.owned_by("Ana")
        ana = Browser("Ana", monkeypatch)
        ana.post(f"/opportunities/{made.pk}/calls/", point=phone.point(made), bridge="1")
        phone.place()
        call = Message.objects.get(channel="call")
        customer(phone, call, "in-progress")
        phone.work(rounds=1)
        status, to = ana.post(f"/opportunities/{made.pk}/calls/voicemail/")
        assert (status, to) == (303, f"/up-next/?skip={made.pk}")
        assert fresh(call).outcome == "left_message"
        assert "Gulf Honda" in fresh(call).body


def recorded(phone: Phone, made: Opportunity, kind: str = "recording", by: str = "Ana") -> Attachment:
    call = Message.objects.create(
        rooftop_id=phone.rooftop, opportunity=made, person_id=made.person_id, channel="call", direction="in",
        purpose="reply", automatic=False, step_key=f"in:twilio:{kind}", recipient=MAIN, state="missed",
        created_at=NOW, send_after=NOW, sent_at=NOW, provider="twilio",
        by_user_id=phone.house.staff(by).user_id if kind == "recording" else None,
    )  # fmt: skip
    return Attachment.objects.create(
        rooftop_id=phone.rooftop, opportunity=made, message=call, kind=kind, state="kept", at=NOW,
        details={"seconds": 17, "consent": "announced"},
    )  # fmt: skip


class TestListening:
    @pytest.mark.parametrize(
        ("name", "kind", "may"),
        [
            ("Ana", "recording", True),
            ("Mia", "recording", True),
            ("Ben", "recording", False),
            ("Cleo", "recording", False),
            ("Max", "recording", False),
            ("Ben", "voicemail", True),
            ("Cleo", "voicemail", False),
            ("Max", "voicemail", False),
        ],
    )
    def test_is_for_managers_and_whoever_spoke_and_a_voicemail_for_whoever_answers(
        self, phone: Phone, name: str, kind: str, may: bool
    ) -> None:
        kept = recorded(phone, phone.owned_by("Ana"), kind)
        scope = scope_of(User.objects.get(name=name).pk)
        if name == "Ben":
            Opportunity.objects.update(owner=phone.house.staff("Ben"))
        assert may_listen(scope, kept) is may

    def test_is_offered_on_the_lead_and_on_the_call_itself(
        self, phone: Phone, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = phone.owned_by("Ana")
        kept = recorded(phone, made, "voicemail")
        mia = Browser("Mia", monkeypatch)
        for path in (f"/opportunities/{made.pk}/", f"/outbox/{kept.message_id}/"):
            status, page = mia.get(path)
            assert (status, f'src="/files/{kept.pk}/"' in page) == (200, True), path
        assert "Missed call" in mia.get(f"/opportunities/{made.pk}/")[1]

    def test_of_a_colleagues_recording_is_not_offered(
        self, phone: Phone, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = phone.owned_by("Ben")
        kept = recorded(phone, made, by="Ana")
        _, page = Browser("Ben", monkeypatch).get(f"/opportunities/{made.pk}/")
        assert f"/files/{kept.pk}/" not in page
        assert "for managers and whoever spoke" in page


TYPED = {
    "owner_seconds": "15", "group_seconds": "25", "voicemail_seconds": "90", "record": "on", "announce": "on",
    "accept_by_key": "on", "recording_days": "60", "greeting": "", "greeting_closed": "",
}  # fmt: skip


def preview_of(page: str) -> str:
    return page.split('name="previewed" value="')[1].split('"')[0]


class TestTheSettings:
    def test_show_what_a_change_does_before_it_is_saved(
        self, phone: Phone, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mia = Browser("Mia", monkeypatch)
        status, page = mia.post("/settings/phone/", **TYPED, show="1")
        assert (status, "Calls are recorded, and say so first." in page) == (200, True)
        assert Rooftop.objects.get(id=phone.rooftop).call_rules == {}
        status, _ = mia.post("/settings/phone/", **TYPED, previewed=preview_of(page), save="1")
        rules = Rooftop.objects.get(id=phone.rooftop).call_rules
        assert (status, rules["owner_seconds"], rules["recording_days"]) == (303, 15, 60)
        assert AuditEntry.objects.filter(action="calls.changed").count() == 1

    def test_add_change_and_give_up_a_number(self, phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
        mia = Browser("Mia", monkeypatch)
        typed = {
            **TYPED, "number": "(239) 555-0179", "name": "Billboard", "connector": str(phone.connector.pk),
            "department": "sales", "source": "", "takes_calls": "on",
        }  # fmt: skip
        status, to = mia.post("/settings/phone/lines/new/", **typed)
        made = PhoneLine.objects.get(e164="+12395550179")
        assert (status, to) == (303, f"/settings/phone/lines/{made.pk}/")
        _, page = mia.get(to)
        assert "https://store.example.com/hooks/hookkey/voice-in/" in page
        _, page = mia.post(to, **(typed | {"name": "Billboard I-75"}), show="1")
        mia.post(to, **(typed | {"name": "Billboard I-75"}), previewed=preview_of(page), save="1")
        assert PhoneLine.objects.get(id=made.pk).name == "Billboard I-75"
        assert mia.post(f"{to}end/")[0] == 303
        assert mia.get(to)[0] == 404

    @pytest.mark.parametrize(
        ("field", "value", "says"),
        [
            ("number", "12", "no telephone number"),
            ("number", RADIO, "a line with this number already"),
            ("name", " ", "required"),
            ("owner_seconds", "1", "greater than or equal to 5"),
            ("connector", "999999", "valid choice"),
            ("group", "999999", "valid choice"),
        ],
    )
    def test_say_what_is_wrong_and_keep_nothing(
        self, phone: Phone, monkeypatch: pytest.MonkeyPatch, field: str, value: str, says: str
    ) -> None:
        typed = {
            **TYPED, "number": "2395550179", "name": "Sign", "connector": str(phone.connector.pk),
            "department": "sales", "source": "",
        }  # fmt: skip
        status, page = Browser("Mia", monkeypatch).post(
            "/settings/phone/lines/new/", **(typed | {field: value})
        )
        assert (status, says in page) == (200, True)
        assert PhoneLine.objects.count() == 3

    def test_are_no_agents_business(self, phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
        ana = Browser("Ana", monkeypatch)
        line = PhoneLine.objects.get(e164=RADIO)
        for path in ("/settings/phone/", "/settings/phone/lines/new/", f"/settings/phone/lines/{line.pk}/"):
            assert ana.get(path)[0] == 403

    def test_tell_who_can_not_be_rung(self, phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
        User.objects.filter(name="Ben").update(alert_phone_e164="")
        _, page = Browser("Mia", monkeypatch).get("/settings/phone/")
        assert "Ben has given no number" in page


def test_up_next_says_that_a_call_was_missed(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    phone.owned_by("Ben")
    phone.rings()
    phone.hangs_up(seconds=60)
    phone.work()
    _, page = Browser("Ben", monkeypatch).get("/up-next/")
    assert "Missed call: call back now" in page
    assert CUSTOMER[-4:] in page
