"""A person who looks at pages: one kept connection, one session, and how long each page took."""

import http.client
import re
import time
from dataclasses import dataclass, field
from html import unescape
from typing import Final

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore

OLDER: Final = re.compile(r'href="([^"]+)"[^>]*rel="next"')
ROWS: Final = re.compile(r'class="row-link"')
PAGE_ROWS: Final = 50


class PageFailed(Exception):
    """A page did not answer 200."""


@dataclass(slots=True)
class Reader:
    """Signed in as one of the viewers. Times are of the whole answer, as the browser's side of the wire sees it."""

    port: int
    session: str
    line: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def get(self, path: str) -> tuple[str, float]:
        """The page and its milliseconds. Raises PageFailed."""
        began = time.perf_counter()
        headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={self.session}", "Accept": "text/html"}
        self.line.request("GET", path, headers=headers)
        answer = self.line.getresponse()
        body = answer.read()
        took = (time.perf_counter() - began) * 1000
        if answer.status != 200:
            raise PageFailed(f"{path} answered {answer.status}")
        return body.decode(), took

    def times(self, path: str, *, warm: int, count: int) -> list[float]:
        self._line_anew()
        for _ in range(warm):
            self.get(path)
        return [self.get(path)[1] for _ in range(count)]

    def deep(self, path: str, pages: int, rows: int = PAGE_ROWS) -> tuple[str, int]:
        """Following the link to older leads: the hundredth full page, or the last there is, and its number."""
        self._line_anew()
        number = 1
        while number < pages:
            found = OLDER.search(self.get(path)[0])
            if found is None:
                break
            further = unescape(found[1])
            if number_of_rows(self.get(further)[0]) < rows:
                break
            path, number = further, number + 1
        return path, number

    def _line_anew(self) -> None:
        """A server closes a line on which nothing was asked for a while; the next request opens it again."""
        self.line.close()


def number_of_rows(page: str) -> int:
    return len(ROWS.findall(page))


def open_session(user_id: int) -> str:
    """A session as signing in would leave it, in the database this process is pointed at."""
    user = get_user_model().objects.get(pk=user_id)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)
