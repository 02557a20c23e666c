"""Words of the pages about consent."""

from django.utils.translation import gettext_lazy as _

VERDICTS = {"allow": _("Allowed"), "hold": _("Held"), "refuse": _("Refused")}
CHANNELS = {"email": _("E-mail"), "text": _("Text"), "call": _("Call")}
PURPOSES = {
    "acknowledgement": _("Acknowledgement"),
    "follow_up": _("Follow-up"),
    "reply": _("Reply"),
    "appointment": _("Appointment"),
    "marketing": _("Marketing"),
    "confirmation": _("Confirmation of an opt-out"),
    "staff": _("To our own people"),
}
ASKED = {"due": _("when the step fell due"), "send": _("when sending"), "by_hand": _("by a person")}
EVERYWHERE = _("Everywhere")
EVERY_STATE = _("Every state")
UNKNOWN_STATE = _("State not known")
DAYS = {"weekdays": _("Monday to Friday"), "saturday": _("Saturday"), "sunday": _("Sunday")}
SHORT_DAYS = {"weekdays": _("Mon–Fri"), "saturday": _("Sat"), "sunday": _("Sun")}
