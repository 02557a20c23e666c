"""What arrived, and what became of it, at a glance."""

import re
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from freshup.data.models import Submission
from tests.intake_web.conftest import NO_CONTACT, NOW, TRUNCATED, Dealership, Visitor, adf


def shown(response: object) -> list[int]:
    """The documents on the page, in order."""
    text = response.content.decode()  # type: ignore[attr-defined]
    return [int(id) for id in re.findall(r'class="row-link" href="/intake/(\d+)/"', text)]


class TestTheList:
    def test_shows_the_lead_that_was_made(self, dealership: Dealership, manager: Visitor) -> None:
        one = dealership.take(adf())
        page = manager.get("/intake/")
        assert shown(page) == [one.id]
        assert "Maria Lopez" in page.content.decode()
        assert "2026 Honda Accord" in page.content.decode()

    def test_says_why_a_document_was_set_aside(self, dealership: Dealership, manager: Visitor) -> None:
        dealership.take(NO_CONTACT)
        page = manager.get("/intake/").content.decode()
        assert "Neither a phone number nor an e-mail address could be read" in page
        assert "Una Vale" in page

    def test_counts_what_waits_for_a_person(self, dealership: Dealership, manager: Visitor) -> None:
        for _ in range(2):
            dealership.take(NO_CONTACT)
        page = manager.get("/intake/")
        assert '<span class="count">2</span>' in page.content.decode()

    def test_shows_one_outcome_alone(self, dealership: Dealership, manager: Visitor) -> None:
        lead, broken = dealership.take(adf()), dealership.take(TRUNCATED)
        assert shown(manager.get("/intake/", state="quarantined")) == [broken.id]
        assert shown(manager.get("/intake/", state=lead.state)) == [lead.id]

    def test_says_what_to_do_when_nothing_came(self, manager: Visitor) -> None:
        assert "Make an intake key" in manager.get("/intake/").content.decode()

    def test_follows_by_itself_while_something_waits(self, dealership: Dealership, manager: Visitor) -> None:
        dealership.send(adf())
        assert 'hx-trigger="every' in manager.get("/intake/").content.decode()
        dealership.drain()
        assert 'hx-trigger="every' not in manager.get("/intake/").content.decode()

    def test_marks_a_repeat(self, dealership: Dealership, manager: Visitor) -> None:
        dealership.take(adf())
        dealership.take(adf(), at=NOW + timedelta(minutes=1))
        assert "repeat" in manager.get("/intake/").content.decode()

    def test_shows_no_script_of_the_sender(self, dealership: Dealership, manager: Visitor) -> None:
        dealership.take(adf(first="&lt;script&gt;alert(1)&lt;/script&gt;"))
        assert "<script>alert" not in manager.get("/intake/").content.decode()

    def test_a_senseless_address_shows_the_newest(self, dealership: Dealership, manager: Visitor) -> None:
        one = dealership.take(adf())
        for cursor in ("x", "-", "9" * 40 + "-1", "1-99999999999999999999", "٣-1"):
            assert shown(manager.get("/intake/", before=cursor)) == [one.id]


class TestPages:
    def test_go_down_and_up_again_without_a_gap(self, dealership: Dealership, manager: Visitor) -> None:
        made = [dealership.send(b"x", at=NOW + timedelta(seconds=n // 3)).id for n in range(120)]
        first = manager.get("/intake/")
        second = manager.get(f"/intake/{link(first, 'Older')}")
        third = manager.get(f"/intake/{link(second, 'Older')}")
        assert shown(first) + shown(second) + shown(third) == made[::-1]
        assert shown(manager.get(f"/intake/{link(third, 'Newer')}")) == shown(second)
        assert shown(manager.get(f"/intake/{link(second, 'Newer')}")) == shown(first)

    def test_of_a_rare_outcome_are_found_behind_many_others(
        self, dealership: Dealership, manager: Visitor, monkeypatch: object
    ) -> None:
        monkeypatch.setattr("freshup.queries.keyset.SCAN_MAX", 10)  # type: ignore[attr-defined]
        rare = dealership.send(b"x", at=NOW)
        Submission.objects.filter(id=rare.id).update(state="repaired")
        for n in range(25):
            dealership.send(b"x", at=NOW + timedelta(seconds=n + 1))
        page = manager.get("/intake/", state="repaired")
        for _ in range(3):
            if shown(page):
                break
            page = manager.get(f"/intake/{link(page, 'Older')}")
        assert shown(page) == [rare.id]

    def test_merge_the_stores_by_time(self, dealership: Dealership, owner: Visitor) -> None:
        ids = [
            dealership.send(b"x", key, NOW + timedelta(seconds=n)).id
            for n, key in enumerate(["gulfkey", "baykey"] * 40)
        ]
        first = owner.get("/intake/")
        assert shown(first) == ids[:29:-1]
        assert shown(owner.get(f"/intake/{link(first, 'Older')}")) == ids[29::-1]


class TestStatements:
    def test_are_as_many_for_one_row_as_for_fifty(self, dealership: Dealership, owner: Visitor) -> None:
        dealership.take(adf())
        few = statements(owner)
        for n in range(30):
            dealership.send(adf(first=f"Zoe{n}"), ("gulfkey", "baykey")[n % 2])
            dealership.send(NO_CONTACT)
        dealership.drain()
        assert statements(owner) == few


def statements(visitor: Visitor) -> int:
    visitor.get("/intake/")
    with CaptureQueriesContext(connection) as captured:
        visitor.get("/intake/")
    return len(captured)


def link(response: object, label: str) -> str:
    """The address behind `Newer` or `Older`."""
    text = response.content.decode()  # type: ignore[attr-defined]
    rel = {"Newer": "prev", "Older": "next"}[label]
    found = re.search(rf'href="(\?[^"]+)" rel="{rel}"', text)
    assert found, f"no {label} on the page"
    return found.group(1).replace("&amp;", "&")


class TestWhoSees:
    def test_agents_of_the_whole_store(self, dealership: Dealership, agent: Visitor) -> None:
        one = dealership.take(adf())
        assert shown(agent.get("/intake/")) == [one.id]

    def test_a_salesperson_is_told_why_there_is_nothing(
        self, dealership: Dealership, salesperson: Visitor
    ) -> None:
        dealership.take(adf())
        page = salesperson.get("/intake/")
        assert page.status_code == 200
        assert shown(page) == []
        assert "whoever sees the whole store" in page.content.decode()

    def test_not_the_other_store_nor_another_group(
        self, dealership: Dealership, colleague: Visitor, outsider: Visitor
    ) -> None:
        dealership.take(adf())
        assert shown(colleague.get("/intake/")) == shown(outsider.get("/intake/")) == []

    def test_nobody_without_signing_in(self, dealership: Dealership) -> None:
        answer = Visitor(dealership.visitor("Mia").client.__class__()).get("/intake/")
        assert answer.status_code == 302
        assert "/accounts/login/" in answer["Location"]
