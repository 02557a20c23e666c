"""An open page in a real browser: it reacts, all tabs of a browser share one line, and a dead spot has a word."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from freshup.interfaces.console.processes import FRESHUP
from tests.live_pages.conftest import LiveSite

CHROMIUM = Path("/usr/bin/chromium")

LISTEN = """() => {
    window.told = []
    for (const what of ['task', 'resync'])
        document.body.addEventListener(`live:${what}`, () => told.push(what))
}"""

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.database]


@pytest.fixture(scope="module")
def pages_site(postgres: object, request: pytest.FixtureRequest) -> LiveSite:
    """Pages need their files, by their hashed names, before the web process starts."""
    if not CHROMIUM.exists():
        if os.environ.get("FRESHUP_REQUIRE_BROWSER"):
            pytest.fail(f"{CHROMIUM} is missing")
        pytest.skip(f"no browser: {CHROMIUM} is missing")
    made = subprocess.run(
        [*FRESHUP, "collectstatic", "--noinput"],
        env={**os.environ, "FRESHUP_ROLE": "owner"},
        capture_output=True,
        text=True,
    )
    assert made.returncode == 0, made.stderr
    site: LiveSite = request.getfixturevalue("live_site")
    return site


# After the site: while playwright runs, Django takes this thread for an asynchronous one.
@pytest.fixture(scope="module")
def chromium(pages_site: LiveSite) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def manager(chromium: Browser, pages_site: LiveSite) -> Iterator[BrowserContext]:
    url = f"http://localhost:{pages_site.http}"
    context = chromium.new_context(base_url=url)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": pages_site.sessions["manager"], "url": url}
    context.add_cookies([cookie])  # type: ignore[list-item]
    yield context
    context.close()


def opened(context: BrowserContext, path: str = "/alerts/") -> Page:
    page = context.new_page()
    page.goto(path)
    return page


def is_live(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("data-live", "on", timeout=10_000)


def comes_true(page: Page, expression: str) -> None:
    """Asked from outside: a page that forbids eval cannot be made to wait for an expression."""
    for _ in range(100):
        if page.evaluate(f"() => Boolean({expression})"):
            return
        page.wait_for_timeout(100)
    raise AssertionError(expression)


class TestAnOpenPage:
    def test_shows_an_alert_the_moment_it_happens(
        self, manager: BrowserContext, pages_site: LiveSite
    ) -> None:
        page = opened(manager, "/leads/")
        is_live(page)
        expect(page.locator("#alert-news[hx-get*=after]")).to_have_count(1)
        pages_site.alert("manager")
        toast = page.locator("#toasts [data-alert]")
        expect(toast).to_contain_text("New lead: Marisol Ortega")
        assert toast.get_by_role("link").get_attribute("href") == f"/opportunities/{pages_site.lead}/call/"
        expect(page.locator("#bell-rail")).to_have_text("1")

    def test_tells_its_fragments_at_once_and_again_after_the_last(
        self, manager: BrowserContext, pages_site: LiveSite
    ) -> None:
        page = opened(manager)
        is_live(page)
        page.evaluate(LISTEN)
        for _ in range(20):
            pages_site.tell("task")
        comes_true(page, "told.filter(what => what === 'task').length === 2")
        page.wait_for_timeout(1_300)
        assert page.evaluate("told.filter(what => what === 'task').length") == 2
        pages_site.deafen()
        comes_true(page, "told.includes('resync')")

    def test_shares_one_line_with_the_other_tabs(self, manager: BrowserContext, pages_site: LiveSite) -> None:
        asked: list[str] = []
        manager.on("request", lambda request: asked.append(request.url))
        first = opened(manager)
        is_live(first)
        second = opened(manager)
        second.evaluate("() => document.body.addEventListener('live:lead', () => { window.told = true })")
        pages_site.tell("lead")
        comes_true(second, "window.told")
        assert sum(url.endswith("/live/") for url in asked) == 1
        first.close()
        is_live(second)
        second.evaluate("() => document.body.addEventListener('live:reply', () => { window.replied = true })")
        pages_site.tell("reply")
        comes_true(second, "window.replied")


class TestADeadSpot:
    def test_says_what_is_safe(self, manager: BrowserContext) -> None:
        page = opened(manager)
        page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        comes_true(page, "navigator.serviceWorker.controller !== null")
        manager.set_offline(True)
        page.goto("/leads/")
        expect(page.get_by_role("heading", level=1)).to_have_text("No network here")
        manager.set_offline(False)
        page.goto("/leads/")
        expect(page.get_by_role("heading", level=1)).not_to_have_text("No network here")


class TestAPhone:
    def test_is_offered_alerts_and_told_when_it_cannot(self, manager: BrowserContext) -> None:
        page = opened(manager, "/profile/")
        button = page.get_by_role("button", name="Turn alerts on here")
        expect(button).to_be_visible()
        # Nobody said yes to notifications in this browser.
        button.click()
        expect(page.locator("[data-device-word]")).not_to_be_empty()
