"""A bench at its small size, as a process of its own on the tests' server."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

import psycopg
import pytest

from freshup.adapters.postgres.launcher import Cluster

FRESHUP = [sys.executable, "-m", "freshup.interfaces.console.main"]
Bench = Callable[..., tuple[dict[str, Any], str]]


@cache
def _run(*arguments: str) -> tuple[dict[str, Any], str]:
    command = [*FRESHUP, "bench", *arguments, "--size", "small", "--json"]
    said = subprocess.run(
        command, env={**os.environ, "FRESHUP_ROLE": "owner"}, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout), said.stderr


@pytest.fixture
def bench(postgres: Cluster) -> Bench:
    """`bench("intake")` → what it printed: the result, and its progress. Run once, however many look."""
    return _run


@pytest.fixture
def databases(postgres: Cluster) -> Callable[[], set[str]]:
    def names() -> set[str]:
        with psycopg.connect(postgres.conninfo("postgres")) as session:
            rows = session.execute("SELECT datname FROM pg_database WHERE datname LIKE 'freshup_bench%'")
            return {row[0] for row in rows.fetchall()}

    return names
