"""The list, one connector, connecting and changing: what managers see and do, and that nobody else does."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from freshup.data.models import AuditEntry, Connector, IntakeKey
from freshup.operations.connectors.accounts import account_of
from freshup.queries.connectors import these
from tests.connectors_web.conftest import Dealership, Line, Visitor, connected
from tests.intake_web.conftest import NOW

TWILIO = {"account_sid": "AC1", "auth_token": "twilio-secret", "messaging_service_sid": "", "api_url": ""}


def statements(manager: Visitor) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert manager.get("/settings/connectors/").status_code == 200
    return len(seen)


def secrets_of(id: int) -> dict[str, str]:
    return dict(account_of(these([id])[id]).secrets)


class TestTheList:
    def test_says_of_a_new_store_that_everything_goes_to_the_sandbox(self, manager: Visitor) -> None:
        page = manager.get("/settings/connectors/").content.decode()
        assert "No provider is connected" in page
        assert page.count("#i-lock") >= 2
        assert "Set for all stores by FRESHUP_EMAIL." in page

    def test_says_that_mail_goes_by_the_installations_server_though_the_sandbox_is_there(
        self, manager: Visitor, dealership: Dealership, settings: Any
    ) -> None:
        settings.FRESHUP_EMAIL = "smtp://127.0.0.1"
        connected(dealership.gulf, "Mia", "sandbox", {})
        assert "mail server" in manager.get("/settings/connectors/").content.decode()

    def test_shows_each_connector_with_its_last_day(self, manager: Visitor, google: Line) -> None:
        google.hour(received=15, failed=5)
        Connector.objects.update(last_in_at=NOW, last_error_at=NOW, last_error="The key is switched off")
        page = manager.get("/settings/connectors/").content.decode()
        assert "Failing" in page
        assert "25%" in page
        assert "The key is switched off" in page

    def test_costs_the_same_for_one_and_for_many(
        self, manager: Visitor, dealership: Dealership, google: Line
    ) -> None:
        statements(manager)
        one = statements(manager)
        for name in ("text", "more text"):
            connected(dealership.gulf, "Mia", "twilio", {**TWILIO, "account_sid": name}, key=name)
        # What is known of a store is read anew once somebody has changed something there.
        statements(manager)
        assert statements(manager) == one

    def test_is_for_managers(self, agent: Visitor, colleague: Visitor, google: Line) -> None:
        assert agent.get("/settings/connectors/").status_code == 403
        assert b"Google lead forms</a>" not in colleague.get("/settings/connectors/").content


class TestConnecting:
    def test_says_before_what_it_will_do_and_that_texts_will_wait(self, manager: Visitor) -> None:
        page = manager.get("/settings/connectors/new/twilio/").content.decode()
        assert "texts of this store go through Twilio instead of the sandbox" in page
        assert "Texts will wait" in page

    def test_keeps_the_secret_and_never_shows_it(self, manager: Visitor) -> None:
        assert manager.post("/settings/connectors/new/twilio/", name="Ours", **TWILIO).status_code == 303
        made = Connector.objects.get()
        pages = [
            manager.get(f"/settings/connectors/{made.pk}/").content,
            manager.get(f"/settings/connectors/{made.pk}/change/").content,
        ]
        assert secrets_of(made.pk) == {"auth_token": "twilio-secret"}
        assert all(b"twilio-secret" not in page for page in pages)
        assert b"twilio-secret" not in b"".join(str(one.changes).encode() for one in AuditEntry.objects.all())

    def test_says_what_is_missing_and_makes_nothing(self, manager: Visitor) -> None:
        answer = manager.post("/settings/connectors/new/smtp/", host="", port="none", security="magic")
        assert answer.status_code == 422
        assert b"is required" in answer.content
        assert not Connector.objects.exists()

    def test_says_which_number_is_none(self, manager: Visitor) -> None:
        answer = manager.post(
            "/settings/connectors/new/smtp/", host="mail.example.com", port="70000", security="tls"
        )
        assert b"whole number between 1 and 65535" in answer.content

    def test_of_lead_forms_makes_a_key_of_their_own(self, manager: Visitor, dealership: Dealership) -> None:
        manager.post("/settings/connectors/new/google/", google_key="k")
        key = IntakeKey.objects.get(label="Google lead forms")
        assert key.rooftop_id == dealership.gulf
        assert secrets_of(Connector.objects.get().pk)["intake_key"][:6] == key.prefix

    @pytest.mark.parametrize("key", ["baykey", "nonsense"])
    def test_refuses_a_key_that_is_not_the_stores(self, manager: Visitor, key: str) -> None:
        answer = manager.post("/settings/connectors/new/google/", google_key="k", intake_key=key)
        assert (answer.status_code, Connector.objects.count()) == (422, 0)
        assert b"no such intake key" in answer.content

    def test_to_a_provider_nobody_knows_is_not_found(self, manager: Visitor) -> None:
        assert manager.get("/settings/connectors/new/pigeon/").status_code == 404

    def test_is_nothing_an_agent_can_do(self, agent: Visitor) -> None:
        assert agent.post("/settings/connectors/new/google/", google_key="k").status_code == 403
        assert not Connector.objects.exists()


class TestOneConnector:
    def test_gives_its_address_to_copy_and_says_that_it_cannot_be_reached(
        self, manager: Visitor, google: Line
    ) -> None:
        page = manager.get(google.url).content.decode()
        assert "/hooks/hook-google/lead-forms/" in page
        assert "no provider can report to it" in page
        assert "google-secret" not in page

    def test_shows_where_the_password_stands_in_the_address_and_not_the_password(
        self, manager: Visitor, dealership: Dealership
    ) -> None:
        typed = {"server_token": "token", "webhook_password": "open-sesame"}
        page = manager.get(connected(dealership.gulf, "Mia", "postmark", typed).url).content.decode()
        assert "//freshup:WEBHOOK-PASSWORD@" in page
        assert "hooks/hook-postmark/mail-events/" in page
        assert "open-sesame" not in page

    def test_shows_what_went_through_by_hour_and_by_day(self, manager: Visitor, google: Line) -> None:
        google.hour(received=7)
        assert ">7<" in manager.get(google.url).content.decode()
        assert ">7<" in manager.get(google.url, span="fortnight").content.decode()

    def test_keeps_a_secret_that_is_not_typed_again(self, manager: Visitor, google: Line) -> None:
        assert manager.post(f"{google.url}change/", name="Search ads").status_code == 303
        assert google.now.name == "Search ads"
        assert secrets_of(google.row.pk)["google_key"] == "google-secret"

    def test_is_switched_off_and_on_again(self, manager: Visitor, google: Line) -> None:
        manager.post(f"{google.url}state/", state="off")
        assert google.now.disabled_at is not None
        assert "Connect it again" in manager.get(google.url).content.decode()
        manager.post(f"{google.url}state/", state="on")
        assert google.now.disabled_at is None

    def test_says_what_goes_where_once_it_is_off(self, manager: Visitor, dealership: Dealership) -> None:
        line = connected(dealership.gulf, "Mia", "twilio", TWILIO)
        assert "Texts: from then on through the sandbox" in manager.get(line.url).content.decode()

    def test_whose_secrets_cannot_be_opened_says_so(self, manager: Visitor, google: Line) -> None:
        Connector.objects.update(sealed=b"gAAAAABnot-ours")
        assert "secrets cannot be opened" in manager.get(google.url).content.decode()
        assert manager.get(f"{google.url}change/").status_code == 200

    @pytest.mark.parametrize("page", ["", "change/", "reports/"])
    def test_is_shown_to_its_managers_alone(
        self, agent: Visitor, colleague: Visitor, outsider: Visitor, owner: Visitor, google: Line, page: str
    ) -> None:
        url = google.url + page
        statuses = [one.get(url).status_code for one in (agent, colleague, outsider, owner)]
        assert statuses == [403, 404, 404, 200]

    @pytest.mark.parametrize("page", ["state/", "probe/", "change/", "reports/retry/"])
    def test_is_changed_by_its_managers_alone(
        self, agent: Visitor, colleague: Visitor, outsider: Visitor, google: Line, page: str
    ) -> None:
        statuses = [one.post(google.url + page).status_code for one in (agent, colleague, outsider)]
        assert statuses == [403, 404, 404]
        assert (google.now.disabled_at, google.now.name) == (None, "Google lead forms")


class TestTheTest:
    def test_of_what_cannot_be_asked_says_so(self, manager: Visitor, google: Line) -> None:
        manager.post(f"{google.url}probe/")
        page = manager.get(google.url).content.decode()
        assert "This provider cannot be asked" in page
        assert not re.search(r">\s*Test it\s*<", page)

    def test_says_what_the_provider_said(self, manager: Visitor, dealership: Dealership) -> None:
        # Nothing listens at port 1.
        typed = {"host": "127.0.0.1", "port": "1", "security": "none"}
        line = connected(dealership.gulf, "Mia", "smtp", typed)
        manager.post(f"{line.url}probe/")
        assert "It does not work: no mail server answers" in manager.get(line.url).content.decode()


class TestTheBoard:
    def test_shows_managers_what_fails_and_leads_there(self, manager: Visitor, google: Line) -> None:
        google.hour(received=8, failed=2)
        Connector.objects.update(last_in_at=NOW, last_error_at=NOW, last_error="The key is switched off")
        page = manager.get("/board/").content.decode()
        assert "“Google lead forms” fails: 20% of the last day" in page
        assert google.url in page

    def test_shows_what_went_silent_and_not_what_was_never_used(
        self, manager: Visitor, dealership: Dealership, google: Line
    ) -> None:
        connected(dealership.gulf, "Mia", "twilio", TWILIO)
        Connector.objects.update(created_at=NOW - timedelta(days=9))
        Connector.objects.filter(id=google.row.pk).update(last_in_at=NOW - timedelta(days=4))
        page = manager.get("/board/").content.decode()
        assert "Nothing has gone through “Google lead forms” for days" in page
        assert "“Twilio”" not in page
