"""The blanks a template may have: what each is called on the page, and a sample for the preview."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from freshup.domain.reasons import N_ as _


@dataclass(frozen=True, slots=True)
class FieldDoc:
    label: str
    sample: str


FIELDS: Final[Mapping[str, FieldDoc]] = {
    "first_name": FieldDoc(_("The customer's first name"), "Ana"),
    "last_name": FieldDoc(_("The customer's last name"), "Flores"),
    "vehicle": FieldDoc(_("The vehicle they asked about"), "2023 Honda CR-V"),
    "price": FieldDoc(_("Its advertised price"), "$27,450"),
    "stock": FieldDoc(_("Its stock number"), "H2231"),
    "mileage": FieldDoc(_("Its mileage"), "18,400"),
    "availability": FieldDoc(_("Whether it is still here"), "available"),
    "alternative": FieldDoc(_("A vehicle close to it"), "2022 Toyota RAV4"),
    "alternative_price": FieldDoc(_("The price of the vehicle close to it"), "$26,900"),
    "store": FieldDoc(_("The store's name"), "Harbor Honda"),
    "store_phone": FieldDoc(_("The store's phone number"), "(305) 555-0142"),
    "store_address": FieldDoc(_("The store's address"), "100 Harbor Road, Miami"),
    "website": FieldDoc(_("The store's website"), "harbor.example.com"),
    "agent_name": FieldDoc(_("Who looks after the customer"), "Dana Whitfield"),
    "agent_first_name": FieldDoc(_("The first name of who looks after the customer"), "Dana"),
    "opens": FieldDoc(_("When the store opens next"), "Monday 9:00 AM"),
    "appointment": FieldDoc(_("When they have an appointment"), "Thursday 4:00 PM"),
    "trade": FieldDoc(_("The vehicle they would trade in"), "2017 Ford Escape"),
}
