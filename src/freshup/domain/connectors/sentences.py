"""What is wrong with what was typed about a provider, in words."""

from __future__ import annotations

from freshup.domain.reasons import N_ as _

SENTENCES: dict[str, str] = {
    "connector.missing": _("This is needed"),
    "connector.no_number": _("Write a whole number between 1 and 65535"),
    "connector.no_address": _("Write an address that begins with https://"),
    "connector.no_option": _("Choose one of the list"),
}
