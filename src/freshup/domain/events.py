"""What can happen to an opportunity: the kinds of the append-only timeline, and how each reads."""

from enum import StrEnum
from typing import Final

from freshup.domain.reasons import N_ as _


class Event(StrEnum):
    LEAD_RECEIVED = "lead_received"
    LEAD_JOINED = "lead_joined"
    LEAD_REPEATED = "lead_repeated"
    ASSIGNED = "assigned"
    ACKNOWLEDGEMENT_QUEUED = "acknowledgement_queued"
    ACKNOWLEDGEMENT_WITHHELD = "acknowledgement_withheld"
    ACKNOWLEDGED = "acknowledged"
    SENDING_FAILED = "sending_failed"
    CALLED = "called"
    WROTE = "wrote"
    SPOKE = "spoke"
    CUSTOMER_WROTE = "customer_wrote"
    VISITED = "visited"
    NOTE = "note"
    CLOSED = "closed"
    CLOSING_ASKED = "closing_asked"
    REOPENED = "reopened"


SENTENCES: Final[dict[str, str]] = {
    Event.LEAD_RECEIVED: _("Inquiry received from %(source)s"),
    Event.LEAD_JOINED: _("Another inquiry, from %(source)s"),
    Event.LEAD_REPEATED: _("The same inquiry came again"),
    Event.ASSIGNED: _("Given to %(owner)s"),
    Event.ACKNOWLEDGEMENT_QUEUED: _("Acknowledgement on its way"),
    Event.ACKNOWLEDGEMENT_WITHHELD: _("No acknowledgement sent"),
    Event.ACKNOWLEDGED: _("Acknowledgement sent"),
    Event.SENDING_FAILED: _("A message could not be sent"),
    Event.CALLED: _("Call placed, no answer"),
    Event.WROTE: _("Personal message sent"),
    Event.SPOKE: _("Spoke with the customer"),
    Event.CUSTOMER_WROTE: _("The customer wrote back"),
    Event.VISITED: _("The customer came in"),
    Event.NOTE: _("Note"),
    Event.CLOSED: _("Closed as %(stage)s"),
    Event.CLOSING_ASKED: _("Asked a manager to close it as %(stage)s"),
    Event.REOPENED: _("Opened again"),
}
