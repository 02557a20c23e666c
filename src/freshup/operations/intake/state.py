"""People and opportunities as a batch knows them: what the database said, and what the batch has added."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from freshup.domain.leads import CLOSED_STAGES, EarlierLead, LeadMark, OpenOpportunity, OpportunityKind, Stage
from freshup.domain.people import Incoming, KnownPerson, PersonName
from freshup.queries.intake import EarlierInquiry, KnownCustomer, KnownOpportunity


@dataclass(slots=True)
class Customer:
    """One person; `points` are contact keys with the ids of their rows."""

    id: int
    group_id: int
    name: PersonName
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    points: dict[str, int] = field(default_factory=dict)
    stores: set[int] = field(default_factory=set)

    @classmethod
    def read(cls, known: KnownCustomer, stores: set[int]) -> "Customer":
        return cls(
            id=known.id,
            group_id=known.group_id,
            name=PersonName(known.first, known.last, "", known.company),
            emails=tuple(point.value for point in known.points if point.kind == "email"),
            phones=tuple(point.value for point in known.points if point.kind == "phone"),
            points={point.value: point.id for point in known.points},
            stores=stores,
        )

    def known(self) -> KnownPerson:
        return KnownPerson(self.id, self.name, self.emails, self.phones)


@dataclass(slots=True)
class Effort:
    """One opportunity; `ledger` is its points by code, each with its dimension."""

    id: int
    rooftop_id: int
    person_id: int
    kind: str
    stage: str
    owner_id: int | None
    desk: str
    grade: str
    score: int
    tier: str
    wanted: str
    facts: dict[str, Any]
    lead_count: int
    opened_at: datetime
    last_lead_at: datetime
    last_activity_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    source_id: int | None
    escalates_at: datetime | None = None
    stopped_at: datetime | None = None
    following: bool = False
    previous_id: int | None = None
    ledger: dict[str, tuple[str, int]] = field(default_factory=dict)
    is_new: bool = True
    changed: bool = False

    @classmethod
    def read(cls, known: KnownOpportunity, ledger: dict[str, tuple[str, int]]) -> "Effort":
        values = {one.name: getattr(known, one.name) for one in fields(known)}
        return cls(**values, opened_at=known.last_lead_at, ledger=dict(ledger), is_new=False)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and Stage(self.stage) not in CLOSED_STAGES

    def as_open(self) -> OpenOpportunity:
        return OpenOpportunity(self.id, OpportunityKind(self.kind), self.last_activity_at)


def mark_to_json(mark: LeadMark) -> dict[str, Any]:
    """How a lead keeps what it will be recognised by (among its words, since erasure must blank it)."""
    name = mark.person.name
    return {
        "ids": sorted(mark.ids),
        "content": mark.content_hash,
        "name": [name.first, name.last, name.middle, name.company],
        "emails": mark.person.emails,
        "phones": mark.person.phones,
    }


def earlier_lead(inquiry: EarlierInquiry) -> EarlierLead | None:
    """A stored lead as the repeat rule sees it; None for one whose words were erased."""
    kept = inquiry.said.get("mark")
    if not kept:
        return None
    person = Incoming(PersonName(*kept["name"]), tuple(kept["emails"]), tuple(kept["phones"]))
    ids = frozenset((source, number) for source, number in kept["ids"])
    return EarlierLead(
        inquiry.lead_id, LeadMark(inquiry.rooftop_id, ids, kept["content"], person, inquiry.received_at)
    )


def by_contact_key(customers: Iterable[Customer]) -> dict[tuple[int, str], list[Customer]]:
    index: dict[tuple[int, str], list[Customer]] = {}
    for customer in customers:
        for value in customer.points:
            index.setdefault((customer.group_id, value), []).append(customer)
    return index
