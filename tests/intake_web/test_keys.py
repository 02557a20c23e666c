"""Intake keys: made and shown once, replaced with an overlap, switched off, tried out."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from freshup.data.models import AuditEntry, IntakeKey, Lead, Message, Submission
from freshup.operations.intake.receive import Delivery, Refused, Taken, key_hash, receive
from tests.intake_web.conftest import NOW, Dealership, Visitor, adf, files

SERVER = {"label": "Cars site", "department": "sales", "source": ""}
FORM = SERVER | {
    "allowed_origins": "https://www.example.com/contact\nshop.example.org:8443",
    "consent_text": "Yes.",
}


def secret_on(page: str) -> str:
    found = re.search(r"/in/([a-z2-7]+)/", page)
    assert found
    return found.group(1)


def offer(secret: str, at: datetime, origin: str | None = None) -> Taken | Refused:
    (answer,) = receive([Delivery(secret, UUID(int=9), "http", at, adf(), origin=origin)], storage=files())
    return answer


class TestMakingOne:
    def test_shows_the_secret_once_and_keeps_its_hash(self, dealership: Dealership, manager: Visitor) -> None:
        answer = manager.post("/settings/keys/new/", **SERVER)
        page = answer.content.decode()
        secret = secret_on(page)
        made = dealership.key("Cars site")
        assert re.fullmatch(r"[a-z2-7]{32}", secret), "160 bits of lower-case base32"
        assert (bytes(made.secret_hash), made.prefix, made.public_value) == (key_hash(secret), secret[:6], "")
        assert f"{secret}@intake.localhost" in page
        assert "curl --data-binary @lead.xml" in page
        assert answer["Cache-Control"] == "no-store"
        for later in ("/settings/keys/", f"/settings/keys/{made.id}/"):
            assert secret not in manager.get(later).content.decode()

    def test_opens_the_door_to_that_store(self, dealership: Dealership, manager: Visitor) -> None:
        secret = secret_on(manager.post("/settings/keys/new/", **SERVER).content.decode())
        taken = offer(secret, datetime.now(UTC))
        assert isinstance(taken, Taken)
        assert taken.rooftop_id == dealership.gulf

    def test_is_on_record_without_the_secret(self, dealership: Dealership, manager: Visitor) -> None:
        secret = secret_on(manager.post("/settings/keys/new/", **SERVER).content.decode())
        entry = AuditEntry.objects.get(action="intake_key.created")
        assert entry.target_id == dealership.key("Cars site").id
        assert secret not in str(entry.changes)

    def test_for_a_form_is_public_and_bound_to_its_websites(
        self, dealership: Dealership, manager: Visitor
    ) -> None:
        page = manager.post("/settings/keys/new/?kind=form", **FORM).content.decode()
        made = dealership.key("Cars site")
        assert made.allowed_origins == ["https://www.example.com", "https://shop.example.org:8443"]
        assert made.consent_version == 1
        assert f"/form/{made.public_value}/" in page
        assert made.public_value in manager.get(f"/settings/keys/{made.id}/").content.decode()
        now = datetime.now(UTC)
        assert isinstance(offer(made.public_value, now, "https://www.example.com"), Taken)
        assert offer(made.public_value, now, "https://evil.example.net") == Refused("origin_not_allowed")

    @pytest.mark.parametrize(
        "origin", ["javascript://x.example.com", "https://", "nonsense", "https://a.example.com:x"]
    )
    def test_refuses_what_is_no_website(self, dealership: Dealership, manager: Visitor, origin: str) -> None:
        answer = manager.post("/settings/keys/new/?kind=form", **FORM | {"allowed_origins": origin})
        assert answer.status_code == 422
        assert not IntakeKey.objects.filter(label="Cars site").exists()

    def test_takes_no_source_of_another_store(self, dealership: Dealership, manager: Visitor) -> None:
        theirs = dealership.source("Website", dealership.bay)
        assert manager.post("/settings/keys/new/", **SERVER | {"source": theirs.id}).status_code == 422


class TestChangingOne:
    def test_a_changed_consent_text_is_a_new_version(self, dealership: Dealership, manager: Visitor) -> None:
        manager.post("/settings/keys/new/?kind=form", **FORM)
        made = dealership.key("Cars site")
        manager.post(f"/settings/keys/{made.id}/", **FORM | {"label": "Cars site 2"})
        made.refresh_from_db()
        assert (made.label, made.consent_version) == ("Cars site 2", 1)
        manager.post(f"/settings/keys/{made.id}/", **FORM | {"consent_text": "Yes, please."})
        made.refresh_from_db()
        assert made.consent_version == 2


class TestReplacingOne:
    def test_both_work_until_the_old_one_expires(self, dealership: Dealership, manager: Visitor) -> None:
        old = dealership.key()
        page = manager.post(f"/settings/keys/{old.id}/rotation/", days=14).content.decode()
        now = datetime.now(UTC)
        for secret in ("gulfkey", secret_on(page)):
            assert isinstance(offer(secret, now), Taken)
        assert offer("gulfkey", now + timedelta(days=15)) == Refused("key_expired")
        assert isinstance(offer(secret_on(page), now + timedelta(days=15)), Taken)

    def test_the_new_one_takes_its_place(self, dealership: Dealership, manager: Visitor) -> None:
        old = dealership.key()
        manager.post(f"/settings/keys/{old.id}/rotation/", days=0)
        new = IntakeKey.objects.latest("id")
        assert (new.replaces_id, new.label, new.source_id) == (old.id, old.label, old.source_id)
        assert "Expired" in manager.get(f"/settings/keys/{old.id}/").content.decode()

    @pytest.mark.parametrize("days", ["-1", "91", "soon"])
    def test_asks_for_a_sensible_time(self, dealership: Dealership, manager: Visitor, days: str) -> None:
        assert manager.post(f"/settings/keys/{dealership.key().id}/rotation/", days=days).status_code == 422
        assert IntakeKey.objects.count() == 6

    def test_needs_one_that_works(self, dealership: Dealership, manager: Visitor) -> None:
        old = dealership.key()
        manager.post(f"/settings/keys/{old.id}/disabling/")
        assert manager.post(f"/settings/keys/{old.id}/rotation/", days=14).status_code == 303
        assert IntakeKey.objects.count() == 6


class TestSwitchingOneOff:
    def test_holds_at_once_and_can_be_undone(self, dealership: Dealership, manager: Visitor) -> None:
        one = dealership.key()
        manager.post(f"/settings/keys/{one.id}/disabling/")
        assert offer("gulfkey", datetime.now(UTC)) == Refused("key_disabled")
        manager.post(f"/settings/keys/{one.id}/enabling/")
        assert isinstance(offer("gulfkey", datetime.now(UTC)), Taken)


class TestTryingOneOut:
    def test_a_person_sees_the_whole_way(self, dealership: Dealership, manager: Visitor) -> None:
        one = dealership.key()
        answer = manager.post(f"/settings/keys/{one.id}/test/")
        taken = Submission.objects.get()
        assert answer["Location"] == f"/intake/{taken.id}/"
        assert (taken.key_id, taken.state) == (one.id, "waiting")
        dealership.drain()
        taken.refresh_from_db()
        assert taken.state == "parsed", taken.repairs
        assert Lead.objects.get().submission_id == taken.id
        assert Message.objects.get().recipient == "mia@example.com"

    def test_says_when_the_key_is_off(self, dealership: Dealership, manager: Visitor) -> None:
        one = dealership.key()
        manager.post(f"/settings/keys/{one.id}/disabling/")
        manager.post(f"/settings/keys/{one.id}/test/")
        assert not Submission.objects.exists()


class TestTheList:
    def test_says_when_each_was_last_used(self, dealership: Dealership, manager: Visitor) -> None:
        assert manager.get("/settings/keys/").content.decode().count(">never<") == 2
        dealership.take(adf(), at=NOW)
        assert manager.get("/settings/keys/").content.decode().count(">never<") == 1

    def test_shows_the_first_six_characters_alone(self, dealership: Dealership, manager: Visitor) -> None:
        page = manager.get("/settings/keys/").content.decode()
        assert "gulfke…" in page
        assert "gulfkey" not in page


class TestWhoMay:
    ACTS = ("", "rotation/", "disabling/", "enabling/", "test/")

    def test_an_agent_may_not(self, dealership: Dealership, agent: Visitor) -> None:
        one = dealership.key()
        assert agent.get("/settings/keys/").status_code == 403
        assert agent.get("/settings/keys/new/").status_code == 403
        assert agent.post("/settings/keys/new/", **SERVER).status_code == 403
        assert agent.get(f"/settings/keys/{one.id}/").status_code == 403
        posts = [
            agent.post(f"/settings/keys/{one.id}/{act}", days=1, **SERVER).status_code for act in self.ACTS
        ]
        assert posts == [403] * 5

    @pytest.mark.parametrize("name", ["Bo", "Otto"])
    def test_to_others_it_does_not_exist(self, dealership: Dealership, name: str) -> None:
        one, visitor = dealership.key(), dealership.visitor(name)
        assert visitor.get(f"/settings/keys/{one.id}/").status_code == 404
        posts = [
            visitor.post(f"/settings/keys/{one.id}/{act}", days=1, **SERVER).status_code for act in self.ACTS
        ]
        assert posts == [404] * 5

    def test_the_principal_may(self, dealership: Dealership, owner: Visitor) -> None:
        assert owner.post(f"/settings/keys/{dealership.key().id}/disabling/").status_code == 303
