"""Write down what providers report, before it is understood: many in one commit, each event once."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import transaction

from freshup.data.bulk import Table, insert
from freshup.jobs import take_reports_later
from freshup.ports.storage import LARGE_BYTES, Storage
from freshup.queries import access

INBOUND_EVENT: Final = Table(
    "inbound_event",
    {
        "rooftop_id": "bigint",
        "connector_id": "bigint",
        "kind": "text",
        "event_key": "text",
        "received_at": "timestamptz",
        "remote_address": "inet",
        "content_type": "text",
        "query": "jsonb",
        "size": "integer",
        "body": "bytea",
        "stored_as": "text",
        "state": "text",
        "reason": "text",
        "attempts": "smallint",
        "retry_at": "timestamptz",
    },
)
ONCE: Final = "ON CONFLICT (connector_id, event_key) DO NOTHING"
KEY_LENGTH_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class RawReport:
    """One thing a provider handed in, with the connector whose key it came by. `key`: the same for the same event."""

    connector_id: int
    rooftop_id: int
    group_id: int
    kind: str
    key: str
    received_at: datetime
    body: bytes
    content_type: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    remote_address: str | None = None


def take_in(reports: Sequence[RawReport], *, storage: Storage) -> list[bool]:
    """On disk when this returns; what came before is taken, too, and written once. One statement for any number."""
    if not reports:
        return []
    with transaction.atomic():
        access.enter(access.of_stores({one.rooftop_id for one in reports}, {one.group_id for one in reports}))
        insert(INBOUND_EVENT, [_row(one, storage) for one in reports], suffix=ONCE)
        take_reports_later()
    return [True] * len(reports)


def _row(one: RawReport, storage: Storage) -> tuple[object, ...]:
    large = len(one.body) > LARGE_BYTES
    return (
        one.rooftop_id,
        one.connector_id,
        one.kind[:16],
        _plain(one.key)[:KEY_LENGTH_MAX],
        one.received_at,
        one.remote_address,
        _plain(one.content_type)[:200],
        json.dumps({_plain(name)[:40]: _plain(value)[:200] for name, value in one.query.items()}),
        len(one.body),
        None if large else one.body,
        storage.put(one.body) if large else "",
        "waiting",
        "",
        0,
        one.received_at,
    )


def _plain(text: str) -> str:
    # PostgreSQL text holds no NUL.
    return text.replace("\0", "").encode("utf-8", "replace").decode()
