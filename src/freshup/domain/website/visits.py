"""What the web tag says of one page, and what counts as a visit (CAP-13).

The tag sends no more than this: a random name of the browser, the path without its query, and which vehicle the page
shows. Anything else in the message is left unread.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from freshup.domain.conversations.machines import Fetch, machine
from freshup.domain.vehicles import stock_key, written_vin

# Half an hour of silence ends a visit, as web analytics have always counted.
VISIT_ENDS_AFTER: Final = timedelta(minutes=30)
KEPT_DAYS: Final = 90
BODY_BYTES_MAX: Final = 2_048
PATH_LENGTH_MAX: Final = 300
STOCK_LENGTH_MAX: Final = 30
# 128 bits and more in letters that survive a URL; the column has forty.
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{20,40}\Z")
_CLICK: Final = re.compile(r"[A-Za-z0-9_-]{12,40}\Z")
_CONTROL: Final = re.compile(r"[\x00-\x20\x7f]")


class NotAView(ValueError):
    """The message is none of the tag's."""


@dataclass(frozen=True, slots=True)
class PageView:
    """One page somebody looked at. `vehicle`: the page says that it shows one; `click`: the link that led here."""

    visitor: str
    path: str
    vin: str = ""
    stock: str = ""
    vehicle: bool = False
    click: str = ""


def is_token(text: object) -> bool:
    return isinstance(text, str) and _TOKEN.match(text) is not None


def read_view(body: bytes) -> PageView:
    """The page a message tells of. Raises NotAView."""
    try:
        said: Any = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise NotAView("not JSON") from None
    if not isinstance(said, dict) or not is_token(said.get("visitor")):
        raise NotAView("no visitor")
    vin, stock = written_vin(_text(said, "vin"))[:17], stock_key(_text(said, "stock"))[:STOCK_LENGTH_MAX]
    click = said.get("fu")
    return PageView(
        visitor=said["visitor"],
        path=clean_path(_text(said, "path")),
        vin=vin,
        stock=stock,
        vehicle=said.get("vehicle") is True or bool(vin or stock),
        click=click if isinstance(click, str) and _CLICK.match(click) else "",
    )


def clean_path(path: str) -> str:
    """The path alone: a query may hold anything, also what somebody typed."""
    path = path.partition("?")[0].partition("#")[0]
    return (path if path.startswith("/") else f"/{path}")[:PATH_LENGTH_MAX]


def is_wanted(headers: Mapping[str, str], at: datetime) -> bool:
    """Whether this page view may be kept at all; header names in lower case.

    Not where the browser says by Global Privacy Control that its user wants none of it (a request that several
    states' privacy laws make binding), and not where a program looked.
    """
    if headers.get("sec-gpc", "").strip() == "1":
        return False
    # A page is nothing that was delivered before: only what the request says of itself counts.
    long_ago = at - timedelta(days=1)
    agent = headers.get("user-agent", "")
    return not machine(Fetch("visit", at, reached_at=long_ago, user_agent=agent, headers=headers))


def _text(said: dict[str, Any], name: str) -> str:
    """What the database can keep of it: no NUL, no half of a surrogate pair."""
    value = said.get(name)
    return _CONTROL.sub("", value.encode("utf-8", "ignore").decode()) if isinstance(value, str) else ""
