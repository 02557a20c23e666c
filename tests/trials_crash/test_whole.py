"""A small crash trial from end to end: real processes, killed; and that it leaves nothing behind."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from freshup.adapters.postgres.binaries import find_binaries
from freshup.adapters.postgres.launcher import Cluster
from freshup.interfaces.console.processes import FRESHUP
from tests.conftest import TEMPLATE

pytestmark = [pytest.mark.slow, pytest.mark.database]
KILLED = ("sender", "web", "worker", "database")
LEADS = 152


def dump_of(server: Cluster, file: Path) -> Path:
    """What every test database is a copy of, for a cluster that may be killed without killing the others'."""
    command = [find_binaries()["pg_dump"], "-f", file, server.conninfo(TEMPLATE)]
    subprocess.run(command, check=True)
    return file


class TestKillingEverybody:
    def test_loses_nothing_and_doubles_nothing(self, postgres: Cluster, tmp_path: Path) -> None:
        dump = dump_of(postgres, tmp_path / "empty.sql")
        command = [
            *FRESHUP,
            "trial",
            "crash",
            "--json",
            "--settle-early",
            "--moments",
            "1",
            "--dump",
            str(dump),
        ]
        done = subprocess.run(
            [*command, "--leads", str(LEADS), "--only", *KILLED],
            capture_output=True,
            text=True,
            env={**os.environ, "TMPDIR": "/tmp"},
        )
        assert done.stdout, done.stderr
        told = json.loads(done.stdout)
        assert {row["fault"]: row["moments"] for row in told["rounds"]} == dict.fromkeys(KILLED, 1)
        assert (told["leads_in"], told["leads_out"], told["lost"], told["doubled"]) == (LEADS, LEADS, 0, 0)
        assert (told["twice"], told["stuck"], told["vanished"], told["strays"]) == (0, 0, 0, [])
        assert told["messages"] > 2 * LEADS, told
        assert done.returncode == 0, told
