"""Is it a lead, and how good is it on arrival?

Three tests (QUA-1) and a letter (QUA-2), both with their reasons.
"""

from __future__ import annotations

from dataclasses import dataclass

from freshup.domain.qualification.doubt import doubts
from freshup.domain.qualification.facts import InquiryFacts
from freshup.domain.qualification.rules import GradeRules, QualificationRules
from freshup.domain.qualification.signals import (
    Signals,
    TimeFrame,
    plain,
    plain_all,
    read_signals,
    time_frame,
)
from freshup.domain.reasons import Reason

HANDLINGS = ("work", "complete_contact", "not_a_lead")
GRADES = ("A", "B", "C", "D")
_KIND_REASONS = {kind: Reason(f"lead.kind_{kind}") for kind in ("service", "parts", "hiring", "vendor")}
_KIND_OTHER = Reason("lead.kind_other")
_IDENTIFIED, _UNNAMED = Reason("lead.identified"), Reason("lead.unnamed")
_REACHABLE, _UNREACHABLE = Reason("lead.reachable"), Reason("lead.unreachable")
_INTENT, _UNCLEAR = Reason("lead.intent"), Reason("lead.intent_unclear")
_DUPLICATE, _NOT_A_LEAD = Reason("grade.duplicate"), Reason("grade.not_a_lead")
_COMPLETE, _COMPLETE_BY_PHONE = Reason("grade.complete"), Reason("grade.complete_by_phone")
_NO_NAME, _NO_PHONE, _NO_EMAIL = Reason("grade.no_name"), Reason("grade.no_phone"), Reason("grade.no_email")
_SPECIFIC, _VAGUE = Reason("grade.vehicle_specific"), Reason("grade.vehicle_vague")
_NO_TIMEFRAME = Reason("grade.no_timeframe")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The three tests and what follows: work, complete_contact (ask for what is missing) or not_a_lead."""

    handling: str
    identified: bool
    intent: bool
    reachable: bool
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Grade:
    """A to D, with why."""

    letter: str
    reasons: tuple[Reason, ...] = ()


def judge(inquiry: InquiryFacts, rules: QualificationRules, signals: Signals | None = None) -> Verdict:
    """Is this a lead? What is missing decides the handling; an unclear wish is asked about, never dropped."""
    identified, reachable = _named(inquiry), bool(inquiry.phones or inquiry.email)
    against = _against(inquiry, rules)
    heard = read_signals(inquiry, rules) if signals is None else signals
    intent = against is None and _wants_something(inquiry, rules, heard)
    if against is not None or not (identified or reachable):
        handling = "not_a_lead"
    else:
        handling = "work" if identified and reachable else "complete_contact"
    reasons = (
        _IDENTIFIED if identified else _UNNAMED,
        against or (_INTENT if intent else _UNCLEAR),
        _REACHABLE if reachable else _UNREACHABLE,
    )
    return Verdict(handling, identified, intent, reachable, reasons)


def grade(
    inquiry: InquiryFacts, verdict: Verdict, rules: QualificationRules, signals: Signals | None = None
) -> Grade:
    """How good is it on arrival? A, B and C are worked; D is not."""
    if inquiry.duplicate:
        return Grade("D", (_DUPLICATE,))
    if verdict.handling == "not_a_lead":
        return Grade("D", (_NOT_A_LEAD, *(one for one in verdict.reasons if one not in _PASSED)))
    missing, doubtful = _missing(inquiry, rules.grade), doubts(inquiry, rules.doubt)
    heard = read_signals(inquiry, rules) if signals is None else signals
    frame = time_frame(inquiry, heard)
    specific, soon = inquiry.vehicle == "specific", is_soon(frame, rules.grade)
    contact = missing or (_COMPLETE if inquiry.email else _COMPLETE_BY_PHONE,)
    wants = (_SPECIFIC if specific else _VAGUE, _when(frame, soon, rules.grade))
    if missing or doubtful or not verdict.intent:
        unclear = () if verdict.intent else (_UNCLEAR,)
        return Grade("C", (*contact, *doubtful, *unclear, *wants))
    return Grade("A" if specific and soon else "B", (*contact, *wants))


def is_soon(frame: TimeFrame, rules: GradeRules) -> bool:
    """Whether the customer buys within the grade's days: "within 30 days" is, "in 30 days" no longer."""
    return frame.days is not None and frame.days <= rules.soon_days and frame.starts < rules.soon_days


def _named(inquiry: InquiryFacts) -> bool:
    return any(name and name.strip() for name in (inquiry.first, inquiry.last, inquiry.company))


def _against(inquiry: InquiryFacts, rules: QualificationRules) -> Reason | None:
    """What speaks against a lead altogether: an errand of another kind, or spam."""
    if inquiry.kind in rules.lead.kinds_not_leads:
        return _KIND_REASONS.get(inquiry.kind, _KIND_OTHER)
    if inquiry.comments:
        text = plain(inquiry.comments)
        for phrase in plain_all(rules.lead.spam_phrases):
            if phrase in text:
                return Reason("lead.spam", {"phrase": phrase})
    return None


def _wants_something(inquiry: InquiryFacts, rules: QualificationRules, signals: Signals) -> bool:
    return (
        inquiry.kind != "general"
        or inquiry.vehicle != "none"
        or inquiry.has_trade_in
        or inquiry.wants_finance
        or bool(signals.said)
        or bool(inquiry.comments and inquiry.comments.strip())
        or inquiry.source_kind in rules.lead.sources_with_intent
    )


def _missing(inquiry: InquiryFacts, rules: GradeRules) -> tuple[Reason, ...]:
    missing = [] if _named(inquiry) else [_NO_NAME]
    if not inquiry.phones:
        missing.append(_NO_PHONE)
    if not inquiry.email and inquiry.source_kind not in rules.phone_is_enough:
        missing.append(_NO_EMAIL)
    return tuple(missing)


def _when(frame: TimeFrame, soon: bool, rules: GradeRules) -> Reason:
    if soon:
        return Reason("grade.soon", {"days": rules.soon_days})
    return _NO_TIMEFRAME if frame.days is None else Reason("grade.later", {"days": rules.soon_days})


_PASSED = (_IDENTIFIED, _REACHABLE, _INTENT)
