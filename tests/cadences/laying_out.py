"""Lay a cadence out for one lead, step by step, as the workers would when nobody ever answers."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from freshup.domain.cadences import (
    HABITS_NONE,
    Cadence,
    CaseFacts,
    Finished,
    Habits,
    Planned,
    Standing,
    day_part,
    next_step,
    step_after,
)
from freshup.domain.stores import Calendar

NEW_YORK = ZoneInfo("America/New_York")
STORE = Calendar.from_rows(
    "America/New_York", [(day, 9 * 60, 20 * 60) for day in range(5)] + [(5, 9 * 60, 18 * 60)]
)
CLOSED = Calendar.from_rows("America/New_York", [])
TUESDAY = datetime(2026, 3, 3, 10, 0, tzinfo=NEW_YORK)
SATURDAY_NIGHT = datetime(2026, 3, 7, 23, 10, tzinfo=NEW_YORK)


def case(tier: str = "high", **more: object) -> CaseFacts:
    facts: dict[str, object] = {
        "tier": tier, "grade": "A", "source_kind": "first_party", "kind": "purchase", "has_phone": True,
        "can_text": True, "has_email": True, "answered": False, "last_outcome": "no_answer", **more,
    }  # fmt: skip
    return CaseFacts(**facts)  # type: ignore[arg-type]


def is_attempt(planned: Planned) -> bool:
    step = planned.step
    return step.kind in ("call", "text") or (step.kind == "email" and not step.automatic)


def plan(
    cadence: Cadence,
    arrived_at: datetime,
    facts: CaseFacts | None = None,
    *,
    calendar: Calendar = STORE,
    zone: ZoneInfo = NEW_YORK,
    habits: Habits = HABITS_NONE,
    seed: int = 7,
    late: timedelta = timedelta(0),
) -> tuple[list[Planned], Finished]:
    """Every step in turn, each done `late` after its plan."""
    standing = Standing(0, 0, arrived_at, None, seed)
    steps: list[Planned] = []
    while True:
        found = next_step(
            cadence, standing, facts or case(), calendar=calendar, zone=zone, habits=habits, now=arrived_at
        )
        if isinstance(found, Finished):
            return steps, found
        steps.append(found)
        used = standing.parts_used
        if is_attempt(found):
            used = (*used, day_part(found.at.astimezone(zone)))
        position, visit = step_after(cadence, found.position, found.visit)
        standing = Standing(position, visit, arrived_at, found.at + late, seed, used)
