"""What the settings pages show: a store's set-up as it is, and what a change of it would do."""

from freshup.queries.settings.audit import AUDIT_PAGE, AuditLine, AuditPage, audit_page
from freshup.queries.settings.due_times import (
    RECENT_LEADS,
    DueChange,
    DueComparison,
    RecentLead,
    compare_due_times,
    recent_leads,
)
from freshup.queries.settings.hours import (
    Day,
    StoreWeek,
    Upcoming,
    holidays_to_choose,
    store_week,
    team_week,
    upcoming_days,
)
from freshup.queries.settings.overview import Missing, Overview, overview
from freshup.queries.settings.people import (
    PersonDetails,
    PersonLine,
    TeamLine,
    coverage_gaps,
    people,
    person,
    teams,
)
from freshup.queries.settings.store import details_of

__all__ = [
    "AUDIT_PAGE",
    "RECENT_LEADS",
    "AuditLine",
    "AuditPage",
    "Day",
    "DueChange",
    "DueComparison",
    "Missing",
    "Overview",
    "PersonDetails",
    "PersonLine",
    "RecentLead",
    "StoreWeek",
    "TeamLine",
    "Upcoming",
    "audit_page",
    "compare_due_times",
    "coverage_gaps",
    "details_of",
    "holidays_to_choose",
    "overview",
    "people",
    "person",
    "recent_leads",
    "store_week",
    "team_week",
    "teams",
    "upcoming_days",
]
