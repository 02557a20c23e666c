"""What the trial needs in its database, made by the operations a set-up uses.

`python -P seeding.py COUNT FILE WATCHERS`, by whichever version comes first on the path, opens four stores, writes
COUNT inquiries of different people to FILE as requests, signs a principal in for each watcher, and prints the
sessions as JSON.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import django

GROUPS: Final = 2
STORES_A_GROUP: Final = 2

django.setup()

# Django must be set up before anything that has models is imported.
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from freshup.interfaces.console.benches.load import post, write_requests  # noqa: E402
from freshup.interfaces.console.benches.reading import open_session  # noqa: E402
from freshup.interfaces.console.benches.seeding import open_stores, posts  # noqa: E402
from freshup.operations.accounts import create_account  # noqa: E402


def main() -> None:
    count, path, watchers = int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    now = datetime.now(UTC)
    stores = open_stores(now=now, groups=GROUPS, stores=STORES_A_GROUP)
    write_requests(path, [post(key, body) for key, body in posts(count, stores, now=now)])
    sessions = [_watcher(number, now) for number in range(watchers)]
    print(json.dumps({"cookie": settings.SESSION_COOKIE_NAME, "sessions": sessions, "key": stores[0].key}))


def _watcher(number: int, now: datetime) -> str:
    """A principal of the first group, who sees all its stores."""
    email = f"principal{number}@dealer.example.com"
    store = _one("SELECT min(id) FROM rooftop")
    create_account(email, "Principal", role="principal", rooftop_id=store, password="trial only", now=now)
    return open_session(_one("SELECT user_id FROM staff WHERE scope = 'group' ORDER BY id DESC LIMIT 1"))


def _one(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
    return row[0] if row else None


if __name__ == "__main__":
    main()
