"""What other law would have said about a store's own recent calls and texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from freshup.data.sql import rows
from freshup.domain.consent import Hold, Law, Permit, Refusal, SendRequest, decide, places_of
from freshup.queries.access import Scope

RECENT: Final = 200
# Attempts that were allowed or held; what was refused by an opt-out stays refused under any law.
ATTEMPTS: Final = """
SELECT d.id, d.at, d.channel, d.purpose, d.automatic, d.rule, d.opportunity_id,
       coalesce(nullif(concat_ws(' ', nullif(p.first_name, ''), nullif(p.last_name, '')), ''), p.company, ''),
       p.region, p.postal_code, coalesce(c.value, any_phone.value), o.last_lead_at, tried.at, tried.automatic
FROM (SELECT * FROM gate_decision WHERE rooftop_id = %(rooftop)s ORDER BY at DESC, id DESC LIMIT %(looked_at)s) d
JOIN opportunity o ON o.id = d.opportunity_id
JOIN person p ON p.id = o.person_id
LEFT JOIN message m ON m.id = d.message_id
LEFT JOIN contact_point c ON c.id = m.contact_point_id
LEFT JOIN LATERAL (
    SELECT value FROM contact_point WHERE person_id = p.id AND kind = 'phone' ORDER BY id LIMIT 1) any_phone ON true
LEFT JOIN LATERAL (
    SELECT array_agg(t.sent_at) AS at, array_agg(t.sent_at) FILTER (WHERE t.automatic) AS automatic FROM message t
    WHERE t.person_id = p.id AND t.channel IN ('call', 'text') AND t.direction = 'out' AND t.sent_at IS NOT NULL
      AND t.sent_at > d.at - interval '24 hours' AND t.sent_at < d.at) tried ON true
WHERE d.channel IN ('call', 'text') AND (d.verdict <> 'refuse' OR d.rule = 'ebr_expired')
ORDER BY d.at DESC, d.id DESC LIMIT %(limit)s
"""
LOOKED_AT_MAX: Final = 2_000
BY_INQUIRY: Final = ("inquiry_answered", "inquiry_followed", "ebr_expired")


@dataclass(frozen=True, slots=True)
class RecentAttempt:
    """One call or text as the gate was asked about it, as far as the law can matter."""

    opportunity_id: int
    name: str
    at: datetime
    request: SendRequest


@dataclass(frozen=True, slots=True)
class LawChange:
    """An attempt that other law would have answered differently."""

    attempt: RecentAttempt
    before: Permit | Hold | Refusal
    after: Permit | Hold | Refusal


@dataclass(frozen=True, slots=True)
class LawTrial:
    """`held` would wait, or wait longer; `freed` would go sooner. The first of those that change are shown."""

    looked_at: int
    held: int
    freed: int
    changes: tuple[LawChange, ...]

    @property
    def changed(self) -> int:
        return self.held + self.freed


def recent_attempts(scope: Scope, rooftop_id: int) -> list[RecentAttempt]:
    """The store's latest calls and texts that the gate allowed or held; one statement."""
    if rooftop_id not in scope.rooftops:
        return []
    found = rows(ATTEMPTS, {"rooftop": rooftop_id, "limit": RECENT, "looked_at": LOOKED_AT_MAX})
    attempts = []
    for (
        id,
        at,
        channel,
        purpose,
        automatic,
        rule,
        opportunity,
        name,
        region,
        postal,
        number,
        lead_at,
        tried,
        auto,
    ) in found:
        request = SendRequest(
            message_id=id,
            purpose=purpose,
            channel=channel,
            address=number or "+1",
            automated=automatic,
            places=places_of(region, postal, number),
            # What was agreed to is not the question here.
            consent="inquiry" if rule in BY_INQUIRY else "written",
            inquired_at=min(lead_at, at),
            opted_out_at=at if purpose == "confirmation" else None,
            wrote_at=at if rule in ("personal_reply", "named_hour", "machine_reply") else None,
            named_at=at if rule == "named_hour" else None,
            attempts=tuple(tried or ()),
            automated_attempts=tuple(auto or ()),
        )
        attempts.append(RecentAttempt(opportunity, name, at, request))
    return attempts


def try_law(before: Law, after: Law, recent: Sequence[RecentAttempt], *, shown: int = 25) -> LawTrial:
    """Which of these attempts would have been answered differently at their own moment?"""
    changes, held = [], 0
    for one in recent:
        was, would = decide(one.request, one.at, before), decide(one.request, one.at, after)
        if _goes_at(was, one.at) != _goes_at(would, one.at):
            changes.append(LawChange(one, was, would))
            held += _goes_at(would, one.at) > _goes_at(was, one.at)
    return LawTrial(len(recent), held, len(changes) - held, tuple(changes[:shown]))


def _goes_at(answer: Permit | Hold | Refusal, at: datetime) -> datetime:
    if isinstance(answer, Permit):
        return at
    return answer.until if isinstance(answer, Hold) else at + timedelta(days=36_500)
