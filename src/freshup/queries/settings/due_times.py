"""How due times of a store's recent leads would have been under other hours, targets or teams."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from freshup.data.models import Lead
from freshup.domain.response import due
from freshup.queries.stores import StoreSettings

RECENT_LEADS = 200
SPOKEN = ("phone", "walk_in")


@dataclass(frozen=True, slots=True)
class RecentLead:
    """One lead that started a clock."""

    opportunity_id: int
    name: str
    received_at: datetime
    channel: str
    source_kind: str
    team_id: int | None


@dataclass(frozen=True, slots=True)
class DueChange:
    lead: RecentLead
    before: datetime
    after: datetime


@dataclass(frozen=True, slots=True)
class DueComparison:
    """How many of the leads looked at would have been due at another time; `sample` shows the latest."""

    looked_at: int
    earlier: int
    later: int
    sample: tuple[DueChange, ...]

    @property
    def changed(self) -> int:
        return self.earlier + self.later


def recent_leads(rooftop_id: int) -> list[RecentLead]:
    """The latest leads of the store that started a clock; one statement."""
    leads = (
        Lead.objects.filter(rooftop_id=rooftop_id, clock__isnull=False)
        .order_by("-received_at")
        .values_list(
            "opportunity_id",
            "person__first_name",
            "person__last_name",
            "received_at",
            "channel",
            "source__kind",
            "clock__team_id",
        )[:RECENT_LEADS]
    )
    return [
        RecentLead(opportunity, f"{first} {last}".strip(), at, channel, kind or "first_party", team)
        for opportunity, first, last, at, channel, kind, team in leads
    ]


def compare_due_times(
    before: StoreSettings, after: StoreSettings, leads: Sequence[RecentLead], *, sample: int = 8
) -> DueComparison:
    """Both due times are worked out anew, so that an earlier change of settings is not counted as this one."""
    changes = []
    for lead in leads:
        was, would_be = _due(before, lead), _due(after, lead)
        if was != would_be:
            changes.append(DueChange(lead, was, would_be))
    earlier = sum(change.after < change.before for change in changes)
    return DueComparison(len(leads), earlier, len(changes) - earlier, tuple(changes[:sample]))


def _due(store: StoreSettings, lead: RecentLead) -> datetime:
    return due(
        lead.received_at,
        store.calendar_of(lead.team_id),
        store.targets,
        source_kind=lead.source_kind,
        channel=lead.channel,
        answered=lead.channel in SPOKEN,
    ).due_at
