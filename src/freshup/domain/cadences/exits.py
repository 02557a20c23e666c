"""How a cadence begins and how it ends (CAD-4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from freshup.domain.cadences.steps import ALWAYS_STOP, Cadence, Exit


def on_event(cadence: Cadence, event: str) -> Exit | None:
    """What the event does to whoever runs on it; None when it goes on."""
    if event in ALWAYS_STOP:
        return Exit(event, "stop")
    return next((one for one in cadence.exits if one.event == event), None)


def choose_cadence(
    cadences: Mapping[str, Cadence], *, source_kind: str, kind: str, grade: str, tier: str
) -> str | None:
    """The cadence an arriving opportunity starts on, or None.

    One that names the source goes before one that serves every source; among equals the first in order.
    """
    fitting = [
        key
        for key, one in cadences.items()
        if one.enabled
        and one.starts
        and kind in one.kinds
        and grade in one.grades
        and (not one.source_kinds or source_kind in one.source_kinds)
        and any(not step.tiers or tier in step.tiers for step in one.steps)
    ]
    return next((key for key in fitting if cadences[key].source_kinds), fitting[0] if fitting else None)


def retires(
    last_customer_at: datetime | None, last_activity_at: datetime, now: datetime, cadence: Cadence
) -> bool:
    """Whether the opportunity has been silent for `retire_days`.

    `last_customer_at` is the customer's last word or visit; `last_activity_at` whatever else keeps it alive: its
    arrival, an appointment. Our own attempts are no activity: they would keep it alive for ever.
    """
    heard_at = max(last_customer_at or last_activity_at, last_activity_at)
    return now - heard_at >= timedelta(days=cadence.retire_days)
