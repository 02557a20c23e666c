"""What is worth a look and what is wrong: rules without a machine."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from freshup.domain.platform.database import DatabaseFacts, WallFacts, judge_database, judge_walls
from freshup.domain.platform.findings import Finding
from freshup.domain.platform.host import (
    judge_backup,
    judge_certificate,
    judge_clock,
    judge_file,
    judge_no_certificate,
    judge_room,
)
from freshup.domain.platform.providers import ListFacts, StoreFacts, judge_list, judge_probe, judge_store
from freshup.domain.platform.settings import SettingsFacts, judge_settings

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
SETTINGS = SettingsFacts(
    scheme="https",
    host="freshup.example.com",
    debug=False,
    allowed_hosts=("localhost", "freshup.example.com"),
    trusted_proxies=1,
    secret_length=64,
    secret_is_kept=True,
    metrics_token_length=0,
    email="smtp",
    mail_from="Freshup <freshup@example.com>",
    intake_domain="leads.example.com",
    demo=False,
    sandbox_trouble=False,
    push_key=True,
)
DATABASE = DatabaseFacts(
    version=150_013,
    options={"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "autovacuum": "on"},
    encoding="UTF8",
    connections=20,
    connections_max=100,
    oldest_transaction_seconds=2.0,
    size_bytes=10**9,
    age=50_000_000,
    dead={},
)
GIGABYTE = 10**9


def worst(findings: list[Finding]) -> str:
    states = [one.state for one in findings]
    return "wrong" if "wrong" in states else "warning" if "warning" in states else "ok"


class TestSettings:
    def test_of_a_store_that_is_set_up_well_are_ok(self) -> None:
        assert worst(judge_settings(SETTINGS)) == "ok"

    @pytest.mark.parametrize(
        ("so", "state"),
        [
            ({"scheme": "http"}, "wrong"),
            ({"host": ""}, "wrong"),
            ({"scheme": "http", "host": "localhost", "email": "sandbox"}, "ok"),
            ({"trusted_proxies": 0}, "warning"),
            ({"debug": True}, "wrong"),
            ({"allowed_hosts": ("*",)}, "wrong"),
            ({"secret_length": 12}, "wrong"),
            ({"secret_is_kept": False}, "wrong"),
            ({"metrics_token_length": 5}, "warning"),
            ({"email": "sandbox"}, "warning"),
            ({"mail_from": "Freshup <freshup@localhost>"}, "warning"),
            ({"intake_domain": "intake.localhost"}, "warning"),
            ({"sandbox_trouble": True}, "warning"),
            ({"push_key": False}, "warning"),
        ],
    )
    def test_that_surprise_somebody_are_told(self, so: dict[str, object], state: str) -> None:
        found = judge_settings(replace(SETTINGS, **so))  # type: ignore[arg-type]
        assert worst(found) == state
        assert all(one.advice for one in found if one.state != "ok")


class TestTheDatabase:
    def test_that_is_well_is_ok(self) -> None:
        assert worst(judge_database(DATABASE)) == "ok"

    @pytest.mark.parametrize(
        ("so", "state"),
        [
            ({"version": 140_010}, "wrong"),
            ({"options": {**DATABASE.options, "fsync": "off"}}, "wrong"),
            ({"options": {**DATABASE.options, "synchronous_commit": "off"}}, "wrong"),
            ({"options": {**DATABASE.options, "autovacuum": "off"}}, "wrong"),
            ({"encoding": "SQL_ASCII"}, "wrong"),
            ({"connections": 75}, "warning"),
            ({"connections": 95}, "wrong"),
            ({"oldest_transaction_seconds": 600.0}, "warning"),
            ({"oldest_transaction_seconds": 7_200.0}, "wrong"),
            ({"oldest_transaction_seconds": None}, "warning"),
            ({"age": 1_200_000_000}, "wrong"),
            ({"dead": {"message": (900_000, 100_000)}}, "warning"),
            ({"dead": {"message": (200_000, 9_000_000)}}, "ok"),
            ({"lacking": [("data", "0007_gauges")]}, "wrong"),
        ],
    )
    def test_that_is_not_says_why(self, so: dict[str, object], state: str) -> None:
        assert worst(judge_database(replace(DATABASE, **so))) == state  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        "walls",
        [
            WallFacts({"freshup_web": ("is a superuser",)}),
            WallFacts({}, missing_roles=("freshup_worker",)),
            WallFacts({}, unguarded=("lead",)),
            WallFacts({}, rewritable=("activity",)),
            WallFacts({}, unknown=("new_table",)),
        ],
    )
    def test_behind_a_wall_with_a_hole_is_wrong(self, walls: WallFacts) -> None:
        assert worst(judge_walls(walls)) == "wrong"
        assert worst(judge_walls(WallFacts({"freshup_web": ()}, tables=60))) == "ok"


class TestTheMachine:
    @pytest.mark.parametrize(
        ("free", "everything", "state"),
        [
            (400, 1_000, "ok"),
            (60, 2_000, "ok"),
            (40, 500, "warning"),
            (4, 20, "warning"),
            (20, 500, "wrong"),
            (0.5, 2, "wrong"),
        ],
    )
    def test_runs_out_of_room(self, free: float, everything: float, state: str) -> None:
        found = judge_room(
            "home",
            free_bytes=int(free * GIGABYTE),
            all_bytes=int(everything * GIGABYTE),
            free_files=0,
            all_files=0,
        )
        assert worst(found) == state

    def test_runs_out_of_files_while_there_is_room(self) -> None:
        found = judge_room("home", free_bytes=10**12, all_bytes=10**12, free_files=5, all_files=1_000)
        assert [one.state for one in found] == ["ok", "wrong"]

    @pytest.mark.parametrize(
        ("apart", "kept", "state"),
        [
            (0.1, True, "ok"),
            (-5.0, True, "warning"),
            (60.0, True, "wrong"),
            (0.0, False, "warning"),
            (None, None, "ok"),
        ],
    )
    def test_has_a_clock(self, apart: float | None, kept: bool | None, state: str) -> None:
        assert worst(judge_clock(apart_seconds=apart, synchronised=kept)) == state

    @pytest.mark.parametrize(("days", "state"), [(60, "ok"), (12, "warning"), (2, "wrong"), (-1, "wrong")])
    def test_has_a_certificate_that_ends(self, days: int, state: str) -> None:
        assert judge_certificate("example.com:443", NOW + timedelta(days=days), now=NOW).state == state

    def test_has_one_that_nobody_believes_or_that_cannot_be_seen_from_here(self) -> None:
        assert judge_no_certificate("x", "self-signed certificate", answered=True).state == "wrong"
        assert judge_no_certificate("x", "no answer", answered=False).state == "warning"

    @pytest.mark.parametrize(("hours", "state"), [(3, "ok"), (30, "warning"), (24 * 9, "wrong")])
    def test_was_backed_up(self, hours: int, state: str) -> None:
        assert judge_backup(NOW - timedelta(hours=hours), now=NOW).state == state
        assert judge_backup(None, now=NOW).state == "warning"

    def test_keeps_its_secret_to_itself(self) -> None:
        assert judge_file("secret", mode=0o600, ours=True).state == "ok"
        assert judge_file("secret", mode=0o644, ours=True).state == "wrong"
        assert judge_file("secret", mode=0o600, ours=False).state == "warning"


class TestProviders:
    @pytest.mark.parametrize(
        ("facts", "state"),
        [
            (StoreFacts("Gulf"), "ok"),
            (StoreFacts("Gulf", failing=("Twilio",)), "warning"),
            (StoreFacts("Gulf", silent=("Google",)), "warning"),
            (StoreFacts("Gulf", sealed=("Twilio",)), "wrong"),
            (StoreFacts("Gulf", sandboxed=("text",)), "warning"),
            (StoreFacts("Gulf", sends_mail=True), "warning"),
            (StoreFacts("Gulf", registration_missing=True), "wrong"),
        ],
    )
    def test_of_a_store(self, facts: StoreFacts, state: str) -> None:
        assert worst(judge_store(facts, production=True)) == state

    def test_may_be_the_sandbox_on_somebodys_desk(self) -> None:
        assert (
            worst(judge_store(StoreFacts("Gulf", sandboxed=("text", "email_out")), production=False)) == "ok"
        )

    @pytest.mark.parametrize(
        ("left", "real", "state"),
        [
            (20, True, "ok"),
            (5, True, "warning"),
            (-3, True, "wrong"),
            (None, True, "warning"),
            (None, False, "ok"),
        ],
    )
    def test_and_the_national_list(self, left: int | None, real: bool, state: str) -> None:
        assert worst(judge_list(ListFacts("Gulf", left, texts_for_real=real))) == state

    def test_that_were_asked(self) -> None:
        assert judge_probe("Gulf", "Twilio", "Gulf's account", works=True).state == "ok"
        assert judge_probe("Gulf", "Twilio", "401", works=False).state == "wrong"
