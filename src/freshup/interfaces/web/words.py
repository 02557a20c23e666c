"""Moments in words, in the reader's language."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format


def hour(at: datetime, zone: ZoneInfo, now: datetime | None = None) -> str:
    """The hour in the store's zone; with the weekday when `now` is given and it is another day."""
    local = at.astimezone(zone)
    if now is not None and local.date() != now.astimezone(zone).date():
        return f"{date_format(local, 'D')} {date_format(local, 'TIME_FORMAT')}"
    return date_format(local, "TIME_FORMAT")
