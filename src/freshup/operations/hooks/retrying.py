"""A report that was set aside is taken up again; and what it said, for whoever must look."""

from datetime import datetime
from typing import Final

from freshup.data.models import InboundEvent
from freshup.jobs import take_reports_later
from freshup.operations.connectors.accounts import account_of
from freshup.operations.connectors.sealing import SealBroken
from freshup.operations.stores import must_manage
from freshup.ports.storage import MissingBytes, Storage
from freshup.queries.access import Scope
from freshup.queries.connectors import ConnectorRow
from freshup.queries.reports import ReportWhole

AGAIN: Final = ("quarantined", "ignored")
RETRIED_MAX: Final = 1_000
HIDDEN: Final = b"[secret]"
# Shorter ones would blank ordinary words.
SECRET_BYTES_MIN: Final = 4


class NothingToRetry(Exception):
    """It was acted on already, waits by itself, or what it said was erased."""


def retry(scope: Scope, report_id: int, rooftop_id: int, *, now: datetime) -> None:
    """Raises NothingToRetry."""
    must_manage(scope, rooftop_id)
    if not _waiting_again(now, id=report_id, rooftop_id=rooftop_id, state__in=AGAIN):
        raise NothingToRetry(report_id)


def retry_all(scope: Scope, connector: ConnectorRow, *, now: datetime) -> int:
    """All of a connector's that were set aside, the newest thousand at most; how many."""
    must_manage(scope, connector.rooftop_id)
    newest = InboundEvent.objects.filter(
        rooftop_id=connector.rooftop_id, connector_id=connector.id, state="quarantined"
    ).order_by("-received_at", "-id")[:RETRIED_MAX]
    return _waiting_again(now, id__in=list(newest.values_list("id", flat=True)), state="quarantined")


def _waiting_again(now: datetime, **which: object) -> int:
    moved = InboundEvent.objects.filter(erased_at=None, **which).update(
        state="waiting", reason="", retry_at=now, processed_at=None, attempts=0
    )
    if moved:
        take_reports_later()
    return int(moved)


def words_of(report: ReportWhole, connector: ConnectorRow, *, storage: Storage) -> bytes | None:
    """The bytes as they came, without the account's own secrets, which some providers repeat in every report.

    None where they were erased or can't be found.
    """
    body = report.body
    if body is None and report.stored_as:
        try:
            body = storage.get(report.stored_as)
        except MissingBytes:
            return None
    if body is None:
        return None
    try:
        secrets = account_of(connector).secrets
    except SealBroken:
        secrets = {}
    for secret in sorted(secrets.values(), key=len, reverse=True):
        if len(secret) >= SECRET_BYTES_MIN:
            body = body.replace(secret.encode(), HIDDEN)
    return body
