"""Words of the settings pages."""

from collections.abc import Iterable
from datetime import date

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, time_format
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from freshup.domain.stores import Hours, InvalidHours, clock_time
from freshup.queries.words import say

ROLES = {
    "agent": _("BDC agent"),
    "salesperson": _("Salesperson"),
    "advisor": _("Service advisor"),
    "manager": _("Sales manager"),
    "principal": _("Dealer principal"),
    "admin": _("Administrator"),
}
SIGHTS = {
    "own": _("Their own leads"),
    "team": _("Their team's leads"),
    "store": _("Every lead of the store"),
}
KINDS = {"sales": _("Sales"), "bdc": _("BDC"), "service": _("Service"), "manager": _("Management")}
LANGUAGES = {
    "en": _("English"),
    "es": _("Spanish"),
    "fr": _("French"),
    "ht": _("Haitian Creole"),
    "pt": _("Portuguese"),
    "zh": _("Chinese"),
    "vi": _("Vietnamese"),
    "tl": _("Tagalog"),
    "ko": _("Korean"),
    "ru": _("Russian"),
    "ar": _("Arabic"),
}
SOURCE_KINDS = {
    "first_party": _("Own website"),
    "third_party": _("Listing or lead provider"),
    "phone": _("Phone"),
    "chat": _("Chat"),
    "walk_in": _("Walk-in"),
    "service": _("Service drive"),
    "equity": _("Own customers (equity)"),
    "referral": _("Referral"),
}
MISSING = {
    "no_hours": _("No opening hours: every clock runs day and night"),
    "nobody_takes_leads": _("Nobody takes leads: all of them lie on the desk"),
    "no_shifts": _("Nobody has shifts: all leads lie on the desk"),
    "gaps": _("Open with nobody on shift, %(count)s times in the next seven days"),
    "no_key": _("No intake key: no provider can deliver yet"),
    "no_sender": _("No sender address: no acknowledgement can go out"),
    "no_postal_code": _("No ZIP code: no lead can earn points for being local"),
    "no_phone": _("No phone number: acknowledgements name none"),
    "unreviewed_sources": _("%(count)s new sources nobody has looked at"),
}
# The rules speak of openings; for a person's week the same mistakes read better so.
SHIFT_MISTAKES = {
    "hours.closes_before_opening": _(
        "The shift's end (%(closes)s) is not after its beginning (%(opens)s). If it runs past midnight, say so."
    ),
    "hours.too_long": _("One shift can last 24 hours at most."),
    "hours.overlap": _("This shift overlaps with %(opens)s to %(closes)s."),
    "hours.out_of_range": _("A shift begins between 00:00 and 23:59."),
}
NEXT_DAY = _("next day")


def weekday(number: int) -> str:
    """0 is Monday."""
    return str(WEEKDAYS[number])


def hours_words(hours: Iterable[Hours]) -> str:
    """Openings of one day: "9 a.m. – 8 p.m."; closed without any."""
    stretches = [_stretch(*one) for one in hours]
    return ", ".join(stretches) if stretches else gettext("Closed")


def _stretch(opens_minute: int, closes_minute: int) -> str:
    if (opens_minute, closes_minute) == (0, 1440):
        return gettext("Round the clock")
    opens, closes = clock_time(opens_minute)[0], clock_time(closes_minute)[0]
    words = f"{time_format(opens, 'TIME_FORMAT')} – {time_format(closes, 'TIME_FORMAT')}"
    return str(format_lazy("{} ({})", words, NEXT_DAY)) if closes_minute > 1440 else words


def day_words(on: date) -> str:
    return f"{date_format(on, 'D')} {date_format(on, 'MONTH_DAY_FORMAT')}"


def mistake(problem: InvalidHours, *, shifts: bool = False) -> str:
    """What is wrong with a row, in words of the page it stands on."""
    if shifts and problem.reason.code in SHIFT_MISTAKES:
        return str(SHIFT_MISTAKES[problem.reason.code]) % dict(problem.reason.params)
    return say(problem.reason)
