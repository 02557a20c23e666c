"""A connector with its secrets opened, as an adapter needs it."""

import hashlib
from collections.abc import Iterable

from django.conf import settings

from freshup.operations.connectors.opening import HOOK_KEY
from freshup.operations.connectors.sealing import SealBroken, unsealed
from freshup.ports.accounts import Account
from freshup.queries.connectors import ConnectorRow, connectors_of

HOOKS: str = "/hooks/"


def account_of(row: ConnectorRow) -> Account:
    """Raises SealBroken."""
    secrets = unsealed(row.sealed)
    key = secrets.pop(HOOK_KEY, "")
    return Account(
        id=row.id,
        rooftop_id=row.rooftop_id,
        group_id=row.group_id,
        provider=row.provider,
        settings={name: str(value) for name, value in row.settings.items()},
        secrets=secrets,
        hook_url=f"{settings.FRESHUP_BASE_URL}{HOOKS}{key}/" if key else "",
        version=hashlib.blake2b(row.sealed + repr(row.settings).encode(), digest_size=8).hexdigest(),
    )


def accounts_for(rooftop_ids: Iterable[int], what: str) -> dict[int, Account]:
    """By store, the account by which it does this now: of several the one set up last. One statement.

    One whose secrets can't be opened is left out: a message that waits is better than one under a wrong name.
    """
    found: dict[int, Account] = {}
    for row in connectors_of(rooftop_ids):
        if row.does(what):
            try:
                found[row.rooftop_id] = account_of(row)
            except SealBroken:
                continue
    return found
