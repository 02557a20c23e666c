"""What the codes of intake are called on its screens."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from freshup.domain.intake import Phone, Prospect, Vehicle
from freshup.interfaces.web.templatetags.freshup import phone as national

STATES: Mapping[str, Any] = {
    "waiting": lazy("Waiting"),
    "parsed": lazy("Read"),
    "repaired": lazy("Read with repairs"),
    "quarantined": lazy("Needs a look"),
    "not_a_lead": lazy("No lead"),
}
CHANNELS: Mapping[str, Any] = {
    "http": lazy("Web post"),
    "smtp": lazy("E-mail"),
    "email": lazy("E-mail"),
    "form": lazy("Website form"),
    "phone": lazy("Phone"),
    "missed": lazy("Missed call"),
    "walk_in": lazy("Walk-in"),
    "hand": lazy("Entered by hand"),
    "test": lazy("Test lead"),
}
SOURCE_KINDS: Mapping[str, Any] = {
    "first_party": lazy("Own website"),
    "third_party": lazy("Third party"),
    "phone": lazy("Phone"),
    "chat": lazy("Chat"),
    "walk_in": lazy("Walk-in"),
    "service": lazy("Service"),
    "equity": lazy("Equity"),
    "referral": lazy("Referral"),
}
DEPARTMENTS: Mapping[str, Any] = {
    "sales": lazy("Sales"),
    "service": lazy("Service"),
    "parts": lazy("Parts"),
}
KEY_STATES: Mapping[str, Any] = {
    "active": lazy("Active"),
    "expiring": lazy("Being replaced"),
    "expired": lazy("Expired"),
    "disabled": lazy("Switched off"),
}
_PHONES: Mapping[str, Any] = {
    "cell": lazy("Cell phone"),
    "home": lazy("Home phone"),
    "work": lazy("Work phone"),
    "fax": lazy("Fax"),
    "pager": lazy("Pager"),
}


def reason_words(reason: str) -> str:
    """Why a document was set aside. The decoders' own sentences stand as they are."""
    known = {
        "no contact": _("Neither a phone number nor an e-mail address could be read"),
        "set aside by hand": _("A person said that it is no lead"),
        "the stored bytes are missing": _("The stored bytes are missing: look at the storage directory"),
    }
    return known.get(reason) or (_(reason) if reason else "")


def repeat_words(rule: str) -> str:
    """By what a repeat was recognised."""
    known = {"same_id": _("same number of the same provider"), "same_content": _("same content within a day")}
    return known.get(rule, rule)


def facts(prospect: Prospect) -> list[tuple[str, str]]:
    """What was understood of one person, field by field; what is absent is left out."""
    place = ", ".join(
        filter(
            None, (prospect.street, prospect.city, prospect.region, prospect.postal_code, prospect.country)
        )
    )
    rows: list[tuple[str, str | None]] = [
        (_("Name"), " ".join(filter(None, (prospect.first, prospect.middle, prospect.last)))),
        (_("Company"), prospect.company),
        *((_("E-mail"), email) for email in prospect.emails or filter(None, (prospect.email,))),
        *((str(_PHONES.get(one.kind, _("Phone"))), phone_words(one)) for one in prospect.phones),
        (_("Address"), place),
        *((_("Wants"), vehicle_words(one)) for one in prospect.vehicles),
        *((_("Trade-in"), vehicle_words(one)) for one in prospect.trade_ins),
        (_("Time frame"), prospect.timeframe),
        (_("Financing"), {True: _("yes"), False: _("no")}.get(bool(prospect.wants_finance)))
        if prospect.wants_finance is not None
        else ("", None),
        (_("Comments"), prospect.comments),
        (_("Provider"), prospect.provider),
        (_("Addressed to"), prospect.vendor),
        *((_("Number"), f"{one.id} ({one.source})" if one.source else one.id) for one in prospect.source_ids),
        (_("Language"), prospect.language),
        *((_("Said about contact"), claim.text) for claim in prospect.consent_claims),
    ]
    return [(label, value) for label, value in rows if value]


def phone_words(phone: Phone) -> str:
    unread = _("%(written)s (can't be dialled)") % {"written": phone.raw}
    number = national(phone.e164) if phone.e164 else unread
    return f"{number} x{phone.extension}" if phone.extension else number


def vehicle_words(vehicle: Vehicle) -> str:
    years = f"{vehicle.year}–{vehicle.year_to}" if vehicle.year_to else str(vehicle.year or "")
    condition = {"new": _("new"), "used": _("used")}.get(vehicle.status or "", vehicle.status)
    parts = [
        " ".join(filter(None, (years, vehicle.make, vehicle.model, vehicle.trim))),
        _("certified") if vehicle.certified else condition,
        _("stock %(stock)s") % {"stock": vehicle.stock} if vehicle.stock else None,
        _("VIN %(vin)s") % {"vin": vehicle.vin} if vehicle.vin else None,
        f"{vehicle.odometer:,} {vehicle.odometer_unit or 'mi'}" if vehicle.odometer is not None else None,
    ]
    return " · ".join(str(part) for part in parts if part)
