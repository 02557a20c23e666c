"""What a store still lacks before every lead is answered by the right person in time."""

from dataclasses import dataclass
from datetime import datetime

from freshup.data.models import IntakeKey, Opportunity, Source
from freshup.queries.settings.people import Span, coverage_gaps
from freshup.queries.stores import StoreSettings


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing to see to: `code` names it, `page` is the url name where it is done."""

    code: str
    page: str
    params: dict[str, str | int]
    grave: bool = True


@dataclass(frozen=True, slots=True)
class Overview:
    """A store's set-up at a glance."""

    missing: tuple[Missing, ...]
    gaps: tuple[Span, ...]
    hours_open: int
    people: int
    sources: int
    unreviewed: int
    keys: int
    desk_pile: int


def overview(store: StoreSettings, *, now: datetime) -> Overview:
    """Four statements beside the settings themselves."""
    gaps = coverage_gaps(store, now=now)
    sources = list(Source.objects.filter(rooftop_id=store.id, archived_at=None).values_list("reviewed_at"))
    unreviewed = sum(reviewed is None for (reviewed,) in sources)
    keys = IntakeKey.objects.filter(rooftop_id=store.id, disabled_at=None).count()
    pile = Opportunity.objects.filter(rooftop_id=store.id, owner=None, closed_at=None, due_at__isnull=False)
    minutes = sum(one.closes_minute - one.opens_minute for day in store.calendar.weekly.days for one in day)
    found = Overview(
        missing=(),
        gaps=tuple(gaps),
        hours_open=round(minutes / 60),
        people=sum(bool(one.shifts) for one in store.staff),
        sources=len(sources),
        unreviewed=unreviewed,
        keys=keys,
        desk_pile=pile.count(),
    )
    return Overview(_missing(store, found), *(getattr(found, name) for name in Overview.__slots__[1:]))


def _missing(store: StoreSettings, found: Overview) -> tuple[Missing, ...]:
    checks = (
        (not found.hours_open, Missing("no_hours", "settings_hours", {})),
        (not store.staff, Missing("nobody_takes_leads", "settings_people", {})),
        (bool(store.staff) and not found.people, Missing("no_shifts", "settings_people", {})),
        (
            bool(found.people and found.gaps),
            Missing("gaps", "settings_people", {"count": len(found.gaps)}, grave=False),
        ),
        (not found.keys, Missing("no_key", "keys", {})),
        (store.acknowledges and not store.mail_from, Missing("no_sender", "settings_store", {})),
        (not store.postal_code, Missing("no_postal_code", "settings_store", {}, grave=False)),
        (not store.phone_e164, Missing("no_phone", "settings_store", {}, grave=False)),
        (
            found.unreviewed > 0,
            Missing("unreviewed_sources", "sources", {"count": found.unreviewed}, grave=False),
        ),
    )
    return tuple(missing for applies, missing in checks if applies)
