"""What the customer said, as a lead keeps it: the words, apart from the facts that rules made of them."""

from typing import Any

from freshup.domain.intake import Prospect, Vehicle

WANTED_LENGTH_MAX = 160


def said(prospect: Prospect) -> dict[str, Any]:
    """The prospect's words as JSON; what it did not say is left out."""
    words = {
        "first": prospect.first,
        "middle": prospect.middle,
        "last": prospect.last,
        "company": prospect.company,
        "emails": list(prospect.emails),
        "phones": [
            {
                "raw": phone.raw,
                "e164": phone.e164,
                "kind": phone.kind,
                "extension": phone.extension,
                "time": phone.preferred_time,
            }
            for phone in prospect.phones
        ],
        "street": prospect.street,
        "city": prospect.city,
        "region": prospect.region,
        "postal_code": prospect.postal_code,
        "country": prospect.country,
        "comments": prospect.comments,
        "timeframe": prospect.timeframe,
        "vendor": prospect.vendor,
        "extensions": dict(prospect.extensions),
    }
    return {name: value for name, value in words.items() if value}


def wanted_line(prospect: Prospect) -> str:
    """The vehicle of interest in one line; for somebody who sells, the one on offer."""
    about = prospect.vehicles or (prospect.trade_ins if prospect.kind_hint == "sell" else ())
    return vehicle_line(about[0])[:WANTED_LENGTH_MAX] if about else ""


def vehicle_line(vehicle: Vehicle) -> str:
    parts = (str(vehicle.year or ""), vehicle.make, vehicle.model, vehicle.trim)
    return " ".join(part for part in parts if part)
