"""The widget on a host page of another origin, under a strict policy, by keyboard alone, in a real browser."""

import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connections, transaction
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from freshup.adapters.postgres.launcher import Cluster
from freshup.data.models import Chat, IntakeKey, Staff
from freshup.interfaces.console.processes import FRESHUP, answers, web
from freshup.operations.stores.opening import open_group
from freshup.operations.website import chatting
from freshup.queries.access import scope_of
from tests.conftest import copy_template
from tests.doors.conftest import FORM_KEY, NOW, Site, end, eventually, free_port, gulf
from tests.live import LiveDatabase
from tests.website_chat.conftest import unit

CHROMIUM = Path("/usr/bin/chromium")
T = TypeVar("T")

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.database]

HOST = """<!doctype html><html lang="{language}"><head><title>A store's own site</title>
<style nonce="host">p {{ color: #b00; font-size: 40px }} button {{ display: none }}</style></head>
<body><main><h1>2024 Honda Civic EX</h1><p data-stock="P1001">Our own page.</p><a href="#">A link</a></main>
<script src="{freshup}/widget/chat.js" data-key="{key}" defer></script></body></html>"""
FORM = """<!doctype html><html lang="en"><head><title>Ask us</title></head><body><h1>Ask us</h1>
<script src="{freshup}/widget/form.js" data-key="{key}"></script></body></html>"""


@dataclass
class Doors(Site):
    """Freshup at one origin, the store's own site at another."""

    host: int = 0

    @property
    def freshup(self) -> str:
        return f"http://localhost:{self.http}"

    @property
    def page(self) -> str:
        return f"http://127.0.0.1:{self.host}/"

    def run(self, work: Callable[[], T]) -> T:
        """In the database of the running site; in a thread of its own, since playwright's is taken for asynchronous."""

        def there() -> T:
            # A copy: the settings themselves are every thread's.
            mine = connections["default"]
            mine.settings_dict = {**mine.settings_dict, "NAME": self.database.name}
            try:
                with transaction.atomic():
                    return work()
            finally:
                connections["default"].close()

        with ThreadPoolExecutor(1) as pool:
            return pool.submit(there).result()


@pytest.fixture(scope="module")
def doors(
    postgres: Cluster, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Doors]:
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
    name = f"freshup_widget_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    copy_template(postgres, name)
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    database = LiveDatabase(postgres, name, os.environ["FRESHUP_HOME"])
    doors = Doors(database, free_port(), 0, tmp_path_factory.mktemp("widget") / "log", host=free_port())
    server = _host(doors)
    with django_db_blocker.unblock():
        doors.run(lambda: _fill(doors))
        try:
            doors.start(web(host="127.0.0.1", port=doors.http), "web")
            eventually(lambda: answers(doors.http))
            yield doors
        finally:
            server.shutdown()
            for process in doors.running:
                end(process)
    postgres.drop_database(name)


def _fill(doors: Doors) -> None:
    opened = open_group("Gulf", [gulf()], now=NOW)
    unit(opened.rooftop_ids[0], "P1001", "2024 Honda Civic EX", 2_499_000)
    IntakeKey.objects.filter(kind="form").update(allowed_origins=[doors.page.rstrip("/")])


def _host(doors: Doors) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            template = FORM if self.path == "/form" else HOST
            language = "es" if self.path == "/es" else "en"
            body = template.format(freshup=doors.freshup, key=FORM_KEY, language=language).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if self.path != "/form":
                policy = (
                    f"default-src 'none'; script-src {doors.freshup}; connect-src {doors.freshup};"
                    " style-src 'nonce-host'; require-trusted-types-for 'script'"
                )
                self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", doors.host), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture(scope="module")
def chromium(doors: Doors) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visitor(chromium: Browser, doors: Doors) -> Iterator[BrowserContext]:
    context = chromium.new_context(reduced_motion="reduce")
    yield context
    context.close()


def opened(context: BrowserContext, doors: Doors, path: str = "") -> Page:
    page = context.new_page()
    page.goto(f"{doors.page}{path}")
    return page


def by_keyboard(page: Page) -> Locator:
    """From the page's own link to the launcher, and into the window."""
    expect(page.get_by_role("button", name="Chat with us")).to_be_visible()
    page.get_by_role("link", name="A link").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    window = page.get_by_role("dialog")
    expect(window.get_by_role("log")).to_contain_text("automated assistant, not a person")
    return window


def violations(page: Page) -> list[str]:
    found = Axe().run(page, context="#freshup-chat")
    return [f"{one['id']}: {one['help']}" for one in found.response["violations"]]


class TestOnAnotherSite:
    def test_a_visitor_asks_and_leaves_a_number_by_keyboard_alone(
        self, visitor: BrowserContext, doors: Doors
    ) -> None:
        page = opened(visitor, doors)
        window = by_keyboard(page)
        expect(window.get_by_role("log")).to_contain_text("Listed price: $24,990.")
        expect(window).to_contain_text("Automated assistant")
        page.keyboard.type("how would financing work?")
        page.keyboard.press("Enter")
        expect(window.get_by_label("Phone")).to_be_visible()
        for words in ("Marisol Ortega", "239 555 0147"):
            window.get_by_label("Name" if words[0] == "M" else "Phone").focus()
            page.keyboard.type(words)
        expect(window.get_by_role("checkbox", name="You may text me.")).not_to_be_checked()
        page.keyboard.press("Enter")
        expect(window.get_by_role("log")).to_contain_text("Thank you, Marisol.")
        assert doors.count("submission WHERE channel = 'chat'") == 1

    def test_escape_gives_the_page_back(self, visitor: BrowserContext, doors: Doors) -> None:
        page = opened(visitor, doors)
        window = by_keyboard(page)
        page.keyboard.press("Escape")
        expect(window).to_be_hidden()
        expect(page.get_by_role("button", name="Chat with us")).to_be_focused()

    def test_keeps_no_cookie_and_breaks_no_rule_of_the_page(
        self, visitor: BrowserContext, doors: Doors
    ) -> None:
        said: list[str] = []
        page = visitor.new_page()
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(doors.page)
        by_keyboard(page)
        assert (said, visitor.cookies()) == ([], [])
        # The page's own style sheet hides every button and paints every paragraph; none of it reaches the widget.
        assert page.locator("main p").evaluate("one => getComputedStyle(one).fontSize") == "40px"
        assert (
            page.locator("#freshup-chat .line p").first.evaluate("one => getComputedStyle(one).fontSize")
            == "16px"
        )

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_is_clean_for_axe(self, chromium: Browser, doors: Doors, scheme: Any) -> None:
        context = chromium.new_context(color_scheme=scheme, reduced_motion="reduce", bypass_csp=True)
        page = opened(context, doors)
        window = by_keyboard(page)
        page.keyboard.type("how would financing work for the Civic?")
        page.keyboard.press("Enter")
        expect(window.get_by_label("Phone")).to_be_visible()
        assert violations(page) == []
        context.close()

    def test_goes_on_after_the_next_page(self, visitor: BrowserContext, doors: Doors) -> None:
        page = opened(visitor, doors)
        by_keyboard(page)
        page.keyboard.type("What are your hours?")
        page.keyboard.press("Enter")
        expect(page.get_by_role("log")).to_contain_text("We are open now")
        page.reload()
        expect(page.get_by_role("log")).to_contain_text("What are your hours?")
        assert page.locator("#freshup-chat [data-line]").count() == page.evaluate(
            "new Set([...document.querySelector('#freshup-chat').shadowRoot.querySelectorAll('[data-line]')]"
            ".map(one => one.dataset.line)).size"
        )

    def test_speaks_spanish_on_a_spanish_page(self, visitor: BrowserContext, doors: Doors) -> None:
        page = opened(visitor, doors, "es")
        page.get_by_role("button", name="Chatee con nosotros").click()
        expect(page.get_by_role("log")).to_contain_text("Soy el asistente automático")

    def test_words_are_never_markup(self, visitor: BrowserContext, doors: Doors) -> None:
        page = opened(visitor, doors)
        by_keyboard(page)
        page.keyboard.type("<img src=x onerror=alert(1)><b>bold</b>")
        page.keyboard.press("Enter")
        expect(page.get_by_role("log")).to_contain_text("<b>bold</b>")
        assert page.locator("#freshup-chat img, #freshup-chat .line p b").count() == 0

    def test_says_what_is_safe_when_the_network_is_gone(self, visitor: BrowserContext, doors: Doors) -> None:
        page = opened(visitor, doors)
        window = by_keyboard(page)
        visitor.set_offline(True)
        page.keyboard.type("Are you there?")
        page.keyboard.press("Enter")
        expect(window.get_by_role("status")).to_contain_text("your words are still in the box")
        expect(window.get_by_label("Your message")).to_have_value("Are you there?")
        visitor.set_offline(False)
        page.keyboard.press("Enter")
        expect(window.get_by_role("log")).to_contain_text("Are you there?")


class TestAPerson:
    def test_joins_in_the_open_and_leaves_in_the_open(self, visitor: BrowserContext, doors: Doors) -> None:
        page = opened(visitor, doors)
        window = by_keyboard(page)
        page.keyboard.type("Can I talk to a person?")
        page.keyboard.press("Enter")
        expect(window).to_contain_text("Waiting for a person")

        def dana(act: Callable[..., Any], *words: str) -> None:
            scope = scope_of(Staff.objects.get(user__name="Dana Reed").user_id)
            chat = Chat.objects.latest("id")
            act(scope, chat.pk, *words, now=chat.last_at)

        doors.run(lambda: dana(chatting.person_says, "Hello, Dana here."))
        expect(window.get_by_role("log")).to_contain_text("Hello, Dana here.", timeout=15_000)
        expect(window).to_contain_text("Dana, Gulf Honda")
        doors.run(lambda: dana(chatting.hand_back))
        expect(window).to_contain_text("Automated assistant", timeout=15_000)
        doors.run(lambda: dana(chatting.end))
        expect(window.get_by_role("button", name="Start a new chat")).to_be_visible(timeout=15_000)


class TestTheForm:
    def test_stands_in_the_page_as_high_as_it_is(self, visitor: BrowserContext, doors: Doors) -> None:
        page = opened(visitor, doors, "form")
        inside = page.frame_locator("iframe")
        expect(inside.get_by_label("Your name")).to_be_visible()
        frame = page.locator("iframe")
        expect(frame).to_have_attribute("title", "Inquiry form")
        inside.get_by_label("Your name").fill("Ann Form")
        inside.get_by_label("E-mail").fill("ann@example.com")
        before = frame.evaluate("one => one.offsetHeight")
        inside.get_by_role("button", name="Send").click()
        expect(inside.get_by_role("heading", name="Thank you")).to_be_visible()
        expect(frame).not_to_have_css("height", f"{before}px")
        assert visitor.cookies() == []
