"""Open pages over real sockets: who hears what, and what happens when the listener loses its line."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.doors.conftest import eventually
from tests.live_pages.conftest import LiveSite

pytestmark = [pytest.mark.slow, pytest.mark.database]


class TestWhoMayListen:
    def test_whoever_is_not_signed_in_is_told_so(self, live_site: LiveSite) -> None:
        with live_site.page() as page, live_site.page(session="made-up") as other:
            assert (page.status, other.status) == (401, 401)

    def test_the_stream_is_kept_by_nobody_in_between(self, live_site: LiveSite) -> None:
        with live_site.page("manager") as page:
            assert page.status == 200
            assert "content-type: text/event-stream" in page.head
            assert "cache-control: no-store" in page.head
            assert "x-accel-buffering: no" in page.head


class TestWhatAPageHears:
    def test_each_hears_what_they_may_see(self, live_site: LiveSite) -> None:
        seller = live_site.users["seller"]
        with (
            live_site.page("manager") as manager,
            live_site.page("seller") as own,
            live_site.page("outsider") as outsider,
        ):
            live_site.tell("lead")
            live_site.tell("task", users=(seller,))
            live_site.tell("alert", users=(seller, live_site.users["outsider"]))
            live_site.tell("board")
            assert manager.hears("board")
            assert own.hears("alert")
            data = {"r": live_site.store, "o": [5]}
            assert manager.events == [
                ("lead", data | {"mine": False}),
                ("task", data | {"mine": False}),
                ("board", data | {"mine": False}),
            ]
            assert own.events == [("task", data | {"mine": True}), ("alert", data | {"mine": True})]
            assert not outsider.hears("alert", seconds=0.5)
            assert outsider.events == []

    def test_what_is_rolled_back_is_heard_by_nobody(self, live_site: LiveSite) -> None:
        with live_site.page("manager") as manager:
            with live_site.database.connect("worker") as connection:
                connection.execute("BEGIN")
                connection.execute('SELECT pg_notify(\'freshup_live\', \'{"r": 1, "w": "lead", "o": []}\')')
                connection.execute("ROLLBACK")
            live_site.tell("board")
            assert manager.hears("board")
            assert [name for name, _ in manager.events] == ["board"]


class TestAnOutage:
    def test_a_lost_line_is_opened_again_and_every_page_looks_anew(self, live_site: LiveSite) -> None:
        with live_site.page("manager") as manager:
            live_site.deafen()
            assert manager.hears("resync")
            live_site.tell("lead")
            assert manager.hears("lead")

    def test_nobody_is_let_in_while_the_database_is_gone_and_everybody_after(
        self, live_site: LiveSite
    ) -> None:
        with live_site.page("manager") as manager:
            with live_site.database_gone(), live_site.page("seller") as refused:
                assert refused.status == 503
            assert manager.hears("resync", seconds=20)
            live_site.tell("lead")
            assert manager.hears("lead")


class TestMany:
    def test_streams_hold_no_threads(self, live_site: LiveSite) -> None:
        with ExitStack() as open_pages:
            open_pages.enter_context(live_site.page("manager"))
            before = _threads(live_site)
            pages = [
                open_pages.enter_context(live_site.page(who))
                for who in ("manager", "seller", "outsider")
                for _ in range(10)
            ]
            live_site.tell("lead")
            assert all(page.hears("lead") for page in pages[:10])
            assert _threads(live_site) <= before + 3

    def test_one_person_has_a_dozen_pages_at_most_and_closing_one_makes_room(
        self, live_site: LiveSite
    ) -> None:
        with ExitStack() as open_pages:
            for _ in range(11):
                assert open_pages.enter_context(live_site.page("leaver")).status == 200
            with live_site.page("leaver") as twelfth:
                assert twelfth.status == 200
                with live_site.page("leaver") as thirteenth:
                    assert thirteenth.status == 503
                    assert "retry-after: 60" in thirteenth.head

            def room() -> bool:
                with live_site.page("leaver") as again:
                    return again.status == 200

            eventually(room, seconds=10)


def _threads(site: LiveSite) -> int:
    """Of the process that serves, the child of the one that was started."""
    pid = site.running[0].pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return sum(len(list(Path(f"/proc/{child}/task").iterdir())) for child in children)
