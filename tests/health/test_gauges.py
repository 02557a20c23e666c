"""What is told of all stores at once: as the role of the pages, which sees none of them."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection

from freshup.data.models import Connector, ConnectorHour, Message, Opportunity, Submission
from freshup.queries.health.gauges import gauges
from tests.factories import NOW, make_store
from tests.intake.adf import adf
from tests.intake.conftest import Dealership, make_dealership, person, store

__all__ = ["make_dealership"]
MIGRATION = import_module("freshup.data.migrations.0007_gauges")
STORES = (
    ("Gulf Honda", "gulfkey", "Olivia", "239-555-0142"),
    ("Bay Ford", "baykey", "Otto", "239-555-0143"),
)
LATER = NOW + timedelta(minutes=30)
AsWeb = Callable[..., AbstractContextManager[None]]


def looked(as_web: AsWeb, now: object = LATER) -> object:
    with as_web():
        return gauges(now=now)  # type: ignore[arg-type]


@pytest.fixture
def two_groups(make_dealership: Callable[..., Dealership]) -> tuple[Dealership, Dealership]:
    """A lead and its acknowledgement at each of two groups that have nothing to do with each other."""
    made = []
    for name, key, who, phone in STORES:
        one = make_dealership(store(name, key, (person(who),)))
        one.take(adf(first=who, last="Quill", email=f"{who.lower()}@example.com", phone=phone))
        made.append(one)
    return made[0], made[1]


class TestALookOverAllStores:
    def test_counts_what_waits_at_every_store(
        self, two_groups: tuple[Dealership, Dealership], as_web: AsWeb
    ) -> None:
        Message.objects.update(state="queued", send_after=NOW)
        seen = looked(as_web)
        assert seen.lags["outbox"].count == Message.objects.count() == 2
        assert seen.lags["outbox"].seconds == pytest.approx(1800)
        assert seen.leads_past_due.count == Opportunity.objects.filter(due_at__lte=LATER).count() == 2

    def test_finds_the_oldest_inquiry_whatever_group_it_waits_at(
        self, two_groups: tuple[Dealership, Dealership], as_web: AsWeb
    ) -> None:
        first, second = Submission.objects.order_by("id")
        Submission.objects.filter(id=first.pk).update(
            state="waiting", received_at=LATER - timedelta(seconds=5)
        )
        Submission.objects.filter(id=second.pk).update(
            state="waiting", over_limit=True, received_at=LATER - timedelta(seconds=90)
        )
        seen = looked(as_web)
        assert (seen.lags["intake"].count, seen.lags["intake"].seconds) == (2, 90)

    def test_leaves_out_what_is_not_due_yet(
        self, two_groups: tuple[Dealership, Dealership], as_web: AsWeb
    ) -> None:
        Message.objects.update(state="queued", send_after=LATER + timedelta(hours=1))
        assert looked(as_web).lags["outbox"].count == 0

    def test_tells_failed_messages_of_the_last_hour_alone(
        self, two_groups: tuple[Dealership, Dealership], as_web: AsWeb
    ) -> None:
        one, other = Message.objects.order_by("id")
        Message.objects.filter(id=one.pk).update(state="failed", gate_at=LATER)
        Message.objects.filter(id=other.pk).update(state="failed", gate_at=LATER - timedelta(hours=2))
        assert looked(as_web).failed_messages == 1

    def test_judges_connectors_by_the_rule_of_their_page(self, db: None, as_web: AsWeb) -> None:
        for name, failed in (("failing", 9), ("well", 0)):
            made = Connector.objects.create(
                rooftop=make_store(),
                provider="twilio",
                name=name,
                key_hash=name.encode(),
                created_at=NOW - timedelta(days=30),
                last_out_at=NOW,
                last_error_at=NOW - timedelta(minutes=1),
            )
            ConnectorHour.objects.create(
                rooftop=made.rooftop, connector=made, hour=NOW, sent=10, failed=failed
            )
        assert looked(as_web).connectors_failing == 1

    def test_counts_workers_by_their_heartbeat(self, db: None, as_web: AsWeb) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now()), (now() - interval '5 minutes')"
            )
            cursor.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id)"
                " SELECT 'intake', 'x', 'doing', id FROM procrastinate_workers"
            )
        seen = looked(as_web)
        assert (seen.workers, seen.stuck_jobs) == (1, 1)

    def test_takes_two_statements_however_many_stores_there_are(
        self, db: None, as_web: AsWeb, django_assert_num_queries: Callable[..., AbstractContextManager[None]]
    ) -> None:
        for _ in range(20):
            make_store()
        with as_web(), django_assert_num_queries(2):
            gauges(now=LATER)


class TestEachGauge:
    def test_reads_the_front_of_an_index(self, db: None) -> None:
        """With no way round it only what has no index is read from end to end: tables of a few rows."""
        body = re.search(r"AS \$\$(.*?)\$\$;", MIGRATION.GAUGES, re.DOTALL)
        assert body is not None
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute("EXPLAIN " + body[1].replace("asked", "now()").replace("most", "1000"))
            plan = "\n".join(row[0] for row in cursor.fetchall())
        read_whole = set(re.findall(r"Seq Scan on (\w+)", plan))
        assert read_whole <= {
            "procrastinate_workers",
            "procrastinate_jobs",
            "rooftop",
            "pg_database",
            "pg_authid",
        }
        indexes = ("submission_waiting", "enrolment_due", "message_outbox", "message_in_flight", "inbound_waiting",
                   "alert_to_deliver", "attachment_to_fetch", "opportunity_escalates", "opportunity_waiting",
                   "message_failed_lately")  # fmt: skip
        assert [one for one in indexes if one not in plan] == []


class TestTheWall:
    def test_stands_as_it_stood_for_whoever_looks(
        self, two_groups: tuple[Dealership, Dealership], as_web: AsWeb
    ) -> None:
        with as_web():
            gauges(now=LATER)
            assert not Opportunity.objects.exists()

    def test_lets_nobody_else_look(self, db: None) -> None:
        with connection.cursor() as cursor:
            for function in ("installation_gauges", "troubled_connectors"):
                cursor.execute(
                    "SELECT has_function_privilege('public', %s, 'EXECUTE')",
                    [f"{function}(timestamptz, integer)"],
                )
                assert cursor.fetchone() == (False,)
