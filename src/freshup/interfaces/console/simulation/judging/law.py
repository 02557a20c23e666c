"""Hours and caps, typed once more from their sources; a wrong figure in the product is not copied here.

Hours: 47 CFR 64.1200(c)(1); Fla. Stat. 501.616(6); Okla. Stat. 15 § 775C.4; RCW 80.36.390; Tex. Bus. & Com. Code
301.051; Va. Code 59.1-511. Where nobody knows the state the house keeps 9 to 20, on Sundays from noon. Caps within 24
hours: three in Florida and Oklahoma by their statutes; six for a customer's own inquiry and three of marketing, one of
them by machine, are house rules. What is not yet read at a source is not judged.
"""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from freshup.interfaces.console.simulation.judging.atlas import MAINLAND, Place

# (opens, closes) in hours of the customer's wall clock: on Monday to Saturday, and on Sunday.
HOURS: Final = {
    "": ((9, 20), (12, 20)),
    "FL": ((8, 20), (8, 20)),
    "OK": ((8, 20), (8, 20)),
    "WA": ((8, 20), (8, 20)),
    "TX": ((9, 21), (12, 21)),
}
FEDERAL: Final = ((8, 21), (8, 21))
SUNDAY: Final = 6
FOLLOW_UPS_MAX: Final = 6
FOLLOW_UPS_MAX_OF_STATE: Final = {"FL": 3, "OK": 3}
MARKETING_MAX, MARKETING_BY_MACHINE_MAX = 3, 1
DAY: Final = timedelta(hours=24)
CONFIRMED_WITHIN: Final = timedelta(minutes=5)
ACKNOWLEDGED_ONCE_WITHIN: Final = timedelta(hours=24)
ANYWHERE: Final = tuple(Place("", zone) for zone in MAINLAND)

_zone = lru_cache(maxsize=None)(ZoneInfo)


def too_early_or_late(places: tuple[Place, ...], at: datetime) -> str:
    """The first of these places where nobody may be called or texted now, with its local time; "" when all may."""
    for place in places or ANYWHERE:
        local = at.astimezone(_zone(place.zone))
        opens, closes = HOURS.get(place.state, FEDERAL)[local.weekday() == SUNDAY]
        if not opens <= local.hour < closes:
            return f"{place.state or '?'} {place.zone} {local:%a %H:%M}"
    return ""


def most_in_a_day(places: tuple[Place, ...], purpose: str) -> int:
    """How many calls and texts together one person may get within 24 hours."""
    if purpose == "marketing":
        return MARKETING_MAX
    return min([FOLLOW_UPS_MAX, *(FOLLOW_UPS_MAX_OF_STATE.get(one.state, FOLLOW_UPS_MAX) for one in places)])
