"""Appointments as the panels and forms of other pages want them."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from freshup.domain.stores import HoursError, is_open, next_open_moment
from freshup.interfaces.web.appointments import words
from freshup.interfaces.web.times import field_value
from freshup.queries.stores import StoreSettings

USUAL: Final = time(14)


def form_context(now: datetime, store: StoreSettings) -> dict[str, Any]:
    """What `appointments/_form.html` needs: the kinds, and a time to begin with that the store is open at."""
    return {
        "appointment_kinds": list(words.KINDS.items()),
        "appointment_at": field_value(usual_time(now, store), store.zone),
        "appointment_from": field_value(now, store.zone),
    }


def usual_time(now: datetime, store: StoreSettings) -> datetime:
    """Tomorrow at two in the afternoon, or when the store next opens after that."""
    local = now.astimezone(store.zone)
    at = datetime.combine(local.date() + timedelta(days=1), USUAL, store.zone).astimezone(UTC)
    try:
        return at if is_open(store.calendar, at) else next_open_moment(store.calendar, at)
    except HoursError:
        return at


def panel(appointments: Iterable[Any], now: datetime) -> list[dict[str, Any]]:
    """The appointments of one customer, the latest time first, with what can be done about each."""
    found = list(appointments)
    moved = {one.replaces_id for one in found if one.replaces_id}
    shown = []
    for one in found:
        state = _state(one, one.id in moved, now)
        shown.append(
            {
                "id": one.id,
                "at": one.at,
                "kind": words.KINDS.get(one.kind, one.kind),
                "words": one.words,
                "state": state,
                "state_words": words.STATES[state],
                "by": one.set_by.name if one.set_by else "",
                "standing": state in ("to_come", "unsettled"),
            }
        )
    return shown


def _state(one: Any, moved: bool, now: datetime) -> str:
    if one.shown_at is not None:
        return "shown"
    if one.no_show_at is not None:
        return "no_show"
    if one.cancelled_at is not None:
        return "moved" if moved else "cancelled"
    return "to_come" if one.at > now else "unsettled"
