"""Every table of Freshup, a file a topic. The one Django app with tables."""

from freshup.data.models.consent import ConsentEvent, Suppression
from freshup.data.models.conversations import Message
from freshup.data.models.intake import IntakeKey, Source, SourceAlias, Submission
from freshup.data.models.leads import (
    Activity,
    Closing,
    Lead,
    LeadKey,
    LeadRepeat,
    Opportunity,
    VehicleInterest,
)
from freshup.data.models.people import ContactPoint, Person, PersonStore, SearchKey
from freshup.data.models.platform import AuditEntry, User
from freshup.data.models.qualification import RuleSet, ScorePoint
from freshup.data.models.response import ResponseClock
from freshup.data.models.routing import Assignment, RoutingTally
from freshup.data.models.stores import (
    Group,
    ObservedHoliday,
    OpeningHours,
    Rooftop,
    Shift,
    SpecialDay,
    Staff,
    Team,
    TimeOff,
)

__all__ = [
    "Activity",
    "Assignment",
    "AuditEntry",
    "Closing",
    "ConsentEvent",
    "ContactPoint",
    "Group",
    "IntakeKey",
    "Lead",
    "LeadKey",
    "LeadRepeat",
    "Message",
    "ObservedHoliday",
    "OpeningHours",
    "Opportunity",
    "Person",
    "PersonStore",
    "ResponseClock",
    "Rooftop",
    "RoutingTally",
    "RuleSet",
    "ScorePoint",
    "SearchKey",
    "Shift",
    "Source",
    "SourceAlias",
    "SpecialDay",
    "Staff",
    "Submission",
    "Suppression",
    "Team",
    "TimeOff",
    "User",
    "VehicleInterest",
]
