"""Several hosts on one database, in small: one web and one worker host are cut off and come back."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from freshup.interfaces.console.trials.hosts import run
from freshup.interfaces.console.trials.hosts.network import PREFIX, forbidden, namespaces
from freshup.interfaces.console.trials.hosts.upgrade import older
from freshup.interfaces.console.trials.verdict import TrialFailed

TRIAL = [sys.executable, "-m", "freshup.interfaces.console.main", "trial", "hosts"]
WHY_NOT = forbidden()
needs_namespaces = pytest.mark.skipif(bool(WHY_NOT), reason=f"hosts cannot be played: {WHY_NOT}")


def namespaces_of(pid: int) -> list[str]:
    return [name for name in namespaces() if name.startswith(f"{PREFIX}{pid}-")]


@needs_namespaces
@pytest.mark.slow
class TestTrial:
    def test_loses_and_doubles_nothing(self) -> None:
        ran = subprocess.run(
            [*TRIAL, "--leads", "100", "--cut", "6", "--impatient", "--json"],
            capture_output=True, text=True, timeout=400,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stdout + ran.stderr
        told = json.loads(ran.stdout)
        assert (told["sent"], told["taken"], told["acknowledgements"]) == (100, 100, 100)
        assert (told["provider_took"], told["message_doubled"], told["left_to_a_person"]) == (100, 0, 0)
        # It was a cut: sources found nobody, the server gave sessions up, and the web host said that it is not ready.
        assert told["sources_that_asked_twice"] > 0
        assert told["half_open_gone_s"] is not None
        assert 503 in [status for _, status in told["ready_said"]]
        assert {status for _, status in told["inquiry_said"]} <= {503, "silent"}
        assert told["worker_back_s"] is not None

    def test_leaves_nothing_behind_after_ctrl_c(self) -> None:
        running = subprocess.Popen([*TRIAL, "--leads", "100"], stderr=subprocess.PIPE, stdout=subprocess.PIPE)
        until = time.monotonic() + 60
        load = f"{PREFIX}{running.pid}-load"
        while load not in namespaces() and running.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        assert load in namespaces()
        os.kill(running.pid, signal.SIGINT)
        running.communicate(timeout=60)
        assert running.returncode == 130
        assert namespaces_of(running.pid) == []


class TestRefusing:
    @pytest.mark.parametrize(
        ("options", "words"),
        [({"leads": 9, "cut": 60.0}, "--leads"), ({"leads": 10, "cut": 0.0}, "--cut"),
         ({"leads": 10, "cut": float("nan")}, "--cut")],
    )  # fmt: skip
    def test_says_what_it_cannot_do(self, options: dict[str, float], words: str) -> None:
        with pytest.raises(TrialFailed, match=words):
            run(options, lambda said: None)

    def test_names_a_version_that_is_none(self, tmp_path: Path) -> None:
        with pytest.raises(TrialFailed, match="neither a directory nor a commit"):
            older("no-such-commit", tmp_path)
        with pytest.raises(TrialFailed, match="holds no freshup"):
            older(str(tmp_path), tmp_path)

    def test_says_why_where_hosts_cannot_be_played(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        assert "root" in forbidden()
