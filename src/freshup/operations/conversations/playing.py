"""What a customer of the sandbox writes: it comes in like any provider's report, raw first, understood by a worker."""

import json
from datetime import datetime
from typing import Final

from freshup.domain.connectors.providers import SANDBOX
from freshup.operations.connectors.raw import RawReport, take_in
from freshup.operations.connectors.sandbox import Secrets, ensure_sandbox
from freshup.operations.opportunities import UnableToChange
from freshup.ports.storage import Storage
from freshup.queries import access
from freshup.queries.access import Scope
from freshup.queries.connectors import connectors_of
from freshup.queries.stores import settings_of

TEXT_IN: Final = "text-in"
MAIL_IN: Final = "mail-in"
CARRIES: Final = ("text", "email_out", "voice")


class NotInSandbox(UnableToChange):
    """Only a manager may, and only where no real provider is connected: made-up words must not meet real ones."""


def sandbox_of(scope: Scope, rooftop_id: int, *, secrets: Secrets, now: datetime) -> int:
    """The store's sandbox, made where there is none. Raises NotInSandbox."""
    if not plays(scope, rooftop_id):
        raise NotInSandbox
    found = ensure_sandbox(rooftop_id, secrets=secrets, now=now)
    if found is None:
        raise NotInSandbox
    return found


def plays(scope: Scope, rooftop_id: int) -> bool:
    """Whether this person may play the customer of this store."""
    return scope.manages(rooftop_id) and not any(
        row.provider != SANDBOX and any(map(row.does, CARRIES)) for row in connectors_of([rooftop_id])
    )


def customer_texts(
    scope: Scope,
    rooftop_id: int,
    sender: str,
    words: str,
    *,
    id: str,
    secrets: Secrets,
    storage: Storage,
    now: datetime,
) -> None:
    """A text from this number, known or not, to the store's. Raises NotInSandbox."""
    store = settings_of([rooftop_id])[rooftop_id]
    said = {"id": id, "from": sender, "to": store.phone_e164, "body": words}
    connector = sandbox_of(scope, rooftop_id, secrets=secrets, now=now)
    body = json.dumps(said).encode()
    _take(scope, rooftop_id, connector, TEXT_IN, id, body, "application/json", storage=storage, now=now)


def customer_mails(
    scope: Scope,
    rooftop_id: int,
    mail: bytes,
    *,
    id: str,
    secrets: Secrets,
    storage: Storage,
    now: datetime,
) -> None:
    """A whole mail to the store. Raises NotInSandbox."""
    connector = sandbox_of(scope, rooftop_id, secrets=secrets, now=now)
    _take(scope, rooftop_id, connector, MAIL_IN, id, mail, "message/rfc822", storage=storage, now=now)


def _take(
    scope: Scope,
    rooftop_id: int,
    connector_id: int,
    kind: str,
    key: str,
    body: bytes,
    content_type: str,
    *,
    storage: Storage,
    now: datetime,
) -> None:
    group_id = settings_of([rooftop_id])[rooftop_id].group_id
    raw = RawReport(connector_id, rooftop_id, group_id, kind, key, now, body, content_type)
    take_in([raw], storage=storage)
    # The transaction belongs to whoever plays again.
    access.enter(scope)
