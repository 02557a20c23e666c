"""What the codes of connectors are called on their screens."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from freshup.domain.connectors import Provider

DOES: Mapping[str, Any] = {
    "email_out": lazy("E-mail out"),
    "email_in": lazy("E-mail in"),
    "text": lazy("Texts"),
    "voice": lazy("Calls"),
    "lead_forms": lazy("Lead forms"),
    "model": lazy("Language model"),
}
HOOKS: Mapping[str, Any] = {
    "mail-events": lazy("Deliveries, bounces, opens and clicks"),
    "mail-in": lazy("Incoming mail"),
    "text-in": lazy("Incoming texts"),
    "text-status": lazy("Deliveries of texts"),
    "voice-in": lazy("Incoming calls"),
    "voice-status": lazy("Progress of calls"),
    "voice-recording": lazy("Recordings"),
    "voice-next": lazy("How a call goes on"),
    "voice-bridge": lazy("The agent's side of a call"),
    "voice-drop": lazy("A message left on voicemail"),
    "lead-forms": lazy("Lead forms"),
}
STATES: Mapping[str, Any] = {
    "good": lazy("Works"),
    "new": lazy("New: nothing has gone through yet"),
    "failing": lazy("Failing"),
    "silent": lazy("Silent for days"),
    "ready": lazy("Ready"),
    "off": lazy("Disconnected"),
}
REPORT_STATES: Mapping[str, Any] = {
    "waiting": lazy("Waiting"),
    "done": lazy("Done"),
    "ignored": lazy("Nothing to do"),
    "quarantined": lazy("Needs a look"),
}
OPTIONS: Mapping[str, Any] = {
    "starttls": lazy("STARTTLS"),
    "tls": lazy("TLS from the first byte"),
    "none": lazy("None (a relay on this host)"),
    "yes": lazy("Yes"),
    "no": lazy("No"),
}


def reason_words(reason: str) -> str:
    """Why a report came to nothing. Sentences of the readers stand as they are."""
    known = {
        "test": _("A test of the provider's: no lead was made"),
        "no_connector": _("Freshup cannot read reports of this provider, or its secrets cannot be opened"),
        "no_such_message": _("It speaks of a message that is not known here"),
        "unreadable": _("It could not be read"),
    }
    return known.get(reason) or (_(reason) if reason else "")


def does_words(provider: Provider | None) -> list[str]:
    return [str(DOES.get(one, one)) for one in provider.does] if provider else []


def effect_words(what: str, *, new: str, old: str) -> str:
    """What is different for the store once this provider does it. Both names are already translated."""
    names = {"new": new, "old": old}
    if what == "email_out":
        return _("From now on e-mail of this store goes out through %(new)s instead of %(old)s.") % names
    if what == "text":
        return _("From now on texts of this store go through %(new)s instead of %(old)s.") % names
    if what == "voice":
        return _("From now on calls of this store go through %(new)s instead of %(old)s.") % names
    if what == "email_in":
        return _("What customers write to it is taken in from %(new)s.") % names
    if what == "lead_forms":
        return _("Each form filled in at %(new)s becomes a lead of this store, once.") % names
    return _("Chat may draft answers with %(new)s; what it may say is set with the chat.") % names
