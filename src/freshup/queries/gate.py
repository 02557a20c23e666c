"""What the gate must know of an attempt, at this moment: one statement for any number of attempts.

The same facts serve a step that falls due, a message about to go out, and a person about to dial.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from freshup.data.sql import rows
from freshup.domain.consent import Place, SendRequest, places_of
from freshup.domain.leads import CLOSED_STAGES, Stage

ATTEMPTS_COUNT_FOR: Final = timedelta(hours=24)
# Somebody who bought is no shopper for a year.
BOUGHT_WITHIN: Final = timedelta(days=365)
# A message within a day of the customer's own answers it; later it follows up (LAW-2).
ANSWERS_WITHIN: Final = timedelta(hours=24)
LEVELS: Final = ("none", "inquiry", "express", "written")
BOUGHT: Final = (str(Stage.SOLD), str(Stage.DELIVERED))

FACTS: Final = """
SELECT a.n, o.rooftop_id, p.group_id, o.person_id, o.stage, o.grade, o.stopped_at, o.last_lead_at, o.closed_at,
       p.region, p.postal_code, c.kind, c.value, c.shown_as, c.phone_kind, c.reachability,
       EXISTS (SELECT FROM suppression s WHERE s.group_id = p.group_id AND s.value = c.value
               AND s.lifted_at IS NULL AND s.channel IN ('', a.channel)),
       (SELECT max(s.since) FROM suppression s WHERE s.group_id = p.group_id AND s.value = c.value
        AND s.lifted_at IS NULL AND s.channel IN ('', 'text')),
       tried.at, tried.automatic,
       greatest((SELECT max(m.created_at) FROM message m
                 WHERE m.opportunity_id = o.id AND m.direction = 'in' AND NOT m.automatic),
                callback.created_at),
       callback.due_at,
       (SELECT max(CASE e.level WHEN 'written' THEN 3 WHEN 'express' THEN 2 WHEN 'inquiry' THEN 1 ELSE 0 END)
        FROM consent_event e WHERE e.person_id = o.person_id AND e.rooftop_id = o.rooftop_id
          AND e.channel IN (a.channel, CASE WHEN a.channel = 'email' THEN 'email' ELSE 'phone' END)),
       (SELECT max(b.closed_at) FROM opportunity b WHERE b.person_id = o.person_id
          AND b.stage IN ('sold', 'delivered') AND b.closed_at > %(bought_since)s),
       EXISTS (SELECT FROM message f WHERE f.person_id = o.person_id AND f.rooftop_id = o.rooftop_id
               AND f.channel = 'text' AND f.direction = 'out' AND f.sent_at IS NOT NULL),
       dialled.ten IS NOT NULL AND EXISTS (SELECT FROM dnc_area g WHERE g.group_id = p.group_id),
       EXISTS (SELECT FROM dnc_number d WHERE d.group_id = p.group_id AND d.number = dialled.ten),
       (SELECT l.loaded_at FROM dnc_area l WHERE l.group_id = p.group_id
        AND l.area_code = (dialled.ten / 10000000)::text)
FROM unnest(%(n)s::int[], %(opportunities)s::bigint[], %(points)s::bigint[], %(channels)s::text[])
    AS a(n, opportunity_id, point_id, channel)
JOIN opportunity o ON o.id = a.opportunity_id
JOIN person p ON p.id = o.person_id
LEFT JOIN contact_point c ON c.id = a.point_id
LEFT JOIN LATERAL (
    SELECT CASE WHEN a.channel <> 'email' AND c.value ~ '^[+]1[2-9][0-9]{9}(;|$)'
                THEN substr(c.value, 3, 10)::bigint END AS ten) dialled ON true
LEFT JOIN task callback ON callback.opportunity_id = o.id AND callback.kind = 'callback' AND callback.done_at IS NULL
LEFT JOIN LATERAL (
    SELECT array_agg(m.sent_at) AS at, array_agg(m.sent_at) FILTER (WHERE m.automatic) AS automatic
    FROM message m WHERE m.person_id = o.person_id AND m.channel IN ('call', 'text') AND m.direction = 'out'
      AND m.sent_at IS NOT NULL AND m.sent_at > %(attempts_since)s) tried ON a.channel <> 'email'
"""


class Attempt(NamedTuple):
    """One attempt to reach somebody: through which of their contact points (None: there is none), by which channel."""

    opportunity_id: int
    contact_point_id: int | None
    channel: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands about one attempt. `request` makes of it what the gate is asked.

    `wrote_at`: when the customer last wrote, or asked to be called back (at `named_at`). `texted`: this store has
    texted them before, so they have been told how to end it.
    """

    rooftop_id: int
    group_id: int
    person_id: int
    stage: str
    grade: str
    stopped: bool
    last_lead_at: datetime
    closed: bool
    region: str
    postal_code: str
    kind: str
    value: str
    shown_as: str
    phone_kind: str
    reachability: str
    suppressed: bool
    opted_out_at: datetime | None
    attempts: tuple[datetime, ...]
    automated_attempts: tuple[datetime, ...]
    wrote_at: datetime | None
    named_at: datetime | None
    consent: str
    bought_at: datetime | None
    texted: bool
    scrubbed: bool = False
    listed: bool = False
    list_loaded_at: datetime | None = None

    @property
    def address(self) -> str | None:
        """What is written to or dialled: an extension is no part of the number."""
        if self.kind == "phone":
            return self.value.partition(";")[0]
        return self.shown_as or None

    @property
    def places(self) -> tuple[Place, ...]:
        number = self.value if self.kind == "phone" else None
        return places_of(self.region, self.postal_code, number)

    def request(
        self, message_id: int | str, *, purpose: str, channel: str, automated: bool, **more: Any
    ) -> SendRequest:
        """The question to the gate. `more` are facts of the message itself: `running`, `too_late_at`, `can_text` …"""
        closed = Stage(self.stage) in CLOSED_STAGES or self.closed
        return SendRequest(
            message_id=message_id,
            purpose=purpose,
            channel=channel,
            address=self.address,
            automated=automated,
            suppressed=self.suppressed,
            stopped=self.stopped,
            closed_as=self.stage if closed else "",
            bought=self.bought_at is not None,
            reachability=self.reachability,
            phone_kind=self.phone_kind,
            places=() if channel == "email" else self.places,
            consent=self.consent,
            inquired_at=self.last_lead_at,
            bought_at=self.bought_at,
            attempts=self.attempts,
            automated_attempts=self.automated_attempts,
            wrote_at=self.wrote_at,
            named_at=self.named_at,
            opted_out_at=self.opted_out_at,
            scrubbed=self.scrubbed,
            listed=self.listed,
            list_loaded_at=self.list_loaded_at,
            grade=more.pop("grade", self.grade),
            **more,
        )


def facts_of(attempts: Sequence[Attempt], *, now: datetime) -> list[Facts | None]:
    """The facts of each attempt, in order; None where the opportunity is not there. One statement."""
    if not attempts:
        return []
    found = rows(
        FACTS,
        {
            "n": list(range(len(attempts))),
            "opportunities": [one.opportunity_id for one in attempts],
            "points": [one.contact_point_id for one in attempts],
            "channels": [one.channel for one in attempts],
            "attempts_since": now - ATTEMPTS_COUNT_FOR,
            "bought_since": now - BOUGHT_WITHIN,
        },
    )
    facts: list[Facts | None] = [None] * len(attempts)
    for row in found:
        facts[row[0]] = _facts(row)
    return facts


def _facts(row: tuple[Any, ...]) -> Facts:
    return Facts(
        rooftop_id=row[1],
        group_id=row[2],
        person_id=row[3],
        stage=row[4],
        grade=row[5],
        stopped=row[6] is not None,
        last_lead_at=row[7],
        closed=row[8] is not None,
        region=row[9],
        postal_code=row[10],
        kind=row[11] or "",
        value=row[12] or "",
        shown_as=row[13] or "",
        phone_kind=row[14] or "",
        reachability=row[15] or "unverified",
        suppressed=row[16],
        opted_out_at=row[17],
        attempts=tuple(row[18] or ()),
        automated_attempts=tuple(row[19] or ()),
        wrote_at=row[20],
        named_at=row[21],
        consent=LEVELS[row[22] or 0],
        bought_at=row[23],
        texted=row[24],
        scrubbed=row[25],
        listed=row[26],
        list_loaded_at=row[27],
    )
