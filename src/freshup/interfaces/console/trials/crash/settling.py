"""The sweep for forgotten messages, run as if six minutes had passed: `python -m …crash.settling` says how many.

Only where nobody lives who still has one in hand: what is in flight is dated back.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

import django

django.setup()

# Django must be set up before anything that has models is imported.
from django.db import connection  # noqa: E402

from freshup.bootstrap.sending import senders  # noqa: E402
from freshup.operations.conversations import settle_forgotten  # noqa: E402
from freshup.operations.conversations.sending import FORGOTTEN_AFTER  # noqa: E402

AS_IF: Final = (
    "UPDATE message SET claimed_at = claimed_at - make_interval(secs => %s) WHERE state = 'sending'"
)


def main() -> None:
    sender, settled = senders(), 0
    with connection.cursor() as cursor:
        cursor.execute(AS_IF, [(FORGOTTEN_AFTER + timedelta(minutes=1)).total_seconds()])
    try:
        while done := settle_forgotten(sender, now=datetime.now(UTC)):
            settled += done
    finally:
        sender.close()
    print(settled)


if __name__ == "__main__":
    main()
