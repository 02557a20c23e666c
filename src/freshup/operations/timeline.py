"""The timeline of an opportunity: one line for each thing that happened, by whom."""

from datetime import datetime
from typing import Any

from freshup.data.models import Activity, Opportunity
from freshup.domain.events import Event


def note(
    opportunity: Opportunity,
    event: Event,
    data: dict[str, Any],
    *,
    now: datetime,
    by: int | None = None,
    words: str = "",
) -> None:
    """Write one line. `by` is a user; nobody means that it happened by itself."""
    Activity.objects.create(
        rooftop_id=opportunity.rooftop_id,
        opportunity=opportunity,
        at=now,
        kind=str(event),
        actor_id=by,
        data=data,
        words=words.strip(),
    )
