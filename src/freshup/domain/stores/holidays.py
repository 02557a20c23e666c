"""Public and customary holidays of a store's country and region, as the `holidays` library names them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays

from freshup.domain.stores.errors import UnknownHolidayCountry

# Good Friday, Easter Sunday and Christmas Eve are no public holidays in the US, but stores close on them.
_CATEGORIES = ("public", "unofficial")


@lru_cache(maxsize=512)
def holidays_of(country: str, region: str, year: int) -> Mapping[date, tuple[str, ...]]:
    """Names of the holidays on each date of the year. Raises UnknownHolidayCountry.

    A region which the library doesn't know has its country's holidays. The language is fixed to the country's
    own: without it the library follows the machine's, and a stored name would cease to match.
    """
    kind = getattr(holidays, country, None) if len(country) == 2 and country.isupper() else None
    if kind is None:
        raise UnknownHolidayCountry(country)
    found = kind(
        subdiv=region if region in kind.subdivisions else None,
        years=year,
        expand=False,
        language=kind.default_language,
        categories=tuple(name for name in _CATEGORIES if name in kind.supported_categories),
    )
    return MappingProxyType({on: tuple(found.get_list(on)) for on in sorted(found)})


def holiday_names(country: str, region: str, year: int) -> tuple[str, ...]:
    """The holidays a store may choose to observe, in the order of this year. Raises UnknownHolidayCountry.

    *Christmas Day (observed)* is a name of its own: a store that observes *Christmas Day* closes on the 25th,
    not on the Monday that offices take instead.
    """
    days = holidays_of(country, region, year)
    return tuple(dict.fromkeys(name for names in days.values() for name in names))
