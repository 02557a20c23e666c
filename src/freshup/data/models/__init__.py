"""Every table of Freshup, a file a topic. The one Django app with tables."""

from freshup.data.models.appointments import Appointment
from freshup.data.models.cadences import (
    AnswerTally,
    CadenceVersion,
    Enrolment,
    HardStop,
    StepRun,
    TemplateVersion,
)
from freshup.data.models.calls import PhoneLine
from freshup.data.models.connectors import Connector, ConnectorHour, InboundEvent, TextingRegistration
from freshup.data.models.consent import (
    ConsentEvent,
    DncArea,
    DncImport,
    DncNumber,
    GateDecision,
    Suppression,
)
from freshup.data.models.conversations import (
    Attachment,
    Conversation,
    Engagement,
    FileAccess,
    Message,
    TrackedLink,
    Video,
)
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
from freshup.data.models.platform import AuditEntry, PushSubscription, User
from freshup.data.models.qualification import RuleSet, ScorePoint
from freshup.data.models.response import Alert, Escalation, ResponseClock, Task
from freshup.data.models.routing import Assignment, Credit, RoutingTally, Ruling
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
from freshup.data.models.vehicles import InventoryImport, Unit, UnitKey, UnitPrice
from freshup.data.models.website import Chat, ChatLine, WebPage, WebVisitor

__all__ = [
    "Activity",
    "Alert",
    "AnswerTally",
    "Appointment",
    "Assignment",
    "Attachment",
    "AuditEntry",
    "CadenceVersion",
    "Chat",
    "ChatLine",
    "Closing",
    "Connector",
    "ConnectorHour",
    "ConsentEvent",
    "ContactPoint",
    "Conversation",
    "Credit",
    "DncArea",
    "DncImport",
    "DncNumber",
    "Engagement",
    "Enrolment",
    "Escalation",
    "FileAccess",
    "GateDecision",
    "Group",
    "HardStop",
    "InboundEvent",
    "IntakeKey",
    "InventoryImport",
    "Lead",
    "LeadKey",
    "LeadRepeat",
    "Message",
    "ObservedHoliday",
    "OpeningHours",
    "Opportunity",
    "Person",
    "PersonStore",
    "PhoneLine",
    "PushSubscription",
    "ResponseClock",
    "Rooftop",
    "RoutingTally",
    "RuleSet",
    "Ruling",
    "ScorePoint",
    "SearchKey",
    "Shift",
    "Source",
    "SourceAlias",
    "SpecialDay",
    "Staff",
    "StepRun",
    "Submission",
    "Suppression",
    "Task",
    "Team",
    "TemplateVersion",
    "TextingRegistration",
    "TimeOff",
    "TrackedLink",
    "Unit",
    "UnitKey",
    "UnitPrice",
    "User",
    "VehicleInterest",
    "Video",
    "WebPage",
    "WebVisitor",
]
