"""Where a customer may be: the address if there is one, else the area code of the number, both when they disagree.

Numbers travel and an area code is no proof, but courts accept it as the usual proxy, and Florida and Oklahoma presume
their law by it. Where the two disagree, each place that is possible counts, and the strictest decides.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache, lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
import zipcodes
from phonenumbers import timezone as number_zones

PLACES_IN_MEMORY: Final = 200_000
# The bundled list names foreign and far-away codes at a few border ZIPs; a real area code has dozens.
ZIPS_OF_A_CODE_MIN: Final = 15
# A number known in more zones than this has no place: toll-free and the like.
ZONES_MAX: Final = 4


class Place(NamedTuple):
    """A US state ("" where it is not known or abroad) and an IANA zone."""

    state: str
    zone: str


# Zones that keep the same time today (all since 2007), so that four counties of Indiana are not four places.
_SAME_TIME: Final = {
    **dict.fromkeys(
        (
            "America/Detroit", "America/Indiana/Indianapolis", "America/Indiana/Marengo",
            "America/Indiana/Petersburg", "America/Indiana/Vevay", "America/Indiana/Vincennes",
            "America/Indiana/Winamac", "America/Kentucky/Louisville", "America/Kentucky/Monticello",
        ),
        "America/New_York",
    ),
    **dict.fromkeys(
        (
            "America/Indiana/Knox", "America/Indiana/Tell_City", "America/Menominee",
            "America/North_Dakota/Beulah", "America/North_Dakota/Center", "America/North_Dakota/New_Salem",
        ),
        "America/Chicago",
    ),
    "America/Boise": "America/Denver",
    **dict.fromkeys(
        ("America/Juneau", "America/Metlakatla", "America/Nome", "America/Sitka", "America/Yakutat"),
        "America/Anchorage",
    ),
}  # fmt: skip

STATE_NAMES: Final = {
    "alabama": "AL", "alaska": "AK", "arizona": "AZ", "arkansas": "AR", "california": "CA", "colorado": "CO",
    "connecticut": "CT", "delaware": "DE", "district of columbia": "DC", "florida": "FL", "georgia": "GA",
    "hawaii": "HI", "idaho": "ID", "illinois": "IL", "indiana": "IN", "iowa": "IA", "kansas": "KS",
    "kentucky": "KY", "louisiana": "LA", "maine": "ME", "maryland": "MD", "massachusetts": "MA",
    "michigan": "MI", "minnesota": "MN", "mississippi": "MS", "missouri": "MO", "montana": "MT",
    "nebraska": "NE", "nevada": "NV", "new hampshire": "NH", "new jersey": "NJ", "new mexico": "NM",
    "new york": "NY", "north carolina": "NC", "north dakota": "ND", "ohio": "OH", "oklahoma": "OK",
    "oregon": "OR", "pennsylvania": "PA", "puerto rico": "PR", "rhode island": "RI", "south carolina": "SC",
    "south dakota": "SD", "tennessee": "TN", "texas": "TX", "utah": "UT", "vermont": "VT", "virginia": "VA",
    "washington": "WA", "west virginia": "WV", "wisconsin": "WI", "wyoming": "WY",
}  # fmt: skip
STATES: Final = tuple(sorted(STATE_NAMES.values()))


@lru_cache(maxsize=PLACES_IN_MEMORY)
def places_of(region: str, postal_code: str, e164: str | None) -> tuple[Place, ...]:
    """Every place this customer may be at, by their address and their number; empty when nothing is known."""
    at_home = _by_address(region, postal_code)
    by_number = _by_number(e164) if e164 else ()
    if not at_home or not by_number:
        return at_home or by_number
    agree = {(one.state, same_time(one.zone)) for one in by_number}
    if all((one.state, same_time(one.zone)) in agree for one in at_home):
        return at_home
    return tuple(dict.fromkeys(at_home + by_number))


def same_time(zone: str) -> str:
    """The zone that stands for all those with its time."""
    return _SAME_TIME.get(zone, zone)


def _by_address(region: str, postal_code: str) -> tuple[Place, ...]:
    written = region.strip()
    state = written.upper() if written.upper() in STATES else STATE_NAMES.get(written.casefold(), "")
    at_zip = _atlas().zips.get(postal_code.strip()[:5])
    if at_zip is None:
        return _atlas().states.get(state, ())
    if state and state != at_zip.state:
        return (at_zip, *_atlas().states.get(state, ()))
    return (at_zip,)


def _by_number(e164: str) -> tuple[Place, ...]:
    if e164.startswith("+1") and (known := _atlas().codes.get(e164[2:5])):
        return known
    return _by_library(e164[:5] if e164.startswith("+1") else "", e164)


@lru_cache(maxsize=4096)
def _by_library(code: str, e164: str) -> tuple[Place, ...]:
    """Codes opened since the list was made, and numbers abroad: a zone without a state."""
    try:
        zones = number_zones.time_zones_for_number(phonenumbers.parse(f"{code}5550123" if code else e164))
    except phonenumbers.NumberParseException:
        return ()
    found = tuple(dict.fromkeys(Place("", same_time(zone)) for zone in zones if _exists(zone)))
    return found if len(found) <= ZONES_MAX else ()


class _Atlas(NamedTuple):
    zips: dict[str, Place]
    codes: dict[str, tuple[Place, ...]]
    states: dict[str, tuple[Place, ...]]


@cache
def _atlas() -> _Atlas:
    """Postal codes, area codes and states; 0.15 s once, from the list bundled with `zipcodes`."""
    zips: dict[str, Place] = {}
    codes: dict[str, Counter[Place]] = defaultdict(Counter)
    states: dict[str, Counter[Place]] = defaultdict(Counter)
    for entry in zipcodes.list_all():
        state, zone = entry["state"], entry["timezone"]
        if not _exists(zone):
            continue
        zips[entry["zip_code"]] = Place(state, zone)
        around = Place(state, same_time(zone))
        states[state][around] += 1
        for code in entry["area_codes"]:
            codes[code][around] += 1
    return _Atlas(
        zips,
        {code: found for code, seen in codes.items() if (found := _of_code(seen))},
        {state: tuple(seen) for state, seen in states.items()},
    )


def _of_code(seen: Counter[Place]) -> tuple[Place, ...]:
    """A code lies in one state (ZIPs beyond its border list it too), but may lie in two of its zones."""
    by_state: Counter[str] = Counter()
    for place, count in seen.items():
        by_state[place.state] += count
    state, count = by_state.most_common(1)[0]
    return tuple(place for place in seen if place.state == state) if count >= ZIPS_OF_A_CODE_MIN else ()


@cache
def _exists(zone: str) -> bool:
    try:
        return bool(zone) and bool(ZoneInfo(zone).key) and "/" in zone and not zone.startswith("Etc/")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
