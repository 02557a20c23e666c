"""The national do-not-call list: whom nobody may solicit by phone, and who may be called all the same.

47 CFR 64.1200(c)(2): no telephone solicitation to a number on the list, which must be no older than 31 days; a call to
somebody who agreed in writing, or with whom the seller has an established business relationship, is none.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from freshup.domain.consent.law import Law
from freshup.domain.consent.levels import relationship
from freshup.domain.consent.requests import SendRequest

GOOD_FOR: Final = timedelta(days=31)
# An acknowledgement, an answer and what an appointment needs solicit nothing.
SOLICITATIONS: Final = ("follow_up", "marketing")
CHANNELS: Final = ("call", "text")


def national_problem(request: SendRequest, now: datetime, law: Law) -> str:
    """The rule by which the national list forbids it; "" where it does not. Our own list is asked before."""
    if not request.scrubbed or request.channel not in CHANNELS or request.purpose not in SOLICITATIONS:
        return ""
    if request.consent == "written":
        return ""
    stale = is_stale(request.list_loaded_at, now)
    if not request.listed and not stale:
        return ""
    if relationship(request, now, law)[0]:
        return ""
    return "national_list" if request.listed else "national_list_old"


def is_stale(loaded_at: datetime | None, now: datetime) -> bool:
    """Whether a list loaded then says nothing about today."""
    return loaded_at is None or now - loaded_at > GOOD_FOR
