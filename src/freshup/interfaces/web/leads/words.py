"""What the codes of leads are called on their screens."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

TIERS: Final[Mapping[str, Any]] = {
    "hot": pgettext_lazy("tier", "Hot"),
    "high": pgettext_lazy("tier", "High"),
    "medium": pgettext_lazy("tier", "Medium"),
    "low": pgettext_lazy("tier", "Low"),
}
STAGES: Final[Mapping[str, Any]] = {
    "open": lazy("All open"),
    "closed": lazy("All closed"),
    "all": lazy("Open and closed"),
    "new": pgettext_lazy("stage", "New"),
    "attempting": pgettext_lazy("stage", "Attempting"),
    "engaged": pgettext_lazy("stage", "Engaged"),
    "visited": pgettext_lazy("stage", "Visited"),
    "inactive": pgettext_lazy("stage", "Inactive"),
    "lost": pgettext_lazy("stage", "Lost"),
    "bad": pgettext_lazy("stage", "Bad"),
}
DIMENSIONS: Final[Mapping[str, Any]] = {
    "intent": lazy("What they said"),
    "local": lazy("Near and able to buy"),
    "behaviour": lazy("What they did"),
    "source": lazy("Where from"),
}
HOW_ASSIGNED: Final[Mapping[str, Any]] = {
    "existing": lazy("existing relationship"),
    "rule": lazy("by a rule"),
    "shortfall": lazy("next in turn"),
    "desk": lazy("nobody could take it"),
    "by_hand": lazy("took the call or visit"),
    "claimed": lazy("took it from the desk"),
    "given": lazy("given by a manager"),
    "escalated": lazy("taken from somebody who did not answer"),
    "morning": lazy("dealt out when the shift began"),
    "check_in": lazy("handed over at check-in"),
    "departed": lazy("given out again"),
    "ruled": lazy("a manager ruled"),
    "transferred": lazy("came from another store"),
}
CHANNELS: Final[Mapping[str, Any]] = {
    "http": lazy("posted by a provider"),
    "smtp": lazy("by e-mail"),
    "email": lazy("by e-mail"),
    "form": lazy("website form"),
    "phone": lazy("by phone"),
    "walk_in": lazy("walked in"),
    "missed": lazy("missed call"),
    "text": lazy("by text"),
}
MESSAGE_STATES: Final[Mapping[str, Any]] = {
    "queued": lazy("waiting to be sent"),
    "sending": lazy("being sent"),
    "sent": lazy("sent"),
    "failed": lazy("could not be sent"),
    "refused": lazy("not sent: the rules did not allow it"),
    "held": lazy("held back"),
    "unsure": lazy("perhaps sent: a person must look"),
    "cancelled": lazy("cancelled"),
    "received": lazy("received"),
    "missed": lazy("nobody answered"),
    "calling": lazy("being called"),
    "done": lazy("called; nobody told how it went"),
}
MESSAGES: Final[Mapping[tuple[str, str], Any]] = {
    ("out", "email"): lazy("E-mail to the customer"),
    ("out", "text"): lazy("Text to the customer"),
    ("out", "call"): lazy("Call to the customer"),
    ("in", "email"): lazy("E-mail from the customer"),
    ("in", "text"): lazy("Text from the customer"),
    ("in", "call"): lazy("Call from the customer"),
    ("out", "chat"): lazy("Chat to the customer"),
    ("in", "chat"): lazy("Chat from the customer"),
}
# The rungs of the ladder of an unanswered lead.
RUNGS: Final[Mapping[str, Any]] = {
    "reminder": lazy("the owner was reminded"),
    "manager": lazy("the managers were told"),
    "reassign": lazy("it was given to somebody else"),
}
OUTCOMES: Final[Mapping[str, Any]] = {
    "no_answer": lazy("Called, no answer"),
    "left_message": lazy("Called, left a message"),
    "emailed": lazy("Sent a personal e-mail"),
    "texted": lazy("Sent a personal text"),
    "spoke": lazy("Spoke with the customer"),
    "customer_wrote": lazy("The customer wrote"),
    "came_in": lazy("The customer came in"),
    "bad_number": lazy("Wrong or dead number"),
}
CONTACT_CHANNELS: Final[Mapping[str, Any]] = {
    "call": lazy("call"),
    "text": lazy("text"),
    "email": lazy("e-mail"),
}
PHONE_KINDS: Final[Mapping[str, Any]] = {
    "cell": lazy("cell"),
    "home": lazy("home"),
    "work": lazy("work"),
    "fax": lazy("fax"),
    "pager": lazy("pager"),
}
REACHABILITY: Final[Mapping[str, Any]] = {
    "reached": lazy("reached"),
    "bounced": lazy("bounced"),
    "disconnected": lazy("disconnected"),
    "wrong_person": lazy("wrong person"),
}

ARRIVAL_STATES: Final[Mapping[str, Any]] = {
    "waiting": lazy("Stored, and being read"),
    "parsed": lazy("Read"),
    "repaired": lazy("Read with repairs"),
    "quarantined": lazy("Set aside: a person must look"),
    "not_a_lead": lazy("Kept apart: it did not look like a lead"),
}


def duration(seconds: int | None) -> str:
    """A length of time as people say it: 45 s, 12 min, 3 h 05 min, 2 d 4 h."""
    if seconds is None:
        return "–"
    if seconds < 60:
        return _("%(n)s s") % {"n": max(0, seconds)}
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if not hours:
        return _("%(n)s min") % {"n": minutes}
    if not days:
        return _("%(h)s h %(m)s min") % {"h": hours, "m": f"{minutes % 60:02d}"}
    return _("%(d)s d %(h)s h") % {"d": days, "h": hours % 24}
