"""Does a new lead share the last lead's clocks? (IDN-1; which opportunity it joins is said in `domain.leads`.)"""

from __future__ import annotations

from datetime import datetime, timedelta

SHARED_CLOCK_HOURS = 24


def shares_clock(previous_received_at: datetime, received_at: datetime) -> bool:
    """Whether a lead shares clocks and acknowledgement of the one before it: received 24 h apart at most.

    Documents overtake each other on their way, so the distance counts in both directions.
    """
    return abs(received_at - previous_received_at) <= timedelta(hours=SHARED_CLOCK_HOURS)
