"""One document: raw beside understood, and what a person can do about it."""

from datetime import timedelta
from html import escape

import pytest

from freshup.data.models import AuditEntry, Lead, Opportunity, Staff, Submission, VehicleInterest
from tests.intake_web.conftest import NO_CONTACT, NOW, TRUNCATED, Dealership, Visitor, adf, files

POSTS = ("retry", "setting-aside", "correction", "acceptance")


class TestRawBesideUnderstood:
    def test_shows_both_and_the_lead(self, dealership: Dealership, manager: Visitor) -> None:
        one = dealership.take(adf(), headers={"User-Agent": "Provider/1"}, remote_address="192.0.2.7")
        page = manager.get(f"/intake/{one.id}/").content.decode()
        assert "&lt;name part=&quot;first&quot;&gt;Maria" in page
        assert "(239) 555-0142" in page
        assert "2026 Honda Accord · new" in page
        for fact in ("Provider/1", "192.0.2.7", "Provider", "gulfke…"):
            assert fact in page

    def test_makes_hidden_characters_visible(self, dealership: Dealership, manager: Visitor) -> None:
        one = dealership.take(b"a\x00b\x1b[31m \xe2\x80\xae txt <script>x</script>")
        page = manager.get(f"/intake/{one.id}/").content.decode()
        assert "a␀b␛[31m ⟨U+202E⟩ txt" in page
        assert "<script>x" not in page

    def test_shows_a_windows_document_in_its_own_letters(
        self, dealership: Dealership, manager: Visitor
    ) -> None:
        one = dealership.take("José".encode("cp1252"))
        page = manager.get(f"/intake/{one.id}/").content.decode()
        assert "José" in page
        assert "cp1252" in page

    def test_shows_no_more_than_200_kb(self, dealership: Dealership, manager: Visitor) -> None:
        one = dealership.take(b"y" * 199_999 + "é".encode() + b"zzz")
        page = manager.get(f"/intake/{one.id}/").content.decode()
        assert "Only the first 200 kB are shown" in page
        assert "zzz" not in page

    def test_fetches_a_large_one_from_storage(self, dealership: Dealership, manager: Visitor) -> None:
        one = dealership.take(adf() + b" " * 300_000)
        assert one.stored_as
        assert "Maria" in manager.get(f"/intake/{one.id}/").content.decode()

    def test_says_so_when_the_stored_bytes_are_gone(self, dealership: Dealership, manager: Visitor) -> None:
        one = dealership.take(adf() + b" " * 300_000)
        files()._path(one.stored_as).unlink()
        assert "The stored bytes are missing" in manager.get(f"/intake/{one.id}/").content.decode()

    def test_says_what_was_repaired(self, dealership: Dealership, manager: Visitor) -> None:
        one = dealership.take(adf().replace(b"Still there?", b"You & me?"))
        assert one.state == "repaired"
        assert escape(one.repairs[0]) in manager.get(f"/intake/{one.id}/").content.decode()

    def test_tells_a_repeat_from_a_lead(self, dealership: Dealership, manager: Visitor) -> None:
        dealership.take(adf())
        again = dealership.take(adf(), at=NOW + timedelta(minutes=1))
        assert (
            "came before: same content within a day" in manager.get(f"/intake/{again.id}/").content.decode()
        )

    def test_follows_by_itself_while_it_waits(self, dealership: Dealership, manager: Visitor) -> None:
        one = dealership.send(adf())
        assert 'hx-trigger="every 1s"' in manager.get(f"/intake/{one.id}/").content.decode()
        dealership.drain()
        assert 'hx-trigger="every' not in manager.get(f"/intake/{one.id}/").content.decode()

    def test_shows_nothing_of_an_erased_one(self, dealership: Dealership, manager: Visitor) -> None:
        one = dealership.take(NO_CONTACT)
        Submission.objects.filter(id=one.id).update(body=None, erased_at=NOW)
        page = manager.get(f"/intake/{one.id}/").content.decode()
        assert "were erased on request" in page
        assert "Make the lead" not in page


class TestDownload:
    def test_gives_the_very_bytes_and_never_a_page(self, dealership: Dealership, manager: Visitor) -> None:
        one = dealership.take(b"<html><script>alert(1)</script>\x00\xff")
        answer = manager.get(f"/intake/{one.id}/raw/")
        assert answer.content == b"<html><script>alert(1)</script>\x00\xff"
        assert answer["Content-Type"].startswith("text/plain")
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"


class TestCorrecting:
    def test_a_cut_off_document_makes_the_lead(self, dealership: Dealership, manager: Visitor) -> None:
        one = dealership.take(TRUNCATED)
        assert one.state == "quarantined"
        whole = TRUNCATED.decode() + "el>Soul</model></vehicle></prospect></adf>"
        assert manager.post(f"/intake/{one.id}/correction/", text=whole).status_code == 303
        dealership.drain()
        assert Lead.objects.get().submission_id == one.id
        assert Opportunity.objects.get().wanted == "2024 Kia Soul"

    def test_keeps_what_came_and_who_corrected_it(self, dealership: Dealership, manager: Visitor) -> None:
        one = dealership.take(TRUNCATED)
        manager.post(f"/intake/{one.id}/correction/", text="something else")
        one.refresh_from_db()
        assert bytes(one.body or b"") == TRUNCATED
        assert bytes(one.corrected_body or b"") == b"something else"
        assert one.corrected_by is not None
        assert one.corrected_by.name == "Mia"
        assert AuditEntry.objects.latest("id").action == "submission.corrected"

    def test_keeps_the_line_ends_of_a_mail(self, dealership: Dealership, manager: Visitor) -> None:
        one = dealership.take(b"Subject: x\r\n\r\nnothing")
        manager.post(f"/intake/{one.id}/correction/", text="Subject: y\r\n\r\nsomething")
        one.refresh_from_db()
        assert bytes(one.corrected_body or b"") == b"Subject: y\r\n\r\nsomething"

    def test_offers_the_text_without_what_no_editor_holds(
        self, dealership: Dealership, manager: Visitor
    ) -> None:
        one = dealership.take(b"a\x00b no lead")
        assert "ab no lead</textarea>" in manager.get(f"/intake/{one.id}/correction/").content.decode()

    def test_refuses_a_text_over_200_kb(self, dealership: Dealership, manager: Visitor) -> None:
        one = dealership.take(TRUNCATED)
        answer = manager.post(f"/intake/{one.id}/correction/", text="x" * 200_001)
        assert answer.status_code == 303
        one.refresh_from_db()
        assert (one.state, one.corrected_body) == ("quarantined", None)

    def test_never_touches_a_lead(self, dealership: Dealership, manager: Visitor) -> None:
        one = dealership.take(adf())
        manager.post(f"/intake/{one.id}/correction/", text="other")
        one.refresh_from_db()
        assert (one.state, one.corrected_body) == ("parsed", None)


class TestTakingItAsRead:
    def fields(self, **other: str) -> dict[str, str]:
        return {"p0-first": "Una", "p0-last": "Vale", "p0-email": "", "p0-phone": "", "p0-comments": "Is it there?"} | {
            f"p0-{name}": value for name, value in other.items()
        }  # fmt: skip

    def test_makes_the_lead_with_the_contact_somebody_found(
        self, dealership: Dealership, manager: Visitor
    ) -> None:
        one = dealership.take(NO_CONTACT)
        assert "Una" in manager.get(f"/intake/{one.id}/acceptance/").content.decode()
        manager.post(f"/intake/{one.id}/acceptance/", **self.fields(phone="239 555 0188"))
        dealership.drain()
        said = Lead.objects.get().said
        assert (said["first"], said["last"], said["phones"][0]["e164"]) == ("Una", "Vale", "+12395550188")

    def test_keeps_the_vehicle_of_a_cut_off_document(self, dealership: Dealership, manager: Visitor) -> None:
        one = dealership.take(TRUNCATED)
        manager.post(
            f"/intake/{one.id}/acceptance/",
            **self.fields(first="Tom", last="Reed", email="tom@example.com", comments=""),
        )
        dealership.drain()
        assert VehicleInterest.objects.get().make == "Kia"

    def test_asks_for_a_way_to_reach_them(self, dealership: Dealership, manager: Visitor) -> None:
        one = dealership.take(NO_CONTACT)
        answer = manager.post(f"/intake/{one.id}/acceptance/", **self.fields())
        assert answer.status_code == 422
        assert "A lead needs a phone number or an e-mail address" in answer.content.decode()

    def test_makes_a_lead_of_what_was_none(self, dealership: Dealership, manager: Visitor) -> None:
        one = dealership.take(NO_CONTACT)
        manager.post(f"/intake/{one.id}/setting-aside/")
        manager.post(f"/intake/{one.id}/acceptance/", **self.fields(email="una@example.com"))
        dealership.drain()
        assert Lead.objects.count() == 1

    def test_makes_one_lead_though_pressed_twice(self, dealership: Dealership, manager: Visitor) -> None:
        one = dealership.take(NO_CONTACT)
        for _ in range(2):
            manager.post(f"/intake/{one.id}/acceptance/", **self.fields(email="una@example.com"))
        dealership.drain()
        manager.post(f"/intake/{one.id}/acceptance/", **self.fields(email="una@example.com"))
        dealership.drain()
        assert Lead.objects.count() == 1


class TestSettingAside:
    def test_keeps_it_apart_and_brings_it_back(self, dealership: Dealership, manager: Visitor) -> None:
        one = dealership.take(NO_CONTACT)
        manager.post(f"/intake/{one.id}/setting-aside/")
        one.refresh_from_db()
        assert one.state == "not_a_lead"
        manager.post(f"/intake/{one.id}/retry/")
        dealership.drain()
        one.refresh_from_db()
        assert (one.state, one.reason) == ("quarantined", "no contact")


class TestReadingAllAgain:
    def test_takes_those_of_the_same_reason_alone(self, dealership: Dealership, manager: Visitor) -> None:
        first, second = dealership.take(NO_CONTACT), dealership.take(NO_CONTACT)
        other = dealership.take(TRUNCATED)
        assert "Read all again" in manager.get("/intake/", state="quarantined").content.decode()
        manager.post("/intake/retries/", reason="no contact")
        waiting = Submission.objects.filter(state="waiting").values_list("id", flat=True)
        assert sorted(waiting) == [first.id, second.id]
        other.refresh_from_db()
        assert other.state == "quarantined"

    def test_leaves_the_other_store_alone(self, dealership: Dealership, manager: Visitor) -> None:
        theirs = dealership.take(NO_CONTACT, key="baykey")
        manager.post("/intake/retries/", reason="no contact")
        theirs.refresh_from_db()
        assert theirs.state == "quarantined"

    def test_is_for_managers(self, dealership: Dealership, agent: Visitor) -> None:
        assert agent.post("/intake/retries/", reason="no contact").status_code == 403


class TestWhoMay:
    def test_an_agent_looks_and_decides_nothing(self, dealership: Dealership, agent: Visitor) -> None:
        one = dealership.take(NO_CONTACT)
        page = agent.get(f"/intake/{one.id}/")
        assert page.status_code == 200
        assert "/acceptance/" not in page.content.decode()
        assert [agent.post(f"/intake/{one.id}/{what}/").status_code for what in POSTS] == [403] * 4

    @pytest.mark.parametrize("name", ["Sal", "Bo", "Otto"])
    def test_to_others_it_does_not_exist(self, dealership: Dealership, name: str) -> None:
        one = dealership.take(NO_CONTACT)
        visitor = dealership.visitor(name)
        answers = [
            visitor.get(f"/intake/{one.id}/{what}") for what in ("", "raw/", "correction/", "acceptance/")
        ]
        answers += [visitor.post(f"/intake/{one.id}/{what}/") for what in POSTS]
        assert [answer.status_code for answer in answers] == [404] * 8
        one.refresh_from_db()
        assert one.state == "quarantined"

    def test_the_principal_may_in_every_store(self, dealership: Dealership, owner: Visitor) -> None:
        one = dealership.take(NO_CONTACT, key="baykey")
        assert owner.post(f"/intake/{one.id}/setting-aside/").status_code == 303

    def test_a_manager_who_sells_elsewhere_decides_only_at_home(
        self, dealership: Dealership, manager: Visitor
    ) -> None:
        mia = Staff.objects.get(user__name="Mia")
        Staff.objects.create(
            user=mia.user, group=mia.group, rooftop_id=dealership.bay, role="agent", scope="store"
        )
        theirs = dealership.take(NO_CONTACT, key="baykey")
        assert manager.get(f"/intake/{theirs.id}/").status_code == 200
        assert manager.post(f"/intake/{theirs.id}/setting-aside/").status_code == 403
