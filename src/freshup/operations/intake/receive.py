"""Write down what arrived, before anything is understood."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from freshup.data.bulk import Table, insert
from freshup.domain.intake.keys import key_hash
from freshup.jobs import drain_intake_later
from freshup.ports.storage import LARGE_BYTES, Storage
from freshup.queries import access

SUBMISSION: Final = Table(
    "submission",
    {
        "group_id": "bigint",
        "rooftop_id": "bigint",
        "key_id": "bigint",
        "receipt": "uuid",
        "channel": "text",
        "received_at": "timestamptz",
        "by_user_id": "bigint",
        "remote_address": "inet",
        "envelope_from": "text",
        "content_type": "text",
        "headers": "jsonb",
        "size": "integer",
        "body": "bytea",
        "stored_as": "text",
        "over_limit": "boolean",
        "state": "text",
        "reason": "text",
        "repairs": "jsonb",
        "understood": "jsonb",
    },
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing handed in at a door, with the key it was handed in for."""

    key: str
    receipt: UUID
    channel: str
    received_at: datetime
    body: bytes
    content_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    remote_address: str | None = None
    envelope_from: str | None = None
    origin: str | None = None
    over_limit: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """Written and committed: the sender may forget it."""

    receipt: UUID
    rooftop_id: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Not taken, and why: `unknown_key`, `key_disabled`, `key_expired` or `origin_not_allowed`."""

    why: str


@dataclass(frozen=True, slots=True)
class FoundKey:
    """A key as a door must know it, before anybody's scope is known."""

    id: int
    rooftop_id: int
    group_id: int
    kind: str
    department: str
    allowed_origins: tuple[str, ...]
    expires_at: datetime | None
    disabled_at: datetime | None

    def refusal(self, now: datetime, origin: str | None) -> Refused | None:
        if self.disabled_at is not None and self.disabled_at <= now:
            return Refused("key_disabled")
        if self.expires_at is not None and self.expires_at <= now:
            return Refused("key_expired")
        if self.kind == "form" and origin is not None and origin not in self.allowed_origins:
            return Refused("origin_not_allowed")
        return None


def find_keys(keys: Sequence[str]) -> dict[str, FoundKey]:
    """The keys that exist, by the text they were asked with; one statement."""
    by_hash = {key_hash(key): key for key in keys}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT secret_hash, id, rooftop_id, group_id, kind, department, allowed_origins,"
            " expires_at, disabled_at FROM find_intake_keys(%s::bytea[])",
            [list(by_hash)],
        )
        return {
            by_hash[bytes(row[0])]: FoundKey(*(*row[1:6], tuple(row[6]), *row[7:]))
            for row in cursor.fetchall()
        }


def receive(deliveries: Sequence[Delivery], *, storage: Storage) -> list[Taken | Refused]:
    """Take in a batch: three statements and one commit for any number of deliveries.

    Answers in the order of the deliveries. Whatever is `Taken` is on disk when this returns; if it raises,
    nothing of the batch was taken.
    """
    with transaction.atomic():
        keys = find_keys([delivery.key for delivery in deliveries])
        answers: list[Taken | Refused] = []
        rows = []
        groups: set[int] = set()
        rooftops: set[int] = set()
        for delivery in deliveries:
            found = keys.get(delivery.key)
            if found is None:
                answers.append(Refused("unknown_key"))
                continue
            refusal = found.refusal(delivery.received_at, delivery.origin)
            if refusal is not None:
                answers.append(refusal)
                continue
            answers.append(Taken(delivery.receipt, found.rooftop_id))
            groups.add(found.group_id)
            rooftops.add(found.rooftop_id)
            rows.append(_row(delivery, found.group_id, found.rooftop_id, found.id, None, storage))
        if rows:
            access.enter(access.of_stores(rooftops, groups))
            insert(SUBMISSION, rows)
            drain_intake_later()
    return answers


def receive_by_hand(
    delivery: Delivery, *, group_id: int, rooftop_id: int, user_id: int, storage: Storage
) -> UUID:
    """Take in what somebody typed (a phone-up, a walk-in): the same way in as everything else."""
    insert(SUBMISSION, [_row(delivery, group_id, rooftop_id, None, user_id, storage)])
    drain_intake_later()
    return delivery.receipt


def receive_from_line(
    delivery: Delivery, *, group_id: int, rooftop_id: int, storage: Storage, user_id: int | None = None
) -> UUID:
    """Take in what reached the store by a number, mailbox or site of its own and no key was asked for.

    Once for each receipt at its moment, so that whoever calls may do so again. The document's `provider` names the
    source; `user_id` has answered the customer already, and the lead is theirs.
    """
    known = "SELECT 1 FROM submission WHERE rooftop_id = %s AND received_at = %s AND receipt = %s"
    with connection.cursor() as cursor:
        cursor.execute(known, [rooftop_id, delivery.received_at, delivery.receipt])
        if cursor.fetchone() is not None:
            return delivery.receipt
    insert(SUBMISSION, [_row(delivery, group_id, rooftop_id, None, user_id, storage)])
    drain_intake_later()
    return delivery.receipt


def _row(
    delivery: Delivery,
    group_id: int,
    rooftop_id: int,
    key_id: int | None,
    user_id: int | None,
    storage: Storage,
) -> tuple[object, ...]:
    large = len(delivery.body) > LARGE_BYTES
    return (
        group_id,
        rooftop_id,
        key_id,
        delivery.receipt,
        delivery.channel,
        delivery.received_at,
        user_id,
        delivery.remote_address,
        _storable(delivery.envelope_from, 320),
        _storable(delivery.content_type, 200),
        json.dumps({_storable(k, 200): _storable(v, 4000) for k, v in delivery.headers.items()}),
        len(delivery.body),
        None if large else delivery.body,
        storage.put(delivery.body) if large else "",
        delivery.over_limit,
        "waiting",
        "",
        "[]",
        "[]",
    )


def _storable(text: str | None, length_max: int) -> str | None:
    # PostgreSQL text holds no NUL; the body keeps every byte, so nothing is lost by dropping it here.
    return None if text is None else text.replace("\0", "")[:length_max].encode("utf-8", "replace").decode()
