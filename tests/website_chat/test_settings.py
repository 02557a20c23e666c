"""The settings of the chat: who may change them, what a trial shows, and that a trial keeps nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from freshup.adapters.postgres.roles import LOGINS
from freshup.data.models import AuditEntry, Chat, IntakeKey, Rooftop, Submission, User
from tests.acting import acting_as
from tests.website_chat.conftest import KEY, Site

PAGE = "/settings/chat/"
TYPED = {"enabled": "on", "greeting_en": "Welcome aboard!", "greeting_es": "", "colour": "green", "minutes": "4",
         "closed": "hidden", "model": "off"}  # fmt: skip


@pytest.fixture
def mia(site: Site) -> Callable[..., Any]:
    client = Client()
    client.force_login(User.objects.get(name="Mia"))

    def asked(path: str = PAGE, data: dict[str, Any] | None = None) -> Any:
        with acting_as(LOGINS["web"]):
            return client.get(path) if data is None else client.post(path, data)

    return asked


class TestThePage:
    def test_has_the_script_for_each_key(self, mia: Any) -> None:
        page = mia().content.decode()
        assert f"/widget/chat.js&quot; data-key=&quot;{KEY}&quot;" in page
        assert "https://www.example.com" in page

    def test_says_what_to_do_where_there_is_no_key(self, mia: Any, site: Site) -> None:
        IntakeKey.objects.filter(kind="form").delete()
        assert "No key for a site yet" in mia().content.decode()

    def test_saves_and_says_who(self, mia: Any, site: Site) -> None:
        assert mia(data=TYPED | {"save": "1"}).status_code == 303
        assert Rooftop.objects.get(id=site.rooftop).chat_rules["colour"] == "green"
        changes = AuditEntry.objects.get(action="chat.changed").changes
        assert (changes["minutes"], changes["greeting_en"]) == ([2, 4], [])

    def test_saves_nothing_that_makes_no_sense(self, mia: Any, site: Site) -> None:
        page = mia(data=TYPED | {"minutes": "99", "save": "1"})
        assert page.status_code == 422
        assert Rooftop.objects.get(id=site.rooftop).chat_rules == {}

    def test_is_for_managers(self, site: Site) -> None:
        client = Client()
        client.force_login(User.objects.get(name="Ben"))
        assert client.post(PAGE, TYPED | {"save": "1"}).status_code == 403
        assert Rooftop.objects.get(id=site.rooftop).chat_rules == {}


class TestATrial:
    def test_greets_and_answers_from_the_lot(self, mia: Any) -> None:
        told = mia(f"{PAGE}trial/", TYPED | {"words": "Do you have a Civic?"}).content.decode()
        assert "Welcome aboard!" in told
        assert "2024 Honda Civic EX · $24,990 · P1001" in told

    def test_goes_on_where_it_was_and_keeps_nothing(self, mia: Any) -> None:
        said = {"said": ["financing?"], "words": "Ana Diaz, 239 555 0147"}
        told = mia(f"{PAGE}trial/", TYPED | said).content.decode()
        assert "this would be a lead now" in told
        assert (Chat.objects.count(), Submission.objects.count()) == (0, 0)

    def test_works_without_a_script_too(self, mia: Any, site: Site) -> None:
        page = mia(data=TYPED | {"try": "1", "words": "are you a bot?"}).content.decode()
        assert "I am an automated assistant, not a person." in page
        assert Rooftop.objects.get(id=site.rooftop).chat_rules == {}

    def test_takes_a_tap_and_begins_anew(self, mia: Any) -> None:
        assert (
            "Nobody" in (told := mia(f"{PAGE}trial/", {"tap": "person"}).content.decode()) or "asking" in told
        )
        assert "Talk to a person" in mia(f"{PAGE}trial/", {"said": ["x"], "again": "1"}).content.decode()
