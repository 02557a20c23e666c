"""The three database roles: an owner who migrates, and two who live under its rules."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg import sql

LOGINS = {"owner": "freshup_owner", "web": "freshup_web", "worker": "freshup_worker"}
# The server's side of a host that was cut off: within 25 s its sessions end and let go of what they had locked.
# Over a socket of the same machine these mean nothing.
TCP_SETTINGS = {
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "20s",
}
# A page that takes longer has lost its reader; a transaction left open holds locks against everybody.
ROLE_SETTINGS = {
    "web": {
        "statement_timeout": "15s",
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "60s",
        **TCP_SETTINGS,
    },
    "worker": {"lock_timeout": "30s", "idle_in_transaction_session_timeout": "120s", **TCP_SETTINGS},
}
ADVISORY_KEY = 0x46524553485550  # "FRESHUP"

Connection = psycopg.Connection[Any]


class TooPowerful(Exception):
    """The web role could look past row-level security: superuser, BYPASSRLS, or owner of the tables."""


class RolesMissing(Exception):
    """The roles are not there, and this log-in may not make them; the text says which statements to run."""


def derived_password(secret_key: str, login: str) -> str:
    """The password of a role in the customer's own PostgreSQL: every host that knows the secret knows it."""
    return hmac.new(
        secret_key.encode(), f"freshup database role {login}".encode(), hashlib.sha256
    ).hexdigest()


def ensure_roles(
    connection: Connection, *, roles: tuple[str, ...], passwords: Mapping[str, str | None]
) -> None:
    """Makes the roles where they are missing and sets them right where they are there.

    `passwords` by role; None leaves one alone (the embedded server trusts its socket). Raises RolesMissing.
    """
    with connection.transaction():
        # Roles belong to the whole server: two starters must not make them at once.
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_KEY])
        for role in roles:
            _ensure_role(connection, role, passwords.get(role))


def _ensure_role(connection: Connection, role: str, password: str | None) -> None:
    login = LOGINS[role]
    name = sql.Identifier(login)
    wanted = sql.SQL("LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION {}").format(
        sql.SQL("CREATEDB" if role == "owner" else "NOCREATEDB")
    )
    found = connection.execute(
        "SELECT rolcanlogin AND NOT rolsuper AND NOT rolbypassrls AND NOT rolcreaterole FROM pg_roles"
        " WHERE rolname = %s",
        [login],
    ).fetchone()
    try:
        with connection.transaction():
            if found is None:
                connection.execute(sql.SQL("CREATE ROLE {} {}").format(name, wanted))
            elif not found[0]:
                connection.execute(sql.SQL("ALTER ROLE {} {}").format(name, wanted))
            if password is not None:
                connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, sql.Literal(password)))
            for setting, value in ROLE_SETTINGS.get(role, {}).items():
                connection.execute(
                    sql.SQL("ALTER ROLE {} SET {} = {}").format(
                        name, sql.Identifier(setting), sql.Literal(value)
                    )
                )
    except psycopg.errors.InsufficientPrivilege as error:
        if found is None or not found[0]:
            raise RolesMissing(
                f"the owner's log-in may not make roles: give it CREATEROLE, or have an administrator run"
                f" CREATE ROLE {login} {wanted.as_string(connection)}"
            ) from error
        # The administrator made it, with a password and settings of his own.


def grant_database(connection: Connection) -> None:
    """What the two roles may do with this database as a whole; their tables are granted by migrations."""
    name = connection.info.dbname
    logins = sql.SQL(", ").join(sql.Identifier(LOGINS[role]) for role in ("web", "worker"))
    with connection.transaction():
        for statement in (
            "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
            "GRANT CONNECT ON DATABASE {database} TO {logins}",
            # Since 15 only the database's owner makes tables here; a restored dump may not know that.
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
            "GRANT USAGE ON SCHEMA public TO {logins}",
        ):
            connection.execute(sql.SQL(statement).format(database=sql.Identifier(name), logins=logins))


def assert_powerless(connection: Connection) -> None:
    """Before pages are served: raises TooPowerful if row-level security would not hold for this log-in."""
    row = connection.execute(
        "SELECT rolname, rolsuper, rolbypassrls, EXISTS (SELECT 1 FROM pg_class"
        " WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        "   AND pg_has_role(current_user, relowner, 'USAGE'))"
        " FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    name, superuser, bypasses, owns = row or ("?", True, True, True)
    powers = [
        power
        for has, power in ((superuser, "is a superuser"), (bypasses, "has BYPASSRLS"), (owns, "owns tables"))
        if has
    ]
    if powers:
        raise TooPowerful(f"pages may not be served as {name}: it {' and '.join(powers)}")
