"""A bench at its small size, as a process of its own on the tests' server."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import psycopg
import pytest

from freshup.adapters.postgres.launcher import Cluster

FRESHUP = [sys.executable, "-m", "freshup.interfaces.console.main"]
Bench = Callable[..., tuple[dict[str, Any], str]]


@cache
def _run(place: str, *arguments: str) -> tuple[dict[str, Any], str]:
    command = [*FRESHUP, "bench", *arguments, "--size", "small", "--json"]
    said = subprocess.run(
        command,
        env={**os.environ, "FRESHUP_ROLE": "owner", "TMPDIR": place},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout), said.stderr


@pytest.fixture(scope="session")
def bench_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where these benches, and no others on the machine, put their throw-away homes."""
    return tmp_path_factory.mktemp("benches")


@pytest.fixture
def bench(postgres: Cluster, bench_place: Path) -> Bench:
    """`bench("intake")` → what it printed: the result, and its progress. Run once, however many look."""
    return partial(_run, str(bench_place))


@pytest.fixture
def databases(postgres: Cluster) -> Callable[[], set[str]]:
    def names() -> set[str]:
        with psycopg.connect(postgres.conninfo("postgres")) as session:
            rows = session.execute("SELECT datname FROM pg_database WHERE datname LIKE 'freshup_bench%'")
            return {row[0] for row in rows.fetchall()}

    return names
