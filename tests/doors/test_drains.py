"""The background work: a poison document, the rhythm of a drain, the sweeps."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from procrastinate.contrib.django import app
from procrastinate.job_context import JobContext
from procrastinate.psycopg_connector import PsycopgConnector

from freshup.bootstrap.intake import storage
from freshup.data.models import Lead, Submission
from freshup.domain.intake import Decoded, Document
from freshup.interfaces.tasks import draining, sweeps
from freshup.interfaces.tasks import intake as intake_tasks
from freshup.interfaces.tasks.draining import Rhythm, drain_until_idle
from freshup.interfaces.tasks.intake import LANES_MAX, LANES_MIN, IntakeDrain, drain_intake
from freshup.jobs import DRAIN_INTAKE, drain_intake_later
from freshup.operations.intake.drain import BATCH, Claim
from freshup.operations.intake.receive import Delivery, receive
from freshup.operations.stores.opening import open_group
from freshup.queries.stores import forget_settings
from tests.doors.conftest import KEY, NOW, adf, gulf
from tests.live import LiveDatabase

QUICK = Rhythm(look=0.001, linger=0.02, life=0.2, recover=0.001)


@pytest.fixture
def store(db: None) -> Iterator[None]:
    forget_settings()
    open_group("Gulf", [gulf()], now=NOW)
    yield
    forget_settings()


def hand_in(*bodies: bytes) -> None:
    now = datetime.now(UTC)
    receive(
        [Delivery(KEY, uuid4(), "http", now, body, "application/xml") for body in bodies], storage=storage()
    )


def poisoned(decode: Callable[[Document], Decoded]) -> Callable[[], Callable[[Document], Decoded]]:
    def read(document: Document) -> Decoded:
        if b"Lopez13<" in document.body:
            raise ZeroDivisionError("maria13@example.com")
        return decode(document)

    return lambda: read


@pytest.mark.usefixtures("store")
class TestAPoisonDocument:
    def test_is_set_aside_alone_and_the_others_become_leads(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(intake_tasks, "decoder", poisoned(intake_tasks.decoder()))
        hand_in(*(adf(number) for number in range(1, 21)))
        assert IntakeDrain().step() == 20
        assert Lead.objects.count() == 19
        (aside,) = Submission.objects.filter(state="quarantined")
        assert b"Lopez13<" in bytes(aside.body or b"")

    def test_is_named_by_its_error_and_by_nothing_of_its_own(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(intake_tasks, "decoder", poisoned(intake_tasks.decoder()))
        hand_in(adf(13))
        IntakeDrain().step()
        assert (
            Submission.objects.get().reason == "Freshup could not process this document (ZeroDivisionError)"
        )

    def test_a_fault_that_passes_sets_nothing_aside(self, monkeypatch: pytest.MonkeyPatch) -> None:
        good, failures = intake_tasks.decoder(), iter([True, False])

        def shaky(document: Document) -> Decoded:
            if next(failures, False):
                raise RuntimeError
            return good(document)

        monkeypatch.setattr(intake_tasks, "decoder", lambda: shaky)
        hand_in(adf(1))
        IntakeDrain().step()
        assert Lead.objects.count() == 1
        assert not Submission.objects.filter(state="quarantined").exists()

    def test_an_outage_is_no_fault_of_the_document(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def gone(document: Document) -> Decoded:
            raise OperationalError

        monkeypatch.setattr(intake_tasks, "decoder", lambda: gone)
        hand_in(adf(1))
        with pytest.raises(OperationalError):
            IntakeDrain().step()
        assert Submission.objects.get().state == "waiting"


@pytest.mark.usefixtures("store")
class TestATask:
    def test_works_off_everything_that_waits(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(draining, "Rhythm", lambda: QUICK)
        hand_in(*(adf(number) for number in range(5)))
        drain_intake()
        assert Lead.objects.count() == 5


def claim_of(rows: int, groups: tuple[int, ...]) -> Claim:
    return Claim(tuple((number,) for number in range(rows)), groups)


class TestLanes:
    def test_more_groups_at_a_time_when_their_batches_stay_small(self) -> None:
        drain = IntakeDrain()
        drain._adapt(claim_of(8, (1, 2, 3, 4)))
        assert (drain.lanes, drain.after) == (2 * LANES_MIN, 4)

    def test_fewer_when_they_fill_it_but_never_one_alone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        called: list[None] = []
        monkeypatch.setattr(intake_tasks, "drain_intake_later", lambda: called.append(None))
        drain = IntakeDrain()
        drain.lanes = 8
        for _ in range(3):
            drain._adapt(claim_of(BATCH, tuple(range(drain.lanes))))
        assert (drain.lanes, len(called)) == (LANES_MIN, 1)

    def test_it_starts_over_after_the_last_group(self) -> None:
        drain = IntakeDrain()
        drain.after = 40
        drain._adapt(claim_of(3, (41, 42)))
        assert drain.after == 0

    def test_there_is_an_end_to_it(self) -> None:
        drain = IntakeDrain()
        for _ in range(20):
            drain._adapt(claim_of(drain.lanes, tuple(range(1, drain.lanes + 1))))
        assert drain.lanes == LANES_MAX


class TestTheRhythm:
    def test_nothing_to_do_ends_at_once(self) -> None:
        looks: list[int] = []
        assert not drain_until_idle(lambda: looks.append(0) or 0, rhythm=QUICK)
        assert len(looks) == 1

    def test_after_work_it_lingers_for_more(self) -> None:
        found = iter([3, 0, 0, 2])
        looks: list[int] = []
        assert not drain_until_idle(lambda: looks.append(0) or next(found, 0), rhythm=QUICK)
        assert len(looks) > 5

    def test_a_stream_without_end_is_handed_on(self) -> None:
        assert drain_until_idle(lambda: 1, rhythm=QUICK)

    @pytest.mark.django_db
    def test_an_outage_is_tried_again_and_then_left_to_the_sweep(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(draining, "connection", SimpleNamespace(close=lambda: None))
        tries: list[int] = []

        def gone() -> int:
            tries.append(0)
            raise OperationalError

        assert not drain_until_idle(gone, rhythm=QUICK)
        assert len(tries) == 5


class TestWakeUps:
    @pytest.mark.django_db(transaction=True)
    def test_a_thousand_are_one(self) -> None:
        for _ in range(5):
            drain_intake_later()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [DRAIN_INTAKE])
            assert cursor.fetchone() == (1,)
            cursor.execute("DELETE FROM procrastinate_jobs")

    def test_the_job_of_a_killed_worker_is_put_back(self, live: LiveDatabase) -> None:
        async def sweep() -> None:
            connector = PsycopgConnector(conninfo=live.conninfo("worker"))
            async with app.with_connector(connector).open_async() as queue:
                context = cast(JobContext, SimpleNamespace(app=queue))
                await sweeps.stalled(context, 0)

        with live.connect("owner") as connection:
            _kill_two_workers(connection)
            asyncio.run(sweep())
            left = connection.execute(
                "SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY 1"
            ).fetchall()
        assert left == [("todo", 1)]


def _kill_two_workers(connection: Any) -> None:
    """Two jobs of the same kind whose workers have not been heard of for a minute."""
    for _ in range(2):
        connection.execute(
            "WITH w AS (INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute')"
            " RETURNING id) INSERT INTO procrastinate_jobs (task_name, queue_name, queueing_lock, status, worker_id)"
            " SELECT %s, 'intake', %s, 'doing', id FROM w",
            [DRAIN_INTAKE, DRAIN_INTAKE],
        )
