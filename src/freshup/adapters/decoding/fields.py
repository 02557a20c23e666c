"""Named values → a draft: the common ground of forms, JSON and notification mails."""

from __future__ import annotations

from collections.abc import Callable

from freshup.adapters.decoding.draft import Draft, WrittenPhone
from freshup.adapters.decoding.field_names import Place, field_of, is_consent
from freshup.domain.intake.prospect import ConsentClaim, SourceId

_PHONES = {"phone": "", "cell": "cell", "home": "home", "work": "work", "fax": "fax"}
_NAMES = frozenset({"first", "middle", "last", "suffix"})
_PLACES = frozenset({"city", "region", "postal_code", "country"})
_YES = frozenset({"yes", "true", "1", "y", "on", "si", "sí"})
_NO = frozenset({"no", "false", "0", "n", "off"})
_FINANCED = frozenset({"finance", "financing", "lease", "loan"}) | _YES
_PAID = frozenset({"cash"}) | _NO
DESCRIPTION = "description"


class FieldReader:
    """Collects the fields of one prospect."""

    def __init__(self) -> None:
        self.draft = Draft()
        self.is_test = False
        self._vehicle: dict[Place, dict[str, str]] = {}

    def new_vehicle(self, place: Place) -> dict[str, str]:
        vehicle = {"interest": "trade-in"} if place == "trade" else {}
        self.draft.vehicles.append(vehicle)
        return vehicle

    def take(
        self, key: str, value: str, place: Place = "person", vehicle: dict[str, str] | None = None
    ) -> bool:
        """Put a value where its key says; False, and kept as an extension, where nobody knows the key."""
        if place == "consent" or (place == "person" and is_consent(key)):
            self.draft.claims.append(ConsentClaim(consent_channel(key), f"{key}: {value}"[:500], "form"))
            return True
        found = field_of(key, place)
        text = self.draft.said(value, key[:40])
        if text is None:
            return found is not None
        if found is None:
            self.draft.keep(key[:120], text)
            return False
        if found.place in ("vehicle", "trade"):
            self._take_vehicle(found.place, found.name, text, vehicle)
        elif found.place in ("provider", "vendor"):
            self._take_party(found.place, found.name, text)
        elif found.place == "person":
            self._take_personal(found.name, text)
        else:
            self.draft.keep(f"{found.place}/{found.name}", text)
        return True

    def _take_vehicle(self, place: Place, name: str, text: str, vehicle: dict[str, str] | None) -> None:
        if vehicle is None:
            if place not in self._vehicle:
                self._vehicle[place] = self.new_vehicle(place)
            vehicle = self._vehicle[place]
        if name == "vehicle":
            vehicle.setdefault(DESCRIPTION, text)
        elif name == "interest":
            vehicle[name] = text
        else:
            vehicle.setdefault(name, text)
        if name == "comments":
            self.draft.comments.append(("vehicle", text))

    def _take_party(self, place: Place, name: str, text: str) -> None:
        if place == "provider":
            if name in ("name", "provider", "source"):
                self.draft.provider = self.draft.provider or text
            else:
                self.draft.keep(f"provider/{name}", text)
        elif name in ("name", "dealer", "vendor", "store"):
            self.draft.vendor = self.draft.vendor or text
        elif name in ("id", "code", "number"):
            self.draft.vendor_ids.append(SourceId("", text))
        else:
            self.draft.keep(f"vendor/{name}", text)

    def _take_personal(self, name: str, text: str) -> None:
        draft = self.draft
        if name in _NAMES:
            draft.name.setdefault(name, text)
        elif name == "full":
            draft.full_names.append(text)
        elif name == "email":
            draft.emails.append(text)
        elif name in _PHONES:
            draft.phones.append(WrittenPhone(text, _PHONES[name]))
        elif name in _PLACES:
            draft.place.setdefault(name, text)
        elif name in ("street", "street2"):
            draft.place["street"] = f"{draft.place['street']}, {text}" if "street" in draft.place else text
        elif name == "comments":
            draft.comments.append(("form", text))
        elif name == "source_id":
            draft.source_ids.append(SourceId("", text))
        elif name in ("vehicle", "trade"):
            self._take_vehicle("vehicle" if name == "vehicle" else "trade", "vehicle", text, None)
        elif name == "interest":
            self._take_vehicle("vehicle", "interest", text, None)
        else:
            _SINGLE[name](self, text)

    def timeframe(self, text: str) -> None:
        self.draft.timeframe = self.draft.timeframe or text

    def provider(self, text: str) -> None:
        self.draft.provider = self.draft.provider or text

    def vendor(self, text: str) -> None:
        self.draft.vendor = self.draft.vendor or text

    def requested_at(self, text: str) -> None:
        self.draft.requested_at = self.draft.requested_at or text

    def company(self, text: str) -> None:
        self.draft.company = self.draft.company or text

    def language(self, text: str) -> None:
        self.draft.language = text

    def service(self, text: str) -> None:
        self.draft.keep("provider/service", text)
        self.draft.words = f"{self.draft.words} {text}".strip()

    def resend(self, text: str) -> None:
        self.draft.resend = text.lower() in _YES

    def test(self, text: str) -> None:
        self.is_test = text.lower() in _YES

    def finance(self, text: str) -> None:
        word = text.lower()
        if word in _FINANCED or word in _PAID:
            self.draft.wants_finance = word in _FINANCED
        else:
            self.draft.keep("finance", text)


_SINGLE: dict[str, Callable[[FieldReader, str], None]] = {
    "timeframe": FieldReader.timeframe,
    "provider": FieldReader.provider,
    "vendor": FieldReader.vendor,
    "requested_at": FieldReader.requested_at,
    "company": FieldReader.company,
    "language": FieldReader.language,
    "service": FieldReader.service,
    "resend": FieldReader.resend,
    "is_test": FieldReader.test,
    "finance": FieldReader.finance,
}


def consent_channel(key: str) -> str:
    """The channel that a question about contact speaks of."""
    words = key.lower()
    if "text" in words or "sms" in words:
        return "text"
    if "mail" in words:
        return "email"
    return "phone" if "call" in words or "phone" in words else "any"
