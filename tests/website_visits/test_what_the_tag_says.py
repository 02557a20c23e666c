"""One message of the tag: what is read of it, and what is turned away."""

import json
from datetime import UTC, datetime

import pytest

from freshup.domain.website.visits import NotAView, is_wanted, read_view

NOW = datetime(2026, 11, 18, 16, 0, tzinfo=UTC)
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"


def told(**said: object) -> bytes:
    return json.dumps({"visitor": "v" * 32, "path": "/", **said}).encode()


class TestAPageView:
    def test_names_path_and_vehicle(self) -> None:
        view = read_view(told(path="/used/accord", vin="1hgcv1f30la000001", stock="# h-1", fu="t" * 24))
        assert (view.path, view.vin, view.stock, view.click) == (
            "/used/accord",
            "1HGCV1F30LA000001",
            "H-1",
            "t" * 24,
        )
        assert view.vehicle

    def test_keeps_nothing_that_was_typed_into_the_address(self) -> None:
        assert read_view(told(path="/search?name=Maria#top")).path == "/search"

    def test_keeps_what_the_database_can_hold(self) -> None:
        view = read_view(told(path="/a\x00b\ud800" + "x" * 400, stock="S\x001"))
        assert view.path.startswith("/abx")
        assert len(view.path) == 300
        assert view.stock == "S1"

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"\xff\xfe",
            b"[]",
            b"null",
            b"[" * 2_000,
            json.dumps({"path": "/"}).encode(),
            told(visitor="short"),
            told(visitor="<script>" * 4),
            told(visitor=["v" * 32]),
        ],
    )
    def test_is_turned_away_when_it_is_none(self, body: bytes) -> None:
        with pytest.raises(NotAView):
            read_view(body)

    def test_is_no_click_by_a_link_that_cannot_be_one(self) -> None:
        assert read_view(told(fu="' OR 1=1")).click == ""


class TestWhoIsCounted:
    def test_somebody_with_a_browser(self) -> None:
        assert is_wanted({"user-agent": CHROME}, NOW)

    def test_nobody_who_asked_not_to_be(self) -> None:
        assert not is_wanted({"user-agent": CHROME, "sec-gpc": "1"}, NOW)

    @pytest.mark.parametrize(
        "agent", ["", "curl/8.0", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"]
    )
    def test_no_program(self, agent: str) -> None:
        assert not is_wanted({"user-agent": agent}, NOW)
