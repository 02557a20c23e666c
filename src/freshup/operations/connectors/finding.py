"""The connector behind a webhook's key, before anybody's scope is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from freshup.operations.connectors.accounts import account_of
from freshup.operations.connectors.opening import hook_key_hash
from freshup.operations.connectors.sealing import SealBroken
from freshup.ports.accounts import Account
from freshup.queries import access
from freshup.queries.connectors import found, these


@dataclass(frozen=True, slots=True)
class FoundConnector:
    """`account` is empty where its secrets can't be opened."""

    id: int
    rooftop_id: int
    group_id: int
    provider: str
    disabled_at: datetime | None
    account: Account | None


def find_connectors(keys: Sequence[str]) -> dict[str, FoundConnector]:
    """The connectors that exist, by the key they were asked with."""
    answers = {}
    for key in dict.fromkeys(keys):
        where = found(hook_key_hash(key))
        if where is None:
            continue
        with transaction.atomic():
            access.enter(access.of_stores([where[1]], [where[2]]))
            row = these([where[0]])[where[0]]
        try:
            account = account_of(row)
        except SealBroken:
            account = None
        answers[key] = FoundConnector(
            row.id, row.rooftop_id, row.group_id, row.provider, row.disabled_at, account
        )
    return answers
