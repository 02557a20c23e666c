"""How the trade's values look on a page. Presentation only: nothing here reads a clock, a table or a rule.

`{% load freshup %}`; tags that speak of time need `now` (and the store's `zone`) in the page's context.
"""

from datetime import datetime

import phonenumbers
from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from freshup.interfaces.web.templatetags import badges, clocks, moments

register = template.Library()

# One numbering plan, one way of writing: a Canadian shopper's number looks like a Florida one.
NATIONAL = ("US", "CA", "PR")


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A drawing from components/icons.html; without a label it is decoration and readers skip it."""
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="#i-{}"/></svg>', label, name
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.simple_tag
def tier(name: str | None, score: int | None = None) -> SafeString:
    return badges.tier_html(name, score)


@register.simple_tag
def grade(letter: str | None) -> SafeString:
    return badges.grade_html(letter)


@register.simple_tag
def stage(code: str) -> SafeString:
    return badges.stage_html(code)


@register.simple_tag(takes_context=True)
def clock(
    context: Context,
    due: datetime | None = None,
    since: datetime | None = None,
    state: str = "running",
    label: str = "",
    until: datetime | None = None,
    took: int | None = None,
    size: str = "",
) -> SafeString:
    """A due time that counts. `state`: running, met, missed or paused; `took` in seconds."""
    if state == "running":
        if due is None:
            return mark_safe("")
        face = clocks.running_face(due, since, moments.page_now(context))
    else:
        face = clocks.settled_face(state, until, took, context)
    return clocks.clock_html(face, due, since, label, size)


@register.simple_tag
def clock_words() -> dict[str, str]:
    return clocks.clock_words()


@register.simple_tag(takes_context=True)
def moment(context: Context, at: datetime | None, form: str = "") -> SafeString | str:
    return moments.moment_html(at, context, form) if at else ""


@register.simple_tag(takes_context=True)
def ago(context: Context, at: datetime | None) -> SafeString | str:
    return moments.ago_html(at, context) if at else ""


@register.simple_tag(takes_context=True)
def storeclock(context: Context) -> SafeString | str:
    return moments.storeclock_html(context) if context.get("now") else ""


@register.filter
def phone(e164: str | None) -> str:
    """A number as its own country writes it; what can't be read stays as it came."""
    try:
        number = phonenumbers.parse(e164 or "", None)
    except phonenumbers.NumberParseException:
        return e164 or ""
    at_home = phonenumbers.region_code_for_number(number) in NATIONAL or number.country_code == 1
    style = (
        phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(number, style)


@register.simple_tag
def phone_link(e164: str | None) -> SafeString | str:
    return format_html('<a href="tel:{}">{}</a>', e164, phone(e164)) if e164 else ""


@register.filter
def money(cents: int | None) -> str:
    """Dollars from cents; the cents are written only where there are any."""
    if cents is None:
        return ""
    sign, whole, rest = "−" if cents < 0 else "", abs(cents) // 100, abs(cents) % 100
    return f"{sign}${whole:,}.{rest:02d}" if rest else f"{sign}${whole:,}"


@register.filter
def initials(name: str | None) -> str:
    words = [word for word in (name or "").split() if word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@register.simple_tag
def avatar(name: str | None, size: str = "") -> SafeString:
    """Initials in a ring; the name itself always stands beside it, so readers skip this."""
    large = format_html(' data-size="{}"', size) if size else ""
    return format_html('<span class="avatar"{} aria-hidden="true">{}</span>', large, initials(name))


@register.simple_block_tag(takes_context=True)
def component(context: Context, content: SafeString, component_name: str, **values: object) -> SafeString:
    """Draw components/<name>.html around the body of the tag, which it finds as `slot`."""
    engine = context.template.engine if context.template else template.Engine.get_default()
    with context.push(slot=mark_safe(content.strip()), **values):
        return engine.get_template(f"components/{component_name}.html").render(context)
