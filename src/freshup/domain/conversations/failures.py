"""What a provider's failure code means for the number or address, and in words for whoever sent it.

Codes: Twilio's of messaging (https://www.twilio.com/docs/api/errors, 30001 … 30034); of mail the classes of RFC 3463.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from freshup.domain.reasons import N_ as _


@dataclass(frozen=True, slots=True)
class Failure:
    """`words` to be translated; `reachability` where the failure says something about the number for good."""

    words: str
    reachability: str = ""
    phone_kind: str = ""


UNKNOWN: Final = Failure(_("It was not delivered"))
FAILURES: Final[dict[str, Failure]] = {
    "30003": Failure(_("The phone is off or out of reach")),
    "30004": Failure(_("The carrier or the customer blocks our texts")),
    "30005": Failure(_("The number is out of service"), "disconnected"),
    "30006": Failure(_("A landline, or a carrier that takes no texts"), "", "landline"),
    "30007": Failure(_("The carrier took it for spam")),
    "30008": Failure(_("The carrier did not say why")),
    "30034": Failure(_("The store's number is not registered for texting (A2P 10DLC)")),
    "21610": Failure(_("The customer has told the provider STOP")),
    "21614": Failure(_("The number is no mobile phone"), "", "landline"),
    "21211": Failure(_("The number does not exist"), "disconnected"),
    "5.1.1": Failure(_("There is no such mailbox"), "bounced"),
    "5.1.2": Failure(_("There is no such mail domain"), "bounced"),
    "5.2.1": Failure(_("The mailbox is closed"), "bounced"),
    "5.2.2": Failure(_("The mailbox is full")),
    "5.7.1": Failure(_("The customer's mail server refuses ours")),
}


def meaning_of(code: str) -> Failure:
    return FAILURES.get(code, UNKNOWN)
