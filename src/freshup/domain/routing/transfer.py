"""What becomes of an opportunity that goes on at another store of the group (ROU-5; ADR 0016)."""

from __future__ import annotations

from typing import Final

from freshup.domain.reasons import N_ as _

# How the old one is closed: the effort goes on once more elsewhere, so it is neither lost nor bad.
CLOSED_AS: Final = "duplicate"
REASON: Final = "transferred"

TRANSFER_SENTENCES: dict[str, str] = {
    "duplicate.transferred": _("Goes on at another store of the group"),
    "routing.transferred": _("Transferred from another store of the group"),
    "routing.given_away": _("Given out again, since %(name)s no longer takes care of it"),
    "routing.ruled": _("A manager ruled whose it is"),
    "routing.check_in": _("Handed over from BDC to sales when the customer checked in"),
    "routing.morning": _("Lay on the desk until somebody came on shift"),
}
