"""The page of a long list that an address asks for, and the addresses of the pages beside it."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import QueryDict

from freshup.queries.keyset import Found, Position, Turn


def turn_of(query: QueryDict) -> Turn:
    """`?before=` or `?after=` a position; whatever is none means the newest page."""
    return Turn(Position.read(query.get("before")), Position.read(query.get("after")))


def pages(found: Found, kept: Mapping[str, str]) -> dict[str, str]:
    """`newer_url` and `older_url`, with what the list is filtered by."""
    return {
        "newer_url": "?" + urlencode({**kept, "after": str(found.newer)}) if found.newer else "",
        "older_url": "?" + urlencode({**kept, "before": str(found.older)}) if found.older else "",
    }
