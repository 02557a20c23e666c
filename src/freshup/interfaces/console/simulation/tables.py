"""An empty database for each run, though it was another's a moment ago."""

from typing import Final

from django.db import connection

from freshup.operations.cadences.shipping import install_shipped
from freshup.queries.stores import forget_settings

# What migrations put there, and the queue's own.
KEPT: Final = ("django_migrations", "django_content_type", "django_site", "auth_permission")
TABLES: Final = """
SELECT quote_ident(tablename) FROM pg_tables
WHERE schemaname = 'public' AND NOT tablename = ANY (%s) AND tablename NOT LIKE 'procrastinate%%' ORDER BY tablename
"""
SEQUENCES: Final = """
SELECT setval(quote_ident(sequencename), %s) FROM pg_sequences
WHERE schemaname = 'public' AND sequencename NOT LIKE 'procrastinate%%'
"""
# Parts of one world number their rows apart, so that their logs can be laid together.
ROWS_A_PART: Final = 500_000_000
PARTS_MAX: Final = 4


def empty(part: int = 0) -> None:
    """Nothing is left of what was there, and ids begin anew: those of each part of a world at a number of their own."""
    with connection.cursor() as cursor:
        # Nothing of this outlives the run, so nobody waits for the disk.
        cursor.execute("SET synchronous_commit = off")
        cursor.execute(TABLES, [list(KEPT)])
        names = [row[0] for row in cursor.fetchall()]
        cursor.execute(f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE")
        if part:
            cursor.execute(SEQUENCES, [part * ROWS_A_PART])
    install_shipped()
    forget_settings()
