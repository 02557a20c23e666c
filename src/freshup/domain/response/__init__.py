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
from freshup.domain.response.ladder import (
    LADDER_SENTENCES,
    Ladder,
    first_rung,
    next_rung,
    rung_after,
)
from freshup.domain.response.plausibility import too_fast
from freshup.domain.response.reading import READING_SENTENCES, ClockState, Reading, state
from freshup.domain.response.replanning import REPLANNING_SENTENCES
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
from freshup.domain.response.tasks import FIRST_CALL_BAND as FIRST_CALL_BAND
from freshup.domain.response.tasks import TASK_SENTENCES
from freshup.domain.response.tasks import WAITING_BAND as WAITING_BAND
from freshup.domain.response.tasks import band_of as band_of
from freshup.domain.response.tasks import next_touch as next_touch

SENTENCES: dict[str, str] = {
    **DUE_SENTENCES,
    **LADDER_SENTENCES,
    **READING_SENTENCES,
    **REPLANNING_SENTENCES,
    **TASK_SENTENCES,
}

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
    "FIRST_CALL_BAND",
    "WAITING_BAND",
    "WALK_IN",
    "Clock",
    "ClockState",
    "Due",
    "Elapsed",
    "Intervals",
    "Ladder",
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
    "first_rung",
    "intervals",
    "next_rung",
    "noted",
    "paused",
    "paused_seconds",
    "resumed",
    "rung_after",
    "shares_clock",
    "standing",
    "state",
    "too_fast",
    "worked",
]
