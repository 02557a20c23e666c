"""Tables that are written in bulk, as columns with their types; every row is a tuple in this order."""

from typing import Final

from freshup.data.bulk import Table

PERSON: Final = Table(
    "person",
    {
        "id": "bigint",
        "group_id": "bigint",
        "first_name": "text",
        "last_name": "text",
        "company": "text",
        "language": "text",
        "street": "text",
        "city": "text",
        "region": "text",
        "postal_code": "text",
        "created_at": "timestamptz",
    },
)
CONTACT_POINT: Final = Table(
    "contact_point",
    {
        "id": "bigint",
        "group_id": "bigint",
        "person_id": "bigint",
        "kind": "text",
        "value": "text",
        "shown_as": "text",
        "phone_kind": "text",
        "extension": "text",
        "masked": "boolean",
        "reachability": "text",
        "created_at": "timestamptz",
    },
)
PERSON_STORE: Final = Table(
    "person_store",
    {
        "rooftop_id": "bigint",
        "person_id": "bigint",
        "notes": "text",
        "preferred_channel": "text",
        "created_at": "timestamptz",
    },
)
SEARCH_KEY: Final = Table("search_key", {"rooftop_id": "bigint", "key": "text", "person_id": "bigint"})
OPPORTUNITY: Final = Table(
    "opportunity",
    {
        "id": "bigint",
        "rooftop_id": "bigint",
        "person_id": "bigint",
        "previous_id": "bigint",
        "source_id": "bigint",
        "owner_id": "bigint",
        "desk": "text",
        "stage": "text",
        "grade": "text",
        "score": "smallint",
        "tier": "text",
        "kind": "text",
        "wanted": "text",
        "facts": "jsonb",
        "lead_count": "integer",
        "opened_at": "timestamptz",
        "last_lead_at": "timestamptz",
        "last_activity_at": "timestamptz",
        "due_at": "timestamptz",
        "closed_at": "timestamptz",
        "escalates_at": "timestamptz",
    },
)
LEAD: Final = Table(
    "lead",
    {
        "id": "bigint",
        "rooftop_id": "bigint",
        "opportunity_id": "bigint",
        "person_id": "bigint",
        "submission_id": "bigint",
        "position": "smallint",
        "source_id": "bigint",
        "channel": "text",
        "kind": "text",
        "received_at": "timestamptz",
        "requested_at": "timestamptz",
        "grade": "text",
        "grade_reasons": "jsonb",
        "verdict": "jsonb",
        "provider": "text",
        "language": "text",
        "said": "jsonb",
    },
)
LEAD_KEY: Final = Table("lead_key", {"rooftop_id": "bigint", "key": "bigint", "lead_id": "bigint"})
LEAD_REPEAT: Final = Table(
    "lead_repeat",
    {
        "rooftop_id": "bigint",
        "lead_id": "bigint",
        "submission_id": "bigint",
        "position": "smallint",
        "at": "timestamptz",
        "rule": "text",
        "provider": "text",
    },
)
VEHICLE_INTEREST: Final = Table(
    "vehicle_interest",
    {
        "rooftop_id": "bigint",
        "lead_id": "bigint",
        "opportunity_id": "bigint",
        "role": "text",
        "interest": "text",
        "condition": "text",
        "year": "smallint",
        "make": "text",
        "model": "text",
        "trim": "text",
        "vin": "text",
        "stock": "text",
        "odometer": "integer",
    },
)
CLOSING: Final = Table(
    "closing",
    {
        "rooftop_id": "bigint",
        "opportunity_id": "bigint",
        "stage": "text",
        "reason": "text",
        "note": "text",
        "at": "timestamptz",
        "previous_stage": "text",
    },
)
ACTIVITY: Final = Table(
    "activity",
    {
        "rooftop_id": "bigint",
        "opportunity_id": "bigint",
        "lead_id": "bigint",
        "at": "timestamptz",
        "kind": "text",
        "actor_id": "bigint",
        "data": "jsonb",
        "words": "text",
    },
)
SCORE_POINT: Final = Table(
    "score_point",
    {
        "rooftop_id": "bigint",
        "opportunity_id": "bigint",
        "lead_id": "bigint",
        "at": "timestamptz",
        "rules_version": "integer",
        "dimension": "text",
        "code": "text",
        "points": "smallint",
        "reason": "jsonb",
    },
)
ASSIGNMENT: Final = Table(
    "assignment",
    {
        "rooftop_id": "bigint",
        "opportunity_id": "bigint",
        "lead_id": "bigint",
        "staff_id": "bigint",
        "desk": "text",
        "slot": "text",
        "at": "timestamptz",
        "how": "text",
        "rule": "text",
        "rules_version": "integer",
        "reasons": "jsonb",
        "considered": "jsonb",
        "by_user_id": "bigint",
    },
)
ROUTING_TALLY: Final = Table(
    "routing_tally", {"rooftop_id": "bigint", "staff_id": "bigint", "grade": "text", "received": "float8"}
)
RESPONSE_CLOCK: Final = Table(
    "response_clock",
    {
        "rooftop_id": "bigint",
        "opportunity_id": "bigint",
        "lead_id": "bigint",
        "team_id": "bigint",
        "received_at": "timestamptz",
        "starts_at": "timestamptz",
        "due_at": "timestamptz",
        "due_reason": "jsonb",
        "acknowledged_at": "timestamptz",
        "attempted_at": "timestamptz",
        "attempt_claimed": "boolean",
        "attempt_business_seconds": "bigint",
        "contacted_at": "timestamptz",
        "contact_business_seconds": "bigint",
        "paused_from": "timestamptz",
        "paused_until": "timestamptz",
        "paused_by": "jsonb",
        "paused_business_seconds": "integer",
    },
)
MESSAGE: Final = Table(
    "message",
    {
        "rooftop_id": "bigint",
        "opportunity_id": "bigint",
        "lead_id": "bigint",
        "person_id": "bigint",
        "contact_point_id": "bigint",
        "channel": "text",
        "direction": "text",
        "purpose": "text",
        "automatic": "boolean",
        "step_key": "text",
        "template": "text",
        "language": "text",
        "sender_name": "text",
        "sender": "text",
        "recipient": "text",
        "subject": "text",
        "body": "text",
        "headers": "jsonb",
        "facts": "jsonb",
        "state": "text",
        "created_at": "timestamptz",
        "send_after": "timestamptz",
        "attempts": "smallint",
        "gate_rule": "text",
        "provider": "text",
        "provider_id": "text",
        "failure": "text",
        "enrolment_id": "bigint",
        "too_late_at": "timestamptz",
    },
)
CONSENT_EVENT: Final = Table(
    "consent_event",
    {
        "rooftop_id": "bigint",
        "person_id": "bigint",
        "contact_point_id": "bigint",
        "lead_id": "bigint",
        "channel": "text",
        "purpose": "text",
        "level": "text",
        "at": "timestamptz",
        "captured_by": "text",
        "text": "text",
        "text_version": "smallint",
        "remote_address": "inet",
    },
)

ENROLMENT: Final = Table(
    "enrolment",
    {
        "id": "bigint",
        "rooftop_id": "bigint",
        "opportunity_id": "bigint",
        "version_id": "bigint",
        "key": "text",
        "anchor_at": "timestamptz",
        "position": "smallint",
        "visit": "smallint",
        "planned_at": "timestamptz",
        "due_at": "timestamptz",
        "held_by": "text",
        "held_reason": "jsonb",
        "last_at": "timestamptz",
        "started_at": "timestamptz",
        "ended_by": "text",
    },
)
STEP_RUN: Final = Table(
    "step_run",
    {
        "rooftop_id": "bigint",
        "enrolment_id": "bigint",
        "opportunity_id": "bigint",
        "position": "smallint",
        "visit": "smallint",
        "step": "text",
        "kind": "text",
        "planned_at": "timestamptz",
        "at": "timestamptz",
        "result": "text",
        "reason": "jsonb",
        "message_id": "bigint",
    },
)

# Parents before children, though the constraints wait for the commit: it reads better in a log.
ORDER: Final = (
    PERSON,
    CONTACT_POINT,
    PERSON_STORE,
    SEARCH_KEY,
    OPPORTUNITY,
    LEAD,
    LEAD_KEY,
    LEAD_REPEAT,
    VEHICLE_INTEREST,
    CLOSING,
    ACTIVITY,
    SCORE_POINT,
    ASSIGNMENT,
    RESPONSE_CLOCK,
    MESSAGE,
    CONSENT_EVENT,
    ENROLMENT,
    STEP_RUN,
)
