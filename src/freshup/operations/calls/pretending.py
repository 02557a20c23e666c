"""Reports of a provider that only pretends: written down raw like those of a real one, each due when it would come."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from freshup.operations.connectors.raw import RawReport, take_in
from freshup.ports.accounts import Account
from freshup.ports.calling import Simulated
from freshup.ports.storage import Storage


def take_simulated(
    account: Account, reports: Sequence[Simulated], *, storage: Storage, now: datetime
) -> None:
    """An event is not taken up before it was received, so one received in ten seconds comes in ten seconds."""
    take_in(
        [
            RawReport(
                connector_id=account.id,
                rooftop_id=account.rooftop_id,
                group_id=account.group_id,
                kind=one.kind,
                key=one.key,
                received_at=now + timedelta(seconds=one.after_seconds),
                body=one.body,
                content_type="application/json",
            )
            for one in reports
        ],
        storage=storage,
    )
