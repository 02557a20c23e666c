"""Which providers a store is connected to, and how each is doing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Final

import orjson

from freshup.data.models import Connector
from freshup.data.sql import rows
from freshup.domain.connectors import PROVIDERS, Health, health
from freshup.domain.connectors.providers import LISTENER, SANDBOX
from freshup.queries.access import Scope

# There by themselves: nobody waits for them.
OUR_OWN: Final = (SANDBOX, LISTENER)
FIND: Final = "SELECT id, rooftop_id, group_id FROM find_connector(%s)"
COLUMNS: Final = """c.id, c.rooftop_id, r.group_id, c.provider, c.name, c.settings, c.sealed, c.key_prefix,
    c.created_at, c.disabled_at, c.last_in_at, c.last_out_at, c.last_error_at, c.last_error, c.cursor"""
# The sandbox, which is there by itself, stands back behind whatever the store has been connected to.
OF_STORES: Final = f"""
SELECT {COLUMNS} FROM connector c JOIN rooftop r ON r.id = c.rooftop_id
WHERE c.rooftop_id = ANY (%s) ORDER BY c.rooftop_id, c.provider <> 'sandbox', c.id
"""
THESE: Final = (
    f"SELECT {COLUMNS} FROM connector c JOIN rooftop r ON r.id = c.rooftop_id WHERE c.id = ANY (%s)"
)
LATELY: Final = """
SELECT connector_id, sum(sent), sum(failed), sum(received), sum(refused) FROM connector_hour
WHERE connector_id = ANY (%s) AND hour > %s GROUP BY connector_id
"""

# Each with its last day, in one statement for the live board.
WATCHED: Final = f"""
SELECT {COLUMNS}, coalesce(h.sent, 0), coalesce(h.failed, 0), coalesce(h.received, 0), coalesce(h.refused, 0)
FROM connector c JOIN rooftop r ON r.id = c.rooftop_id LEFT JOIN LATERAL (
    SELECT sum(sent) AS sent, sum(failed) AS failed, sum(received) AS received, sum(refused) AS refused
    FROM connector_hour WHERE connector_id = c.id AND hour > %s) h ON true
WHERE c.rooftop_id = ANY (%s) ORDER BY c.rooftop_id, c.provider <> 'sandbox', c.id
"""


class ConnectorNotFound(LookupError):
    """No such connector in this scope."""


@dataclass(frozen=True, slots=True)
class ConnectorRow:
    """A connector as it lies in the table; `sealed` is opened by operations.connectors alone."""

    id: int
    rooftop_id: int
    group_id: int
    provider: str
    name: str
    settings: dict[str, Any]
    sealed: bytes
    key_prefix: str
    created_at: datetime
    disabled_at: datetime | None
    last_in_at: datetime | None
    last_out_at: datetime | None
    last_error_at: datetime | None
    last_error: str
    cursor: dict[str, Any]

    def does(self, what: str) -> bool:
        provider = PROVIDERS.get(self.provider)
        return self.disabled_at is None and provider is not None and what in provider.does


NAMES: Final = tuple(one.name for one in fields(ConnectorRow))


@dataclass(frozen=True, slots=True)
class Traffic:
    """What went through a connector within a day."""

    sent: int = 0
    failed: int = 0
    received: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Watched:
    """A connector with what went through it lately, and how it is doing."""

    row: ConnectorRow
    traffic: Traffic
    health: Health


def found(key_hash: bytes) -> tuple[int, int, int] | None:
    """(id, store, group) of the connector with this webhook key, before anybody's scope is known."""
    answer = rows(FIND, [key_hash])
    return (answer[0][0], answer[0][1], answer[0][2]) if answer else None


def connected_stores() -> list[int]:
    """The stores that are connected to anything at all, for whoever runs the installation."""
    return sorted(Connector.objects.order_by().values_list("rooftop_id", flat=True).distinct())


def connectors_of(rooftop_ids: Iterable[int]) -> list[ConnectorRow]:
    return [_row(one) for one in rows(OF_STORES, [sorted(set(rooftop_ids))])]


def these(ids: Iterable[int]) -> dict[int, ConnectorRow]:
    return {one[0]: _row(one) for one in rows(THESE, [sorted(set(ids))])}


def connector(scope: Scope, connector_id: int) -> ConnectorRow:
    """Raises ConnectorNotFound."""
    row = these([connector_id]).get(connector_id)
    if row is None or row.rooftop_id not in scope.stores:
        raise ConnectorNotFound(connector_id)
    return row


def watched(rooftop_ids: Iterable[int], *, now: datetime) -> list[Watched]:
    """All connectors of these stores, each with its last day and its health; one statement."""
    answer = []
    for *columns, sent, failed, received, refused in rows(
        WATCHED, [now - timedelta(days=1), sorted(set(rooftop_ids))]
    ):
        went = Traffic(int(sent), int(failed), int(received), int(refused))
        row = _row(tuple(columns))
        answer.append(Watched(row, went, health_of(row, went, now=now)))
    return answer


def health_of(row: ConnectorRow, went: Traffic, *, now: datetime) -> Health:
    return health(
        disabled=row.disabled_at is not None,
        created_at=row.created_at,
        last_in_at=row.last_in_at,
        last_out_at=row.last_out_at,
        last_error_at=row.last_error_at,
        tried=went.sent + went.received + went.failed + went.refused,
        failed=went.failed + went.refused,
        now=now,
    )


def one_in_use(rooftop_id: int, what: str) -> ConnectorRow | None:
    """The connector by which the store does this; of several the one set up last."""
    return next((one for one in reversed(connectors_of([rooftop_id])) if one.does(what)), None)


def with_provider(provider: str) -> list[ConnectorRow]:
    """All of one provider that are in use (for a sweep of the worker)."""
    ids = Connector.objects.filter(provider=provider, disabled_at=None).values_list("id", flat=True)
    return sorted(these(ids).values(), key=lambda one: one.id)


def traffic(ids: Sequence[int], *, now: datetime) -> dict[int, Traffic]:
    """The last day of each."""
    answer = rows(LATELY, [list(ids), now - timedelta(days=1)])
    return {row[0]: Traffic(*(int(n) for n in row[1:])) for row in answer}


def _row(values: tuple[Any, ...]) -> ConnectorRow:
    named = dict(zip(NAMES, values, strict=True))
    named |= {
        "settings": _json(named["settings"]),
        "sealed": bytes(named["sealed"]),
        "cursor": _json(named["cursor"]),
    }
    return ConnectorRow(**named)


def _json(value: Any) -> dict[str, Any]:
    return orjson.loads(value) if isinstance(value, str | bytes) else dict(value)
