"""Anymail's tracking events in our words."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason

from freshup.adapters.mail.anymail.sender import REFERENCE
from freshup.domain.connectors.reports import DeliveryReport, EngagementReport, Report

_ENHANCED: Final = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
ID_MAX: Final = 2**63 - 1
ENGAGEMENTS: Final = {
    EventType.OPENED: "opened",
    EventType.CLICKED: "clicked",
    EventType.UNSUBSCRIBED: "unsubscribed",
}
DELIVERIES: Final = {
    EventType.QUEUED: "queued",
    EventType.SENT: "sent",
    EventType.DELIVERED: "delivered",
    EventType.COMPLAINED: "complained",
    EventType.FAILED: "failed",
}
# The service sends nothing to this address any more, and what its first refusal was.
REFUSED: Final = {
    RejectReason.INVALID: "bounced",
    RejectReason.BOUNCED: "bounced",
    RejectReason.SPAM: "failed",
}
# What each calls an address that will never work; all else may work another time.
FOR_GOOD: Final[dict[str, Callable[[dict[str, Any]], bool]]] = {
    "postmark": lambda said: said.get("Type") in ("HardBounce", "BadEmailAddress"),
    "mailgun": lambda said: (said.get("event-data") or {}).get("severity") != "temporary",
    "sendgrid": lambda said: said.get("type") != "blocked",
    "brevo": lambda said: said.get("event") in ("hard_bounce", "invalid_email"),
    "mailjet": lambda said: bool(said.get("hard_bounce")),
    "resend": lambda said: (
        ((said.get("data") or {}).get("bounce") or {}).get("type", "Permanent") == "Permanent"
    ),
    "sparkpost": lambda said: _sparkpost(said).get("bounce_class") in ("10", "30", "90"),
}


def report_of(provider: str, event: AnymailTrackingEvent, received_at: datetime) -> Report | None:
    """None for what says nothing about the mail: put off for now, a bot's answer, something new."""
    at = _moment(event.timestamp, received_at)
    ours, provider_id = _ours(event.metadata), str(event.message_id or "")
    if kind := ENGAGEMENTS.get(event.event_type):
        return EngagementReport(
            provider_id,
            kind,
            at,
            ours,
            url=str(event.click_url or "")[:1_000],
            user_agent=str(event.user_agent or "")[:400],
        )
    delivery = _delivery(provider, event)
    if not delivery:
        return None
    code = _code(event) if delivery in ("bounced", "undelivered", "failed") else ""
    return DeliveryReport(provider_id, delivery, at, ours, code, str(event.recipient or "")[:254])


def _delivery(provider: str, event: AnymailTrackingEvent) -> str:
    if event.event_type == EventType.BOUNCED:
        said = event.esp_event if isinstance(event.esp_event, dict) else {}
        code = _code(event)
        lasting = FOR_GOOD[provider](said) and not code.startswith("4.") and code != "5.2.2"
        return "bounced" if lasting else "undelivered"
    if event.event_type == EventType.REJECTED:
        return REFUSED.get(event.reject_reason, "undelivered")
    return DELIVERIES.get(event.event_type, "")


def _code(event: AnymailTrackingEvent) -> str:
    """The class of failure by RFC 3463 (5.1.1), wherever the service wrote it; else the reason in anymail's word."""
    said = event.esp_event if isinstance(event.esp_event, dict) else {}
    status = (said.get("event-data") or {}).get("delivery-status") or {}
    places = (said.get("status"), status.get("enhanced-code"), event.mta_response, event.description)
    for text in places:
        if isinstance(text, str) and (found := _ENHANCED.search(text[:2_000])):
            return found[1]
    return str(event.reject_reason or "")[:20]


def _ours(metadata: Any) -> int | None:
    """The id of our message that went along; anybody may have written anything there."""
    said = str(metadata.get(REFERENCE, "")) if isinstance(metadata, dict) else ""
    if not (said.isascii() and said.isdigit() and len(said) <= 19):
        return None
    return int(said) if 0 < int(said) <= ID_MAX else None


def _moment(at: Any, received_at: datetime) -> datetime:
    if not isinstance(at, datetime):
        return received_at
    moment: datetime = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    # A clock that goes wrong is no reason to have been read tomorrow.
    return min(moment, received_at)


def _sparkpost(said: dict[str, Any]) -> dict[str, Any]:
    inside: Any = next(iter((said.get("msys") or {}).values()), {})
    return inside if isinstance(inside, dict) else {}
