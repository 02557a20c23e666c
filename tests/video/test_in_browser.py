"""A video from the camera to the customer: recorded in the page with a pretended camera, kept, opened, watched."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.doors.conftest import eventually
from tests.live_pages.conftest import LiveSite, live_site
from tests.live_pages.test_in_browser import CHROMIUM, pages_site

__all__ = ["live_site", "pages_site"]
PHONE = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.database]


@pytest.fixture(scope="module")
def camera(pages_site: LiveSite) -> Iterator[Browser]:
    """Chromium with a camera that shows a moving test picture."""
    pretended = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required", *pretended],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def recorded(camera: Browser, pages_site: LiveSite) -> str:
    """The token of a video that the manager recorded in the page."""
    url = f"http://localhost:{pages_site.http}"
    context = camera.new_context(base_url=url, viewport={"width": 390, "height": 844})
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": pages_site.sessions["manager"], "url": url}
    context.add_cookies([cookie])  # type: ignore[list-item]
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.goto(f"/opportunities/{pages_site.lead}/video/")
    page.get_by_role("button", name="Record with the camera").click()
    expect(page.locator("[data-say]")).to_have_text("0:04", timeout=20_000)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("[data-say]")).to_have_text("Look at it, then keep it.")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("heading", name="Send it")).to_be_visible(timeout=20_000)
    context.close()
    assert wrong == []
    with pages_site.database.connect("owner") as connection:
        row = connection.execute("SELECT token FROM video ORDER BY id DESC LIMIT 1").fetchone()
    assert row is not None
    return str(row[0])


def opened(camera: Browser, site: LiveSite, token: str, **other: object) -> Page:
    context = camera.new_context(base_url=f"http://localhost:{site.http}", user_agent=PHONE, **other)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"/v/{token}/")
    return page


class TestARecordedVideo:
    def test_is_kept_with_its_length_and_a_poster(self, recorded: str, pages_site: LiveSite) -> None:
        with pages_site.database.connect("owner") as connection:
            row = connection.execute(
                "SELECT v.seconds, a.media_type, a.details->>'poster' <> '' FROM video v"
                " JOIN attachment a ON a.id = v.attachment_id WHERE v.token = %s",
                [recorded],
            ).fetchone()
        assert row is not None
        assert row[0] in (4, 5)
        assert row[1] in ("video/webm", "video/mp4")
        assert row[2]

    def test_plays_for_its_customer_and_says_so_once(
        self, camera: Browser, recorded: str, pages_site: LiveSite
    ) -> None:
        page = opened(camera, pages_site, recorded)
        video = page.locator("video")
        expect(video).to_be_visible()
        assert pages_site.count("engagement WHERE kind = 'view'") == 0
        with page.expect_response("**/views/") as told:
            video.evaluate("one => { one.muted = true; return one.play() }")
        assert told.value.status == 204
        assert pages_site.count(f"video WHERE token = '{recorded}' AND views = 1") == 1
        eventually(lambda: pages_site.count("alert WHERE kind = 'watched'") == 1, seconds=10)
        page.context.close()

    def test_is_there_without_a_script(self, camera: Browser, recorded: str, pages_site: LiveSite) -> None:
        page = opened(camera, pages_site, recorded, java_script_enabled=False)
        expect(page.locator("video[controls]")).to_be_visible()
        page.context.close()

    def test_fits_a_phone_by_night(self, camera: Browser, recorded: str, pages_site: LiveSite) -> None:
        page = opened(
            camera, pages_site, recorded, viewport={"width": 390, "height": 844}, color_scheme="dark"
        )
        assert page.evaluate("document.documentElement.scrollWidth <= 390")
        page.context.close()
