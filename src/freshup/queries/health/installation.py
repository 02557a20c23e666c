"""The server and the walls as they are, for `freshup check`. Each is asked of the database's own catalogue."""

from typing import Any, Final

from freshup.data.sql import rows
from freshup.data.walls import APPEND_ONLY, RULES, WEB, WORKER
from freshup.domain.platform.database import DatabaseFacts, WallFacts
from freshup.queries.health.readiness import lacking

OPTIONS: Final = ("fsync", "full_page_writes", "synchronous_commit", "autovacuum")
DEAD_ROWS_MIN: Final = 100_000
# The framework's own, which hold no row of a store.
NOT_OF_STORES: Final = frozenset({"account_groups", "auth_group_permissions"})

SERVER: Final = """
SELECT current_setting('server_version_num')::int, pg_encoding_to_char(d.encoding),
       current_setting('max_connections')::int,
       (SELECT count(*) FROM pg_stat_activity WHERE datid IS NOT NULL), pg_database_size(d.oid), age(d.datfrozenxid),
       (SELECT CASE WHEN coalesce(bool_and(pg_has_role(usesysid, 'USAGE')), true)
                      OR pg_has_role('pg_read_all_stats', 'USAGE')
               THEN coalesce(extract(epoch FROM clock_timestamp() - min(xact_start)), 0) END::float8
        FROM pg_stat_activity WHERE datid = d.oid AND pid <> pg_backend_pid())
FROM pg_database d WHERE d.datname = current_database()
"""
SETTINGS: Final = "SELECT name, setting FROM pg_settings WHERE name = ANY (%s)"
DEAD: Final = """
SELECT relname, n_dead_tup, n_live_tup FROM pg_stat_user_tables WHERE n_dead_tup >= %s ORDER BY n_dead_tup DESC LIMIT 10
"""
ROLES: Final = """
SELECT rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, EXISTS (
    SELECT FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND relowner = r.oid)
FROM pg_roles r WHERE rolname = ANY (%s)
"""
GUARDED: Final = """
SELECT c.relname FROM pg_class c WHERE c.relname = ANY (%s) AND c.relnamespace = 'public'::regnamespace
  AND c.relrowsecurity AND 2 = (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid
    AND (p.polname, p.polroles) IN (('of_scope', ARRAY[%s::regrole::oid]), ('all_stores', ARRAY[%s::regrole::oid])))
  AND 2 = (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid)
"""
UNKNOWN: Final = """
SELECT DISTINCT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relkind = 'r' AND a.attname IN ('rooftop_id', 'group_id') AND NOT a.attisdropped
  AND NOT c.relrowsecurity AND c.relnamespace = 'public'::regnamespace ORDER BY 1
"""
REWRITABLE: Final = """
SELECT t FROM unnest(%s::text[]) AS t WHERE to_regclass(t) IS NOT NULL
  AND (has_table_privilege(%s, t, 'UPDATE') OR has_table_privilege(%s, t, 'DELETE')) ORDER BY 1
"""
POWERS: Final = ("is a superuser", "has BYPASSRLS", "may make roles", "may make databases", "owns tables")


def database_facts() -> DatabaseFacts:
    """Four statements."""
    version, encoding, most, connections, size, age, oldest = rows(SERVER, [])[0]
    return DatabaseFacts(
        version=version,
        options=dict(rows(SETTINGS, [list(OPTIONS)])),
        encoding=encoding,
        connections=connections,
        connections_max=most,
        oldest_transaction_seconds=oldest,
        size_bytes=size,
        age=age,
        dead={table: (dead, live) for table, dead, live in rows(DEAD, [DEAD_ROWS_MIN])},
        lacking=lacking(),
    )


def wall_facts() -> WallFacts:
    """The roles and the policies against the one table of rules (data.walls)."""
    found = {name: said for name, *said in rows(ROLES, [[WEB, WORKER]])}
    missing = tuple(role for role in (WEB, WORKER) if role not in found)
    if missing:
        return WallFacts(roles={}, missing_roles=missing)
    guarded = {table for (table,) in rows(GUARDED, [list(RULES), WEB, WORKER])}
    return WallFacts(
        roles={role: _powers(said) for role, said in found.items()},
        tables=len(guarded),
        unguarded=tuple(sorted(set(RULES) - guarded)),
        rewritable=tuple(table for (table,) in rows(REWRITABLE, [sorted(APPEND_ONLY), WEB, WORKER])),
        unknown=tuple(table for (table,) in rows(UNKNOWN, []) if table not in NOT_OF_STORES),
    )


def server_clock() -> float:
    """The database's clock, in seconds since 1970."""
    return float(rows("SELECT extract(epoch FROM clock_timestamp())::float8", [])[0][0])


def _powers(said: list[Any]) -> tuple[str, ...]:
    can_log_in, *powers = said
    found = [word for has, word in zip(powers, POWERS, strict=True) if has]
    return (*(() if can_log_in else ("cannot log in",)), *found)
