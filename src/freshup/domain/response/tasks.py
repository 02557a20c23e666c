"""What a person has to do, in which order: the place in line of every kind of task (QUA-4, RSP-4, CAD-4)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from freshup.domain.reasons import N_ as _

KINDS: Final = ("reply", "callback", "call", "text", "email", "video", "manager", "appointment")
# Whoever waits for us now comes before whoever might answer: a customer who wrote or named an hour, then first
# calls, then follow-up by tier. The score decides order and never whether (QUA-4).
WAITING_BAND: Final = 0
FIRST_CALL_BAND: Final = 1
BANDS_OF_TIERS: Final = {"hot": 2, "high": 3, "medium": 4, "low": 5}
LAST_BAND: Final = 6

# Somebody who was reached and with whom nothing is agreed is asked again after so many days.
TOUCHED_AGAIN_DAYS: Final = {"hot": 1, "high": 2, "medium": 7, "low": 14}

RESULTS: Final = ("done", "replaced", "stopped", "moved", "too_late")

TASK_SENTENCES: dict[str, str] = {
    "task.reply": _("Answer the customer"),
    "task.callback": _("Call back as agreed"),
    "task.missed_call": _("Missed call: call back now"),
    "task.missed_words": _("The customer called, and nobody came to the phone."),
    "task.call": _("Call"),
    "task.first_call": _("First call"),
    "task.text": _("Write a text"),
    "task.email": _("Write an e-mail"),
    "task.video": _("Send a personal video"),
    "task.manager": _("A manager takes a look"),
    "task.appointment": _("Confirm the appointment"),
}


def band_of(kind: str, tier: str, *, first: bool = False) -> int:
    """The place in line, 0 first. `first`: nobody has tried to reach this customer yet.

    A hot lead's first call stands before other first calls by its due time alone: both are due within minutes.
    """
    if kind in ("reply", "callback"):
        return WAITING_BAND
    if first and kind == "call":
        return FIRST_CALL_BAND
    return BANDS_OF_TIERS.get(tier, LAST_BAND)


def next_touch(tier: str) -> timedelta:
    """How long after the last activity somebody with whom nothing is agreed is asked again."""
    return timedelta(days=TOUCHED_AGAIN_DAYS.get(tier, max(TOUCHED_AGAIN_DAYS.values())))
