"""Open a group with its stores: what a first set-up, the demo and the benches begin with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from freshup.data.models import (
    Group,
    IntakeKey,
    ObservedHoliday,
    OpeningHours,
    Rooftop,
    Shift,
    Source,
    SourceAlias,
    Staff,
    Team,
    User,
)
from freshup.domain.intake.keys import key_hash

# (weekday, from minute, to minute)
WeekRows = Sequence[tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class NewSource:
    name: str
    kind: str
    monthly_cost_cents: int | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who works at a store; `team` is the kind of team they belong to. No password: no sign-in."""

    email: str
    name: str
    role: str
    scope: str = "store"
    team: str | None = None
    password: str | None = None
    takes_leads: bool = True
    weight: int = 100
    capacity: int = 40
    languages: tuple[str, ...] = ("en",)
    shifts: WeekRows = ()


@dataclass(frozen=True, slots=True)
class NewKey:
    """An intake key; `source` names one of the store's sources."""

    secret: str
    label: str
    kind: str = "server"
    source: str | None = None
    allowed_origins: tuple[str, ...] = ()
    consent_text: str = ""


@dataclass(frozen=True, slots=True)
class NewStore:
    name: str
    timezone: str
    region: str
    postal_code: str
    street: str
    city: str
    phone_e164: str
    mail_from: str
    hours: WeekRows
    team_hours: dict[str, WeekRows]
    holidays: tuple[str, ...]
    people: tuple[NewPerson, ...]
    sources: tuple[NewSource, ...]
    keys: tuple[NewKey, ...]
    language: str = "en"
    desk: str = "Sales desk"


@dataclass(frozen=True, slots=True)
class Opened:
    """The ids of what was made, the stores in the order they were asked for."""

    group_id: int
    rooftop_ids: tuple[int, ...]


def open_group(
    name: str, stores: Sequence[NewStore], people: Sequence[NewPerson] = (), *, now: datetime
) -> Opened:
    """Make a group, its stores and everybody in them. `people` hold their place in the whole group."""
    group = Group.objects.create(name=name)
    for person in people:
        user = _account(person, now)
        Staff.objects.create(
            user=user, group=group, role=person.role, scope="group", takes_leads=False, joined_on=now.date()
        )
    return Opened(group.id, tuple(_open(group, store, now) for store in stores))


def _open(group: Group, new: NewStore, now: datetime) -> int:
    rooftop = Rooftop.objects.create(
        group=group,
        name=new.name,
        timezone=new.timezone,
        region=new.region,
        postal_code=new.postal_code,
        street=new.street,
        city=new.city,
        phone_e164=new.phone_e164,
        mail_from=new.mail_from,
        language=new.language,
        desk_name=new.desk,
    )
    kinds = dict.fromkeys([*(p.team for p in new.people if p.team), *new.team_hours])
    teams = {
        kind: Team.objects.create(
            rooftop=rooftop, name=TEAM_NAMES.get(kind, kind), kind=kind, own_hours=kind in new.team_hours
        )
        for kind in kinds
    }
    weeks = [(None, new.hours), *((teams[kind], rows) for kind, rows in new.team_hours.items())]
    OpeningHours.objects.bulk_create(
        OpeningHours(rooftop=rooftop, team=team, weekday=day, opens_minute=opens, closes_minute=closes)
        for team, rows in weeks
        for day, opens, closes in rows
    )
    ObservedHoliday.objects.bulk_create(ObservedHoliday(rooftop=rooftop, name=day) for day in new.holidays)
    for person in new.people:
        _employ(group, rooftop, teams.get(person.team or ""), person, now)
    sources = {source.name: _source(rooftop, source, now) for source in new.sources}
    for key in new.keys:
        IntakeKey.objects.create(
            rooftop=rooftop,
            source=sources.get(key.source or ""),
            kind=key.kind,
            label=key.label,
            prefix=key.secret[:6],
            secret_hash=key_hash(key.secret),
            public_value=key.secret if key.kind == "form" else "",
            allowed_origins=list(key.allowed_origins),
            consent_text=key.consent_text,
            consent_version=1 if key.consent_text else 0,
            created_at=now,
        )
    return rooftop.id


TEAM_NAMES = {"bdc": "BDC", "sales": "Sales", "service": "Service"}


def _employ(group: Group, rooftop: Rooftop, team: Team | None, person: NewPerson, now: datetime) -> None:
    place = Staff.objects.create(
        user=_account(person, now),
        group=group,
        rooftop=rooftop,
        team=team,
        role=person.role,
        scope=person.scope,
        takes_leads=person.takes_leads,
        weight=person.weight,
        capacity=person.capacity,
        languages=list(person.languages),
        joined_on=now.date(),
    )
    Shift.objects.bulk_create(
        Shift(rooftop=rooftop, staff=place, weekday=day, starts_minute=starts, ends_minute=ends)
        for day, starts, ends in person.shifts
    )


def _account(person: NewPerson, now: datetime) -> User:
    email = person.email.lower()
    known = User.objects.filter(email=email).first()
    if known is not None:
        return known
    user = User.objects.create(
        email=email, name=person.name, password=make_password(person.password), created_at=now
    )
    # MFA wants an address that is known to be theirs; whoever sets the store up vouches for it.
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _source(rooftop: Rooftop, new: NewSource, now: datetime) -> Source:
    source = Source.objects.create(
        rooftop=rooftop,
        name=new.name,
        kind=new.kind,
        monthly_cost_cents=new.monthly_cost_cents,
        reviewed_at=now,
    )
    SourceAlias.objects.bulk_create(
        SourceAlias(rooftop=rooftop, source=source, alias=alias.casefold()) for alias in new.aliases
    )
    return source
