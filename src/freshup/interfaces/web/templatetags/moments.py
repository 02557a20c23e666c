"""Moments as people read them, in the store's own zone. `now` and `zone` come from the page's context."""

from datetime import datetime, tzinfo
from typing import cast

from django.template.context import Context
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext


def page_now(context: Context) -> datetime:
    return cast(datetime, context["now"])


def page_zone(context: Context) -> tzinfo:
    return cast(tzinfo, context.get("zone") or timezone.get_current_timezone())


def moment_words(at: datetime, context: Context, form: str = "") -> str:
    """The shortest words that leave no doubt: the hour today, the day this year, else the year too."""
    zone = page_zone(context)
    local, today = at.astimezone(zone), page_now(context).astimezone(zone)
    if form == "full":
        # Translators: date format as in the Django docs, e.g. "Tue, Nov 4, 2025, 2:32 PM EST"
        return format_date(local, pgettext("full moment", "D, M j, Y, g:i A T"))
    if form == "day":
        # Translators: date format, e.g. "Tuesday, November 4"
        return format_date(local, pgettext("day", "l, F j"))
    if form == "time" or (not form and local.date() == today.date()):
        # Translators: date format, e.g. "2:32 PM"
        return format_date(local, pgettext("time", "g:i A"))
    if local.year == today.year:
        # Translators: date format, e.g. "Nov 4, 2:32 PM"
        return format_date(local, pgettext("moment this year", "M j, g:i A"))
    # Translators: date format, e.g. "Nov 4, 2024"
    return format_date(local, pgettext("moment of another year", "M j, Y"))


def ago_words(at: datetime, context: Context) -> str:
    seconds = int((page_now(context) - at).total_seconds())
    if seconds < 60:
        return gettext("just now")
    if seconds < 3600:
        return gettext("%(n)s min ago") % {"n": seconds // 60}
    if seconds < 86400:
        return gettext("%(n)s h ago") % {"n": seconds // 3600}
    if seconds < 7 * 86400:
        return gettext("%(n)s d ago") % {"n": seconds // 86400}
    return moment_words(at, context)


def moment_html(at: datetime, context: Context, form: str) -> SafeString:
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.isoformat(timespec="seconds"),
        moment_words(at, context, "full"),
        moment_words(at, context, form),
    )


def ago_html(at: datetime, context: Context) -> SafeString:
    recent = (page_now(context) - at).total_seconds() < 7 * 86400
    return format_html(
        '<time datetime="{}" title="{}"{}>{}</time>',
        at.isoformat(timespec="seconds"),
        moment_words(at, context, "full"),
        SafeString(" data-ago") if recent else "",
        ago_words(at, context),
    )


def storeclock_html(context: Context) -> SafeString:
    """The time at the store, which the browser keeps going."""
    zone = page_zone(context)
    return format_html(
        '<time class="storeclock" data-storeclock="{}" datetime="{}">{}</time>',
        getattr(zone, "key", "UTC"),
        page_now(context).isoformat(timespec="minutes"),
        moment_words(page_now(context), context, "time"),
    )
