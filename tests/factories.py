"""Rows for tests, straight into the tables: small, typed, with the least that makes sense.

Whoever tests intake itself sends documents through it (`tests/intake`); these are for screens and operations.
"""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from freshup.data.models import (
    Activity,
    ContactPoint,
    Group,
    Lead,
    Opportunity,
    Person,
    PersonStore,
    ResponseClock,
    Rooftop,
    SearchKey,
    Source,
    Staff,
    Submission,
    User,
)
from freshup.domain.events import Event
from freshup.domain.people.search_keys import search_keys

# A Wednesday, 11:00 in Florida.
NOW = datetime(2026, 11, 18, 16, 0, tzinfo=UTC)
_numbers = itertools.count(1)


def make_group(**other: Any) -> Group:
    return Group.objects.create(**{"name": "Coast Group", **other})


def make_store(group: Group | None = None, **other: Any) -> Rooftop:
    """A store without opening hours: its clocks run day and night."""
    words = {"name": f"Store {next(_numbers)}", "region": "FL", "postal_code": "33901"}
    return Rooftop.objects.create(group=group or make_group(), **{**words, **other})


def make_user(name: str = "", **other: Any) -> User:
    number = next(_numbers)
    return User.objects.create(email=f"user{number}@example.com", name=name or f"Colleague {number}", **other)


def make_staff(
    store: Rooftop, role: str = "agent", scope: str = "store", *, name: str = "", **other: Any
) -> Staff:
    """Somebody with a place at a store, and a user to sign in as."""
    user = other.pop("user", None) or make_user(name)
    return Staff.objects.create(user=user, group=store.group, rooftop=store, role=role, scope=scope, **other)


def make_principal(group: Group, **other: Any) -> Staff:
    """Somebody who sees every store of a group."""
    user = make_user("Principal")
    return Staff.objects.create(user=user, group=group, role="principal", scope="group", **other)


def make_source(store: Rooftop, name: str = "Website", kind: str = "first_party") -> Source:
    return Source.objects.get_or_create(rooftop=store, name=name, defaults={"kind": kind})[0]


def make_person(
    store: Rooftop,
    first: str = "Marisol",
    last: str = "Ortega",
    *,
    phone: str = "",
    email: str = "",
    company: str = "",
) -> Person:
    """A customer this store knows, and finds by name, phone and e-mail."""
    person = Person.objects.create(
        group=store.group, first_name=first, last_name=last, company=company, created_at=NOW
    )
    for kind, value in (("phone", phone), ("email", email)):
        if value:
            ContactPoint.objects.create(
                group=store.group, person=person, kind=kind, value=value, shown_as=value, created_at=NOW
            )
    PersonStore.objects.create(rooftop=store, person=person, created_at=NOW)
    keys = search_keys((first, last, company), [email] if email else [], [phone] if phone else [])
    SearchKey.objects.bulk_create(SearchKey(rooftop=store, key=key, person=person) for key in keys)
    return person


def make_opportunity(
    store: Rooftop,
    person: Person | None = None,
    *,
    owner: Staff | None = None,
    at: datetime = NOW,
    **other: Any,
) -> Opportunity:
    """An open opportunity with nothing due; without an owner it lies on the sales desk."""
    values = {
        "stage": "new",
        "grade": "B",
        "score": 40,
        "tier": "medium",
        "kind": "purchase",
        "opened_at": at,
        "last_lead_at": at,
        "last_activity_at": at,
        "desk": "" if owner else "Sales desk",
    }
    return Opportunity.objects.create(
        rooftop=store, person=person or make_person(store), owner=owner, **{**values, **other}
    )


def make_lead(
    opportunity: Opportunity, *, at: datetime = NOW, source: Source | None = None, **other: Any
) -> Lead:
    """One inquiry of an opportunity, with the submission it came in."""
    submission = Submission.objects.create(
        group=opportunity.rooftop.group,
        rooftop=opportunity.rooftop,
        receipt=f"00000000-0000-4000-8000-{next(_numbers):012d}",
        channel="http",
        received_at=at,
        size=1,
        body=b"x",
        state="parsed",
    )
    values = {
        "channel": "http",
        "kind": "purchase",
        "grade": "B",
        "received_at": at,
        "said": {"comments": "Is it there?"},
    }
    lead = Lead.objects.create(
        rooftop=opportunity.rooftop,
        opportunity=opportunity,
        person=opportunity.person,
        submission=submission,
        source=source,
        **{**values, **other},
    )
    Activity.objects.create(
        rooftop=opportunity.rooftop,
        opportunity=opportunity,
        lead=lead,
        at=at,
        kind=Event.LEAD_RECEIVED,
        data={"source": source.id if source else None},
    )
    return lead


def make_clock(lead: Lead, *, minutes: int = 5) -> ResponseClock:
    """A running clock, and the alert it raises on the opportunity."""
    due_at = lead.received_at + timedelta(minutes=minutes)
    Opportunity.objects.filter(id=lead.opportunity_id).update(due_at=due_at)
    return ResponseClock.objects.create(
        rooftop_id=lead.rooftop_id,
        opportunity_id=lead.opportunity_id,
        lead=lead,
        received_at=lead.received_at,
        starts_at=lead.received_at,
        due_at=due_at,
        due_reason={"code": "response.in_hours", "minutes": minutes},
    )
