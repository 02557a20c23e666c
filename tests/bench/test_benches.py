"""Each bench in small: its fixed keys, its counts, and what it leaves behind. Times are nobody's business here."""

import os
import signal
import subprocess

import psycopg
import pytest

from tests.bench.conftest import FRESHUP

pytestmark = [pytest.mark.slow, pytest.mark.database]

ON = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


class TestIntake:
    def test_prints_the_promised_figures(self, bench):
        result, _ = bench("intake")
        promised = {
            "leads_per_s",
            "limit_leads_per_s",
            "ratio_to_limit",
            "statements_per_batch",
            "worker_mb_max",
        }
        assert all(result[name] > 0 for name in promised)

    def test_accounts_for_every_mail(self, bench):
        rows = bench("intake")[0]["rows"]
        assert rows["submission"] == 600
        assert rows["lead"] + rows["lead_repeat"] == 600
        assert rows["message"] <= rows["person"] < rows["lead"]

    def test_leaves_no_lead_half_done(self, bench):
        assert bench("intake")[0]["broken_promises"] == {}

    def test_takes_as_many_statements_for_five_hundred_as_for_fifty(self, bench):
        assert len(set(bench("intake")[0]["statements_by_batch_size"].values())) == 1

    def test_says_that_a_power_cut_would_lose_nothing(self, bench):
        result, progress = bench("intake")
        assert ON.items() <= result["settings"].items()
        assert "fsync=on  synchronous_commit=on  full_page_writes=on" in progress


class TestAccept:
    def test_prints_the_promised_figures(self, bench):
        result, _ = bench("accept")
        assert result["per_s"] > 0 < result["p99_ms"]
        assert list(result["by_connections"]) == ["1", "8", "64"]

    def test_has_on_disk_whatever_it_answered_for(self, bench):
        result, _ = bench("accept")
        assert result["accepted"] == result["written"] > 0
        assert result["by_connections"]["64"]["others"] == {}


class TestDeliver:
    def test_prints_the_promised_figures(self, bench):
        result, _ = bench("deliver")
        promised = ("messages_per_s", "callbacks_per_s", "callbacks_acted_on_per_s")
        assert all(result[name] > 0 for name in promised)

    def test_sends_every_text_and_hears_of_each_that_it_arrived(self, bench):
        result, _ = bench("deliver")
        assert result["outcomes"] == {"sent": 150}
        assert (result["delivered"], result["all_taken"], result["others"]) == (150, True, {})


class TestLatency:
    def test_prints_the_promised_figures(self, bench):
        result, _ = bench("latency", "--keep")
        assert 0 < result["p50_ms"] <= result["p95_ms"] <= result["p99_ms"]

    def test_loses_nothing(self, bench):
        result, _ = bench("latency", "--keep")
        assert result["lost"] == 0 < result["acknowledged"] == result["accepted"] <= result["outbox_files"]


class TestDispatch:
    def test_prints_the_promised_figures(self, bench):
        result, _ = bench("dispatch")
        assert result["steps_per_s"] > 0 < result["idle_tick_growth"]

    def test_does_every_step_that_is_due_once(self, bench):
        result, _ = bench("dispatch")
        assert result["steps"] == sum(result["results"].values()) == result["rows"]["step_run"]
        assert result["verdicts"] == {"allow": result["rows"]["gate_decision"]}


class TestLive:
    def test_prints_the_promised_figures(self, bench):
        result, _ = bench("live")
        assert 0 < result["p50_ms"] <= result["p99_ms"] <= result["max_ms"]
        assert (result["pages"], result["events"]) == (20, 30)
        assert result["threads"] > 0 < result["web_mb_max"]

    def test_reaches_every_page_it_is_meant_for_and_no_other(self, bench):
        result, _ = bench("live")
        assert result["lost"] == result["heard_unasked"] == result["refused"] == 0
        assert 12 * 30 < result["deliveries"] < 20 * 30


class TestPages:
    def test_prints_the_promised_figures(self, bench):
        result, _ = bench("pages")
        assert result["p95_ms_max"] > 0 < result["growth_max"]

    def test_looks_as_agent_manager_and_principal_at_the_same_pages(self, bench):
        pages = bench("pages")[0]["pages"]
        by_viewer = {
            viewer: {name.partition("/")[2] for name in pages if name.startswith(f"{viewer}/")}
            for viewer in ("agent", "manager", "principal")
        }
        assert (
            by_viewer["agent"] | {"board", "board_compliance"}
            == by_viewer["manager"]
            == by_viewer["principal"]
        )
        looked = {"leads_first_page", "leads_hundredth_page", "search_0_hits", "lead_long_story", "up_next"}
        assert looked <= by_viewer["agent"]

    def test_looks_once_more_while_a_thousand_people_have_them_open(self, bench):
        polled = bench("pages")[0]["polled"]
        assert (polled["people"], polled["failed"]) == (1_000, 0)
        assert polled["asked_per_s"] > 0 < polled["agent/up_next"]["p95_ms"]

    def test_finds_who_was_planted(self, bench):
        pages = bench("pages")[0]["pages"]
        assert pages["manager/search_0_hits"]["rows"] == pages["manager/search_0_hits"]["hits"] == 0
        assert pages["manager/search_1_hit"]["rows"] == pages["manager/search_1_hit"]["hits"] == 1

    def test_takes_as_many_statements_with_more_leads(self, bench):
        assert bench("pages")[0]["pages_whose_statements_grow"] == []

    def test_copies_whole_leads(self, bench):
        rows = bench("pages")[0]["rows"]
        assert (rows["few"]["lead"], rows["many"]["lead"]) == (300, 750)
        assert rows["many"]["score_point"] == 2.5 * rows["few"]["score_point"]


class TestAftermath:
    def test_nothing_is_left_behind(self, bench, bench_place, databases):
        bench("accept")
        assert "freshup_bench_accept" not in databases()
        assert list(bench_place.glob("freshup-bench-*")) == []

    def test_a_kept_database_can_be_counted_from_outside(self, bench, databases, postgres):
        result, progress = bench("latency", "--keep")
        with psycopg.connect(result["connect"]) as outside:
            (leads,) = outside.execute("SELECT count(*) FROM lead").fetchone()
        assert leads == result["accepted"] + result["warmed_up_with"]
        assert f"kept: database {result['database']}" in progress
        postgres.drop_database(result["database"])

    def test_ctrl_c_leaves_nothing_behind_either(self, databases):
        command = [*FRESHUP, "bench", "intake", "--size", "small"]
        environment = {**os.environ, "FRESHUP_ROLE": "owner"}
        with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as running:
            assert running.stderr is not None
            next(line for line in running.stderr if "the workers are awake" in line)
            running.send_signal(signal.SIGINT)
            assert "nothing is left behind" in running.stderr.read()
        assert running.returncode == 130
        assert "freshup_bench_intake" not in databases()
