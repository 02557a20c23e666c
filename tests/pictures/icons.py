"""Draws the app's icons from mark.svg: `python -m tests.pictures.icons`, after the mark was changed."""

import re
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.pictures.camera import CHROMIUM

STATIC = Path(__file__).parents[2] / "src/freshup/interfaces/web/static/web"
GROUND = "#0d1315"
# (file, size in pixels, share of the side the drawing takes). A phone cuts a maskable icon to any shape it likes
# but never inside the middle four fifths, so its ground is the whole square and the drawing smaller.
ICONS = (("icon-192.png", 192, 1.0), ("icon-512.png", 512, 1.0), ("icon-maskable-512.png", 512, 0.72))


def draw() -> None:
    mark = (STATIC / "mark.svg").read_text()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        for name, size, share in ICONS:
            whole = share == 1.0
            drawing = mark if whole else re.sub(r"<rect[^>]*/>", "", mark, count=1)
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(
                f"<style>body{{margin:0;height:100vh;display:grid;place-items:center;"
                f"background:{'transparent' if whole else GROUND}}}svg{{width:{share:.0%};display:block}}</style>"
                f"{drawing}"
            )
            page.screenshot(path=STATIC / name, omit_background=whole)
            page.close()
        browser.close()


if __name__ == "__main__":
    draw()
