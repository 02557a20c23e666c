"""Words and figures of a counting clock as the server first draws them; web/clock.js goes on from there.

Durations are whole seconds, moments are aware datetimes; `now` comes from the page's context.
"""

from dataclasses import dataclass
from datetime import datetime

from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from freshup.interfaces.web.templatetags.moments import moment_words

# The last quarter of the time allowed is "soon"; without a known start, the last two minutes.
SOON_SHARE = 4
SOON_SECONDS = 120

MARK = SafeString('<svg viewBox="0 0 24 24" aria-hidden="true"><circle class="track" cx="12" cy="12" r="9"/>')
NEEDLES = {
    "late": SafeString('<path class="needle" d="M12 7v6M12 16.5h.01"/>'),
    "met": SafeString('<path d="m7.5 12.5 3 3 6-6.5"/>'),
    "missed": SafeString('<path d="m8.5 8.5 7 7M15.5 8.5l-7 7"/>'),
    "paused": SafeString('<path d="M9.5 8v8M14.5 8v8"/>'),
}


@dataclass(frozen=True, slots=True)
class ClockFace:
    state: str
    word: str
    figure: str
    share_left: int = 0


def figure(seconds: int) -> str:
    """How a length of time is written: 4:12, 1h 05m, 2d 4h."""
    seconds = abs(seconds)
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if days:
        return f"{days}d {hours % 24}h"
    if hours:
        return f"{hours}h {minutes % 60:02d}m"
    return f"{minutes}:{seconds % 60:02d}"


def running_face(due: datetime, since: datetime | None, now: datetime) -> ClockFace:
    left = int((due - now).total_seconds())
    window = int((due - since).total_seconds()) if since and since < due else 0
    if left < 0:
        return ClockFace("late", pgettext("clock", "late by"), figure(left))
    share = min(100, left * 100 // window) if window else 100
    soon = left * SOON_SHARE <= window if window else left <= SOON_SECONDS
    if soon:
        return ClockFace("soon", pgettext("clock", "due soon"), figure(left), share)
    return ClockFace("counting", pgettext("clock", "due in"), figure(left), share)


def settled_face(state: str, until: datetime | None, took: int | None, context: Context) -> ClockFace:
    if state == "paused":
        words = moment_words(until, context) if until else ""
        return ClockFace(
            state, pgettext("clock", "paused until") if until else pgettext("clock", "paused"), words
        )
    if state == "met":
        word = pgettext("clock", "in time") if took is None else pgettext("clock", "met in")
    else:
        word = pgettext("clock", "missed") if took is None else pgettext("clock", "late, took")
    return ClockFace(state, word, "" if took is None else figure(took))


def running_mark(face: ClockFace) -> SafeString:
    """A ring that empties, and the exclamation mark that takes its place when the time is up."""
    return format_html(
        '{}<circle class="ring" cx="12" cy="12" r="9" pathLength="100" stroke-dasharray="{} 100"'
        ' transform="rotate(-90 12 12)"/>{}</svg>',
        MARK,
        face.share_left,
        NEEDLES["late"],
    )


def clock_html(
    face: ClockFace, due: datetime | None, since: datetime | None, label: str, size: str
) -> SafeString:
    running = face.state in ("counting", "soon", "late")
    mark = running_mark(face) if running else format_html("{}{}</svg>", MARK, NEEDLES[face.state])
    return format_html(
        '<time class="clock"{}{}{} data-state="{}">{}<span class="clock-word">{}{}</span>'
        ' <span class="clock-figure">{}</span></time>',
        format_html(' datetime="{}"', due.isoformat(timespec="seconds")) if due else "",
        format_html(' data-clock data-since="{}"', since.isoformat(timespec="seconds") if since else "")
        if running
        else "",
        format_html(' data-size="{}"', size) if size else "",
        face.state,
        mark,
        format_html('<span class="visually-hidden">{}: </span>', label) if label else "",
        face.word,
        face.figure,
    )


def clock_words() -> dict[str, str]:
    """What clock.js says when a clock changes state or an age grows."""
    return {
        "counting": pgettext("clock", "due in"),
        "soon": pgettext("clock", "due soon"),
        "late": pgettext("clock", "late by"),
        "now": gettext("just now"),
        "minutes": gettext("%(n)s min ago") % {"n": "#"},
        "hours": gettext("%(n)s h ago") % {"n": "#"},
        "days": gettext("%(n)s d ago") % {"n": "#"},
    }
