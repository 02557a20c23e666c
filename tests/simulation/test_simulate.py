"""`freshup simulate` in small: the real operations pass the judge, whatever breaks; and each planted fault is found."""

import json
import os
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django.plugin import DjangoDbBlocker

from freshup.adapters.postgres.launcher import Cluster
from freshup.interfaces.console.management.commands import simulate as command
from freshup.interfaces.console.simulation import running
from freshup.interfaces.console.simulation.breaks import BREAKS
from freshup.interfaces.console.simulation.judge import judged
from freshup.interfaces.console.simulation.log import digest
from freshup.interfaces.console.simulation.running import Interrupted, listening
from freshup.interfaces.console.simulation.world import Told
from tests.simulation.worlds import BUSY, database_of_its_own, lines, live

pytestmark = [pytest.mark.slow, pytest.mark.database]

# What each planted fault must be found as; some are found as more than that.
FOUND_AS = {
    "gate_off": {"sent_in_quiet_hours"},
    "double_send": {"sent_twice"},
    "wrong_zone": {"sent_in_quiet_hours"},
    "opt_out_ignored": {"sent_after_opt_out"},
    "cap_off": {"over_the_cap"},
    "purchase_ignored": {"sent_after_purchase"},
    "lost_wake_up": {"allowed_but_never_sent", "not_acknowledged"},
    "lost_lead": {"lost_inquiry"},
    "doubled_lead": {"doubled_lead"},
    "stuck_step": {"overdue_step"},
    "robot_as_person": {"robot_counted_as_person"},
    "owner_lost": {"nobody_or_two_accountable"},
    "score_drift": {"score_unlike_ledger"},
    "clock_backwards": {"clock_backwards"},
    "hidden_call": {"due_call_not_shown"},
    "price_drift": {"price_unlike_history"},
}


@pytest.fixture(scope="module", autouse=True)
def database(postgres: Cluster, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with django_db_blocker.unblock(), database_of_its_own(postgres, f"freshup_simulated_{worker}"):
        yield


def violations(log: Path) -> dict[str, int]:
    return dict(Counter(one.what for one in judged(lines(log)).violations))


class TestTheProduct:
    def test_keeps_every_rule_and_forgets_nobody(self, tmp_path: Path) -> None:
        told, log = live(tmp_path)
        assert violations(log) == {}
        kinds = Counter(line["kind"] for line in lines(log))
        assert kinds["sent"] == told.sent > 40
        assert kinds["inquiry"] == told.leads == kinds["taken"] > 25
        for kind in (
            "opt_out",
            "call",
            "contact",
            "bought",
            "delivered",
            "failed",
            "price",
            "due_call",
            "shown",
        ):
            assert kinds[kind], kind

    def test_survives_dead_senders_lost_wake_ups_and_providers_that_are_away(self, tmp_path: Path) -> None:
        told, log = live(tmp_path, faults=True)
        assert violations(log) == {}
        broken = {line["what"] for line in lines(log) if line["kind"] == "fault"}
        assert broken == {"crash", "database", "lost_wake_up", "provider_down", "clock"}
        assert told.sent > 40

    def test_of_one_seed_does_the_same_to_the_byte(self, tmp_path: Path) -> None:
        _, one = live(tmp_path, seed=7, days=1, faults=True, name="one")
        _, again = live(tmp_path, seed=7, days=1, faults=True, name="again")
        _, other = live(tmp_path, seed=8, days=1, faults=True, name="other")
        assert digest(one) == digest(again) != digest(other)


class TestAPlantedFault:
    @pytest.mark.parametrize("fault", sorted(BREAKS))
    def test_is_found(self, tmp_path: Path, fault: str) -> None:
        """In so small a world not every seed brings a text at dawn in the west, or a fourth call in a day."""
        seeds = (seed for seed in range(1, 5) if FOUND_AS[fault] & found(tmp_path, fault, seed))
        assert next(seeds, None) is not None


def found(place: Path, fault: str, seed: int) -> set[str]:
    _, log = live(place, breaks=fault, seed=seed)
    return set(violations(log))


class TestALargeWorld:
    def test_is_shared_by_two_processes_and_has_one_log(
        self, postgres: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        @contextmanager
        def copied(name: str) -> Iterator[None]:
            with database_of_its_own(postgres, name):
                yield

        monkeypatch.setattr(running, "SHARED_FROM", 6)
        monkeypatch.setattr(running, "scratch_database", copied)
        told, log = live(tmp_path, stores=6, days=0.4)
        written = lines(log)
        assert violations(log) == {}
        assert [line["at"] for line in written] == sorted(line["at"] for line in written)
        assert {line["store"] for line in written if line["kind"] == "store"} == set(range(6))
        assert written[0]["kind"] == "begin"
        assert written[-1] == {**written[-1], "kind": "end", "sent": told.sent}
        assert list(tmp_path.glob("log.jsonl.*")) == []


class TestCtrlC:
    def test_ends_the_run_and_tells_how_far_it_came(self, tmp_path: Path) -> None:
        with listening() as interrupted:
            told, log = live(tmp_path, interrupted=interrupted, tell=_pulls_the_plug(after=5))
        assert told.interrupted
        assert 0 < told.seconds < 86_400
        assert lines(log)[-1]["kind"] == "end"
        assert violations(log) == {}


def _pulls_the_plug(*, after: int) -> Any:
    looks = iter(range(after))

    def tell(told: Told, now: datetime) -> None:
        if next(looks, None) is None:
            os.kill(os.getpid(), signal.SIGINT)

    return tell


class TestTheCommand:
    @pytest.fixture(autouse=True)
    def _here(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(command, "scratch_database", lambda name: nullcontext())
        monkeypatch.setattr(command, "must_be", lambda role: None)

    def test_tells_several_seeds_one_after_the_other(self, tmp_path: Path) -> None:
        said = StringIO()
        call_command("simulate", stores=1, days=1, seeds="1-2", json=True, stdout=said)
        runs = [json.loads(line) for line in said.getvalue().splitlines()]
        assert [run["seed"] for run in runs] == [1, 2]
        for run in runs:
            assert (run["violations"], run["violation_list"], run["interrupted"]) == (0, [], False)
            assert run["leads_received"] > 0 < run["sim_seconds_per_second"]
            assert {"messages_sent", "steps", "log_sha256", "memory_megabytes"} <= run.keys()

    def test_ends_with_one_and_says_how_to_replay(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit) as ended:
            call_command("simulate", stores=1, days=1, seed=4, parameters=BUSY, breaks="clock_backwards")
        assert ended.value.code == 1
        told = capsys.readouterr()
        assert "clock_backwards" in told.out
        assert f"--stores 1 --days 1 --seed 4 --break clock_backwards --parameters {BUSY}" in told.err

    @pytest.mark.parametrize(
        ("options", "why"),
        [
            ({"stores": 0}, "--stores 0 is impossible: from 1 to"),
            ({"days": 400}, "--days 400 is impossible: from 1 to 366"),
            ({"grain": 5}, "grain.seconds = 5 is impossible: from 60 to 3600"),
            ({"seeds": "9-2"}, "--seeds 9-2 is impossible"),
        ],
    )
    def test_refuses_what_cannot_be(self, options: dict[str, Any], why: str) -> None:
        with pytest.raises(CommandError, match=why) as refused:
            call_command("simulate", **options)
        assert refused.value.returncode == 2


def test_nobody_is_interrupted_unasked() -> None:
    assert not Interrupted()()
