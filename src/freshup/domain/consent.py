"""The gate: the one decision every outbound message passes, and the only maker of permits (LAW-1).

First rules: e-mail only, nobody who asked us to stop, no talking to machines, one acknowledgement a day.
"""

from __future__ import annotations

from dataclasses import InitVar, dataclass
from datetime import datetime, timedelta

from freshup.domain.intake.prospect import MailFacts
from freshup.domain.reasons import N_ as _
from freshup.domain.reasons import Reason

CHANNELS = ("email", "text", "call")
PURPOSES = ("acknowledgement", "reply", "marketing")
ACKNOWLEDGED_ONCE_WITHIN = timedelta(hours=24)

SENTENCES: dict[str, str] = {
    "consent.suppressed": _("This person asked not to be written to"),
    "consent.channel": _("Freshup does not send by %(channel)s yet"),
    "consent.purpose": _("Messages of the kind “%(purpose)s” need consent, which is not recorded yet"),
    "consent.no_address": _("There is no e-mail address"),
    "consent.not_a_lead": _("Not a lead, so nothing is sent by itself"),
    "consent.grade_d": _("Graded D, so nothing is sent by itself"),
    "consent.null_return_path": _("The mail had no return path: answering it would answer a machine"),
    "consent.auto_submitted": _("The mail was sent by a machine"),
    "consent.bulk": _("The mail was sent in bulk"),
    "consent.no_reply": _("The address does not take answers"),
    "consent.acknowledged": _("An acknowledgement went to this address less than %(hours)s hours ago"),
    "consent.inquiry_answered": _("Answers an inquiry the customer made"),
    "consent.switched_off": _("The store has switched acknowledgements off"),
    "consent.no_sender": _("The store has no sender address yet"),
    "consent.personal_reply": _("A person's answer to a customer"),
}

# Mailboxes nobody reads. Compared without dots, dashes, underscores and what follows a plus.
_NO_REPLY_STARTS = ("noreply", "donotreply", "noresponse")
_NO_REPLY = ("mailerdaemon", "postmaster", "bounce", "bounces")


@dataclass(frozen=True, slots=True)
class SendRequest:
    """One message about to go out, and the facts the rules need.

    `acknowledged_at` is the last acknowledgement to this contact point; `mail` the mail being answered, if
    any.
    """

    message_id: int | str
    purpose: str
    channel: str
    address: str | None
    automated: bool = True
    suppressed: bool = False
    handling: str = "work"
    grade: str = "B"
    acknowledged_at: datetime | None = None
    mail: MailFacts | None = None


class PermitForged(TypeError):
    """Somebody other than the gate tried to make a permit."""


_SEAL = object()


@dataclass(frozen=True, slots=True)
class Permit:
    """Leave to send this one message. The sending port takes nothing else; only `decide` can make one."""

    message_id: int | str
    purpose: str
    channel: str
    address: str
    rule: str
    decided_at: datetime
    seal: InitVar[object] = None

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise PermitForged("a permit is made by freshup.domain.consent.decide and by nothing else")


@dataclass(frozen=True, slots=True)
class Hold:
    """Not now: ask again at `until`."""

    until: datetime
    rule: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Refusal:
    """Not at all."""

    rule: str
    reason: Reason


def decide(request: SendRequest, now: datetime) -> Permit | Hold | Refusal:
    """May this message go out now, later, or never, and by which rule?

    Ask at the moment of sending, not before.
    """
    refusal = _address(request) or _purpose(request, now)
    if refusal is not None or request.address is None:
        return refusal or _NO_ADDRESS
    rule = "inquiry_answered" if request.purpose == "acknowledgement" else "personal_reply"
    return Permit(
        request.message_id, request.purpose, request.channel, request.address, rule, now, seal=_SEAL
    )


def _refuse(rule: str, **params: str | int) -> Refusal:
    return Refusal(rule, Reason(f"consent.{rule}", params))


_NO_ADDRESS = _refuse("no_address")


def _address(request: SendRequest) -> Refusal | None:
    """The rules that hold whatever the message says."""
    if request.suppressed:
        return _refuse("suppressed")
    if request.channel != "email":
        return _refuse("channel", channel=request.channel)
    address = request.address
    if not address or "@" not in address:
        return _NO_ADDRESS
    return _refuse("no_reply") if is_no_reply(address) else None


def _purpose(request: SendRequest, now: datetime) -> Refusal | None:
    if request.purpose == "reply" and not request.automated:
        return None
    if request.purpose != "acknowledgement":
        return _refuse("purpose", purpose=request.purpose)
    if request.handling == "not_a_lead":
        return _refuse("not_a_lead")
    if request.grade == "D":
        return _refuse("grade_d")
    if request.mail is not None and (found := _machine(request.mail, request.address)):
        return found
    last = request.acknowledged_at
    if last is not None and now - last < ACKNOWLEDGED_ONCE_WITHIN:
        return _refuse("acknowledged", hours=24)
    return None


def _machine(mail: MailFacts, address: str | None) -> Refusal | None:
    """Whether answering would talk to a machine.

    Lead providers mail from no-reply and bulk senders on behalf of a customer whose own address stands in the
    lead, so those two only speak against answering the sender; a bounce or an auto-reply is never a
    customer's inquiry.
    """
    if mail.bounce or mail.mail_from == "":
        return _refuse("null_return_path")
    if mail.auto_submitted:
        return _refuse("auto_submitted")
    if not _same_mailbox(address, mail.sender) and not _same_mailbox(address, mail.mail_from):
        return None
    if mail.bulk:
        return _refuse("bulk")
    return _refuse("no_reply") if mail.no_reply else None


def _same_mailbox(a: str | None, b: str | None) -> bool:
    return a is not None and b is not None and a.lower() == b.lower()


def is_no_reply(address: str) -> bool:
    """Whether an address says of itself that nobody reads it."""
    local = address.partition("@")[0].partition("+")[0].lower()
    plain = local.replace("-", "").replace("_", "").replace(".", "")
    return plain in _NO_REPLY or plain.startswith(_NO_REPLY_STARTS)
