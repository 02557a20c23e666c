"""The gate's rules in words.

A sentence named like its rule needs no blanks but `hours`, `channel` and `purpose`, so that a rule read from a row
alone can always be said; fuller ones, with the numbers of the case, have names of their own.
"""

from __future__ import annotations

from freshup.domain.reasons import N_ as _

SENTENCES: dict[str, str] = {
    # Refusals, the most binding first.
    "consent.channel": _("Freshup does not send by %(channel)s yet"),
    "consent.purpose": _("There is no rule for messages of the kind “%(purpose)s”"),
    "consent.suppressed": _("This person asked not to be written to"),
    "consent.confirmation_late": _("An opt-out is confirmed by text within minutes, or not at all"),
    "consent.stopped": _("Everything automatic was stopped for this customer"),
    "consent.closed": _("The lead is closed, so nothing is sent by itself"),
    "consent.bought": _("The customer has bought: nobody asks them whether they are still looking"),
    "consent.ended": _("The follow-up this step belongs to has ended"),
    "consent.too_late": _("It would come too late to make sense"),
    "consent.no_address": _("There is no e-mail address"),
    "consent.no_number": _("There is no phone number"),
    "consent.bounced": _("Mail to this address came back"),
    "consent.disconnected": _("The number is out of service"),
    "consent.wrong_person": _("The number or address belongs to somebody else"),
    "consent.no_voice": _("Nobody answers at a fax or a pager"),
    "consent.landline": _("A text to this line would not arrive, or be read by somebody else"),
    "consent.no_reply": _("The address does not take answers"),
    "consent.text_not_registered": _("The store is not registered for texting yet"),
    "consent.unregistered": _(
        "The store's number is not registered for texting (A2P 10DLC), so carriers would block it"
    ),
    "consent.not_a_lead": _("Not a lead, so nothing is sent by itself"),
    "consent.grade_d": _("Graded D, so nothing is sent by itself"),
    "consent.null_return_path": _("The mail had no return path: answering it would answer a machine"),
    "consent.auto_submitted": _("The mail was sent by a machine"),
    "consent.bulk": _("The mail was sent in bulk"),
    "consent.acknowledged": _("An acknowledgement went to this address less than %(hours)s hours ago"),
    "consent.nothing_to_answer": _(
        "The customer has not written lately, so there is nothing to answer by itself"
    ),
    "consent.no_written_consent": _(
        "Advertising by text or by machine needs consent in writing, and there is none"
    ),
    "consent.no_consent": _("The customer has not given this number for being contacted"),
    "consent.ebr_expired": _("The inquiry is too long ago: calls and texts now need consent of their own"),
    "consent.national_list": _(
        "The number is on the national do-not-call list, and no recent inquiry or purchase allows to call"
    ),
    "consent.national_list_old": _(
        "The national do-not-call list for this area code is older than 31 days, or was never loaded"
    ),
    "consent.never_opens": _(
        "The hours in force leave no minute of the week: look at the law in the settings"
    ),
    # Holds.
    "consent.quiet_hours": _("Quiet hours where the customer is"),
    "consent.quiet_hours_at": _(
        "Quiet hours in %(place)s: calls and texts only %(opens)s–%(closes)s (%(law)s)"
    ),
    "consent.quiet_day_at": _("Quiet day in %(place)s: no calls and texts today (%(law)s)"),
    "consent.attempts": _("As many calls and texts in a day as are allowed"),
    "consent.attempts_made": _(
        "%(made)s calls and texts within %(within)s hours, %(most)s are allowed (%(law)s)"
    ),
    "consent.automated": _("As many automatic calls and texts in a day as are allowed"),
    "consent.automated_made": _(
        "%(made)s automatic calls and texts within %(within)s hours, %(most)s are allowed (%(law)s)"
    ),
    # Permits.
    "consent.inquiry_answered": _("Answers an inquiry the customer made"),
    "consent.inquiry_followed": _("Follows up an inquiry the customer made"),
    "consent.customer_of_ours": _("Follows up a customer of the last 18 months"),
    "consent.express_consent": _("The customer agreed to be contacted"),
    "consent.written_consent": _("The customer agreed in writing"),
    "consent.not_opted_out": _("E-mail to somebody who has not asked us to stop"),
    "consent.personal_reply": _("A person's answer to a customer"),
    "consent.machine_reply": _("Answers what the customer wrote"),
    "consent.named_hour": _("The customer asked to be reached at this hour"),
    "consent.appointment_agreed": _("About an appointment the customer agreed to"),
    "consent.confirmation": _("The one text that confirms an opt-out"),
    "consent.staff": _("To our own people"),
    # Found before the gate is asked.
    "consent.switched_off": _("The store has switched acknowledgements off"),
    "consent.no_sender": _("The store has no sender address yet"),
    # What is wrong with a file of the national list.
    "dnc.wrong_line": _("Line %(line)s is no telephone number"),
    "dnc.long_line": _("Line %(line)s is far too long: this is no list of numbers"),
    "dnc.change_in_list": _("Line %(line)s says that a number goes: load the file as changes"),
    "dnc.too_many_areas": _("Line %(line)s: more than %(most)s area codes in one file"),
    "dnc.empty": _("There is no number in the file"),
    "dnc.no_list": _("Area code %(area)s was never loaded whole, so changes to it mean nothing yet"),
    "dnc.shrinks": _(
        "Area code %(area)s would lose %(removed)s of %(before)s numbers, more than two fifths: is the file whole?"
    ),
    # What is wrong in edited law.
    "law.closes_first": _("The end must not lie before the beginning"),
    "law.never_opens": _("This leaves less than an hour a week for calls and texts"),
    "law.not_a_date": _("Write the date as year-month-day, such as 2026-01-31"),
    "law.ends_first": _("The last day lies before the first"),
    "law.anywhere": _("the customer's place"),
}

# Every rule by its name alone.
RULES = tuple(
    code.removeprefix("consent.")
    for code in SENTENCES
    if code.startswith("consent.") and not code.endswith(("_at", "_made"))
)
