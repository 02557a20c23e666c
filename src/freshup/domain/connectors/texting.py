"""Whether a store may text from its number: what carriers ask of ordinary numbers (A2P 10DLC)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from freshup.domain.connectors.providers import SANDBOX
from freshup.domain.reasons import N_ as _
from freshup.domain.reasons import Reason

STATUSES: Final = ("none", "submitted", "approved", "rejected")
# The use cases of The Campaign Registry that fit a store.
USE_CASES: Final = ("MIXED", "CUSTOMER_CARE", "MARKETING", "LOW_VOLUME", "2FA")
TOLL_FREE: Final = ("800", "833", "844", "855", "866", "877", "888")
SAMPLES_MIN: Final = 2
SENTENCES: Final[dict[str, str]] = {
    "texting.missing": _("This is asked for before a campaign is approved"),
    "texting.samples": _("Carriers want two samples at least, one a line"),
    "texting.no_stop": _("One sample must say how to end the texts, such as “Reply STOP to end”"),
    "texting.no_url": _("This must be an address that begins with https://"),
    "texting.no_status": _("There is no such state"),
    "texting.no_use_case": _("There is no such use case"),
}


@dataclass(frozen=True, slots=True)
class Registration:
    """What was declared to the carriers' registry about one store, and how it stands."""

    status: str = "none"
    brand: str = ""
    campaign: str = ""
    use_case: str = ""
    samples: str = ""
    opt_in: str = ""
    privacy_url: str = ""

    @property
    def sample_lines(self) -> list[str]:
        return [line.strip() for line in self.samples.splitlines() if line.strip()]


def problems_of(one: Registration) -> list[tuple[str, Reason]]:
    """What is wrong, by field. A draft may have gaps; what was handed in or approved may not."""
    found: list[tuple[str, Reason]] = []
    if one.status not in STATUSES:
        found.append(("status", Reason("texting.no_status")))
    if one.use_case and one.use_case not in USE_CASES:
        found.append(("use_case", Reason("texting.no_use_case")))
    if one.privacy_url and not one.privacy_url.startswith("https://"):
        found.append(("privacy_url", Reason("texting.no_url")))
    if one.status not in ("submitted", "approved"):
        return found
    wanted = ["brand", "use_case", "opt_in", "privacy_url"] + ["campaign"] * (one.status == "approved")
    found += [(name, Reason("texting.missing")) for name in wanted if not getattr(one, name).strip()]
    samples = one.sample_lines
    if len(samples) < SAMPLES_MIN:
        found.append(("samples", Reason("texting.samples")))
    elif not any("stop" in line.lower() for line in samples):
        found.append(("samples", Reason("texting.no_stop")))
    return found


def is_toll_free(number: str) -> bool:
    return number.startswith("+1") and number[2:5] in TOLL_FREE


def needs_registration(provider: str, settings: Mapping[str, str], number: str) -> bool:
    """Only a real provider's ordinary North American number does. Toll-free numbers are verified another way, and a
    messaging service sends by numbers that the provider has registered itself."""
    if provider in ("", SANDBOX) or settings.get("messaging_service_sid"):
        return False
    return number.startswith("+1") and not is_toll_free(number)
