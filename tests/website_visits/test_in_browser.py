"""The tag in a real browser, on a page of another origin: what it tells, and that it tells nothing where it may not."""

import http.server
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.doors.conftest import FORM_KEY, Site, eventually, site

__all__ = ["site"]
CHROMIUM = Path("/usr/bin/chromium")
# A browser that says it is driven by a program is counted as one.
PERSON = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.database]

LINKED = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
  {"@type": "BreadcrumbList"}, {"@type": ["Product", "Car"], "name": "Accord", "sku": "S-7",
   "vehicleIdentificationNumber": "1HGCV1F30LA000007"}]}</script>"""
PAGES = {
    "/": "<h1>Gulf Honda</h1>",
    "/used/7": LINKED,
    "/used/8": '<main data-vin="1HGCV1F30LA000008"></main>',
    "/used/": '<p data-vin="1HGCV1F30LA000008"></p><p data-vin="1HGCV1F30LA000007"></p>',
    "/contact": '<form action="{base}/in/x/" method="post"><button>Send</button></form>',
    "/asks": "",
}


@dataclass
class Shop:
    """The store's own site, somewhere else than Freshup."""

    origin: str
    site: Site

    def told(self) -> set[str]:
        """The pages that were told of."""
        with self.site.database.connect("owner") as connection:
            return {row[0] for row in connection.execute("SELECT path FROM web_page")}

    def visitors(self) -> int:
        return self.site.count("web_visitor")


@pytest.fixture
def shop(site: Site) -> Iterator[Shop]:
    if not CHROMIUM.exists():
        if os.environ.get("FRESHUP_REQUIRE_BROWSER"):
            pytest.fail(f"{CHROMIUM} is missing")
        pytest.skip(f"no browser: {CHROMIUM} is missing")
    base = f"http://localhost:{site.http}"

    class Pages(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            more = ' data-consent="required"' if path == "/asks" else ""
            tag = f'<script src="{base}/widget/tag.js" data-key="{FORM_KEY}"{more} async></script>'
            body = f"<!doctype html><head>{tag}</head>{PAGES.get(path, '')}".replace("{base}", base).encode()
            self.send_response(200 if path in PAGES else 404)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *said: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    origin = f"http://127.0.0.1:{server.server_port}"
    site.do(
        f"UPDATE intake_key SET allowed_origins = allowed_origins || '{origin}'::varchar WHERE kind = 'form'",
        "DELETE FROM web_page",
        "DELETE FROM web_visitor",
    )
    yield Shop(origin, site)
    server.shutdown()


@pytest.fixture
def open_as(shop: Shop) -> Iterator[Callable[..., BrowserContext]]:
    with sync_playwright() as playwright:
        browser: Browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])

        def opened(*, gpc: bool = False) -> BrowserContext:
            context = browser.new_context(user_agent=PERSON, base_url=shop.origin)
            if gpc:
                context.add_init_script(
                    "Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})"
                )
            return context

        yield opened
        browser.close()


def at(context: BrowserContext, path: str) -> Page:
    page = context.new_page()
    page.goto(path)
    page.wait_for_function("() => window.freshup && window.freshup.visitor")
    return page


class TestTheTag:
    def test_tells_pages_vehicles_and_whose_form_it_was(
        self, shop: Shop, open_as: Callable[..., BrowserContext]
    ) -> None:
        context = open_as()
        for path in ("/", "/used/7?utm_source=mail#photos", "/used/8", "/used/"):
            at(context, path)
        eventually(lambda: len(shop.told()) == 4, seconds=15)
        assert shop.told() == {"/", "/used/7", "/used/8", "/used/"}
        # The list of vehicles is none, the two vehicles are two; all of it one browser and one visit.
        assert shop.site.count("web_visitor WHERE visits = 1 AND vehicle_pages = 2") == 1
        page = at(context, "/contact")
        with page.expect_request("**/in/x/") as sent:
            page.get_by_role("button", name="Send").click()
        assert (sent.value.post_data or "").startswith("visitor=")
        assert context.cookies() == []

    def test_takes_the_link_of_a_mail_out_of_the_address(
        self, shop: Shop, open_as: Callable[..., BrowserContext]
    ) -> None:
        with open_as() as context:
            page = context.new_page()
            with page.expect_request("**/visits/**") as sent:
                page.goto(f"/?colour=red&fu={'t' * 16}")
            assert f'"fu":"{"t" * 16}"' in (sent.value.post_data or "")
            assert page.url == f"{shop.origin}/?colour=red"

    def test_tells_and_keeps_nothing_for_whoever_said_no(
        self, shop: Shop, open_as: Callable[..., BrowserContext]
    ) -> None:
        context = open_as(gpc=True)
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url))
        page = at(context, "/used/7")
        assert page.evaluate("() => [freshup.visitor(), localStorage.length, document.cookie]") == ["", 0, ""]
        page.evaluate("() => { freshup.page(); freshup.consent() }")
        with page.expect_response(lambda one: one.url.endswith("/contact")):
            page.goto("/contact")
        assert not [url for url in asked if "/visits/" in url]
        assert shop.visitors() == 0

    def test_waits_where_consent_is_asked_first(
        self, shop: Shop, open_as: Callable[..., BrowserContext]
    ) -> None:
        context = open_as()
        page = at(context, "/asks")
        assert page.evaluate("() => [freshup.visitor(), localStorage.length]") == ["", 0]
        with page.expect_request("**/visits/**"):
            page.evaluate("() => freshup.consent()")
        assert page.evaluate("() => freshup.visitor()") != ""
        page.evaluate("() => freshup.consent(false)")
        assert page.evaluate("() => [freshup.visitor(), localStorage.length]") == ["", 0]
