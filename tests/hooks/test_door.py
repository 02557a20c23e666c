"""The door of providers' reports: who may knock, what is written, what they hear."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from freshup.interfaces.api.batching import Unavailable
from freshup.interfaces.api.hooks import BODY_BYTES_MAX, HookDoor, parts_of
from freshup.interfaces.api.limits import IntakeLimits
from freshup.operations.connectors.finding import FoundConnector
from freshup.operations.connectors.raw import RawReport
from freshup.ports.accounts import Account
from tests.factories import NOW
from tests.hooks.provider import Reader, body

ACCOUNT = Account(7, 1, 1, "twilio", {}, {"auth_token": "word"}, "https://store.example.com/hooks/key/")
KNOWN = FoundConnector(7, 1, 1, "twilio", None, ACCOUNT)


class Batches:
    """Remembers what was handed in, and how often it was asked for a key."""

    def __init__(self, known: FoundConnector | None = KNOWN, error: Exception | None = None) -> None:
        self.known = known
        self.error = error
        self.taken: list[RawReport] = []
        self.asked = 0

    def submit(self, reports: Sequence[RawReport]) -> "Future[list[bool]]":
        answer: Future[list[bool]] = Future()
        if self.error:
            answer.set_exception(self.error)
        else:
            self.taken += reports
            answer.set_result([True] * len(reports))
        return answer

    def find(self, key: str) -> "Future[FoundConnector | None]":
        self.asked += 1
        answer: Future[FoundConnector | None] = Future()
        answer.set_result(self.known if key == "key" else None)
        return answer


def door(batches: Batches) -> HookDoor:
    return HookDoor(
        batches,  # type: ignore[arg-type]
        IntakeLimits(),
        base_url="https://store.example.com",
        readers=lambda provider: Reader() if provider == "twilio" else None,
        talks=lambda provider, kind: None,
    )


def ask(
    at: HookDoor,
    content: bytes = body("1"),
    *,
    path: str = "/hooks/key/status/",
    word: str = "word",
    method: str = "POST",
    query: bytes = b"",
) -> tuple[int, bytes]:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": content, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query,
        "headers": [(b"x-word", word.encode()), (b"content-type", b"application/json")],
        "client": ("192.0.2.1", 1),
    }
    asyncio.run(at(scope, receive, send))
    return sent[0]["status"], sent[1]["body"]


class TestAProvider:
    def test_is_answered_in_its_own_language_once_the_report_is_written(self) -> None:
        batches = Batches()
        assert ask(door(batches), query=b"m=12") == (200, b"<Response/>")
        (report,) = batches.taken
        assert (report.connector_id, report.kind, report.key, report.query) == (
            7,
            "status",
            "status:1",
            {"m": "12"},
        )
        assert isinstance(report.received_at, datetime)

    def test_is_not_told_that_it_was_taken_when_it_was_not(self) -> None:
        status, _ = ask(door(Batches(error=Unavailable())))
        assert status == 503

    def test_costs_the_database_one_question_for_a_burst(self) -> None:
        batches = Batches()
        at = door(batches)
        for _ in range(20):
            ask(at)
        assert (len(batches.taken), batches.asked) == (20, 1)


class TestSomebodyElse:
    @pytest.mark.parametrize("word", ["", "wrong"])
    def test_with_a_wrong_signature_is_turned_away_and_logged(
        self, word: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        batches = Batches()
        status, answer = ask(door(batches), word=word)
        assert (status, batches.taken) == (403, [])
        assert b"forged" in answer
        assert "forged status report for connector 7" in caplog.text

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("/hooks/", 404),
            ("/hooks/key/", 404),
            ("/hooks/other/status/", 404),
            ("/hooks/key/elsewhere/", 404),
            ("/hooks/key/status/more/", 404),
            ("/hooks/" + "k" * 101 + "/status/", 404),
        ],
    )
    def test_finds_nothing_at_an_address_that_is_none(self, path: str, status: int) -> None:
        batches = Batches()
        assert (ask(door(batches), path=path)[0], batches.taken) == (status, [])

    def test_who_guesses_keys_soon_waits(self) -> None:
        at = door(Batches())
        heard = [ask(at, path=f"/hooks/guess{n}/status/")[0] for n in range(70)]
        assert heard[0] == 404
        assert heard[-1] == 429

    def test_may_not_come_by_get(self) -> None:
        assert ask(door(Batches()), method="GET")[0] == 405

    def test_with_more_than_forty_megabytes_is_stopped(self) -> None:
        batches = Batches()
        assert (ask(door(batches), b"x" * (BODY_BYTES_MAX + 1))[0], batches.taken) == (413, [])


class TestAConnector:
    def test_that_is_switched_off_takes_nothing(self) -> None:
        batches = Batches(replace(KNOWN, disabled_at=NOW))
        assert (ask(door(batches))[0], batches.taken) == (410, [])

    def test_whose_secrets_cannot_be_opened_says_so_and_asks_to_come_again(self) -> None:
        batches = Batches(replace(KNOWN, account=None))
        assert (ask(door(batches))[0], batches.taken) == (503, [])


def test_key_and_kind_stand_in_the_address() -> None:
    assert parts_of("/hooks/abc/text-in/") == ("abc", "text-in")
    assert parts_of("/hooks/abc/text-in") == ("abc", "text-in")
