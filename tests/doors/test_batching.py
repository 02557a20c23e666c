"""The batches of the intake doors, and what a sender hears when one fails."""

import asyncio
import errno
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import DataError, OperationalError

from freshup.interfaces.api.batching import Batcher, NoRoom, NotTaken, Unavailable, Unstorable
from freshup.interfaces.api.intake import IntakeDoor, key_in
from freshup.interfaces.api.limits import IntakeLimits
from freshup.operations.intake.receive import Delivery, Refused, Taken, find_keys
from freshup.ports.storage import Storage

Answers = list[Taken | Refused]


class NoStorage:
    def put(self, content: bytes) -> str:
        return ""

    def get(self, name: str) -> bytes:
        return b""


def delivery(body: bytes = b"x") -> Delivery:
    return Delivery("key", uuid4(), "http", datetime(2026, 11, 20, tzinfo=UTC), body)


def took(deliveries: Sequence[Delivery], *, storage: Storage) -> Answers:
    return [Taken(one.receipt, 1) for one in deliveries]


def disk_full() -> OperationalError:
    error = OperationalError("could not extend file")
    error.__cause__ = psycopg.errors.DiskFull()
    return error


@pytest.fixture
def batches() -> Iterator[Callable[..., Batcher]]:
    made: list[Batcher] = []

    def make(take: Callable[..., Answers]) -> Batcher:
        made.append(Batcher(NoStorage(), take=take, look_up=find_keys))
        return made[-1]

    yield make
    for one in made:
        one.close()


class TestABatch:
    def test_takes_what_came_while_the_last_one_was_written(self, batches: Callable[..., Batcher]) -> None:
        sizes: list[int] = []
        writing, go_on = threading.Event(), threading.Event()

        def slowly(deliveries: Sequence[Delivery], *, storage: Storage) -> Answers:
            sizes.append(len(deliveries))
            writing.set()
            go_on.wait(5)
            return took(deliveries, storage=storage)

        batcher = batches(slowly)
        first = batcher.submit([delivery()])
        writing.wait(5)
        later = [batcher.submit([delivery()]) for _ in range(20)]
        go_on.set()
        assert all(answer.result(5) for answer in [first, *later])
        assert sizes == [1, 20]

    def test_one_bad_delivery_does_not_spoil_the_others(self, batches: Callable[..., Batcher]) -> None:
        started = threading.Event()

        def picky(deliveries: Sequence[Delivery], *, storage: Storage) -> Answers:
            started.wait(5)
            if any(one.body == b"bad" for one in deliveries):
                raise DataError("secret words of the sender")
            return took(deliveries, storage=storage)

        batcher = batches(picky)
        waiting = [batcher.submit([delivery(body)]) for body in [b"x", b"x", b"bad", b"x", b"x"]]
        started.set()
        assert [answer.exception(5) is None for answer in waiting] == [True, True, False, True, True]
        assert isinstance(waiting[2].exception(), Unstorable)

    def test_the_recipients_of_one_mail_stay_together(self, batches: Callable[..., Batcher]) -> None:
        answers = batches(took).submit([delivery(), delivery(), delivery()]).result(5)
        assert len(answers) == 3

    @pytest.mark.parametrize(
        ("error", "heard"),
        [
            (OperationalError("the server closed the connection"), Unavailable),
            (disk_full(), NoRoom),
            (OSError(errno.ENOSPC, "no space"), NoRoom),
            (OSError(errno.EIO, "broken"), Unavailable),
            (KeyError("a fault of ours"), Unstorable),
        ],
    )
    def test_a_failure_is_told_and_the_next_batch_is_tried(
        self, batches: Callable[..., Batcher], error: Exception, heard: type[NotTaken]
    ) -> None:
        failures = [error]

        def once(deliveries: Sequence[Delivery], *, storage: Storage) -> Answers:
            if failures:
                raise failures.pop()
            return took(deliveries, storage=storage)

        batcher = batches(once)
        assert isinstance(batcher.submit([delivery()]).exception(5), heard)
        assert batcher.submit([delivery()]).result(5)

    def test_closing_finishes_what_was_handed_in_and_takes_no_more(self) -> None:
        batcher = Batcher(NoStorage(), take=took, look_up=find_keys)
        with ThreadPoolExecutor(4) as pool:
            handed_in = list(pool.map(lambda _: batcher.submit([delivery()]), range(50)))
        batcher.close()
        assert all(answer.done() for answer in handed_in)
        with pytest.raises(Unavailable):
            batcher.submit([delivery()])


class Failing:
    """A batcher whose disk or database fails in one way."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def submit(self, deliveries: Sequence[Delivery]) -> "Future[Answers]":
        answer: Future[Answers] = Future()
        answer.set_exception(self._error)
        return answer


def ask(
    door: IntakeDoor, body: bytes, *, path: str = "/in/key/"
) -> tuple[int, dict[str, Any], dict[bytes, bytes]]:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": path, "headers": [], "client": ("192.0.2.1", 1)}
    asyncio.run(door(scope, receive, send))
    return sent[0]["status"], json.loads(sent[1]["body"]), dict(sent[0]["headers"])


class TestWhatTheSenderHears:
    @pytest.mark.parametrize(
        ("error", "status"), [(Unavailable(), 503), (NoRoom(), 507), (Unstorable(), 500)]
    )
    def test_never_that_it_was_taken(self, error: Exception, status: int) -> None:
        door = IntakeDoor(Failing(error), IntakeLimits())  # type: ignore[arg-type]
        heard, answer, headers = ask(door, b"x")
        assert (heard, "receipt" in answer) == (status, False)
        assert (b"retry-after" in headers) == (status != 500)

    def test_how_long_to_wait_when_there_was_too_much(self) -> None:
        door = IntakeDoor(Failing(Unavailable()), IntakeLimits(hard=1))  # type: ignore[arg-type]
        ask(door, b"x")
        status, _, headers = ask(door, b"x")
        assert (status, headers[b"retry-after"]) == (429, b"60")

    @pytest.mark.parametrize("path", ["/in/", "/in//", "/in/a/b/", "/in/" + "k" * 101 + "/"])
    def test_an_address_without_a_key_is_nobodys(self, path: str) -> None:
        assert key_in(path) is None
        assert ask(IntakeDoor(Failing(Unavailable()), IntakeLimits()), b"x", path=path)[0] == 404  # type: ignore[arg-type]
