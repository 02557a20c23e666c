"""What the gate says to each way of reaching a customer, as a page shows it before anybody tries."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from freshup.domain.consent import Hold, Permit, Refusal
from freshup.interfaces.web.words import hour
from freshup.queries.reach import Way
from freshup.queries.words import say

Answer = Permit | Hold | Refusal


def shown(ways: Iterable[Way], channel: str, now: datetime, zone: ZoneInfo) -> list[dict[str, Any]]:
    """The ways of one channel, those that are allowed now first."""
    found = [
        {
            "id": way.contact_point_id,
            "value": way.value,
            "shown_as": way.shown_as,
            "is_phone": way.kind == "phone",
            **answered(way.answer, now, zone),
        }
        for way in ways
        if way.channel == channel
    ]
    rank = {"allow": 0, "hold": 1, "refuse": 2}
    return sorted(found, key=lambda one: rank[one["verdict"]])


def answered(answer: Answer, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    """`verdict` allow, hold or refuse; `why` in a sentence; `until` and `until_words` of a hold."""
    if isinstance(answer, Permit):
        return {"verdict": "allow", "why": "", "until": None, "until_words": ""}
    if isinstance(answer, Hold):
        return {
            "verdict": "hold",
            "why": say(answer.reason),
            "until": answer.until,
            "until_words": hour(answer.until, zone, now),
        }
    return {"verdict": "refuse", "why": say(answer.reason), "until": None, "until_words": ""}


def sentence(answer: Answer, now: datetime, zone: ZoneInfo) -> str:
    """The answer in one line, with the moment from which it is allowed."""
    told = answered(answer, now, zone)
    if told["verdict"] == "hold":
        return _("%(why)s. Allowed from %(at)s on.") % {
            "why": told["why"].rstrip("."),
            "at": told["until_words"],
        }
    return str(told["why"])
