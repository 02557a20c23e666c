"""The tables of this version, made while processes of the version before go on working on them."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from django.core.management import call_command
from django.db import OperationalError, connection

# Behind a migration that waits for a lock everybody else waits too. Pages wait five seconds for one, so it waits less.
LOCK_SECONDS: Final = 3
TRIES: Final = 40
SECONDS_BETWEEN_TRIES: Final = 1.0
IN_THE_WAY: Final = (psycopg.errors.DeadlockDetected, psycopg.errors.LockNotAvailable)


def migrate(say: Callable[[str], None]) -> None:
    """Each migration is one transaction: one that meets somebody at work is rolled back and tried again.

    Raises django.db.OperationalError when that does not help.
    """
    for tries_left in reversed(range(TRIES)):
        try:
            with _short_of_patience():
                call_command("migrate", verbosity=0, interactive=False)
            return
        except OperationalError as error:
            if not isinstance(error.__cause__, IN_THE_WAY) or not tries_left:
                raise
            say(f"somebody is at work on a table ({type(error.__cause__).__name__}); trying again")
            time.sleep(SECONDS_BETWEEN_TRIES)


@contextmanager
def _short_of_patience() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
    try:
        yield
    finally:
        connection.close()
