"""The lead a cadence is tried on: what is asked on the page, and the calendar as it is drawn."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from django.utils.dateformat import format as format_date
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from freshup.domain.cadences import SERVES, TIERS, Cadence
from freshup.domain.cadences.rehearsal import Moved, Rehearsal, Rehearsed
from freshup.domain.consent.places import STATES
from freshup.interfaces.web.cadences import words
from freshup.interfaces.web.stores.words import SOURCE_KINDS
from freshup.queries.rehearsing import Sample
from freshup.queries.stores import StoreSettings
from freshup.queries.words import say

SATURDAY: Final = 5
LATE: Final = time(23, 10)
# A calendar of another century asks holidays nobody has set yet.
AWAY_MAX: Final = timedelta(days=730)
ARRIVALS: Final = {
    "now": _("Now"),
    "saturday": _("Saturday night"),
    "chosen": _("When I choose"),
}
REACHES: Final = {
    "both": _("Phone, e-mail"),
    "phone": _("Phone only"),
    "email": _("E-mail only"),
}
CONSENTS: Final = {
    "inquiry": _("By inquiry"),
    "express": _("Agreed"),
    "written": _("In writing"),
}


def sample_asked(data: Mapping[str, Any], store: StoreSettings, cadence: Cadence, now: datetime) -> Sample:
    """The lead as chosen; whatever can't be read takes what is usual in this store."""
    sources = cadence.source_kinds or ("first_party",)
    reach = data.get("sample_reach", "both")
    region = data.get("sample_state", store.calendar.region)
    consent = data.get("sample_consent", "")
    return Sample(
        at=_arrival(data, store, now),
        tier=_one_of(data.get("sample_tier"), TIERS, "high"),
        source_kind=_one_of(data.get("sample_source"), SERVES, sources[0]),
        region=region if region in STATES else "",
        postal_code=str(data.get("sample_zip", "")).strip()[:5],
        has_phone=reach != "email",
        has_email=reach != "phone",
        consent=consent if consent in CONSENTS else "inquiry",
    )


def _one_of(asked: object, choices: Sequence[str], usual: str) -> str:
    return str(asked) if asked in choices else usual


def _arrival(data: Mapping[str, Any], store: StoreSettings, now: datetime) -> datetime:
    local = now.astimezone(store.zone)
    if data.get("sample_when") == "saturday":
        on = local.date() + timedelta(days=(SATURDAY - local.weekday()) % 7)
        return datetime.combine(on, LATE, store.zone).astimezone(UTC)
    if data.get("sample_when") == "chosen":
        try:
            typed = datetime.fromisoformat(str(data.get("sample_at", "")))
            at = typed.replace(tzinfo=typed.tzinfo or store.zone).astimezone(UTC)
        except (ValueError, OverflowError):
            return now
        return min(max(at, now - AWAY_MAX), now + AWAY_MAX)
    return now


def sample_fields(data: Mapping[str, Any], sample: Sample, store: StoreSettings) -> dict[str, Any]:
    """The fields of the sample lead."""
    reach = "both" if sample.has_phone and sample.has_email else "phone" if sample.has_phone else "email"
    when = _one_of(data.get("sample_when"), tuple(ARRIVALS), "now")
    states = [("", _("Not known")), *((one, one) for one in STATES)]
    return {
        "choices": [
            _field("sample_tier", _("Tier"), words.TIERS.items(), sample.tier),
            _field("sample_source", _("Comes as"), SOURCE_KINDS.items(), sample.source_kind),
            _field("sample_state", _("State"), states, sample.region),
            _field("sample_reach", _("Can be reached by"), REACHES.items(), reach),
            _field("sample_consent", _("Consent"), CONSENTS.items(), sample.consent),
            _field("sample_when", _("Arrives"), ARRIVALS.items(), when),
        ],
        "zip": sample.postal_code,
        "at": sample.at.astimezone(store.zone).strftime("%Y-%m-%dT%H:%M"),
    }


def _field(name: str, label: object, choices: Any, value: str) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "choices": [(code, said, code == value) for code, said in choices],
    }


def calendar(
    laid_out: Rehearsal, sample: Sample, store: StoreSettings, names: Mapping[str, str]
) -> dict[str, Any]:
    """The days of the calendar with what happens on each, and what it comes to."""
    first = sample.at.astimezone(store.zone).date()
    days: dict[Any, dict[str, Any]] = {}
    for one in sorted(laid_out.steps, key=lambda row: row.at):
        on = one.at.astimezone(store.zone).date()
        day = days.setdefault(on, {"number": (on - first).days + 1, "at": one.at, "rows": []})
        day["rows"].append(_row(one, store, names))
    return {
        "days": list(days.values()),
        "calls": laid_out.count("call") + laid_out.count("voicemail"),
        "texts": laid_out.count("text"),
        "emails": laid_out.count("email"),
        "by_hand": laid_out.by_hand,
        "held": laid_out.held,
        "refused": laid_out.refused,
        "length": days[max(days)]["number"] if days else 0,
        "then": laid_out.then,
    }


def _row(one: Rehearsed, store: StoreSettings, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "icon": words.ICONS.get(one.kind, "note"),
        "what": _what(one),
        "name": names.get(one.step.template, one.step.template),
        "at": one.at,
        "held": one.held,
        "refused": one.refused,
        "why": say(one.reason) if one.reason else "",
        "until": moment_words(one.at, store),
        "planned": moment_words(one.planned_at, store),
        "attempts": one.attempts,
        "released": bool(one.step.released_by),
    }


def _what(one: Rehearsed) -> str:
    kind = str(words.KINDS.get(one.kind, one.kind))
    if one.kind in ("email", "text") and not one.automatic:
        return gettext("%(what)s by hand") % {"what": kind}
    return kind


def moment_words(at: datetime, store: StoreSettings) -> str:
    """Weekday, date and hour in the store's time; the year goes without saying."""
    local = at.astimezone(store.zone)
    # Translators: date format, e.g. "Nov 4, 2:32 PM"
    return f"{date_format(local, 'D')} {format_date(local, pgettext('moment this year', 'M j, g:i A'))}"


def changes(found: Sequence[Moved], store: StoreSettings, names: Mapping[str, str]) -> list[dict[str, str]]:
    """What a change does to the calendar, a line a step."""
    return [
        {
            "label": _label(one, names),
            "before": _place(one.before, store),
            "after": _place(one.after, store),
        }
        for one in found
    ]


def _label(one: Moved, names: Mapping[str, str]) -> str:
    shown = one.after or one.before
    said = _what(shown) if shown else one.step.key
    name = names.get(one.step.template, "")
    return f"{said}: {name}" if name else said


def _place(one: Rehearsed | None, store: StoreSettings) -> str:
    if one is None:
        return gettext("not there")
    return gettext("not allowed") if one.refused else f"{_what(one)}, {moment_words(one.at, store)}"
