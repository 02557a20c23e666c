"""Quick choices of a time: in an hour, this evening, tomorrow at nine, or what was picked, in the store's zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from freshup.interfaces.web.words import hour

EVENING: Final = time(18, 30)
MORNING: Final = time(9)
PICKED: Final = "picked"
AHEAD_MAX: Final = timedelta(days=366)


class NoTime(ValueError):
    """What was typed is no moment, is over, or lies more than a year ahead; says so in words."""


@dataclass(frozen=True, slots=True)
class TimeChoice:
    """One button: its code goes back to the server, which works the moment out anew."""

    code: str
    label: str
    at: datetime


def choices(now: datetime, zone: ZoneInfo, *, soon: bool = False, later: bool = False) -> list[TimeChoice]:
    """The quick choices of this moment; `soon` adds a quarter of an hour, `later` next Monday.

    The evening only while it is to come.
    """
    local = now.astimezone(zone)
    evening = datetime.combine(local.date(), EVENING, zone).astimezone(UTC)
    tomorrow = datetime.combine(local.date() + timedelta(days=1), MORNING, zone).astimezone(UTC)
    found = [TimeChoice("hour", _("In 1 hour"), now + timedelta(hours=1))]
    if soon:
        found.insert(0, TimeChoice("quarter", _("In 15 minutes"), now + timedelta(minutes=15)))
    if evening > now + timedelta(minutes=30):
        found.append(TimeChoice("evening", _("This evening, %(at)s") % {"at": hour(evening, zone)}, evening))
    found.append(TimeChoice("tomorrow", _("Tomorrow, %(at)s") % {"at": hour(tomorrow, zone)}, tomorrow))
    if later:
        days = 7 - local.weekday()
        monday = datetime.combine(local.date() + timedelta(days=days), MORNING, zone).astimezone(UTC)
        found.append(TimeChoice("monday", _("Next Monday, %(at)s") % {"at": hour(monday, zone)}, monday))
    return found


def chosen_time(posted: Mapping[str, str], now: datetime, zone: ZoneInfo) -> datetime:
    """The moment of the button that was pressed (`when`), or of the field (`at`). Raises NoTime."""
    when = posted.get("when", "")
    for choice in choices(now, zone, soon=True, later=True):
        if choice.code == when:
            return choice.at
    return checked(typed_time(posted.get("at", ""), zone), now)


def checked(at: datetime, now: datetime) -> datetime:
    if at <= now:
        raise NoTime(_("That time is over already. Nothing was changed."))
    if at > now + AHEAD_MAX:
        raise NoTime(_("That is more than a year ahead. Nothing was changed."))
    return at


def typed_time(typed: str, zone: ZoneInfo) -> datetime:
    """What a date-and-time field holds, `2026-11-24T14:00`, at the store. Raises NoTime.

    An hour that a change of clocks leaves out is the one an hour later; one that comes twice is the first.
    """
    try:
        local = datetime.fromisoformat(typed)
        at = local.replace(tzinfo=zone) if local.tzinfo is None else local
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise NoTime(_("Choose a day and an hour. Nothing was changed.")) from None


def field_value(at: datetime, zone: ZoneInfo) -> str:
    """A moment as a date-and-time field takes it."""
    return at.astimezone(zone).strftime("%Y-%m-%dT%H:%M")
