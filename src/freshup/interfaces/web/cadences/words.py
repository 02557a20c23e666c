"""Words of the cadence editor: a step as somebody would say it, and the choices of its fields."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from freshup.domain.cadences import CALL_OUTCOMES
from freshup.interfaces.web.stores.words import SOURCE_KINDS

DAY: Final = 1440
KINDS: Final = {
    "call": _("Call"),
    "text": _("Text"),
    "email": _("E-mail"),
    "voicemail": _("Voicemail"),
    "video": _("Personal video"),
    "task": _("A manager takes a look"),
    "wait": _("Wait"),
}
ICONS: Final = {
    "call": "phone", "voicemail": "phone", "text": "text", "email": "mail",
    "video": "eye", "task": "flag", "wait": "clock",
}  # fmt: skip
UNITS: Final = {"minutes": _("minutes"), "hours": _("hours"), "days": _("days")}
UNIT_MINUTES: Final = {"minutes": 1, "hours": 60, "days": DAY}
CLOCKS: Final = {"business": _("of opening hours"), "wall": _("by the clock")}
DAY_PARTS: Final = {
    "": _("at that time"),
    "morning": _("in the morning"),
    "afternoon": _("in the afternoon"),
    "evening": _("in the evening"),
    "rotate": _("when this customer is likeliest to answer"),
}
TIERS: Final = {"hot": _("Hot"), "high": _("High"), "medium": _("Medium"), "low": _("Low")}
PURPOSES: Final = {"follow_up": _("Follow-up"), "marketing": _("Marketing")}
OPPORTUNITIES: Final = {
    "purchase": _("Wants to buy"),
    "sell": _("Wants to sell"),
    "service": _("Service"),
    "parts": _("Parts"),
}
GRADES: Final = {"A": "A", "B": "B", "C": "C"}
OUTCOMES: Final = {
    "no_answer": _("no answer"),
    "left_message": _("voicemail left"),
    "spoke": _("spoke"),
    "bad_number": _("wrong number"),
}
assert tuple(OUTCOMES) == CALL_OUTCOMES
# What is not here ends every cadence, whatever it says.
EVENTS: Final = {
    "reply": _("The customer writes back"),
    "contact": _("Somebody speaks with the customer"),
    "appointment": _("An appointment is set"),
    "visit": _("The customer comes in"),
    "no_show": _("The customer does not come"),
    "bad_number": _("The number is wrong"),
}
CHANNELS: Final = {
    "email": _("E-mails"),
    "text": _("Texts"),
    "call": _("Calls"),
    "voicemail": _("Voicemails"),
    "video": _("Personal videos"),
}


def duration(minutes: Any) -> tuple[Any, str]:
    """A number of minutes as a value and the largest unit that fits; what is no number stays as it is."""
    if not isinstance(minutes, int) or isinstance(minutes, bool):
        return minutes, "minutes"
    for unit in ("days", "hours"):
        if minutes and minutes % UNIT_MINUTES[unit] == 0:
            return minutes // UNIT_MINUTES[unit], unit
    return minutes, "minutes"


def duration_words(minutes: Any) -> str:
    value, unit = duration(minutes)
    if not isinstance(value, int):
        return str(value)
    if unit == "days":
        return ngettext("%(n)s day", "%(n)s days", value) % {"n": value}
    if unit == "hours":
        return ngettext("%(n)s hour", "%(n)s hours", value) % {"n": value}
    return ngettext("%(n)s minute", "%(n)s minutes", value) % {"n": value}


def step_words(step: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    """A step of a tree in words: day, when, what, by which text, under which conditions. `names` are the texts'."""
    after = step["after_minutes"]
    day = max(after, 0) // DAY + 1 if isinstance(after, int) else 1
    return {
        "day": gettext("Day %(n)s") % {"n": day},
        "when": _when(step, day),
        "what": what_words(step),
        "name": names.get(step["template"], step["template"]),
        "conditions": " · ".join(_conditions(step)),
        "icon": ICONS.get(step["kind"], "note"),
    }


def what_words(step: Mapping[str, Any]) -> str:
    """What is done, and by when where a person does it."""
    kind = step["kind"]
    words = str(KINDS.get(kind, kind))
    if step["or_kind"]:
        other = KINDS.get(step["or_kind"], step["or_kind"])
        words = gettext("%(one)s or %(other)s") % {"one": words, "other": other}
    if kind in ("email", "text") and not step["automatic"]:
        words = gettext("%(what)s by hand") % {"what": words}
    if kind in ("call", "task", "video", "voicemail") or not step["automatic"]:
        within = duration_words(step["within_minutes"])
        words = gettext("%(what)s within %(time)s") % {"what": words, "time": within}
    return words


def _when(step: Mapping[str, Any], day: int) -> str:
    after = step["after_minutes"]
    part = DAY_PARTS.get(step["day_part"], step["day_part"]) if step["day_part"] else ""
    if day > 1 and step["clock"] == "wall":
        return str(part)
    when = gettext("at once")
    if after:
        when = gettext("after %(time)s") % {"time": duration_words(after)}
        if step["clock"] == "business":
            when = f"{when} {CLOCKS['business']}"
    return f"{when}, {part}" if part else when


def _conditions(step: Mapping[str, Any]) -> list[str]:
    found = []
    if step["unanswered"] and step["kind"] != "wait":
        found.append(gettext("if unanswered"))
    for name, words, said in (
        ("tiers", TIERS, gettext("only %(which)s")),
        ("source_kinds", SOURCE_KINDS, gettext("only from %(which)s")),
        ("after_outcomes", OUTCOMES, gettext("only after %(which)s")),
        ("released_by", OUTCOMES, gettext("released by %(which)s")),
    ):
        if step[name]:
            which = ", ".join(str(words.get(one, one)) for one in step[name])
            found.append(said % {"which": which})
    if isinstance(step["times"], int) and step["times"] > 1:
        params = {"n": step["times"], "time": duration_words(step["every_minutes"])}
        found.append(gettext("%(n)s times, %(time)s apart") % params)
    if step["then"]:
        found.append(gettext("then goes on with %(step)s") % {"step": step["then"]})
    return found
