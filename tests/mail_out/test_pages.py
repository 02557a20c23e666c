"""What people here see of it: on the message, in the outbox, on the lead, and the two switches of the store."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from freshup.data.models import AuditEntry, Engagement, Message, Rooftop, User
from freshup.operations.conversations.engaging import engaged
from freshup.queries.stores import settings_of
from tests.acting import acting_as
from tests.intake.conftest import NOW
from tests.mail_out.conftest import CIVIC, Desk
from tests.settings_web.conftest import form_values

LATER = NOW + timedelta(hours=1)


def visit(name: str, path: str, verb: str = "get", data: dict[str, str] | None = None) -> HttpResponse:
    client = Client()
    client.force_login(User.objects.get(name=name))
    with acting_as("freshup_web"):
        return getattr(client, verb)(path, data or {}, secure=True)  # type: ignore[no-any-return]


def text(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def message(desk: Desk) -> Message:
    """Delivered, opened by a filter, then its link followed by a person."""
    message = desk.sent()
    Message.objects.filter(id=message.pk).update(delivery="delivered", delivered_at=NOW)
    engaged(message.pk, "opened", why="proxy", at=NOW, now=NOW)
    link = message.links.get(kind="link")
    engaged(message.pk, "clicked", why="", at=LATER, link_id=link.pk, now=LATER)
    return message


class TestTheMessage:
    def test_tells_what_was_done_with_it_and_by_whom(self, message: Message) -> None:
        page = text(visit("Mia", f"/outbox/{message.pk}/"))
        assert "What was done with it" in page
        assert "by a machine" in page
        assert "a service that fetches every picture at the delivery" in page
        assert CIVIC in page
        assert page.count("Link followed") >= 2

    def test_says_nothing_while_nothing_was_done(self, desk: Desk) -> None:
        assert "What was done with it" not in text(visit("Mia", f"/outbox/{desk.sent().pk}/"))

    def test_takes_as_many_statements_however_much_was_done(self, message: Message) -> None:
        few = self._statements(message)
        for n in range(30):
            engaged(message.pk, "opened", why="", at=LATER + timedelta(minutes=n), now=LATER)
        assert Engagement.objects.filter(message_id=message.pk).count() == 32
        assert self._statements(message) == few

    def _statements(self, message: Message) -> int:
        visit("Mia", f"/outbox/{message.pk}/")
        with CaptureQueriesContext(connection) as asked:
            visit("Mia", f"/outbox/{message.pk}/")
        return len(asked)


class TestTheOutbox:
    def test_tells_in_a_word_how_far_each_came(self, message: Message) -> None:
        assert "Link followed" in text(visit("Mia", "/outbox/"))

    def test_tells_a_complaint_before_everything_else(self, message: Message) -> None:
        Message.objects.filter(id=message.pk).update(delivery="complained")
        page = text(visit("Mia", "/outbox/"))
        assert "Reported as spam" in page
        assert "Link followed" not in page


class TestTheLead:
    def test_tells_it_beside_the_message(self, message: Message) -> None:
        page = text(visit("Mia", reverse("lead", args=[message.opportunity_id])))
        assert "Link followed" in page
        assert "Followed a link in our message" in page


class TestTheStoresSwitches:
    def test_are_shown_before_they_are_saved(self, desk: Desk) -> None:
        page = visit("Mia", "/settings/store/")
        typed = form_values(page)
        assert typed["tracks_opens"] == typed["tracks_clicks"] == ["on"]
        del typed["tracks_opens"]
        shown = visit("Mia", "/settings/store/", "post", typed)
        assert "See whether an e-mail was opened" in text(shown)
        assert Rooftop.objects.get(id=desk.gulf.rooftop).tracks_opens
        saved = visit("Mia", "/settings/store/", "post", form_values(shown) | {"save": "1"})
        assert saved.status_code == 303
        assert not Rooftop.objects.get(id=desk.gulf.rooftop).tracks_opens
        assert AuditEntry.objects.get(action="store.changed").changes == {"tracks_opens": [True, False]}

    def test_hold_for_the_next_message(self, desk: Desk) -> None:
        page = visit("Mia", "/settings/store/")
        typed = {name: value for name, value in form_values(page).items() if not name.startswith("tracks_")}
        shown = visit("Mia", "/settings/store/", "post", typed)
        visit("Mia", "/settings/store/", "post", form_values(shown) | {"save": "1"})
        assert not settings_of([desk.gulf.rooftop])[desk.gulf.rooftop].tracks_clicks
        assert not desk.sent().links.exists()

    def test_are_a_managers(self, desk: Desk) -> None:
        assert visit("Ana", "/settings/store/").status_code == 403
