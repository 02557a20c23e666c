"""A lead form that was filled in at a provider's goes the way of every other inquiry, under the store's own key."""

import hashlib
from datetime import datetime
from typing import Final
from uuid import UUID

from freshup.domain.connectors.reports import LeadReport
from freshup.operations.connectors.accounts import account_of
from freshup.operations.connectors.outcomes import DONE, Ignored, Outcome, Taken
from freshup.operations.connectors.sealing import SealBroken
from freshup.operations.intake.receive import Delivery, Refused, find_keys, receive
from freshup.ports.storage import Storage
from freshup.queries.connectors import these

TEST: Final = "test"
REFUSALS: Final = {
    "unknown_key": "The intake key of this connector does not exist: enter the right one, then try again",
    "key_disabled": "The intake key of this connector is switched off",
    "key_expired": "The intake key of this connector has expired",
    "origin_not_allowed": "The intake key of this connector takes nothing from here",
}
OTHER_STORE: Final = "The intake key of this connector belongs to another store"
SEALED: Final = "The secrets of this connector can't be opened: enter them again, then try again"


def take_lead(report: LeadReport, event: Taken, storage: Storage, now: datetime) -> Outcome:
    """Handed in raw, to be read by the drain. A test of the provider's makes no lead and stays visible as one."""
    if report.test:
        return Ignored(TEST)
    try:
        key = account_of(these([event.connector_id])[event.connector_id]).secrets.get("intake_key", "")
    except SealBroken:
        return Ignored(SEALED, quarantined=True)
    found = find_keys([key]).get(key)
    if found is not None and found.rooftop_id != event.rooftop_id:
        return Ignored(OTHER_STORE, quarantined=True)
    (answer,) = receive([_delivery(report, event, key)], storage=storage)
    if isinstance(answer, Refused):
        return Ignored(REFUSALS[answer.why], quarantined=True)
    return DONE


def _delivery(report: LeadReport, event: Taken, key: str) -> Delivery:
    """Received when the provider told us, so that no clock starts late; the same event makes the same receipt."""
    name = f"{event.id}:{report.provider_id}".encode()
    return Delivery(
        key=key,
        receipt=UUID(bytes=hashlib.blake2b(name, digest_size=16).digest(), version=4),
        channel="http",
        received_at=report.at,
        body=report.document,
        content_type=report.content_type,
    )
