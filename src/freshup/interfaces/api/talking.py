"""What a provider must be told at once: decided in a transaction of its own, in the scope of the connector's store."""

import logging
from datetime import UTC, datetime

from django.db import connection, transaction

from freshup.bootstrap.connectors import Talk, otherwise_of
from freshup.ports.accounts import Account
from freshup.ports.hooks import Answer, Hook
from freshup.queries import access

log = logging.getLogger(__name__)


def talked(talk: Talk, hook: Hook, account: Account) -> Answer:
    """Runs in a thread; its connection goes back to the pool."""
    try:
        with transaction.atomic():
            access.enter(access.of_stores([account.rooftop_id], [account.group_id]))
            return talk(hook, account, datetime.now(UTC))
    # The outermost door: somebody is on the line, and a database that is away is no reason to say nothing.
    except Exception as error:
        otherwise = otherwise_of(account.provider)
        if otherwise is None:
            raise
        log.error(
            "a %s of connector %d was answered in an emergency: %s",
            hook.kind,
            account.id,
            type(error).__name__,
        )
        return otherwise(hook, account)
    finally:
        connection.close()
