"""What went to customers, and by which rule."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from freshup.adapters.mail.sandbox import SandboxMail
from freshup.adapters.text.sandbox import SandboxText
from freshup.data.models import Message
from freshup.operations.conversations import Senders, send_batch
from tests.intake_web.conftest import NOW, Dealership, Visitor, adf


def shown(response: object) -> list[int]:
    text = response.content.decode()  # type: ignore[attr-defined]
    return [int(id) for id in re.findall(r'class="row-link" href="/outbox/(\d+)/"', text)]


class TestTheList:
    def test_says_to_whom_and_why(self, dealership: Dealership, manager: Visitor) -> None:
        one = dealership.acknowledgement()
        page = manager.get("/outbox/")
        assert shown(page) == [one.id]
        text = page.content.decode()
        assert "maria@example.com" in text
        assert "Answers an inquiry the customer made" in text

    def test_says_that_nothing_leaves_this_machine(self, manager: Visitor) -> None:
        assert "Sandbox: nothing leaves this machine" in manager.get("/outbox/").content.decode()

    def test_says_nothing_of_a_sandbox_when_mail_is_sent(self, manager: Visitor, settings: object) -> None:
        settings.FRESHUP_EMAIL = "smtp://mail.example.com"  # type: ignore[attr-defined]
        assert "Sandbox" not in manager.get("/outbox/").content.decode()

    def test_shows_one_state_alone(self, dealership: Dealership, manager: Visitor) -> None:
        one = dealership.acknowledgement()
        assert shown(manager.get("/outbox/", state="queued")) == [one.id]
        assert shown(manager.get("/outbox/", state="failed")) == []

    def test_takes_as_many_statements_for_many(self, dealership: Dealership, owner: Visitor) -> None:
        dealership.acknowledgement()
        few = statements(owner)
        for n in range(20):
            dealership.send(
                adf(f"Zoe{n}", phone=""), ("gulfkey", "baykey")[n % 2], NOW + timedelta(seconds=n)
            )
        dealership.drain()
        assert len(shown(owner.get("/outbox/"))) == 21
        assert statements(owner) == few


def statements(visitor: Visitor) -> int:
    visitor.get("/outbox/")
    with CaptureQueriesContext(connection) as captured:
        visitor.get("/outbox/")
    return len(captured)


class TestOneMessage:
    def test_shows_words_headers_and_rule(self, dealership: Dealership, manager: Visitor) -> None:
        one = dealership.acknowledgement()
        page = manager.get(f"/outbox/{one.id}/").content.decode()
        assert "Hello Maria," in page
        assert "Auto-Submitted" in page
        assert "Answers an inquiry the customer made" in page

    def test_says_what_the_mail_server_said(self, dealership: Dealership, manager: Visitor) -> None:
        one = dealership.acknowledgement()
        Message.objects.filter(id=one.id).update(state="failed", failure="550 no such <user>")
        assert "550 no such &lt;user&gt;" in manager.get(f"/outbox/{one.id}/").content.decode()

    @pytest.mark.parametrize(
        "rule", ["suppressed", "channel", "purpose", "acknowledged", "grade_d", "unheard of"]
    )
    def test_has_words_for_every_rule(self, dealership: Dealership, manager: Visitor, rule: str) -> None:
        one = dealership.acknowledgement()
        Message.objects.filter(id=one.id).update(state="refused", gate_rule=rule)
        assert manager.get(f"/outbox/{one.id}/").status_code == 200


class TestWhoSees:
    def test_an_agent_of_the_store(self, dealership: Dealership, agent: Visitor) -> None:
        one = dealership.acknowledgement()
        assert shown(agent.get("/outbox/")) == [one.id]

    def test_a_salesperson_only_the_messages_of_their_own_leads(
        self, dealership: Dealership, salesperson: Visitor
    ) -> None:
        one = dealership.acknowledgement()
        assert shown(salesperson.get("/outbox/")) == []
        assert salesperson.get(f"/outbox/{one.id}/").status_code == 404
        own = one.opportunity
        own.owner = dealership.place("Sal")
        own.desk = ""
        own.save()
        assert salesperson.get(f"/outbox/{one.id}/").status_code == 200

    @pytest.mark.parametrize("name", ["Bo", "Otto"])
    def test_nobody_else(self, dealership: Dealership, name: str) -> None:
        one = dealership.acknowledgement()
        visitor = dealership.visitor(name)
        assert shown(visitor.get("/outbox/")) == []
        assert visitor.get(f"/outbox/{one.id}/").status_code == 404


class TestAnsweringAsTheCustomer:
    def sent(self, dealership: Dealership, tmp: Path) -> Message:
        one = dealership.acknowledgement()
        send_batch(Senders(SandboxMail(tmp / "mail"), SandboxText(tmp / "texts")), clock=lambda: NOW)
        one.refresh_from_db()
        assert (one.state, one.provider) == ("sent", "sandbox")
        return one

    def test_is_received_like_any_reply(
        self, dealership: Dealership, manager: Visitor, tmp_path: Path
    ) -> None:
        one = self.sent(dealership, tmp_path)
        assert "Answer as the customer" in manager.get(f"/outbox/{one.id}/").content.decode()
        answered = manager.post(f"/outbox/{one.id}/answers/", body="Is it still there?")
        assert answered.status_code == 303
        received = Message.objects.get(direction="in")
        assert (received.opportunity_id, received.body) == (one.opportunity_id, "Is it still there?")
        one.opportunity.refresh_from_db()
        assert one.opportunity.stage == "engaged"

    def test_with_no_words_is_nothing(self, dealership: Dealership, manager: Visitor, tmp_path: Path) -> None:
        one = self.sent(dealership, tmp_path)
        assert manager.post(f"/outbox/{one.id}/answers/", body="  ").status_code == 303
        assert not Message.objects.filter(direction="in").exists()

    def test_is_for_what_the_sandbox_took(
        self, dealership: Dealership, manager: Visitor, tmp_path: Path
    ) -> None:
        one = self.sent(dealership, tmp_path)
        Message.objects.filter(id=one.id).update(provider="smtp")
        assert "Answer as the customer" not in manager.get(f"/outbox/{one.id}/").content.decode()
        manager.post(f"/outbox/{one.id}/answers/", body="Hello")
        assert not Message.objects.filter(direction="in").exists()

    def test_stays_out_of_the_outbox(self, dealership: Dealership, manager: Visitor, tmp_path: Path) -> None:
        one = self.sent(dealership, tmp_path)
        manager.post(f"/outbox/{one.id}/answers/", body="Is it still there?")
        assert shown(manager.get("/outbox/")) == [one.id]
