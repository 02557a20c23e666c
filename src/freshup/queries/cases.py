"""What a cadence may ask about an opportunity, at this moment: one statement for any number of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from freshup.data.sql import rows
from freshup.domain.cadences import DAY_PARTS, CaseFacts, Habits, Tally, day_part, habits_of
from freshup.domain.events import Event
from freshup.queries.stores import StoreSettings

CONTACTS: Final = (str(Event.SPOKE), str(Event.CUSTOMER_WROTE), str(Event.VISITED), str(Event.CHECKED_IN))
ATTEMPTS: Final = (str(Event.CALLED), str(Event.SPOKE), str(Event.WROTE))
UNUSABLE: Final = ("bounced", "disconnected", "wrong_person")
PARTS_REMEMBERED: Final = 4
# The number that is rung and the address that is written to: what works, a cell first, then the one given first.
CASES: Final = """
SELECT a.id, o.rooftop_id, o.person_id, o.tier, o.grade, o.kind, o.source_id, o.owner_id, o.desk, o.stage, o.wanted,
       o.closed_at, o.stopped_at, o.opened_at, o.last_lead_at, p.first_name, p.last_name, p.company, p.language,
       phone.id, phone.value, phone.phone_kind, mail.id, mail.shown_as,
       did.contact_at, did.outcome, did.voicemails, did.attempts, did.times,
       wrote.at, ps.answered::text, v.year, v.make, v.model, v.trim, v.vin, v.stock, v.condition, trade.line
FROM unnest(%(ids)s::bigint[], %(since)s::timestamptz[]) AS a(id, since)
JOIN opportunity o ON o.id = a.id
JOIN person p ON p.id = o.person_id
LEFT JOIN person_store ps ON ps.rooftop_id = o.rooftop_id AND ps.person_id = o.person_id
LEFT JOIN LATERAL (
    SELECT id, value, phone_kind FROM contact_point WHERE person_id = o.person_id AND kind = 'phone'
      AND phone_kind NOT IN ('fax', 'pager') AND reachability <> ALL (%(unusable)s::text[])
    ORDER BY phone_kind = 'cell' DESC, id LIMIT 1) phone ON true
LEFT JOIN LATERAL (
    SELECT id, shown_as FROM contact_point WHERE person_id = o.person_id AND kind = 'email'
      AND reachability <> ALL (%(unusable)s::text[]) ORDER BY masked, id LIMIT 1) mail ON true
LEFT JOIN LATERAL (
    SELECT max(at) FILTER (WHERE kind = ANY (%(contacts)s::text[]) AND at >= a.since) AS contact_at,
           (array_agg(data->>'outcome' ORDER BY at DESC, id DESC)
              FILTER (WHERE data->>'channel' = 'phone' AND at >= a.since))[1] AS outcome,
           count(*) FILTER (WHERE data->>'outcome' = 'left_message') AS voicemails,
           count(*) FILTER (WHERE kind = ANY (%(attempts)s::text[])) AS attempts,
           (array_agg(at ORDER BY at DESC) FILTER (WHERE kind = ANY (%(attempts)s::text[])))[1:4] AS times
    FROM (SELECT at, id, kind, data FROM activity WHERE opportunity_id = o.id
            AND kind IN ('called', 'spoke', 'wrote', 'customer_wrote', 'visited', 'checked_in')) d) did ON true
LEFT JOIN LATERAL (
    SELECT max(created_at) AS at FROM message
    WHERE opportunity_id = o.id AND direction = 'in' AND NOT automatic) wrote ON true
LEFT JOIN LATERAL (
    SELECT year, make, model, trim, vin, stock, condition FROM vehicle_interest
    WHERE opportunity_id = o.id AND role = 'wanted' ORDER BY id DESC LIMIT 1) v ON true
LEFT JOIN LATERAL (
    SELECT concat_ws(' ', year, nullif(make, ''), nullif(model, '')) AS line FROM vehicle_interest
    WHERE opportunity_id = o.id AND role = 'trade_in' ORDER BY id DESC LIMIT 1) trade ON true
"""
TALLIES: Final = """
SELECT rooftop_id, source_id, channel, day_part, tried, answered FROM answer_tally WHERE rooftop_id = ANY (%s)
"""


@dataclass(frozen=True, slots=True)
class Known:
    """One opportunity as follow-up sees it. `phone_id` and `email_id` are the contact points that are used."""

    id: int
    rooftop_id: int
    person_id: int
    tier: str
    grade: str
    kind: str
    source_id: int | None
    owner_id: int | None
    desk: str
    stage: str
    wanted: str
    closed_at: datetime | None
    stopped_at: datetime | None
    opened_at: datetime
    last_lead_at: datetime
    first_name: str
    last_name: str
    company: str
    language: str
    phone_id: int | None
    phone: str | None
    phone_kind: str | None
    email_id: int | None
    email: str | None
    contact_at: datetime | None
    last_outcome: str | None
    voicemails: int
    attempts: int
    attempt_times: tuple[datetime, ...]
    wrote_at: datetime | None
    answered: Mapping[str, int]
    vehicle: tuple[Any, ...]
    trade: str

    def case(self, store: StoreSettings, *, since: datetime, can_text: bool = True) -> CaseFacts:
        """The facts a condition may ask about; `since` the enrolment began."""
        source = store.sources.get(self.source_id or 0)
        spoke = self.contact_at is not None and self.contact_at >= since
        wrote = self.wrote_at is not None and self.wrote_at >= since
        return CaseFacts(
            tier=self.tier,
            grade=self.grade,
            source_kind=source.kind if source else "first_party",
            kind=self.kind,
            has_phone=self.phone_id is not None,
            can_text=can_text and bool(store.phone_e164) and self.phone_id is not None,
            has_email=self.email_id is not None and bool(store.mail_from),
            answered=spoke or wrote,
            last_outcome=self.last_outcome or "",
            voicemails=self.voicemails,
            attempts=self.attempts,
        )

    def parts_used(self, store: StoreSettings) -> tuple[str, ...]:
        """Parts of the day of the latest attempts, oldest first."""
        return tuple(day_part(at.astimezone(store.zone)) for at in reversed(self.attempt_times))


def cases_of(asked: Sequence[tuple[int, datetime]]) -> dict[int, Known]:
    """By opportunity; `asked` are (opportunity, since when its cadence runs)."""
    if not asked:
        return {}
    found = rows(
        CASES,
        {
            "ids": [id for id, _ in asked],
            "since": [since for _, since in asked],
            "unusable": list(UNUSABLE),
            "contacts": list(CONTACTS),
            "attempts": list(ATTEMPTS),
        },
    )
    return {row[0]: _known(row) for row in found}


def _known(row: tuple[Any, ...]) -> Known:
    answered = orjson.loads(row[30]) if row[30] else {}
    values = (*row[:28], tuple(row[28] or ()), row[29], answered, row[31:38], row[38] or "")
    return Known(*values)


def tallies_of(rooftop_ids: Sequence[int]) -> dict[int, list[tuple[int, Tally]]]:
    """What each store's sources answered to, as (source, tally); source 0 is the store as a whole."""
    by_store: dict[int, list[tuple[int, Tally]]] = {id: [] for id in rooftop_ids}
    for rooftop, source, channel, part, tried, answered in rows(TALLIES, [list(rooftop_ids)]):
        by_store[rooftop].append((source, Tally(channel, part, tried, answered)))
    return by_store


def habits(known: Known, tallies: Sequence[tuple[int, Tally]]) -> Habits:
    """What this person, their source and the store answer to, the nearer the weightier (CAD-6)."""
    if not tallies and not known.answered:
        return habits_of(())
    person = [
        Tally("" if key in DAY_PARTS else key, key if key in DAY_PARTS else "", count, count)
        for key, count in known.answered.items()
    ]
    return habits_of(
        [one for source, one in tallies if source == 0],
        [one for source, one in tallies if source == (known.source_id or -1)],
        person,
    )
