"""The ways an inquiry gives to reach its sender, as rows-to-be."""

from dataclasses import dataclass

from freshup.domain.intake import Prospect
from freshup.domain.people import canonical_email, email_key, is_masked, phone_key

VALUE_LENGTH_MAX = 254


@dataclass(frozen=True, slots=True)
class Point:
    """One address or number. `value` is its identity key; `shown_as` is what is written to or dialled."""

    kind: str
    value: str
    shown_as: str
    phone_kind: str = ""
    extension: str = ""
    masked: bool = False


def contact_points(prospect: Prospect) -> list[Point]:
    """Every e-mail address and phone number of the inquiry, once each, in its order.

    A masked relay address reaches the customer but identifies nobody: it is kept and marked.
    """
    points: dict[str, Point] = {}
    for raw in prospect.emails or ((prospect.email,) if prospect.email else ()):
        address = canonical_email(raw)
        if address is None:
            continue
        masked = is_masked(address) or (prospect.email_masked and raw == prospect.email)
        value = (address if masked else email_key(raw) or address)[:VALUE_LENGTH_MAX]
        points.setdefault(value, Point("email", value, address[:VALUE_LENGTH_MAX], masked=masked))
    for phone in prospect.phones:
        number = phone_key(phone)
        if number is None:
            continue
        points.setdefault(
            number, Point("phone", number, number, phone.kind[:8], (phone.extension or "")[:12])
        )
    return list(points.values())
