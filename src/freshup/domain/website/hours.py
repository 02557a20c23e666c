"""A store's hours as words for somebody who asks: open now or not, until when, and the week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from babel.dates import format_date, format_time

from freshup.domain.conversations.acknowledging import opening_words
from freshup.domain.stores import (
    Calendar,
    Hours,
    NeverCloses,
    NeverOpens,
    clock_time,
    current_closing,
    hours_on,
    is_open,
    next_opening,
)

_WORDS: Final = {
    "en": ("We are open now, until {until}.", "We are open now.", "We are closed now and open again {opens}.",
           "We are closed now.", "closed"),
    "es": ("Estamos abiertos ahora, hasta las {until}.", "Estamos abiertos ahora.",
           "Ahora estamos cerrados; abrimos {opens}.", "Ahora estamos cerrados.", "cerrado"),
}  # fmt: skip
DAYS_TOLD: Final = 7


@dataclass(frozen=True, slots=True)
class HoursWords:
    """`now` is one sentence, `opens` the next opening inside a sentence, `week` a line for each run of equal days."""

    open_now: bool
    now: str
    opens: str = ""
    week: tuple[str, ...] = ()


def hours_words(calendar: Calendar, at: datetime, language: str) -> HoursWords:
    """What stands at this moment; the seven days begin today, so that a holiday among them is told."""
    language = language if language in _WORDS else "en"
    until, open_ended, reopens, closed, _ = _WORDS[language]
    week = _week(calendar, at, language)
    if is_open(calendar, at):
        ends = current_closing(calendar, at)
        if ends is None:
            return HoursWords(True, open_ended, week=week)
        local = ends.astimezone(calendar.zone)
        return HoursWords(True, until.format(until=_clock(local.time(), language)), week=week)
    try:
        opens = opening_words(next_opening(calendar, at), calendar.zone, language)
    except (NeverOpens, NeverCloses):
        return HoursWords(False, closed, week=week)
    return HoursWords(False, reopens.format(opens=opens), opens, week)


def _week(calendar: Calendar, at: datetime, language: str) -> tuple[str, ...]:
    today = at.astimezone(calendar.zone).date()
    runs: list[tuple[str, str, str]] = []
    for ahead in range(DAYS_TOLD):
        on = today + timedelta(days=ahead)
        name = format_date(on, "EEE", locale=language)
        told = _told(hours_on(calendar, on), language)
        if runs and runs[-1][2] == told:
            runs[-1] = (runs[-1][0], name, told)
        else:
            runs.append((name, name, told))
    return tuple(f"{a} {told}" if a == b else f"{a}–{b} {told}" for a, b, told in runs)


def _told(hours: tuple[Hours, ...], language: str) -> str:
    if not hours:
        return _WORDS[language][4]
    spans = (
        "–".join(_clock(clock_time(minute)[0], language) for minute in (one.opens_minute, one.closes_minute))
        for one in hours
    )
    return ", ".join(spans)


def _clock(at: time, language: str) -> str:
    # The narrow space that CLDR puts before AM is no character of a plain text.
    return str(format_time(at, "short", locale=language)).replace("\u202f", " ")
