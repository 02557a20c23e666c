"""The one style sheet and the scripts keep to their budgets, to the token colours and to the security policy."""

import re
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "src/freshup/interfaces/web"
SHEET = (WEB / "static/web/freshup.css").read_text()
TEMPLATES = sorted(WEB.glob("**/templates/**/*.html"))
TOKENS = dict(re.findall(r"(--[\w-]+):light-dark\((#\w{6}), #\w{6}\)", SHEET))
NIGHT = dict(re.findall(r"(--[\w-]+):light-dark\(#\w{6}, (#\w{6})\)", SHEET))

# (what stands on what, least contrast): text 4.5, lines that bound a control 3 (WCAG 2.2, 1.4.3 and 1.4.11)
PAIRS = [
    *((ink, ground, 4.5) for ink in ("--ink", "--ink-2", "--ink-3", "--accent", "--bad", "--warn", "--good")
      for ground in ("--ground", "--panel", "--raised")),
    *(("--ink" + ink, "--sunken", 4.5) for ink in ("", "-2", "-3")),
    *((f"--{tone}", f"--{tone}-soft", 4.5) for tone in ("accent", "bad", "warn", "good")),
    ("--accent-ink", "--accent", 4.5),
    ("--accent-ink", "--accent-hover", 4.5),
    ("--bad-ink", "--bad", 4.5),
    *(("--edge", ground, 3.0) for ground in ("--ground", "--panel", "--raised", "--sunken")),
]  # fmt: skip


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


class TestContrast:
    @pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
    def test_is_enough_by_day_and_by_night(self, ink: str, ground: str, least: float) -> None:
        assert contrast(TOKENS[ink], TOKENS[ground]) >= least
        assert contrast(NIGHT[ink], NIGHT[ground]) >= least

    def test_holds_under_the_cowl_which_is_dark_by_day_too(self) -> None:
        cowls = (re.findall(r"--cowl:light-dark\((#\w+), (#\w+)\)", SHEET))[0]
        for cowl in cowls:
            assert (
                min(contrast(NIGHT[ink], cowl) for ink in ("--ink", "--ink-2", "--ink-3", "--accent")) >= 4.5
            )


class TestBudget:
    def test_one_sheet_of_at_most_52_kb(self) -> None:
        assert len(SHEET.encode()) <= 52_000
        assert [path.name for path in (WEB / "static").rglob("*.css")] == ["freshup.css"]

    def test_scripts_of_at_most_18_kb(self) -> None:
        assert sum(path.stat().st_size for path in (WEB / "static/web").rglob("*.js")) <= 18_000

    def test_the_web_tag_of_at_most_6_kb(self) -> None:
        assert (WEB / "static/public/tag.js").stat().st_size <= 6_000


class TestColour:
    def test_is_named_in_the_tokens_only(self) -> None:
        after_tokens = SHEET.split("@layer base")[1]
        named = set(re.findall(r"#[0-9a-f]{3,8}\b", after_tokens))
        # black or white as mask, shadow, paper and the quiet zone of a QR code
        assert named <= {"#000", "#0000", "#0001", "#0002", "#0003", "#0004", "#0005", "#fff"}


class TestTemplates:
    @pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
    def test_carry_no_inline_style_or_script(self, path: Path) -> None:
        text = path.read_text()
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=", text)
        for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", text, re.DOTALL):
            assert "application/json" in attributes or not body.strip()

    def test_use_only_icons_that_are_drawn(self) -> None:
        drawn = set(re.findall(r'id="i-([\w-]+)"', (WEB / "templates/components/icons.html").read_text()))
        used = {name for path in TEMPLATES for name in re.findall(r'{% icon "([\w-]+)"', path.read_text())}
        assert used <= drawn

    def test_use_only_classes_of_the_sheet(self) -> None:
        styled = set(re.findall(r"\.([a-zA-Z][\w-]*)", SHEET))
        used: dict[str, str] = {}
        for path in TEMPLATES:
            for value in re.findall(r'class="([^"{}]*)"', path.read_text()):
                used |= dict.fromkeys(value.split(), path.name)
        assert {name: where for name, where in used.items() if name not in styled} == {}
