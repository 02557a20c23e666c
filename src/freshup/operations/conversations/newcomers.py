"""Who writes to a store and is nobody's customer yet: a mail or a text becomes an inquiry, the way all others come."""

import hashlib
import json
from typing import Final
from uuid import UUID

from freshup.data.models import Lead, LeadRepeat, Submission
from freshup.domain.connectors.reports import MailReport
from freshup.operations.connectors.accounts import account_of
from freshup.operations.connectors.outcomes import DONE, Ignored, Outcome, Taken
from freshup.operations.connectors.sealing import SealBroken
from freshup.operations.intake.lead_forms import OTHER_STORE, REFUSALS, SEALED
from freshup.operations.intake.receive import Delivery, Refused, find_keys, receive, receive_from_line
from freshup.ports.storage import Storage
from freshup.queries.connectors import these
from freshup.queries.stores import settings_of

MACHINE: Final = "machine"
NOBODY: Final = (
    "Mail from somebody who is no customer here; give the mailbox an intake key to make inquiries of it"
)


def hand_in_mail(report: MailReport, event: Taken, storage: Storage, *, machine: bool = False) -> Outcome:
    """Under the intake key of the mailbox it came to; without one it waits for a person. A newsletter does not.

    What a machine wrote is handed in, too: notices of lead providers look like lists, and intake tells them apart.
    """
    try:
        key = account_of(these([event.connector_id])[event.connector_id]).secrets.get("intake_key", "")
    except SealBroken:
        return Ignored(SEALED, quarantined=True)
    if not key:
        return Ignored(MACHINE) if machine else Ignored(NOBODY, quarantined=True)
    found = find_keys([key]).get(key)
    if found is not None and found.rooftop_id != event.rooftop_id:
        return Ignored(OTHER_STORE, quarantined=True)
    delivery = Delivery(
        key=key,
        receipt=receipt_of(event),
        channel="mail",
        received_at=event.received_at,
        body=report.mail,
        content_type="message/rfc822",
        envelope_from=report.envelope_from,
    )
    (answer,) = receive([delivery], storage=storage)
    return Ignored(REFUSALS[answer.why], quarantined=True) if isinstance(answer, Refused) else DONE


def hand_in_text(
    event: Taken, e164: str, words: str, *, source_id: int | None, id: str, storage: Storage
) -> None:
    """A first text: its number, its words, and the source that the number it came to stands for. Once an event."""
    store = settings_of([event.rooftop_id])[event.rooftop_id]
    source = store.sources.get(source_id or 0)
    said = {"provider": source.name if source else "", "id": id, "phone": e164, "comments": words}
    delivery = Delivery(
        key="",
        receipt=receipt_of(event),
        channel="text",
        received_at=event.received_at,
        body=json.dumps({name: value for name, value in said.items() if value}).encode(),
        content_type="application/json",
    )
    receive_from_line(delivery, group_id=store.group_id, rooftop_id=store.id, storage=storage)


def handed_in(event: Taken) -> Submission | None:
    """What this event was handed in as, if it was."""
    return Submission.objects.filter(
        rooftop=event.rooftop_id, received_at=event.received_at, receipt=receipt_of(event)
    ).first()


def lead_of(submission: Submission) -> Lead | None:
    """The lead that became of it; of a repeated inquiry the one it repeats."""
    made = Lead.objects.filter(submission=submission).order_by("position").first()
    if made is not None:
        return made
    repeat = LeadRepeat.objects.filter(submission=submission).select_related("lead").first()
    return repeat.lead if repeat else None


def receipt_of(event: Taken) -> UUID:
    """The same for the same event, so that it is handed in once."""
    return UUID(bytes=hashlib.blake2b(f"event:{event.id}".encode(), digest_size=16).digest(), version=4)
