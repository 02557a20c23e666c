"""Does a step fit this customer, and by which channel does it go?"""

from __future__ import annotations

from typing import Final

from freshup.domain.cadences.steps import CaseFacts, Habits, Step
from freshup.domain.reasons import Reason

# Who and why, a specific value, scarcity, another way to reach me; then the same four in other words (CAD-5).
VOICEMAILS: Final = ("vm_1_a", "vm_2_a", "vm_3_a", "vm_4_a", "vm_1_b", "vm_2_b", "vm_3_b", "vm_4_b")
_PEOPLES: Final = ("task", "wait")


def serves(step: Step, case: CaseFacts) -> Reason | None:
    """Why the step is not for this customer at all, or None. Asked when planning, and again when it is due."""
    if step.tiers and case.tier not in step.tiers:
        return Reason("cadence.not_tier", {"tier": case.tier})
    if step.source_kinds and case.source_kind not in step.source_kinds:
        return Reason("cadence.not_source")
    if reaches(step.kind, case) or (step.or_kind and reaches(step.or_kind, case)):
        return None
    return Reason(f"cadence.no_{'phone' if step.kind in ('call', 'voicemail') else step.kind}")


def fits_now(step: Step, case: CaseFacts) -> Reason | None:
    """Why the step that is due is not done, or None when it is."""
    if step.unanswered and case.answered:
        return Reason("cadence.answered")
    if step.after_outcomes and case.last_outcome not in step.after_outcomes:
        return Reason("cadence.not_outcome")
    return serves(step, case)


def reaches(kind: str, case: CaseFacts) -> bool:
    """Whether this customer can be reached in this way."""
    if kind in ("call", "voicemail"):
        return case.has_phone
    if kind == "text":
        return case.has_phone and case.can_text
    if kind == "email":
        return case.has_email
    return kind in _PEOPLES or case.has_email or (case.has_phone and case.can_text)


def kind_now(step: Step, case: CaseFacts, habits: Habits) -> str:
    """The channel it takes: the other one where only that reaches, or where it is answered more often.

    A text that can't be sent goes by e-mail; whether it is done at all is `fits_now`.
    """
    if not reaches(step.kind, case):
        if step.or_kind and reaches(step.or_kind, case):
            return step.or_kind
        return "email" if step.kind == "text" and case.has_email else step.kind
    if step.or_kind and reaches(step.or_kind, case):
        rates = habits.by_channel
        if rates.get(step.or_kind, 0.0) > rates.get(step.kind, 0.0):
            return step.or_kind
    return step.kind


def voicemail_key(voicemails_left: int) -> str | None:
    """The script of the next voicemail: never the same twice, and none when all are used."""
    return VOICEMAILS[voicemails_left] if 0 <= voicemails_left < len(VOICEMAILS) else None
