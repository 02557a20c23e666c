"""The built-in mail server as a connector of a store, made by itself when the first answer comes.

So that its mail is kept, counted and shown like that of any provider, and can be switched off like it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from freshup.data.models import Connector
from freshup.domain.connectors.providers import LISTENER, PROVIDERS
from freshup.operations.connectors.opening import HOOK_KEY, PREFIX_LENGTH, hook_key_hash
from freshup.operations.connectors.sealing import sealed
from freshup.queries import access

# Two doors that meet a store's first answer at once take turns; the second finds the connector made.
TAKE_TURNS: Final = "SELECT pg_advisory_xact_lock(41006, %s)"


@dataclass(frozen=True, slots=True)
class Listener:
    """Where an answer to this lead is written down."""

    connector_id: int
    rooftop_id: int
    group_id: int
    disabled_at: datetime | None


def listeners_for(
    stores: dict[str, tuple[int, int]], *, secret: Callable[[], str], now: datetime
) -> dict[str, Listener]:
    """By address, the listener of its store (store, group): found, or made with a fresh `secret`."""
    made: dict[int, Listener] = {}
    for rooftop_id, group_id in sorted(set(stores.values())):
        made[rooftop_id] = _listener(rooftop_id, group_id, secret, now)
    return {address: made[rooftop_id] for address, (rooftop_id, _) in stores.items()}


def _listener(rooftop_id: int, group_id: int, secret: Callable[[], str], now: datetime) -> Listener:
    with transaction.atomic():
        access.enter(access.of_stores([rooftop_id], [group_id]))
        found = _of_store(rooftop_id)
        if found is None:
            with connection.cursor() as cursor:
                cursor.execute(TAKE_TURNS, [rooftop_id])
            found = _of_store(rooftop_id) or _make(rooftop_id, secret(), now)
        return Listener(found.pk, rooftop_id, group_id, found.disabled_at)


def _of_store(rooftop_id: int) -> Connector | None:
    """Of several (somebody may have set up one more) one that is in use."""
    found = list(Connector.objects.filter(rooftop=rooftop_id, provider=LISTENER).order_by("id"))
    return next((one for one in found if one.disabled_at is None), None) or next(iter(found), None)


def _make(rooftop_id: int, key: str, now: datetime) -> Connector:
    return Connector.objects.create(
        rooftop_id=rooftop_id,
        provider=LISTENER,
        name=PROVIDERS[LISTENER].name,
        sealed=sealed({HOOK_KEY: key}),
        key_hash=hook_key_hash(key),
        key_prefix=key[:PREFIX_LENGTH],
        created_at=now,
    )
