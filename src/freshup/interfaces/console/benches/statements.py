"""How many statements a page takes, asked in a process that is the web role.

`python -m …benches.statements` reads [[session, path], …] as JSON and prints the counts; each page is asked twice
and the second time counts, since settings are read once and kept.
"""

import json
import sys
from typing import Any

import django
from django.conf import settings
from django.db import connection
from django.test import Client


def count(session: str, path: str) -> int:
    asked = 0

    def note(execute: Any, statement: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(statement, params, many, context)

    client = Client(HTTP_HOST="localhost", raise_request_exception=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    client.get(path)
    with connection.execute_wrapper(note):
        client.get(path)
    return asked


def main() -> None:
    django.setup()
    json.dump([count(session, path) for session, path in json.load(sys.stdin)], sys.stdout)


if __name__ == "__main__":
    main()
