"""What a cadence is made of, and what is known of a customer when its next step is asked for (CAD-1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from freshup.domain.reasons import Reason

KINDS: Final = ("email", "text", "call", "voicemail", "video", "task", "wait")
EVENTS: Final = (
    "reply", "contact", "appointment", "visit", "sold", "lost", "bad", "opt_out", "bad_number", "no_show",
)  # fmt: skip
# As in Qualification: CAP-12. Named again here because topics must not lean on each other.
SERVES: Final = (
    "third_party", "first_party", "phone", "chat", "walk_in", "service", "equity", "referral",
)  # fmt: skip
CLOCKS: Final = ("business", "wall")
DAY_PARTS: Final = ("morning", "afternoon", "evening")
ROTATE: Final = "rotate"
TIERS: Final = ("hot", "high", "medium", "low")
GRADES: Final = ("A", "B", "C")
OPPORTUNITY_KINDS: Final = ("purchase", "sell", "service", "parts")
PURPOSES: Final = ("follow_up", "marketing")
ACTIONS: Final = ("stop", "switch", "pause")
# What a call may come to; "released_by" and "after_outcomes" name these.
CALL_OUTCOMES: Final = ("no_answer", "left_message", "spoke", "bad_number")
# These end every cadence, whatever it says (CAD-4).
ALWAYS_STOP: Final = ("opt_out", "sold", "lost", "bad")
# A step released by a call's outcome goes this much later: the person is still writing the outcome down.
RELEASED_AFTER_MINUTES: Final = 1
DAY_MINUTES: Final = 1440


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. Offsets in minutes from the anchor; from a day on they count days of the store.

    `clock` business counts open time. `day_part` moves it to that part of the day, "rotate" to the part that
    promises most. `automatic` False: a person writes it, so it becomes a task with `within_minutes` to do it.
    `or_kind`: the other channel it may take. Conditions: `unanswered`, `tiers`, `source_kinds` (empty: all),
    `after_outcomes` of the last call. `released_by`: call outcomes that bring it forward to at once.
    `times` visits, `every_minutes` apart; `then` names a later step to go on with.
    """

    key: str
    kind: str
    after_minutes: int
    clock: str = "business"
    day_part: str = ""
    template: str = ""
    automatic: bool = True
    or_kind: str = ""
    unanswered: bool = True
    tiers: tuple[str, ...] = ()
    source_kinds: tuple[str, ...] = ()
    after_outcomes: tuple[str, ...] = ()
    released_by: tuple[str, ...] = ()
    too_late_minutes: int = 240
    within_minutes: int = 30
    times: int = 1
    every_minutes: int = 0
    then: str = ""

    @property
    def last_after_minutes(self) -> int:
        """The offset of its last visit."""
        return self.after_minutes + max(self.times - 1, 0) * self.every_minutes


@dataclass(frozen=True, slots=True)
class Exit:
    """What an event does: "stop", "pause", or "switch" to the cadence `to`."""

    event: str
    action: str
    to: str = ""


@dataclass(frozen=True, slots=True)
class Cadence:
    """Steps, whom they serve, and how they end. Empty `source_kinds` serve every source.

    `starts`: begins by itself when an opportunity arrives. `finally_`: the cadence that follows the last step.
    `gap_minutes`: the least between two messages once a hold has pushed them together.
    """

    key: str
    name: str
    purpose: str = "follow_up"
    kinds: tuple[str, ...] = ("purchase",)
    source_kinds: tuple[str, ...] = ()
    grades: tuple[str, ...] = GRADES
    starts: bool = True
    steps: tuple[Step, ...] = ()
    exits: tuple[Exit, ...] = ()
    finally_: str = ""
    retire_days: int = 30
    gap_minutes: int = 90
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """The opportunity as it is now. `answered`: the customer has answered since the cadence began."""

    tier: str
    grade: str
    source_kind: str
    kind: str
    has_phone: bool
    can_text: bool
    has_email: bool
    answered: bool
    last_outcome: str = ""
    voicemails: int = 0
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Habits:
    """How likely an answer is, by part of the day and by channel: rates from 0 to 1, already shrunk."""

    by_part: Mapping[str, float] = field(default_factory=dict)
    by_channel: Mapping[str, float] = field(default_factory=dict)


HABITS_NONE: Final = Habits()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one enrolment is. `position` and `visit` are the step to come, from 0; `last_at` the last one's moment.

    `seed` spreads people over the hours and breaks ties. `parts_used`: parts of the day of the attempts so far,
    oldest first; the last few are enough.
    """

    position: int
    visit: int
    anchor_at: datetime
    last_at: datetime | None
    seed: int
    parts_used: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """The next step and when its plan wants it (UTC)."""

    position: int
    visit: int
    step: Step
    at: datetime


@dataclass(frozen=True, slots=True)
class Finished:
    """Nothing is left to do. `then`: the cadence that follows, or nothing."""

    reason: Reason
    then: str
