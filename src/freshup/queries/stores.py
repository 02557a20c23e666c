"""A store as the rules see it: hours, people, sources and rules in one value, kept in memory by version."""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from freshup.data import models
from freshup.data.models import (
    Group,
    ObservedHoliday,
    OpeningHours,
    Rooftop,
    RuleSet,
    Source,
    SourceAlias,
    SpecialDay,
    Staff,
    Team,
)
from freshup.domain.cadences import Cadence
from freshup.domain.consent import DEFAULT_LAW, Law
from freshup.domain.conversations import Template
from freshup.domain.qualification import DEFAULT as DEFAULT_QUALIFICATION
from freshup.domain.qualification import QualificationRules
from freshup.domain.response import ResponseTargets
from freshup.domain.response.ladder import Ladder
from freshup.domain.routing import DEFAULT as DEFAULT_ROUTING
from freshup.domain.routing import Candidate, RoutingRules
from freshup.domain.stores import Calendar, Shift, TimeOff, on_shift, zone_named
from freshup.queries.access import MANAGING
from freshup.queries.numbers import texting_of
from freshup.queries.published import Published, cadences_of, forget_published, templates_of

STORES_IN_MEMORY = 2_000


@dataclass(frozen=True, slots=True)
class SourceFacts:
    id: int
    name: str
    kind: str
    parent_id: int | None = None


@dataclass(frozen=True, slots=True)
class StaffFacts:
    """One person of a store who may be given leads."""

    id: int
    user_id: int
    team_id: int | None
    slot: str
    weight: float
    capacity: int
    languages: tuple[str, ...]
    shifts: tuple[Shift, ...]
    time_off: tuple[TimeOff, ...]


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """Everything about one store that intake needs and that only a change of settings changes."""

    id: int
    version: int
    group_id: int
    name: str
    zone: ZoneInfo
    language: str
    postal_code: str
    local_radius_miles: int
    phone_e164: str
    mail_from: str
    website: str
    desk: str
    acknowledges: bool
    targets: ResponseTargets
    calendar: Calendar
    team_calendars: Mapping[int, Calendar]
    staff: tuple[StaffFacts, ...]
    user_names: Mapping[int, str]
    sources: Mapping[int, SourceFacts]
    source_by_alias: Mapping[str, SourceFacts]
    qualification: QualificationRules
    qualification_version: int
    routing: RoutingRules
    routing_version: int
    law: Law
    law_version: int
    cadences: Mapping[str, Published]
    cadence_bodies: Mapping[str, Cadence]
    templates: Mapping[tuple[str, str], Template]
    address: str
    ladder: Ladder
    reply_minutes: int
    managers: tuple[int, ...]
    user_ids: Mapping[int, int]
    protected_days: int
    hands_over_at_check_in: bool
    tracks_opens: bool
    tracks_clicks: bool
    # Whether carriers take the store's texts (A2P 10DLC), as far as we know.
    texts_registered: bool

    def user_of(self, staff_id: int | None) -> int | None:
        """The user who holds this place; None for nobody, or nobody any more."""
        return None if staff_id is None else self.user_ids.get(staff_id)

    def template(self, key: str, language: str) -> Template | None:
        """The text in this language, else in the store's, else in English."""
        for one in (language, self.language, "en"):
            if found := self.templates.get((key, one)):
                return found
        return None

    def calendar_of(self, team_id: int | None) -> Calendar:
        """The hours the answering team keeps: its own where it has any, else the store's."""
        return self.calendar if team_id is None else self.team_calendars.get(team_id, self.calendar)

    def candidates(
        self, now: datetime, uncontacted: Mapping[int, int], tallies: Mapping[int, Mapping[str, float]]
    ) -> dict[int, Candidate]:
        """Who could be given a lead at this moment, by staff id."""
        return {
            person.id: Candidate(
                staff_id=person.id,
                team_id=person.team_id,
                slot=person.slot,
                weight=person.weight,
                capacity=person.capacity,
                uncontacted=uncontacted.get(person.id, 0),
                on_shift=on_shift(person.shifts, person.time_off, self.zone, now, store=self.calendar),
                languages=person.languages,
                received_by_grade=tallies.get(person.id, {}),
            )
            for person in self.staff
        }


_kept: OrderedDict[int, StoreSettings] = OrderedDict()


def settings_of(rooftop_ids: Iterable[int]) -> dict[int, StoreSettings]:
    """The settings of these stores; one statement while nothing changed, a dozen for whatever did."""
    wanted = set(rooftop_ids)
    versions = dict(Rooftop.objects.filter(id__in=wanted).values_list("id", "settings_version"))
    known = {id: _kept[id] for id, version in versions.items() if _version_of(id) == version}
    missing = versions.keys() - known.keys()
    if missing:
        known |= _read(missing)
        for id in missing:
            _kept[id] = known[id]
            _kept.move_to_end(id)
        while len(_kept) > STORES_IN_MEMORY:
            _kept.popitem(last=False)
    return known


def _version_of(rooftop_id: int) -> int | None:
    kept = _kept.get(rooftop_id)
    return kept.version if kept else None


def forget_settings() -> None:
    """Drop what is in memory (for tests, whose stores come and go with their ids)."""
    _kept.clear()
    forget_published()


def _read(ids: Iterable[int]) -> dict[int, StoreSettings]:
    ids = sorted(ids)
    rooftops = list(Rooftop.objects.filter(id__in=ids))
    groups = Group.objects.in_bulk({rooftop.group_id for rooftop in rooftops})
    hours: dict[tuple[int, int | None], list[tuple[int, int, int]]] = defaultdict(list)
    for row in OpeningHours.objects.filter(rooftop__in=ids).order_by("id"):
        hours[row.rooftop_id, row.team_id].append((row.weekday, row.opens_minute, row.closes_minute))
    special = defaultdict(list)
    for day in SpecialDay.objects.filter(rooftop__in=ids).order_by("on"):
        special[day.rooftop_id].append((day.on, day.name, day.opens_minute, day.closes_minute))
    observed = defaultdict(list)
    for holiday in ObservedHoliday.objects.filter(rooftop__in=ids).order_by("name"):
        observed[holiday.rooftop_id].append(holiday.name)
    teams: dict[int, list[Team]] = defaultdict(list)
    for team in Team.objects.filter(rooftop__in=ids, archived_at=None).order_by("id"):
        teams[team.rooftop_id].append(team)
    people = _people(ids)
    cadences, templates = cadences_of(ids), templates_of(ids)
    sources, aliases = _sources(ids)
    rules = _rules(ids)
    texting = texting_of(ids)
    kept = {}
    for rooftop in rooftops:

        def calendar(team_id: int | None, store: Rooftop = rooftop) -> Calendar:
            return Calendar.from_rows(
                store.timezone,
                hours[store.id, team_id],
                special[store.id],
                observed=tuple(observed[store.id]),
                country=store.country,
                region=store.region,
            )

        qualification, qualification_version = rules.get((rooftop.id, "qualification"), (None, 0))
        routing, routing_version = rules.get((rooftop.id, "routing"), (None, 0))
        law, law_version = rules.get((rooftop.id, "law"), (None, 0))
        kept[rooftop.id] = StoreSettings(
            id=rooftop.id,
            version=rooftop.settings_version,
            group_id=rooftop.group_id,
            name=rooftop.name,
            zone=zone_named(rooftop.timezone),
            language=rooftop.language or groups[rooftop.group_id].language,
            postal_code=rooftop.postal_code,
            local_radius_miles=rooftop.local_radius_miles,
            phone_e164=texting.number(rooftop),
            mail_from=rooftop.mail_from,
            website=rooftop.website,
            desk=rooftop.desk_name,
            acknowledges=rooftop.acknowledges,
            targets=ResponseTargets(
                response_minutes=rooftop.response_minutes,
                after_hours_minutes=rooftop.after_hours_minutes,
                third_party_minutes=rooftop.third_party_minutes,
            ),
            calendar=calendar(None),
            team_calendars={t.id: calendar(t.id) for t in teams[rooftop.id] if t.own_hours},
            staff=tuple(people.staff[rooftop.id]),
            user_names=people.names[rooftop.id],
            sources=sources[rooftop.id],
            source_by_alias=aliases[rooftop.id],
            qualification=QualificationRules.from_json(qualification)
            if qualification
            else DEFAULT_QUALIFICATION,
            qualification_version=qualification_version,
            routing=RoutingRules.from_json(routing) if routing else DEFAULT_ROUTING,
            routing_version=routing_version,
            law=Law.from_json(law) if law else DEFAULT_LAW,
            law_version=law_version,
            cadences=cadences[rooftop.id],
            cadence_bodies={key: one.cadence for key, one in cadences[rooftop.id].items()},
            templates=templates[rooftop.id],
            address=_address(rooftop),
            ladder=Ladder(
                rooftop.remind_after_minutes, rooftop.manager_after_minutes, rooftop.reassign_after_minutes
            ),
            reply_minutes=rooftop.reply_minutes,
            managers=tuple(people.managers[rooftop.id]),
            user_ids=people.user_ids[rooftop.id],
            protected_days=rooftop.protected_days,
            hands_over_at_check_in=rooftop.hands_over_at_check_in,
            tracks_opens=rooftop.tracks_opens,
            tracks_clicks=rooftop.tracks_clicks,
            texts_registered=texting.registered(rooftop),
        )
    return kept


SLOT_OF_ROLE = {"agent": "bdc", "salesperson": "sales", "advisor": "service", "manager": "manager"}


@dataclass(slots=True)
class _People:
    """By store: who takes leads, everybody's name and user by staff id, and the users who manage it."""

    staff: dict[int, list[StaffFacts]] = field(default_factory=lambda: defaultdict(list))
    names: dict[int, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    user_ids: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    managers: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))


def _address(rooftop: Rooftop) -> str:
    """The postal address in one line, as commercial mail must show it (CAN-SPAM)."""
    place = " ".join(part for part in (rooftop.region, rooftop.postal_code) if part)
    return ", ".join(part for part in (rooftop.street, rooftop.city, place) if part)


def _people(ids: list[int]) -> _People:
    shifts = defaultdict(list)
    for shift in models.Shift.objects.filter(rooftop__in=ids).order_by("id"):
        shifts[shift.staff_id].append(Shift(shift.weekday, shift.starts_minute, shift.ends_minute))
    away = defaultdict(list)
    for row in models.TimeOff.objects.filter(rooftop__in=ids).order_by("id"):
        away[row.staff_id].append(TimeOff(row.starts_at, row.ends_at))
    people = _People()
    places = Staff.objects.filter(rooftop__in=ids, archived_at=None, user__is_active=True)
    for place in places.select_related("user", "team").order_by("id"):
        if place.rooftop_id is None:
            continue
        people.names[place.rooftop_id][place.id] = place.user.name
        people.user_ids[place.rooftop_id][place.id] = place.user_id
        if place.role in MANAGING:
            people.managers[place.rooftop_id].append(place.user_id)
        if not place.takes_leads:
            continue
        people.staff[place.rooftop_id].append(
            StaffFacts(
                id=place.id,
                user_id=place.user_id,
                team_id=place.team_id,
                slot=place.team.kind if place.team else SLOT_OF_ROLE.get(place.role, "sales"),
                weight=place.weight / 100,
                capacity=place.capacity,
                languages=tuple(place.languages),
                shifts=tuple(shifts[place.id]),
                time_off=tuple(away[place.id]),
            )
        )
    return people


def _sources(ids: list[int]) -> tuple[dict[int, dict[int, SourceFacts]], dict[int, dict[str, SourceFacts]]]:
    by_id: dict[int, dict[int, SourceFacts]] = defaultdict(dict)
    by_alias: dict[int, dict[str, SourceFacts]] = defaultdict(dict)
    for source in Source.objects.filter(rooftop__in=ids, archived_at=None).order_by("id"):
        facts = SourceFacts(source.id, source.name, source.kind, source.parent_id)
        by_id[source.rooftop_id][source.id] = facts
        by_alias[source.rooftop_id].setdefault(source.name.casefold(), facts)
    for alias in SourceAlias.objects.filter(rooftop__in=ids).order_by("id"):
        if alias.source_id in by_id[alias.rooftop_id]:
            by_alias[alias.rooftop_id][alias.alias] = by_id[alias.rooftop_id][alias.source_id]
    return by_id, by_alias


def _rules(ids: list[int]) -> dict[tuple[int, str], tuple[dict[str, object], int]]:
    latest = (
        RuleSet.objects.filter(rooftop__in=ids)
        .order_by("rooftop_id", "topic", "-version")
        .distinct("rooftop_id", "topic")
    )
    return {(row.rooftop_id, row.topic): (row.body, row.version) for row in latest}
