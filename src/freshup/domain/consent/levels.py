"""Whether what the customer agreed to, or their own inquiry, covers a message: consent by purpose and channel.

The existing business relationship (EBR) lasts three months from an inquiry and eighteen from a transaction
(47 CFR 64.1200(f)(5)); a message the customer sends us is an inquiry too.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime, timedelta

from freshup.domain.consent.law import Law
from freshup.domain.consent.requests import SendRequest


def covered_by(request: SendRequest, now: datetime, law: Law) -> tuple[bool, str]:
    """Whether consent covers it, and the rule that says so."""
    if request.channel == "email":
        return True, _mail_rule(request)
    if request.purpose == "marketing":
        return _marketing(request, now, law)
    if request.consent == "written":
        return True, "written_consent"
    if request.consent == "express":
        return True, "express_consent"
    if request.purpose == "reply":
        if wrote_lately(request, now, law):
            return True, "machine_reply" if request.automated else "personal_reply"
        if request.automated:
            return False, "nothing_to_answer"
    # Nobody gave us this number for being texted by a machine; a person may still dial whoever inquired.
    if request.consent == "none" and request.automated:
        return False, "no_consent"
    if request.purpose == "appointment":
        return True, "appointment_agreed"
    return relationship(request, now, law)


def relationship(request: SendRequest, now: datetime, law: Law) -> tuple[bool, str]:
    """Whether an inquiry or a purchase still stands for consent."""
    inquired = max(filter(None, (request.inquired_at, request.wrote_at)), default=None)
    if inquired is not None and now - inquired <= timedelta(days=law.inquiry_days):
        return True, "inquiry_answered" if request.purpose == "acknowledgement" else "inquiry_followed"
    if request.bought_at is not None and now <= months_after(request.bought_at, law.transaction_months):
        return True, "customer_of_ours"
    return False, "ebr_expired" if inquired or request.bought_at else "no_consent"


def wrote_lately(request: SendRequest, now: datetime, law: Law) -> bool:
    """Whether this answers what the customer wrote, or called about, within the last day."""
    return request.wrote_at is not None and now - request.wrote_at <= timedelta(hours=law.reply_hours)


def months_after(at: datetime, months: int) -> datetime:
    """The same day so many months later; the last of the month where there is no such day (29 February)."""
    year, month = divmod(at.month - 1 + months, 12)
    year, month = at.year + year, month + 1
    return at.replace(year=year, month=month, day=min(at.day, monthrange(year, month)[1]))


def _mail_rule(request: SendRequest) -> str:
    if request.purpose == "reply":
        return "machine_reply" if request.automated else "personal_reply"
    if request.purpose == "acknowledgement":
        return "inquiry_answered"
    if request.purpose == "appointment":
        return "appointment_agreed"
    return "inquiry_followed" if request.purpose == "follow_up" else "not_opted_out"


def _marketing(request: SendRequest, now: datetime, law: Law) -> tuple[bool, str]:
    """A text that advertises needs writing, by whomever it is sent; so does a call by machine. A person may dial
    whoever agreed, or still stands in a relationship with the store."""
    if request.consent == "written":
        return True, "written_consent"
    if request.automated or request.channel == "text":
        return False, "no_written_consent"
    if request.consent == "express":
        return True, "express_consent"
    return relationship(request, now, law)
