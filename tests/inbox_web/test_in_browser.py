"""The end of the five minutes: the customer replies, stands on top of the inbox, and is answered by keyboard."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from django.db import connections
from playwright.sync_api import BrowserContext, expect
from pytest_django.plugin import DjangoDbBlocker

from freshup.data.models import Conversation, Message, Rooftop, Staff
from freshup.operations.conversations import Incoming, receive_reply
from freshup.operations.conversations.talks import customer_spoke
from freshup.queries.stores import forget_settings
from tests.factories import make_opportunity, make_person
from tests.live_pages.conftest import LiveSite, live_site
from tests.live_pages.test_in_browser import chromium, is_live, manager, opened, pages_site

__all__ = ["chromium", "live_site", "manager", "pages_site"]
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.database]
T = TypeVar("T")
NUMBER = "+12395550142"


def behind(site: LiveSite, blocker: DjangoDbBlocker, act: Callable[[], T]) -> T:
    """Do this in the database of the pages, as a worker would; in a thread, since the browser has taken this one."""

    def acted() -> T:
        connection = connections["default"]
        usual = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = site.database.name
        forget_settings()
        try:
            return act()
        finally:
            connection.close()
            connection.settings_dict["NAME"] = usual
            forget_settings()

    with blocker.unblock(), ThreadPoolExecutor(1) as thread:
        return thread.submit(acted).result()


@pytest.fixture(scope="module")
def reached(pages_site: LiveSite, django_db_blocker: DjangoDbBlocker) -> int:
    """A customer of the manager's who was written to, and another one who has waited for an hour."""

    def filled() -> int:
        store = Rooftop.objects.get(id=pages_site.store)
        owner = Staff.objects.get(user_id=pages_site.users["manager"])
        now = datetime.now(UTC)
        asked = make_opportunity(store, make_person(store, "Rosa", "Vega", phone=NUMBER), owner=owner, at=now)
        other = make_opportunity(store, make_person(store, "Otis", "Reed"), owner=owner, at=now)
        customer_spoke(
            store.pk,
            other.pk,
            at=now - timedelta(minutes=1),
            channel="text",
            message_id=None,
            due_at=now + timedelta(hours=2),
        )
        return int(asked.pk)

    return behind(pages_site, django_db_blocker, filled)


def replied(site: LiveSite, blocker: DjangoDbBlocker, words: str, id: str) -> None:
    incoming = Incoming("sandbox", id, site.store, "text", NUMBER, words)
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)
    behind(site, blocker, lambda: receive_reply(incoming, now=an_hour_ago))


def waits(opportunity_id: int, site: LiveSite, blocker: DjangoDbBlocker) -> datetime | None:
    return behind(site, blocker, lambda: Conversation.objects.get(opportunity=opportunity_id).waiting_since)


def test_a_reply_is_on_top_of_the_inbox_and_answered_by_keyboard(
    reached: int, manager: BrowserContext, pages_site: LiveSite, django_db_blocker: DjangoDbBlocker
) -> None:
    page = opened(manager, "/inbox/")
    is_live(page)
    expect(page.locator("#inbox-list .row-link").first).to_have_text("Otis Reed")
    replied(pages_site, django_db_blocker, "Is it still there?", "r1")
    first = page.locator("#inbox-list li").first
    expect(first.locator(".row-link")).to_have_text("Rosa Vega")
    expect(first).to_contain_text("Is it still there?")
    expect(first.locator("time.clock")).to_have_attribute("data-state", "late")

    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Rosa Vega")
    page.keyboard.press("r")
    page.keyboard.type("Yes, it is. When would you like to see it?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#talk-head")).to_contain_text("Nobody waits.")
    expect(page.locator("#said [data-ours]").first).to_contain_text("Yes, it is.")
    expect(page.locator("#inbox-list .row-link").first).to_have_text("Otis Reed")
    assert waits(reached, pages_site, django_db_blocker) is None
    answered = behind(
        pages_site, django_db_blocker, lambda: Message.objects.get(opportunity=reached, direction="out")
    )
    assert answered.by_user_id == pages_site.users["manager"]


def test_words_that_come_while_somebody_writes_leave_the_writing_alone(
    reached: int, manager: BrowserContext, pages_site: LiveSite, django_db_blocker: DjangoDbBlocker
) -> None:
    page = opened(manager, f"/opportunities/{reached}/conversation/")
    is_live(page)
    page.keyboard.press("r")
    page.keyboard.type("One moment")
    replied(pages_site, django_db_blocker, "And in blue?", "r2")
    expect(page.locator("#said")).to_contain_text("And in blue?")
    expect(page.locator("#id_body")).to_have_value("One moment")


def test_keys_put_off_and_let_rest(
    reached: int, manager: BrowserContext, pages_site: LiveSite, django_db_blocker: DjangoDbBlocker
) -> None:
    replied(pages_site, django_db_blocker, "Hello?", "r3")
    page = opened(manager, f"/opportunities/{reached}/conversation/")
    page.keyboard.press("s")
    expect(page.locator("#snooze")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(page.locator("#assign")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    expect(page).to_have_url(f"http://localhost:{pages_site.http}/inbox/?view=waiting")
    assert waits(reached, pages_site, django_db_blocker) is None
