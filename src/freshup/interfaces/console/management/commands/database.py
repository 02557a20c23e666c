"""`freshup database start|stop|status|psql`"""

import os
import shutil
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError, CommandParser

from freshup.adapters.postgres.binaries import find_binaries
from freshup.adapters.postgres.errors import PostgresUnavailable
from freshup.adapters.postgres.roles import RolesMissing
from freshup.adapters.postgres.server import Status
from freshup.bootstrap.database import (
    NotTheOwner,
    cluster,
    database_name,
    ensure_database,
    is_embedded,
    libpq_parameters,
)

# psql reads its password from here, so that it stands in no list of processes.
LIBPQ_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
}


class Command(BaseCommand):
    help = "Starts, stops or shows the embedded database, or opens psql on whichever database is used"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["start", "stop", "status", "psql"])
        parser.add_argument("arguments", nargs="*", help="for psql, after --")

    def handle(self, *args: Any, **options: Any) -> None:
        actions = {"start": self._start, "stop": self._stop, "status": self._status}
        try:
            if options["action"] == "psql":
                self._psql(options["arguments"])
            else:
                actions[options["action"]]()
        except (PostgresUnavailable, RolesMissing, NotTheOwner, psycopg.OperationalError) as error:
            raise CommandError(str(error)) from error

    def _start(self) -> None:
        ensure_database(self.stdout.write)
        self._status()

    def _stop(self) -> None:
        if not is_embedded():
            raise CommandError("DATABASE_URL names a server of yours: Freshup does not stop it")
        self.stdout.write("stopped" if cluster(self.stdout.write).stop() else "was not running")

    def _status(self) -> None:
        if not is_embedded():
            self.stdout.write(f"database {database_name()} on the server DATABASE_URL names")
            return
        server = cluster()
        status = server.status()
        self.stdout.write(
            f"{status.name.lower()}: database {database_name()}, data in {server.address.data_dir}"
        )
        if status is Status.RUNNING:
            self.stdout.write(f"socket: {server.address.socket_dir}, port {server.address.port}")

    def _psql(self, arguments: list[str]) -> None:
        """Becomes psql, as the role this process has (FRESHUP_ROLE)."""
        if is_embedded():
            cluster(self.stderr.write).ensure_running()
        parameters = libpq_parameters()
        environment = {
            LIBPQ_VARIABLES[key]: str(parameters[key]) for key in LIBPQ_VARIABLES if key in parameters
        }
        program = shutil.which("psql") if not is_embedded() else None
        psql = program or str(find_binaries()["psql"])
        os.execve(psql, [psql, *arguments], {**os.environ, **environment})
