"""How soon a customer is answered: due times, the four clocks, what counts, and which leads share a clock."""

from freshup.domain.response.clock import (
    Clock,
    Elapsed,
    Intervals,
    Milestone,
    answered,
    counted,
    elapsed,
    intervals,
    noted,
    paused,
    paused_seconds,
    resumed,
    worked,
)
from freshup.domain.response.counting import (
    CALLS,
    CLAIMED,
    CONVERSATIONS,
    MESSAGES,
    REPLIES,
    VERIFIED,
    counts_as_attempt,
    counts_as_contact,
    standing,
)
from freshup.domain.response.reading import READING_SENTENCES, ClockState, Reading, state
from freshup.domain.response.sharing import SHARED_CLOCK_HOURS, shares_clock
from freshup.domain.response.targets import (
    DUE_SENTENCES,
    PHONE,
    THIRD_PARTY,
    WALK_IN,
    Due,
    ResponseTargets,
    due,
)
from freshup.domain.response.tasks import TASK_SENTENCES, band_of

SENTENCES: dict[str, str] = {**DUE_SENTENCES, **READING_SENTENCES, **TASK_SENTENCES}

__all__ = [
    "CALLS",
    "CLAIMED",
    "CONVERSATIONS",
    "MESSAGES",
    "PHONE",
    "REPLIES",
    "SENTENCES",
    "SHARED_CLOCK_HOURS",
    "THIRD_PARTY",
    "VERIFIED",
    "WALK_IN",
    "Clock",
    "ClockState",
    "Due",
    "Elapsed",
    "Intervals",
    "Milestone",
    "Reading",
    "ResponseTargets",
    "answered",
    "band_of",
    "counted",
    "counts_as_attempt",
    "counts_as_contact",
    "due",
    "elapsed",
    "intervals",
    "noted",
    "paused",
    "paused_seconds",
    "resumed",
    "shares_clock",
    "standing",
    "state",
    "worked",
]
