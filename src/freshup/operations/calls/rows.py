"""The row of a call: one for each call of a provider's, made by whoever hears of it first."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from freshup.data.models import Message, Opportunity
from freshup.queries.calls import Caller, Line

STEP_KEY_LENGTH_MAX: Final = 80


def key_of(provider: str, call_id: str) -> str:
    return f"in:{provider}:{call_id}"[:STEP_KEY_LENGTH_MAX]


def found_inbound(provider: str, call_id: str, rooftop_id: int) -> Message | None:
    return Message.objects.filter(step_key=key_of(provider, call_id), rooftop=rooftop_id).first()


def begin_inbound(
    caller: Caller,
    *,
    rooftop_id: int,
    connector_id: int,
    provider: str,
    call_id: str,
    sender: str,
    recipient: str,
    line: Line | None,
    consent: str = "",
    at: datetime,
) -> Message:
    """The row of a customer's call, on their open opportunity; the one there is when another was quicker."""
    opportunity = Opportunity.objects.get(id=caller.opportunity_id)
    details: dict[str, Any] = {"line": line.id if line else None, "consent": consent}
    if line is not None and line.source_id is not None:
        details["source"] = line.source_id
    made, _ = Message.objects.get_or_create(
        step_key=key_of(provider, call_id),
        defaults={
            "rooftop_id": rooftop_id,
            "opportunity": opportunity,
            "person_id": opportunity.person_id,
            "contact_point_id": caller.contact_point_id,
            "channel": "call",
            "direction": "in",
            "purpose": "reply",
            "automatic": False,
            "sender": sender[:254],
            "recipient": recipient[:254],
            "state": "calling",
            "created_at": at,
            "send_after": at,
            "claimed_at": at,
            "sent_at": at,
            "provider": provider,
            "provider_id": call_id[:120],
            "connector_id": connector_id,
            "details": details,
        },
    )
    return made


def remember(call: Message, facts: Mapping[str, Any], *more: str) -> None:
    """Add to what is known of a call; `more` are columns that changed beside it."""
    call.details = {**call.details, **facts}
    call.save(update_fields=["details", *more])
