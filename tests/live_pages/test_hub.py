"""Who hears what, and what becomes of a page that reads too slowly: the stream without sockets."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from freshup.interfaces.api import live
from freshup.interfaces.api.live import RESYNC, WAITING_MAX, Hub, LiveDoor, Notice, Subscriber
from freshup.queries.access import Scope

MANAGER = Scope(user_id=1, stores=(10, 11), rooftops=(10, 11))
SELLER = Scope(user_id=2, stores=(10,), owners=(7,))
OUTSIDER = Scope(user_id=3, stores=(20,), rooftops=(20,))


def page(scope: Scope) -> Subscriber:
    return Subscriber(f"session {scope.user_id}", scope)


def notice(what: str = "task", users: tuple[int, ...] = ()) -> Notice:
    return Notice(10, what, (5,), frozenset(users))


class TestWhoHears:
    def test_whoever_sees_the_whole_store_hears_everything_of_it(self) -> None:
        assert page(MANAGER).may_hear(notice())

    def test_whoever_sees_only_their_own_hears_what_is_theirs(self) -> None:
        assert page(SELLER).may_hear(notice(users=(2,)))
        assert not page(SELLER).may_hear(notice(users=(1,)))
        assert not page(SELLER).may_hear(notice())

    def test_another_store_hears_nothing(self) -> None:
        assert not page(OUTSIDER).may_hear(notice())

    def test_being_named_opens_no_store_one_does_not_work_in(self) -> None:
        assert not page(OUTSIDER).may_hear(notice(users=(3,)))

    def test_an_alert_is_heard_by_its_person_alone(self) -> None:
        assert page(SELLER).may_hear(notice("alert", users=(2,)))
        assert not page(MANAGER).may_hear(notice("alert", users=(2,)))

    def test_an_event_says_whether_it_is_mine(self) -> None:
        hub, mine, theirs = Hub(), page(MANAGER), page(SELLER)
        hub.subscribers |= {mine, theirs}
        hub.tell(notice(users=(2,)))
        assert theirs.take() == b'event: task\ndata: {"r":10,"o":[5],"mine":true}\n\n'
        assert b'"mine":false' in mine.take()


class TestNotices:
    @pytest.mark.parametrize(
        "payload", ["", "[]", "nonsense", '{"r":1}', '{"r":1,"w":"a\\nb","o":[]}', '{"r":1,"w":"lead","o":["x"]}', "7"]
    )  # fmt: skip
    def test_what_is_none_is_passed_over(self, payload: str) -> None:
        assert Notice.read(payload) is None

    def test_users_may_be_missing(self) -> None:
        assert Notice.read('{"r":1,"w":"lead","o":[2]}') == Notice(1, "lead", (2,), frozenset())


class TestASlowPage:
    def test_loses_the_oldest_and_is_told_once_to_look_anew(self) -> None:
        slow = page(MANAGER)
        for number in range(WAITING_MAX + 10):
            slow.put(b"%d;" % number)
        read = slow.take()
        assert read.count(RESYNC) == 1
        assert read.startswith(RESYNC + b"10;")
        assert slow.take() == b""


class TestLookingAgain:
    def test_ends_who_was_signed_out_and_changes_who_moved(self) -> None:
        hub, stays, goes, new = Hub(), page(MANAGER), page(SELLER), page(OUTSIDER)
        hub.subscribers |= {stays, goes, new}
        moved = Scope(user_id=1, stores=(11,), rooftops=(11,))
        hub.refresh({stays.session_key: moved}, {stays.session_key, goes.session_key})
        assert stays.scope == moved
        assert goes.ended
        # Came while the question was under way, and was not asked about.
        assert not new.ended


def ask(door: LiveDoor, *, method: str = "GET", cookie: str = "sessionid=abc") -> int:
    sent: list[dict[str, Any]] = []

    async def receive() -> Mapping[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": "/live/", "headers": [(b"cookie", cookie.encode())]}
    asyncio.run(door(scope, receive, send))
    return int(sent[0]["status"])


class TestTheDoor:
    def test_lets_a_signed_in_person_in(self) -> None:
        hub = Hub()
        assert ask(LiveDoor(hub, lambda keys: dict.fromkeys(keys, MANAGER))) == 200
        assert hub.subscribers == set()

    def test_refuses_who_is_not_signed_in(self) -> None:
        assert ask(LiveDoor(Hub(), lambda keys: {})) == 401
        assert ask(LiveDoor(Hub(), lambda keys: {}), cookie="") == 401

    def test_refuses_who_has_no_store(self) -> None:
        assert ask(LiveDoor(Hub(), lambda keys: dict.fromkeys(keys, Scope(user_id=4)))) == 403

    def test_refuses_what_is_no_question(self) -> None:
        assert ask(LiveDoor(Hub(), lambda keys: dict.fromkeys(keys, MANAGER)), method="POST") == 405

    def test_is_full_at_its_cap(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(live, "STREAMS_MAX", 2)
        hub = Hub()
        hub.subscribers |= {page(SELLER), page(OUTSIDER)}
        assert ask(LiveDoor(hub, lambda keys: dict.fromkeys(keys, MANAGER))) == 503

    def test_gives_one_person_a_dozen_pages_at_most(self) -> None:
        hub = Hub()
        hub.subscribers |= {page(MANAGER) for _ in range(12)}
        assert ask(LiveDoor(hub, lambda keys: dict.fromkeys(keys, MANAGER))) == 503
        assert ask(LiveDoor(hub, lambda keys: dict.fromkeys(keys, SELLER))) == 200


class TestASessionThatEnds:
    def test_closes_its_pages_at_the_next_look(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(live, "RECHECK_S", 0.01)
        signed_in = {"abc": MANAGER}
        sent: list[bytes] = []

        async def receive() -> Mapping[str, Any]:
            await asyncio.sleep(60)
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message.get("body", b""))

        async def visit() -> None:
            door = LiveDoor(Hub(), lambda keys: {key: signed_in[key] for key in keys if key in signed_in})
            looking = asyncio.create_task(door._recheck())
            scope = {
                "type": "http",
                "method": "GET",
                "path": "/live/",
                "headers": [(b"cookie", b"sessionid=abc")],
            }
            stream = asyncio.create_task(door(scope, receive, send))
            await asyncio.sleep(0.05)
            assert not stream.done()
            signed_in.clear()
            await asyncio.wait_for(stream, 5)
            looking.cancel()

        asyncio.run(visit())
        assert sent[-1] == b""
