"""`freshup serve`: everything an installation needs, in one command."""

from threading import Thread
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from freshup.adapters.postgres.errors import PostgresUnavailable
from freshup.adapters.postgres.roles import RolesMissing
from freshup.adapters.postgres.server import Status
from freshup.bootstrap.database import cluster, ensure_database, is_embedded
from freshup.interfaces.console.database_keeper import DatabaseKeeper
from freshup.interfaces.console.processes import (
    Household,
    base_url,
    listener,
    must_be,
    run_once,
    static_files_wanted,
    wait_until_it_answers,
    wait_until_it_works,
    web,
)
from freshup.interfaces.console.processes import workers as background
from freshup.jobs import newest_worker


class Command(BaseCommand):
    help = "Runs the web server, the workers and the mail listener until it is stopped"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 to be reached from other machines")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=1, help="web processes (default: 1)")
        parser.add_argument(
            "--senders",
            type=int,
            default=0,
            help="processes for the outbox alone (default: workers send too)",
        )
        parser.add_argument("--no-smtp", action="store_true", help="without the mail listener")
        parser.add_argument("--smtp-port", type=int, default=settings.FRESHUP_SMTP_PORT)
        parser.add_argument(
            "--access-log", action="store_true", help="a line a request, without keys and queries"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        must_be("owner")
        ours = is_embedded() and cluster().status() is not Status.RUNNING
        try:
            prepare(self.stdout.write)
            newest = newest_worker()
            keeper = DatabaseKeeper(cluster(), self.stdout.write) if is_embedded() else None
            household = Household(children(**options), self.stdout.write, keeper)
            Thread(target=self._tell, args=(household, newest, options), daemon=True).start()
            household.keep()
        finally:
            if ours:
                cluster().stop()

    def _tell(self, household: Household, newest: int, options: dict[str, Any]) -> None:
        stopping = household.stopping
        if wait_until_it_answers(options["port"], stopping=stopping):
            wait_until_it_works(newest, stopping=stopping, senders=options["senders"])
            self.stdout.write(f"Freshup is at {base_url(options['port'])} (Ctrl-C stops it)")
            if not options["no_smtp"]:
                self.stdout.write(
                    f"mail for <key>@{settings.FRESHUP_INTAKE_DOMAIN}: port {options['smtp_port']}"
                )


def prepare(say: Any) -> None:
    """Database, tables, static files; refuses a web role that could look past row-level security."""
    try:
        ensure_database(say)
    except (PostgresUnavailable, RolesMissing) as error:
        raise CommandError(str(error)) from error
    if static_files_wanted():
        call_command("collectstatic", interactive=False, verbosity=0)
    checked = run_once("listen", "--check", role="web")
    if checked.returncode != 0:
        raise CommandError(checked.stderr.strip() or "the web role cannot reach the database")


def children(
    *,
    host: str,
    port: int,
    workers: int,
    no_smtp: bool,
    smtp_port: int,
    access_log: bool,
    senders: int = 0,
    **_: Any,
) -> list[Any]:
    mail = [] if no_smtp else [listener(host=settings.FRESHUP_SMTP_HOST, port=smtp_port)]
    return [
        web(host=host, port=port, workers=workers, access_log=access_log),
        *background(senders=senders),
        *mail,
    ]
