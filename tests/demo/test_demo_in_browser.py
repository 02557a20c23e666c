"""The demo as a visitor meets it: a lead posted from outside, seen, opened and answered in a real browser."""

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.demo.running import RunningDemo, running_demo
from tests.intake.adf import adf

CHROMIUM = Path("/usr/bin/chromium")
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
SCREENS = (
    "/up-next/",
    "/alerts/",
    "/inventory/",
    "/leads/",
    "/leads/new/",
    "/intake/",
    "/outbox/",
    "/settings/",
    "/settings/hours/",
    "/settings/points/",
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def demo() -> Iterator[RunningDemo]:
    if not CHROMIUM.exists():
        if os.environ.get("FRESHUP_REQUIRE_BROWSER"):
            pytest.fail(f"{CHROMIUM} is missing")
        pytest.skip(f"no browser: {CHROMIUM} is missing")
    with running_demo(leads=60) as demo:
        yield demo


@pytest.fixture(scope="module")
def chromium(demo: RunningDemo) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def agent(chromium: Browser, demo: RunningDemo) -> Iterator[BrowserContext]:
    context = chromium.new_context(**DESKTOP, base_url=demo.url)
    sign_in(context, "agent@example.com", demo)
    yield context
    context.close()


@pytest.fixture
def page(agent: BrowserContext) -> Iterator[Page]:
    page = agent.new_page()
    yield page
    page.close()


def sign_in(context: BrowserContext, email: str, demo: RunningDemo) -> None:
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", demo.kept["password"])
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda address: "/accounts/login" not in address)
    page.close()


def in_the_list(page: Page, name: str) -> None:
    """A lead takes a second; an old laptop may take some."""
    until = time.monotonic() + 30
    page.goto("/leads/")
    while page.get_by_role("link", name=name).count() == 0:
        assert time.monotonic() < until, f"{name} never appeared"
        page.wait_for_timeout(300)
        page.reload()


class TestALeadPostedFromOutside:
    def test_is_graded_scored_owned_and_due(self, demo: RunningDemo, page: Page) -> None:
        document = adf(
            first="Walter",
            last="Quimby",
            email="walter.quimby@example.com",
            phone="239-555-0187",
            number="q1",
        )
        assert demo.post(document) == 202
        in_the_list(page, "Walter Quimby")
        page.get_by_role("link", name="Walter Quimby").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Walter Quimby")
        aside = page.locator("aside.aside")
        expect(page.locator(".grade").first).to_have_attribute("data-grade", re.compile("[AB]"))
        expect(page.locator(".clock").first).to_be_visible()
        expect(aside).to_contain_text("Wants to buy within 7 days")
        expect(aside.get_by_role("heading", name="Owner")).to_be_visible()
        expect(page.locator("#timeline")).to_contain_text("Acknowledge")

    def test_is_answered_with_one_tap(self, demo: RunningDemo, page: Page) -> None:
        document = adf(
            first="Wanda", last="Quimby", email="wanda.quimby@example.com", phone="239-555-0188", number="q2"
        )
        demo.post(document)
        in_the_list(page, "Wanda Quimby")
        page.get_by_role("link", name="Wanda Quimby").first.click()
        page.get_by_label("What happened").fill("Comes on Saturday at ten")
        page.get_by_role("button", name="Spoke").click()
        expect(page.locator("#timeline")).to_contain_text("Comes on Saturday at ten")
        expect(page.locator(".stage").first).to_contain_text("Engaged")

    def test_is_seen_by_no_outsider(self, demo: RunningDemo, chromium: Browser) -> None:
        context = chromium.new_context(**DESKTOP, base_url=demo.url)
        sign_in(context, "outsider@example.net", demo)
        page = context.new_page()
        page.goto("/leads/?stage=all")
        expect(page.locator(".row-link")).to_have_count(0)
        context.close()


class TestTheStoresOwnSite:
    def test_has_a_chat_that_answers_and_a_form_about_the_car(
        self, demo: RunningDemo, chromium: Browser
    ) -> None:
        context = chromium.new_context(**DESKTOP, base_url=demo.url)
        page = context.new_page()
        page.goto(f"/demo-site/{demo.kept['keys']['honda']['form']}/")
        page.locator("li[data-vin] a").first.click()
        car = page.get_by_role("heading", level=1).inner_text()
        form = page.frame_locator("iframe")
        expect(form.get_by_label("The vehicle you are asking about")).to_have_value(car)
        page.get_by_role("button", name="Chat with us").click()
        expect(page.locator("#freshup-chat")).to_contain_text("Automated assistant")
        context.close()


class TestAPhoneUp:
    def test_is_entered_while_the_customer_talks(self, page: Page) -> None:
        page.goto("/leads/new/")
        page.fill("[name=phone]", "239-555-0189")
        page.fill("[name=first]", "Phyllis")
        page.fill("[name=last]", "Upjohn")
        page.fill("[name=vehicle]", "2026 Honda CR-V EX")
        page.get_by_role("button", name="Save the lead").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Phyllis Upjohn", timeout=30_000)


class TestFiveMinutes:
    """From the line to an appointment by keys alone, and back by what the customer answers."""

    def test_end_in_an_appointment_with_a_note(self, page: Page) -> None:
        page.goto("/leads/new/")
        page.fill("[name=phone]", "239-555-0190")
        page.fill("[name=first]", "Vera")
        page.fill("[name=last]", "Quick")
        page.fill("[name=vehicle]", "2026 Honda CR-V EX")
        page.get_by_role("button", name="Save the lead").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Vera Quick", timeout=30_000)
        lead = page.url
        page.goto(f"{lead.rstrip('/')}/call/")
        # At night the gate says from when on; by day there is a number to tap. Either way it is there.
        expect(page.locator("#dial")).to_contain_text("(239) 555-0190")
        page.fill("#outcome [name=words]", "Wants to drive it on Saturday")
        page.keyboard.press("Escape")
        page.locator("body").click(position={"x": 2, "y": 2})
        page.keyboard.press("3")
        page.wait_for_url("**/up-next/**")
        page.goto(f"{lead.rstrip('/')}/call/")
        page.keyboard.press("4")
        page.get_by_role("button", name="Set it").click()
        page.wait_for_url("**/up-next/**")
        page.goto(lead)
        expect(page.locator("#timeline")).to_contain_text("Wants to drive it on Saturday")
        expect(page.locator(".stage").first).to_contain_text("Appointment")

    def test_go_on_with_what_the_customer_answers(self, demo: RunningDemo, chromium: Browser) -> None:
        context = chromium.new_context(**PHONE, base_url=demo.url)
        sign_in(context, "manager@example.com", demo)
        page = context.new_page()
        document = adf(
            first="Ada", last="Reply", email="ada.reply@example.com", phone="239-555-0191", number="q3"
        )
        assert demo.post(document) == 202
        in_the_list(page, "Ada Reply")
        page.goto("/outbox/")
        page.get_by_role("link", name="ada.reply@example.com").first.click()
        page.get_by_label("What they write").fill("Is it still there?")
        page.get_by_role("button", name="Receive it").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Ada Reply")
        expect(page.locator("#timeline")).to_contain_text("Is it still there?")
        expect(page.locator(".stage").first).to_contain_text("Engaged")
        context.close()


class TestForEverybody:
    @pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
    def test_the_screens_have_no_axe_violation(
        self, demo: RunningDemo, chromium: Browser, device: dict[str, object]
    ) -> None:
        context = chromium.new_context(**device, base_url=demo.url)  # type: ignore[arg-type]
        sign_in(context, "manager@example.com", demo)
        page = context.new_page()
        found = {}
        for screen in SCREENS:
            answer = page.goto(screen)
            assert answer is not None
            assert answer.status == 200, screen
            found[screen] = [each["id"] for each in Axe().run(page).response["violations"]]
        context.close()
        assert not any(found.values()), found
