"""The sandbox reports like a provider: by rows of the store's own connector, read by whoever reads all the others."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction

from freshup.data.models import Connector
from freshup.domain.connectors.providers import SANDBOX
from freshup.domain.conversations.delivery import moves_on
from freshup.operations.connectors.opening import HOOK_KEY, PREFIX_LENGTH, hook_key_hash
from freshup.operations.connectors.raw import RawReport, take_in
from freshup.operations.connectors.sealing import sealed
from freshup.ports.pretending import Behaviour, Turn
from freshup.ports.storage import Storage
from freshup.queries.sandbox import TakenMessage, taken_by_sandbox

BATCH: Final = 5_000
SIGNING_SECRET: Final = "signing_secret"
# A report is offered again for a while: what came twice is written down once.
AGAIN_FOR: Final = timedelta(seconds=12)
# The advisory-lock space of stores whose sandbox is being made.
MAKING_SPACE: Final = 41_006
KINDS: Final = {"text": "text-status", "email": "mail-events"}

# Two secrets for a new connector: the key of its address, and what its reports are signed with.
Secrets = Callable[[], tuple[str, str]]


def ensure_sandbox(rooftop_id: int, *, secrets: Secrets | None, now: datetime) -> int | None:
    """The store's sandbox connector, made where there is none; None where somebody has switched it off.

    Without `secrets` none is made: a sandbox beside a real provider of the installation's would pretend to call, too.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [MAKING_SPACE, rooftop_id])
        known = list(Connector.objects.filter(rooftop=rooftop_id, provider=SANDBOX).order_by("id"))
        if known:
            return next((one.pk for one in known if one.disabled_at is None), None)
        if secrets is None:
            return None
        key, signing = secrets()
        made = Connector.objects.create(
            rooftop_id=rooftop_id,
            provider=SANDBOX,
            name="Sandbox",
            sealed=sealed({HOOK_KEY: key, SIGNING_SECRET: signing}),
            key_hash=hook_key_hash(key),
            key_prefix=key[:PREFIX_LENGTH],
            created_at=now,
        )
        return made.pk


def report_due(
    behaviour: Behaviour, *, storage: Storage, secrets: Secrets | None, now: datetime, limit: int = BATCH
) -> int:
    """Write down what the sandbox has to say by now; how many reports. A constant number of statements a store."""
    due = [
        (one, turn)
        for one in taken_by_sandbox(now=now, limit=limit)
        for turn in _due(one, behaviour(one.channel, one.provider_id), now)
    ]
    connectors = {
        store: ensure_sandbox(store, secrets=secrets, now=now)
        for store in sorted({m.rooftop_id for m, _ in due})
    }
    reports = [
        _report(message, turn, connector, now)
        for message, turn in due
        if (connector := connectors[message.rooftop_id]) is not None
    ]
    take_in(reports, storage=storage)
    return len(reports)


def _due(message: TakenMessage, turns: Sequence[Turn], now: datetime) -> list[Turn]:
    found = []
    for turn in turns:
        at = message.sent_at + timedelta(seconds=turn.after_seconds)
        if at <= now and (moves_on(message.delivery, turn.delivery) or now - at <= AGAIN_FOR):
            found.append(turn)
    return found


def _report(message: TakenMessage, turn: Turn, connector_id: int, now: datetime) -> RawReport:
    said: dict[str, Any] = {
        "id": message.provider_id,
        "ours": message.id,
        "delivery": turn.delivery,
        "code": turn.code,
        "at": (message.sent_at + timedelta(seconds=turn.after_seconds)).isoformat(),
    }
    if message.channel == "email":
        said["address"] = message.recipient
    return RawReport(
        connector_id=connector_id,
        rooftop_id=message.rooftop_id,
        group_id=message.group_id,
        kind=KINDS[message.channel],
        key=f"{message.id}:{turn.delivery}",
        received_at=now,
        body=json.dumps(said).encode(),
        content_type="application/json",
    )
