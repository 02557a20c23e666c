"""A database with real log-ins and commits, for tests that start processes or need several connections."""

import os
from dataclasses import dataclass
from typing import Any

import psycopg

from freshup.adapters.postgres.launcher import Cluster
from freshup.adapters.postgres.roles import LOGINS


@dataclass(frozen=True, slots=True)
class LiveDatabase:
    cluster: Cluster
    name: str
    home: str

    def conninfo(self, role: str) -> str:
        """For libpq and psycopg, as `owner`, `web` or `worker`."""
        return self.cluster.conninfo(self.name, user=LOGINS[role])

    def connect(self, role: str) -> "psycopg.Connection[Any]":
        return psycopg.connect(self.conninfo(role), autocommit=True)

    def environment(self, role: str) -> dict[str, str]:
        """For a process of `freshup` that shall use this database as this role."""
        return {
            **os.environ,
            "FRESHUP_HOME": self.home,
            "FRESHUP_DATABASE": self.name,
            "FRESHUP_ROLE": role,
            "DJANGO_SETTINGS_MODULE": "freshup.config.settings",
        }
