"""Load balancers and monitoring, at a real web process."""

import http.client
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from freshup.adapters.postgres.launcher import Cluster
from tests.doors.conftest import Site, adf, eventually
from tests.health.served import TOKEN, served

BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def site(
    postgres: Cluster, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    place = tmp_path_factory.mktemp("health")
    with served(postgres, django_db_blocker, place, FRESHUP_METRICS_TOKEN=TOKEN) as site:
        yield site


def read(site: Site, path: str, method: str = "GET", **headers: str) -> tuple[int, str, dict[str, str]]:
    line = http.client.HTTPConnection("127.0.0.1", site.http, timeout=30)
    line.request(method, path, headers=headers)
    answer = line.getresponse()
    named = {name.lower(): value for name, value in answer.getheaders()}
    content = answer.read().decode()
    line.close()
    return answer.status, content, named


def metrics(site: Site) -> dict[str, float]:
    """Every series without its process."""
    _, said, _ = read(site, "/metrics/", **BEARER)
    lines = [line.rpartition(" ") for line in said.splitlines() if line and not line.startswith("#")]
    return {_without_process(name): float(value) for name, _, value in lines}


def _without_process(name: str) -> str:
    series, _, labels = name.partition("{")
    kept = [one for one in labels.rstrip("}").split(",") if one and not one.startswith("process=")]
    return f"{series}{{{','.join(kept)}}}" if kept else series


class TestAnybody:
    @pytest.mark.parametrize("path", ["/healthz/", "/healthz", "/readyz/", "/readyz"])
    def test_is_told_that_all_is_well_and_sent_nowhere_else(self, site: Site, path: str) -> None:
        status, _, headers = read(site, path)
        assert (status, headers["content-type"]) == (200, "application/json")
        assert {"set-cookie", "location"}.isdisjoint(headers)
        assert headers["cache-control"] == "no-store"

    def test_may_ask_for_the_head_alone(self, site: Site) -> None:
        assert read(site, "/readyz/", "HEAD")[:2] == (200, "")

    def test_changes_nothing_by_posting(self, site: Site) -> None:
        for path in ("/healthz/", "/readyz/", "/metrics/"):
            assert read(site, path, "POST", **BEARER)[0] == 405

    def test_asks_by_whatever_name_the_load_balancer_has_for_the_host(self, site: Site) -> None:
        assert read(site, "/readyz/", Host="10.1.2.3")[0] == 200


class TestMetrics:
    @pytest.mark.parametrize(
        "authorization", ["", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer \xff"]
    )
    def test_are_for_nobody_without_the_token(self, site: Site, authorization: str) -> None:
        status, said, headers = read(site, "/metrics/", Authorization=authorization)
        assert (status, headers["www-authenticate"]) == (401, "Bearer")
        assert "freshup_" not in said

    def test_are_not_for_whoever_is_merely_signed_in(self, site: Site) -> None:
        """Owner, colleague and outsider alike: a session opens nothing here."""
        assert read(site, "/metrics/", Cookie="sessionid=whatever")[0] == 401

    def test_tell_what_waits_and_since_when(self, site: Site) -> None:
        before = metrics(site)
        assert (before["freshup_database_up"], before['freshup_lag_waiting{kind="intake"}']) == (1, 0)
        site.post_all([adf(number) for number in range(30)])
        eventually(lambda: metrics(site)['freshup_lag_waiting{kind="intake"}'] == 30, seconds=15)
        after = metrics(site)
        assert after['freshup_lag_seconds{kind="intake"}'] > 0
        assert after["freshup_queue_workers"] == 0
        assert after["freshup_database_bytes"] > 1_000_000

    def test_count_what_this_process_did_by_door(self, site: Site) -> None:
        before = metrics(site)
        site.post_all([adf(number) for number in range(10)], senders=2)
        read(site, "/")
        after = metrics(site)
        grown = {name: after[name] - before.get(name, 0) for name in after}
        assert grown['freshup_http_requests_total{door="intake",status="2xx"}'] == 10
        assert grown["freshup_intake_taken_total"] == 10
        assert grown['freshup_http_answer_seconds_count{door="intake"}'] == 10
        assert grown['freshup_http_answer_seconds_count{door="pages"}'] == 1
        assert after['freshup_http_open{door="intake"}'] == 0

    def test_hold_no_name_number_or_key_of_anybody(self, site: Site) -> None:
        _, said, _ = read(site, "/metrics/", **BEARER)
        assert not [word for word in ("Gulf", "Lopez", "@", "555", "k3y") if word in said]


class TestReadiness:
    def test_a_storm_of_probes_costs_one_look_a_second(self, site: Site) -> None:
        question = "SELECT calls FROM (SELECT sum(seq_scan + idx_scan) AS calls FROM pg_stat_user_tables"
        question += " WHERE relname = 'django_migrations') one"
        with site.database.connect("owner") as connection:
            looks = _counter(connection, question)
            before, began = looks(), time.monotonic()
            with ThreadPoolExecutor(16) as pool:
                statuses = list(pool.map(lambda _: read(site, "/readyz/")[0], range(400)))
            seconds = time.monotonic() - began
            eventually(lambda: looks() > before, seconds=12)
            # On a busy machine one look may take longer than its second, which is said as it is.
            assert 200 in statuses
            assert set(statuses) <= {200, 503}
            assert looks() - before <= 8 + seconds

    def test_is_refused_while_the_host_is_drained(self, site: Site) -> None:
        mark = Path(site.database.home) / "draining"
        mark.touch()
        try:
            status, said, headers = read(site, "/readyz/")
            assert (status, '"draining": "yes"' in said, headers["retry-after"]) == (503, True, "2")
            assert read(site, "/healthz/")[0] == 200
        finally:
            mark.unlink()
        assert read(site, "/readyz/")[0] == 200

    def test_is_refused_without_a_database_and_comes_back_by_itself(self, site: Site) -> None:
        with site.database_gone():
            eventually(lambda: read(site, "/readyz/")[0] == 503, seconds=5)
            assert '"migrations": "unknown"' in read(site, "/readyz/")[1]
            assert read(site, "/healthz/")[0] == 200
            # The process goes on counting itself.
            eventually(lambda: metrics(site)["freshup_database_up"] == 0, seconds=12)
            assert 'freshup_http_requests_total{door="health",status="5xx"}' in metrics(site)
        eventually(lambda: read(site, "/readyz/")[0] == 200, seconds=5)

    def test_is_refused_to_code_that_is_newer_than_its_tables_and_granted_to_older(self, site: Site) -> None:
        site.do(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('data', '9999_of_next_year', now())"
        )
        eventually(lambda: read(site, "/readyz/")[0] == 200, seconds=4)
        site.do(
            "UPDATE django_migrations SET name = '0007_was_here' WHERE app = 'data' AND name = '0007_gauges'"
        )
        try:
            eventually(lambda: read(site, "/readyz/")[0] == 503, seconds=4)
            assert "1 missing: data.0007_gauges" in read(site, "/readyz/")[1]
        finally:
            site.do("UPDATE django_migrations SET name = '0007_gauges' WHERE name = '0007_was_here'")


def _counter(connection: object, question: str) -> Callable[[], int]:
    def looks() -> int:
        connection.execute("SELECT pg_stat_clear_snapshot()")  # type: ignore[attr-defined]
        return int(connection.execute(question).fetchone()[0] or 0)  # type: ignore[attr-defined]

    return looks
