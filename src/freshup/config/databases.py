"""Which server this process speaks to, and as which of the three roles."""

import os
from pathlib import Path
from typing import Any, Literal

from psycopg.conninfo import conninfo_to_dict

from freshup.adapters.postgres.address import address_of
from freshup.adapters.postgres.roles import LOGINS, derived_password

Role = Literal["owner", "web", "worker"]
# A host that is cut off says no farewell: without these a process waits a quarter of an hour for an answer, and two
# hours where it only listens. Twenty-five seconds are longer than a switch needs to come back. What the URL says wins.
TCP = {
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}
_DJANGO_NAMES = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}


def database(role: str, *, home: Path, secret_key: str) -> dict[str, Any]:
    """Django's description of the database for this role; needs no running server and writes no file."""
    if role not in LOGINS:
        raise ValueError(f"FRESHUP_ROLE is {role!r}; it can be {', '.join(LOGINS)}")
    parameters = _parameters(role, home=home, secret_key=secret_key)
    if name := os.environ.get("FRESHUP_DATABASE"):
        parameters["dbname"] = name
    settings: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "OPTIONS": {"application_name": f"freshup {role}"},
        "CONN_HEALTH_CHECKS": True,
    }
    for key, value in parameters.items():
        if key in _DJANGO_NAMES:
            settings[_DJANGO_NAMES[key]] = value
        else:
            settings["OPTIONS"][key] = value
    return settings | _keeping(role, settings["OPTIONS"])


def _keeping(role: str, options: dict[str, Any]) -> dict[str, Any]:
    """Connecting costs 6 ms: pages take a connection from a pool, a worker keeps the one of each thread."""
    if role == "web":
        return {
            "CONN_MAX_AGE": 0,
            "OPTIONS": {**options, "pool": {"min_size": 1, "max_size": 8, "timeout": 5}},
        }
    return {"CONN_MAX_AGE": None if role == "worker" else 0}


def _parameters(role: str, *, home: Path, secret_key: str) -> dict[str, Any]:
    own_url = os.environ.get(f"FRESHUP_{role.upper()}_DATABASE_URL")
    if own_url and role != "owner":
        return TCP | conninfo_to_dict(own_url)
    if url := os.environ.get("DATABASE_URL"):
        parameters = TCP | conninfo_to_dict(url)
        if role == "owner":
            return parameters
        return parameters | {"user": LOGINS[role], "password": derived_password(secret_key, LOGINS[role])}
    address = address_of(home / "postgres")
    return {"host": address.socket_dir, "port": str(address.port), "user": LOGINS[role], "dbname": "freshup"}
