"""Parts of the day, and when in each of them a customer is best tried at one store.

Found by date in the store's own zone, and kept: a store's hundred enrolments ask for the same few days.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from freshup.domain.cadences.steps import DAY_PARTS
from freshup.domain.stores import Calendar, openings_between

NOON: Final = 720
EVENING: Final = 1020
# Minutes of the local day, [from, to). The first that the store's hours leave room in is taken: well apart from
# each other, so that one part's last attempt and the next part's first are an hour apart; then all that no state
# calls quiet; then whatever is left of the part.
_WINDOWS: Final[Mapping[str, tuple[tuple[int, int], ...]]] = {
    "morning": ((9 * 60, 11 * 60), (8 * 60, NOON), (0, NOON)),
    "afternoon": ((13 * 60, 16 * 60), (NOON, EVENING)),
    "evening": ((EVENING, 19 * 60 + 30), (EVENING, 20 * 60), (EVENING, 1440)),
}
ROOM_MIN: Final = timedelta(minutes=20)
# A part of the day that does not come within two weeks does not come.
DAYS_MAX: Final = 14

Window = tuple[datetime, datetime]


def day_part(local: datetime) -> str:
    """The part of the day of a moment in the store's zone."""
    minute = local.hour * 60 + local.minute
    if minute < NOON:
        return "morning"
    return "afternoon" if minute < EVENING else "evening"


def midnight(on: date, zone: ZoneInfo) -> datetime:
    """The beginning of a date of the store, in UTC."""
    return datetime.combine(on, time(), zone).astimezone(UTC)


@lru_cache(maxsize=50_000)
def windows_on(calendar: Calendar, zone: ZoneInfo, on: date, open_only: bool) -> Mapping[str, Window | None]:
    """When each part of this date may be used, in UTC; `open_only`: while somebody is there to answer."""
    start, end = midnight(on, zone), midnight(on + timedelta(days=1), zone)
    spans = openings_between(calendar, start, end) if open_only else ((start, end),)
    return {part: _roomiest(part, on, zone, spans) for part in DAY_PARTS}


def _roomiest(part: str, on: date, zone: ZoneInfo, spans: tuple[Window, ...]) -> Window | None:
    for first, last in _WINDOWS[part]:
        start = _at_minute(on, first, zone)
        end = _at_minute(on, last, zone)
        found = [(max(start, opens), min(end, closes)) for opens, closes in spans]
        best = max(found, key=lambda window: window[1] - window[0], default=None)
        if best is not None and best[1] - best[0] >= ROOM_MIN:
            return best
    return None


def _at_minute(on: date, minute: int, zone: ZoneInfo) -> datetime:
    if minute == 1440:
        return midnight(on + timedelta(days=1), zone)
    return datetime.combine(on, time(minute // 60, minute % 60), zone).astimezone(UTC)


def first_in_part(
    part: str,
    earliest: datetime,
    *,
    calendar: Calendar,
    zone: ZoneInfo,
    open_only: bool,
    spread: int | None = None,
) -> tuple[datetime, int] | None:
    """The first moment in this part at or after `earliest`, and how many days later; None within DAYS_MAX.

    With `spread` (any whole number) it is somewhere in the window and not always at its beginning.
    """
    on = earliest.astimezone(zone).date()
    for days in range(DAYS_MAX):
        window = windows_on(calendar, zone, on, open_only)[part]
        on += timedelta(days=1)
        if window is None or window[1] <= earliest:
            continue
        start = max(window[0], earliest)
        if spread is not None:
            start += timedelta(minutes=spread % max((window[1] - start) // timedelta(minutes=1), 1))
        return start, days
    return None
