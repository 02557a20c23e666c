"""How far a customer is from the store, by postal code. A place counts as its distance and as nothing else."""

from functools import cache, lru_cache

import zipcodes

DISTANCES_IN_MEMORY = 100_000


@cache
def _coordinates() -> dict[str, tuple[float, float]]:
    return {
        place["zip_code"]: (float(place["long"]), float(place["lat"]))
        for place in zipcodes.list_all()
        if place["lat"] and place["long"]
    }


@lru_cache(maxsize=DISTANCES_IN_MEMORY)
def distance_miles(store_postal_code: str, customer_postal_code: str) -> int | None:
    """Whole miles between two US postal codes, as the crow flies; None where either is unknown."""
    here = _coordinates().get(store_postal_code[:5])
    there = _coordinates().get(customer_postal_code[:5])
    if here is None or there is None:
        return None
    return round(float(zipcodes.haversine(*here, *there)))
