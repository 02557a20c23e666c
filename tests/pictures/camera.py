"""Takes the pictures: each screen on a phone and a desktop, by day and by night.

Beside each picture it notes what a picture can't show: axe findings, sideways scrolling, console errors.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby, product
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Error, Page, TimeoutError, sync_playwright

from tests.pictures.screens import Screen, Step

CHROMIUM = "/usr/bin/chromium"
DEVICES = {
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
    "desktop": {"viewport": {"width": 1440, "height": 900}},
}
MILLISECONDS_A_STEP_MAX = 10_000
THEMES = ("light", "dark")
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@dataclass(frozen=True, slots=True)
class Login:
    email: str
    password: str


@dataclass(slots=True)
class Shot:
    file: str
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Camera:
    address: str
    logins: Mapping[str, Login]
    folder: Path
    whole_page: bool = False

    def take(
        self, screens: Iterable[Screen], devices: Iterable[str], themes: Iterable[str]
    ) -> Iterator[Shot]:
        """One log-in for each person, device and theme, then all their screens."""
        self.folder.mkdir(parents=True, exist_ok=True)
        by_user = sorted(screens, key=lambda screen: screen.as_user or "")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM)
            for device, theme in product(devices, themes):
                for user, theirs in groupby(by_user, key=lambda screen: screen.as_user):
                    with self.visit(browser, device, theme, user) as context:
                        for screen in theirs:
                            yield self.shoot(context, screen, device, theme)
            browser.close()

    @contextmanager
    def visit(self, browser: Browser, device: str, theme: str, user: str | None) -> Iterator[BrowserContext]:
        context = browser.new_context(
            **DEVICES[device], color_scheme=theme, reduced_motion="reduce", base_url=self.address
        )
        if user is not None:
            self.sign_in(context, self.logins[user])
        yield context
        context.close()

    def sign_in(self, context: BrowserContext, login: Login) -> None:
        page = context.new_page()
        page.goto("/accounts/login/")
        page.fill("[name=login]", login.email)
        page.fill("[name=password]", login.password)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda address: "/accounts/login" not in address)
        page.close()

    def shoot(self, context: BrowserContext, screen: Screen, device: str, theme: str) -> Shot:
        page = context.new_page()
        page.set_default_timeout(MILLISECONDS_A_STEP_MAX)
        shot = Shot(f"{screen.name}-{device}-{theme}-{screen.state}.png")
        page.on("pageerror", lambda error: shot.faults.append(f"script: {error}"))
        page.on("console", lambda line: shot.faults.extend(console_fault(line.type, line.text)))
        shot.faults.extend(open_page(page, screen))
        shot.faults.extend(take_steps(page, screen.steps))
        page.wait_for_load_state("networkidle")
        shot.faults.extend(look(page))
        page.screenshot(path=self.folder / shot.file, full_page=self.whole_page)
        page.close()
        return shot


def open_page(page: Page, screen: Screen) -> list[str]:
    try:
        answer = page.goto(screen.path)
    except Error as error:
        return [f"not to be opened: {error.message.splitlines()[0]}"]
    if answer is None or answer.status != screen.status:
        return [f"answered {answer and answer.status}, not {screen.status}"]
    return []


def take_steps(page: Page, steps: Iterable[Step]) -> list[str]:
    """What a step waits for may not be there: then the picture shows why."""
    for step in steps:
        try:
            perform(page, *step)
        except TimeoutError:
            return [f"nothing to {step[0]} at {step[1]}"]
    return []


def perform(page: Page, what: str, where: str, value: str) -> None:
    match what:
        case "fill":
            page.fill(where, value)
        case "press":
            page.press(where, value)
        case "click":
            page.locator(where).first.click()
        case _:
            raise ValueError(f"no such step: {what}")


def look(page: Page) -> list[str]:
    faults = ["scrolls sideways"] if page.evaluate(SIDEWAYS) else []
    for each in Axe().run(page).response["violations"]:
        faults.append(f"axe {each['id']}: {each['help']} ({', '.join(map(str, first_targets(each)))})")
    return faults


def first_targets(violation: Mapping[str, list[Mapping[str, list[str]]]]) -> list[str]:
    return [node["target"][0] for node in violation["nodes"][:3]]


def console_fault(kind: str, text: str) -> list[str]:
    """A page that answers 403 or 404 on purpose is reported by its status, not here."""
    return [f"console: {text}"] if kind == "error" and "Failed to load resource" not in text else []
