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
    CADENCE_STARTED = "cadence_started"
    CADENCE_ENDED = "cadence_ended"
    CADENCE_PAUSED = "cadence_paused"
    STEP_HELD = "step_held"
    STEP_SKIPPED = "step_skipped"
    MESSAGE_HELD = "message_held"
    STOPPED = "stopped"
    STOP_LIFTED = "stop_lifted"
    OPTED_OUT = "opted_out"
    OPT_OUT_LIFTED = "opt_out_lifted"
    TIER_CHANGED = "tier_changed"
    RETIRED = "retired"
    CALLBACK_AGREED = "callback_agreed"
    BAD_NUMBER = "bad_number"
    APPOINTMENT_SET = "appointment_set"
    APPOINTMENT_CANCELLED = "appointment_cancelled"
    CHECKED_IN = "checked_in"
    NO_SHOW = "no_show"
    ESCALATED = "escalated"
    SKATED = "skated"
    RULED = "ruled"
    CREDITED = "credited"
    TRANSFERRED = "transferred"
    VOICEMAIL_LEFT = "voicemail_left"
    CLICKED = "clicked"
    ANSWER_GIVEN = "answer_given"
    ANGRY = "angry"
    ANGRY_SEEN = "angry_seen"
    ANGRY_WITHDRAWN = "angry_withdrawn"
    BROWSED = "browsed"
    VIDEO_WATCHED = "video_watched"


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
    Event.CADENCE_STARTED: _("Follow-up began: %(cadence)s"),
    Event.CADENCE_ENDED: _("Follow-up ended: %(cadence)s"),
    Event.CADENCE_PAUSED: _("Follow-up waits"),
    Event.STEP_HELD: _("A step of the follow-up was held"),
    Event.STEP_SKIPPED: _("A step of the follow-up was left out"),
    Event.MESSAGE_HELD: _("A message waits for a person"),
    Event.STOPPED: _("Everything automatic was stopped"),
    Event.STOP_LIFTED: _("The stop was lifted"),
    Event.OPTED_OUT: _("The customer asked not to be contacted"),
    Event.OPT_OUT_LIFTED: _("The customer agreed to be contacted again"),
    Event.TIER_CHANGED: _("The score changed the tier to %(tier)s"),
    Event.RETIRED: _("Quiet for %(days)s days: retired to nurture"),
    Event.CALLBACK_AGREED: _("A call back was agreed"),
    Event.BAD_NUMBER: _("The number is wrong or out of service"),
    Event.APPOINTMENT_SET: _("Appointment set"),
    Event.APPOINTMENT_CANCELLED: _("Appointment cancelled"),
    Event.CHECKED_IN: _("The customer checked in"),
    Event.NO_SHOW: _("The customer did not come"),
    Event.ESCALATED: _("Nobody tried in time: %(what)s"),
    Event.SKATED: _("%(actor)s worked %(owner)s's customer"),
    Event.RULED: _("A manager ruled"),
    Event.CREDITED: _("Credit recorded"),
    Event.TRANSFERRED: _("Transferred to %(store)s"),
    Event.VOICEMAIL_LEFT: _("The customer left a voicemail"),
    Event.CLICKED: _("Followed a link in our message"),
    Event.ANSWER_GIVEN: _("%(owner)s is to answer"),
    Event.ANGRY: _("The customer is angry"),
    Event.ANGRY_SEEN: _("A manager has seen that the customer is angry"),
    Event.ANGRY_WITHDRAWN: _("The angry flag was taken back"),
    Event.BROWSED: _("Looked around on the website: pages %(pages)s, vehicles %(vehicles)s"),
    Event.VIDEO_WATCHED: _("Watched the video"),
}
