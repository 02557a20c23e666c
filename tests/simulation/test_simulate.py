"""`freshup simulate` in small: the real operations pass the judge, and each planted fault is found."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from freshup.adapters.postgres.launcher import Cluster

pytestmark = [pytest.mark.slow, pytest.mark.database]

FRESHUP = [sys.executable, "-m", "freshup.interfaces.console.main"]


def simulate(place: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    said = subprocess.run(
        [*FRESHUP, "simulate", "--steps", "450", "--seed", "3", "--json", *arguments],
        env={**os.environ, "FRESHUP_ROLE": "owner", "TMPDIR": str(place)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode in (0, 1), said.stderr
    return said.returncode, json.loads(said.stdout)


class TestTheProduct:
    def test_keeps_the_rules_and_forgets_nobody(self, postgres: Cluster, tmp_path: Path) -> None:
        log = tmp_path / "log.jsonl"
        code, result = simulate(tmp_path, "--log", str(log))
        assert (code, result["violations"]) == (0, 0)
        assert result["steps"] >= 450
        kinds = Counter(json.loads(line)["kind"] for line in log.read_text().splitlines())
        assert kinds["sent"] == result["messages_sent"] > 100
        assert kinds["opt_out"] > 0 < kinds["call"]


class TestAFault:
    @pytest.mark.parametrize(
        ("fault", "kind"),
        [
            ("gate_off", "sent_in_quiet_hours"),
            ("double_send", "sent_twice"),
            ("wrong_zone", "sent_in_quiet_hours"),
        ],
    )
    def test_is_found(self, postgres: Cluster, tmp_path: Path, fault: str, kind: str) -> None:
        code, result = simulate(tmp_path, "--break", fault)
        assert code == 1
        assert result["violations_by_kind"][kind] > 0
