"""How well a connector works, from what went through it lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

RECENT: Final = timedelta(hours=24)
# Below so many messages a share says little.
FEW: Final = 5
FAILING_PERCENT: Final = 20
SILENT_AFTER: Final = timedelta(days=3)

State = Literal["off", "new", "good", "failing", "silent"]


@dataclass(frozen=True, slots=True)
class Health:
    """`error_percent` of what was tried within a day; None when nothing was."""

    state: State
    error_percent: int | None


def health(
    *,
    disabled: bool,
    created_at: datetime,
    last_in_at: datetime | None,
    last_out_at: datetime | None,
    last_error_at: datetime | None,
    tried: int,
    failed: int,
    now: datetime,
) -> Health:
    """`tried` and `failed` are of the last day. Failing: a fifth and more, or the last of only a few."""
    percent = round(100 * failed / tried) if tried else None
    if disabled:
        return Health("off", percent)
    last = max((at for at in (last_in_at, last_out_at) if at is not None), default=None)
    if last_error_at is not None and now - last_error_at <= RECENT:
        worst = percent is not None and percent >= FAILING_PERCENT and tried >= FEW
        if worst or last is None or (tried < FEW and last_error_at > last):
            return Health("failing", percent)
    if last is None:
        return Health("new" if now - created_at <= SILENT_AFTER else "silent", percent)
    return Health("silent" if now - last > SILENT_AFTER else "good", percent)
