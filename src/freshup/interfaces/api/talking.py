"""What a provider must be told at once: decided in a transaction of its own, in the scope of the connector's store."""

from datetime import UTC, datetime

from django.db import connection, transaction

from freshup.bootstrap.connectors import Talk
from freshup.ports.accounts import Account
from freshup.ports.hooks import Answer, Hook
from freshup.queries import access


def talked(talk: Talk, hook: Hook, account: Account) -> Answer:
    """Runs in a thread; its connection goes back to the pool."""
    try:
        with transaction.atomic():
            access.enter(access.of_stores([account.rooftop_id], [account.group_id]))
            return talk(hook, account, datetime.now(UTC))
    finally:
        connection.close()
