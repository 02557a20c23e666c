"""Decide for a batch: every rule is asked in `domain`, every answer becomes rows. Touches no database."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import blake2b
from typing import Any

from freshup.data.bulk import Table
from freshup.domain import routing
from freshup.domain.cadences import CaseFacts, choose_cadence, step_after
from freshup.domain.cadences import Planned as PlannedStep
from freshup.domain.consent import Hold, Permit, SendRequest, decide, places_of
from freshup.domain.conversations import Blanks, acknowledgement, opening_words
from freshup.domain.events import Event
from freshup.domain.intake import Decoded, Prospect
from freshup.domain.intake.sources import source_names
from freshup.domain.leads import (
    EarlierLead,
    Fact,
    LeadMark,
    Stage,
    attaches_to,
    duplicate_of,
    opportunity_kind,
    stage_after,
)
from freshup.domain.leads.outcomes import SPOKEN_CHANNELS
from freshup.domain.people import Incoming, match
from freshup.domain.people.search_keys import search_keys
from freshup.domain.qualification import Behaviour, Case, Qualified, inquiry_facts, qualify
from freshup.domain.qualification.joining import joined_facts
from freshup.domain.qualification.ledger import lines_to_add
from freshup.domain.qualification.stored import read_facts, stored_facts
from freshup.domain.reasons import Reason
from freshup.domain.response import FIRST_CALL_BAND, Due, due, shares_clock
from freshup.domain.response.ladder import first_rung
from freshup.domain.response.policy import Pause, paused_by_law
from freshup.domain.routing import Candidate, PreviousOwner, routing_facts, with_assignment
from freshup.domain.stores.places import distance_miles
from freshup.operations import tables
from freshup.operations.cadences.enrolling import Start, enrolment_row, plan_from
from freshup.operations.intake.contact import Point
from freshup.operations.intake.said import said, wanted_line
from freshup.operations.intake.state import (
    Customer,
    Effort,
    mark_to_json,
)
from freshup.operations.response.alerts import ALERT
from freshup.operations.response.tasks import NewTask
from freshup.queries.stores import SourceFacts, StoreSettings

# A large store need not be woken as a whole.
ALERTED_MAX = 10
BAD_REASON_OF_KIND = {
    "hiring": "job_seeker",
    "vendor": "vendor",
    "service": "other_department",
    "parts": "other_department",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One submission of the batch, read and decoded."""

    id: int
    group_id: int
    rooftop_id: int
    channel: str
    received_at: datetime
    by_user_id: int | None
    remote_address: str | None
    key_source_id: int | None
    department: str
    positions_done: frozenset[int]
    decoded: Decoded


@dataclass(slots=True)
class World:
    """What the batch may know: gathered before, and kept current as the batch goes on."""

    now: datetime
    stores: Mapping[int, StoreSettings]
    customers: dict[tuple[int, str], list[Customer]]
    efforts: dict[tuple[int, int], list[Effort]]
    earlier: dict[tuple[int, int], list[EarlierLead]]
    lead_efforts: dict[int, int]
    candidates: dict[int, dict[int, Candidate]]
    suppressed: set[tuple[int, str]]
    acknowledged: dict[tuple[int, str], datetime]
    ids: dict[str, list[int]]


@dataclass(slots=True)
class Planned:
    """The rows to write, by table, and what became of the efforts that were there before."""

    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(list))
    efforts: list[Effort] = field(default_factory=list)
    tallies: dict[tuple[int, int, str], float] = field(default_factory=dict)
    tasks: list[NewTask] = field(default_factory=list)
    # Whom open pages shall tell: by store, opportunities with the users to whom they are news.
    told: dict[int, dict[int, set[int]]] = field(default_factory=lambda: defaultdict(dict))
    mail_queued: bool = False
    # Who had an open opportunity and has called or come in: (opportunity, channel, when).
    met: list[tuple[int, str, datetime]] = field(default_factory=list)

    def add(self, table: Table, *values: Any) -> None:
        self.rows[table.name].append(values)


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One prospect on its way to being a lead."""

    submission: Waiting
    position: int
    prospect: Prospect
    store: StoreSettings
    source: SourceFacts | None
    mark: LeadMark
    keys: tuple[int, ...]
    points: tuple[Point, ...]

    @property
    def source_kind(self) -> str:
        return self.source.kind if self.source else "first_party"


def mark_keys(mark: LeadMark) -> tuple[int, ...]:
    """The 64-bit digests a lead is found again by: one for its content, one for each of its numbers."""
    texts = [
        f"content|{mark.content_hash}",
        *(f"id|{source}|{number}" for source, number in sorted(mark.ids)),
    ]
    return tuple(
        int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big", signed=True)
        for text in texts
    )


def to_work(submission: Waiting) -> list[tuple[int, Prospect]]:
    """The prospects of a submission that become leads now, with their places in the document.

    One who can't be reached does not hold the others of the mail hostage; `left_out` keeps them visible.
    """
    if submission.decoded.outcome not in ("parsed", "repaired"):
        return []
    return [
        (position, prospect)
        for position, prospect in enumerate(submission.decoded.prospects)
        if prospect.can_be_reached and position not in submission.positions_done
    ]


def left_out(decoded: Decoded) -> list[Prospect]:
    """The prospects that became no lead: shown beside the raw document, for a person to complete."""
    if decoded.outcome in ("parsed", "repaired"):
        return [prospect for prospect in decoded.prospects if not prospect.can_be_reached]
    return list(decoded.prospects)


@dataclass(frozen=True, slots=True)
class UnmetSource:
    """A name the store has not met; `under` is the source of the key it came by, `channel` the way it came."""

    name: str
    under: SourceFacts | None
    channel: str


def source_of(
    submission: Waiting, prospect: Prospect, store: StoreSettings
) -> SourceFacts | UnmetSource | None:
    """The store's source for this prospect; a name the store has not met yet; None when nothing says."""
    unknown: str | None = None
    for name in source_names(prospect, submission.decoded.mail, store.name):
        known = store.source_by_alias.get(name.casefold())
        if known is not None:
            return known
        unknown = unknown or name
    by_key = store.sources.get(submission.key_source_id or 0)
    return UnmetSource(unknown, by_key, submission.channel) if prospect.provider and unknown else by_key


class Planner:
    """Turns inquiries into rows, one after the other, each seeing what those before it did."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.planned = Planned()

    def take(self, inquiry: Inquiry) -> None:
        repeated = self._repeat(inquiry)
        if repeated:
            return
        customer, points = self._customer(inquiry)
        kind = opportunity_kind(inquiry.prospect)
        efforts = self.world.efforts.setdefault((customer.id, inquiry.store.id), [])
        joined = attaches_to(
            [one.as_open() for one in efforts if one.is_open], kind, inquiry.submission.received_at
        )
        effort = next((one for one in efforts if one.id == joined.opportunity_id), None)
        if effort is None:
            self._begin(inquiry, customer, points, efforts, str(kind))
        else:
            self._join(inquiry, customer, points, effort)

    def _id(self, table: str) -> int:
        return self.world.ids[table].pop()

    # -- repeats -----------------------------------------------------------------------------------------

    def _repeat(self, inquiry: Inquiry) -> bool:
        store = inquiry.store.id
        earlier = {one.id: one for key in inquiry.keys for one in self.world.earlier.get((store, key), ())}
        repeat = duplicate_of(inquiry.mark, list(earlier.values())) if earlier else None
        if repeat is None:
            return False
        submission = inquiry.submission
        self.planned.add(
            tables.LEAD_REPEAT,
            store,
            repeat.lead_id,
            submission.id,
            inquiry.position,
            submission.received_at,
            repeat.rule,
            (inquiry.prospect.provider or "")[:120],
        )
        self._happened(
            store,
            self.world.lead_efforts[repeat.lead_id],
            repeat.lead_id,
            submission.received_at,
            Event.LEAD_REPEATED,
            {"submission": submission.id, "reason": repeat.reason.to_json()},
        )
        return True

    # -- people ------------------------------------------------------------------------------------------

    def _customer(self, inquiry: Inquiry) -> tuple[Customer, Sequence[Point]]:
        person = inquiry.mark.person
        group = inquiry.store.group_id
        holders = [self.world.customers.get((group, value), ()) for value in (*person.emails, *person.phones)]
        existing = {one.id: one for held in holders for one in held}
        found = match(
            person,
            [one.known() for one in existing.values()],
            {value: len(held) for value, held in zip((*person.emails, *person.phones), holders, strict=True)},
        )
        points = inquiry.points
        customer = existing.get(found.person_id) if found.person_id is not None else None
        if customer is None:
            customer = self._new_customer(inquiry, person)
        self._reachable_at(customer, points, inquiry)
        self._known_to_store(customer, inquiry, points)
        return customer, points

    def _new_customer(self, inquiry: Inquiry, person: Incoming) -> Customer:
        prospect, name = inquiry.prospect, person.name
        customer = Customer(self._id("person"), inquiry.store.group_id, name)
        self.planned.add(
            tables.PERSON,
            customer.id,
            customer.group_id,
            (prospect.first or "")[:80],
            (prospect.last or "")[:80],
            (prospect.company or "")[:120],
            (prospect.language or "")[:8],
            (prospect.street or "")[:160],
            (prospect.city or "")[:80],
            (prospect.region or "")[:40],
            (prospect.postal_code or "")[:16],
            inquiry.submission.received_at,
        )
        return customer

    def _reachable_at(self, customer: Customer, points: Sequence[Point], inquiry: Inquiry) -> None:
        for point in points:
            if point.value in customer.points:
                continue
            row_id = self._id("contact_point")
            customer.points[point.value] = row_id
            if point.kind == "email":
                customer.emails += (point.value,)
            else:
                customer.phones += (point.value,)
            if not point.masked:
                self.world.customers.setdefault((customer.group_id, point.value), []).append(customer)
            self.planned.add(
                tables.CONTACT_POINT,
                row_id,
                customer.group_id,
                customer.id,
                point.kind,
                point.value,
                point.shown_as,
                point.phone_kind,
                point.extension,
                point.masked,
                "unverified",
                inquiry.submission.received_at,
            )
            if inquiry.store.id in customer.stores:
                self._findable(customer, inquiry, (), [point])

    def _known_to_store(self, customer: Customer, inquiry: Inquiry, points: Sequence[Point]) -> None:
        store = inquiry.store.id
        if store in customer.stores:
            return
        customer.stores.add(store)
        self.planned.add(tables.PERSON_STORE, store, customer.id, "", "", inquiry.submission.received_at)
        name = customer.name
        self._findable(customer, inquiry, (name.first, name.last, name.company), points)

    def _findable(
        self, customer: Customer, inquiry: Inquiry, names: Sequence[str], points: Sequence[Point]
    ) -> None:
        keys = search_keys(
            names,
            [point.value for point in points if point.kind == "email"],
            [point.value for point in points if point.kind == "phone"],
        )
        for key in keys:
            self.planned.add(tables.SEARCH_KEY, inquiry.store.id, key, customer.id)

    # -- opportunities -----------------------------------------------------------------------------------

    def _begin(
        self,
        inquiry: Inquiry,
        customer: Customer,
        points: Sequence[Point],
        efforts: list[Effort],
        kind: str,
    ) -> None:
        submission, store = inquiry.submission, inquiry.store
        lead_id = self._id("lead")
        facts = inquiry_facts(inquiry.prospect, source_kind=inquiry.source_kind)
        distance = _distance(store, inquiry.prospect)
        case = Case(lead_id, facts, distance, store.local_radius_miles, Behaviour())
        qualified = qualify(case, store.qualification)
        effort = Effort(
            id=self._id("opportunity"),
            rooftop_id=store.id,
            person_id=customer.id,
            kind=kind,
            stage=str(Stage.NEW),
            owner_id=None,
            desk=store.desk,
            grade=qualified.grade.letter,
            score=qualified.score.total,
            tier=qualified.score.tier,
            wanted=wanted_line(inquiry.prospect),
            facts=stored_facts(facts, distance, Behaviour()),
            lead_count=1,
            opened_at=submission.received_at,
            last_lead_at=submission.received_at,
            last_activity_at=submission.received_at,
            due_at=None,
            closed_at=None,
            source_id=inquiry.source.id if inquiry.source else None,
            previous_id=efforts[0].id if efforts else None,
        )
        self._lead(inquiry, lead_id, effort, customer, qualified)
        self._happened_in(effort, lead_id, submission.received_at, Event.LEAD_RECEIVED, _received(inquiry))
        self._points(effort, lead_id, qualified, store)
        if qualified.grade.letter == "D":
            self._set_aside(inquiry, effort, lead_id)
        else:
            team = self._assign(inquiry, effort, lead_id, efforts)
            clock, anchor_at = self._start_clock(inquiry, effort, lead_id, customer, team)
            self._acknowledge(inquiry, effort, lead_id, customer, points, qualified, clock)
            self._follow_up(inquiry, effort, lead_id, customer, team, clock, anchor_at)
        efforts.insert(0, effort)
        self.planned.efforts.append(effort)

    def _join(self, inquiry: Inquiry, customer: Customer, points: Sequence[Point], effort: Effort) -> None:
        submission, store = inquiry.submission, inquiry.store
        lead_id = self._id("lead")
        told, distance, behaviour = read_facts(effort.facts)
        facts = inquiry_facts(inquiry.prospect, source_kind=inquiry.source_kind)
        facts = joined_facts(facts, told)
        known_distance = _distance(store, inquiry.prospect)
        distance = distance if known_distance is None else known_distance
        behaviour = replace(behaviour, repeat_inquiries=behaviour.repeat_inquiries + 1)
        qualified = qualify(
            Case(lead_id, facts, distance, store.local_radius_miles, behaviour), store.qualification
        )
        self._lead(inquiry, lead_id, effort, customer, qualified)
        self._happened_in(effort, lead_id, submission.received_at, Event.LEAD_JOINED, _received(inquiry))
        effort.grade = min(effort.grade, qualified.grade.letter)
        effort.facts = stored_facts(facts, distance, behaviour)
        self._points(effort, lead_id, qualified, store)
        effort.score, effort.tier = qualified.score.total, qualified.score.tier
        effort.wanted = wanted_line(inquiry.prospect) or effort.wanted
        if effort.stage == Stage.INACTIVE:
            effort.stage = str(stage_after(Fact.INQUIRED_AGAIN, Stage.INACTIVE))
        if submission.channel in SPOKEN_CHANNELS:
            self.planned.met.append((effort.id, submission.channel, submission.received_at))
        team = _team_of(store, effort.owner_id)
        shares = shares_clock(effort.last_lead_at, submission.received_at)
        if qualified.grade.letter != "D" and shares:
            # The one before may have been written by a machine, or named no address: then nobody was answered yet.
            clock = _due(inquiry, team)
            self._acknowledge(inquiry, effort, lead_id, customer, points, qualified, clock, shares=True)
        elif qualified.grade.letter != "D":
            clock, anchor_at = self._start_clock(inquiry, effort, lead_id, customer, team)
            self._acknowledge(inquiry, effort, lead_id, customer, points, qualified, clock)
            self._follow_up(inquiry, effort, lead_id, customer, team, clock, anchor_at)
        effort.lead_count += 1
        effort.last_lead_at = max(effort.last_lead_at, submission.received_at)
        effort.last_activity_at = max(effort.last_activity_at, submission.received_at)
        if not effort.is_new and not effort.changed:
            effort.changed = True
            self.planned.efforts.append(effort)

    def _lead(
        self, inquiry: Inquiry, lead_id: int, effort: Effort, customer: Customer, qualified: Qualified
    ) -> None:
        submission, prospect = inquiry.submission, inquiry.prospect
        store = inquiry.store.id
        self.planned.add(
            tables.LEAD,
            lead_id,
            store,
            effort.id,
            customer.id,
            submission.id,
            inquiry.position,
            inquiry.source.id if inquiry.source else None,
            submission.channel,
            effort.kind,
            submission.received_at,
            prospect.requested_at,
            qualified.grade.letter,
            _reasons(qualified.grade.reasons),
            {
                "handling": qualified.verdict.handling,
                "reasons": [reason.to_json() for reason in qualified.verdict.reasons],
            },
            (prospect.provider or "")[:120],
            (prospect.language or "")[:8],
            said(prospect) | {"mark": mark_to_json(inquiry.mark)},
        )
        for key in inquiry.keys:
            self.planned.add(tables.LEAD_KEY, store, key, lead_id)
            self.world.earlier.setdefault((store, key), []).append(EarlierLead(lead_id, inquiry.mark))
        self.world.lead_efforts[lead_id] = effort.id
        for role, vehicles in (("wanted", prospect.vehicles), ("trade_in", prospect.trade_ins)):
            for one in vehicles:
                self.planned.add(
                    tables.VEHICLE_INTEREST,
                    store,
                    lead_id,
                    effort.id,
                    role,
                    (one.interest or "")[:12],
                    (one.status or "")[:6],
                    one.year,
                    (one.make or "")[:40],
                    (one.model or "")[:60],
                    (one.trim or "")[:60],
                    (one.vin or "")[:17],
                    (one.stock or "")[:30],
                    one.odometer,
                )
        for claim in prospect.consent_claims:
            self.planned.add(
                tables.CONSENT_EVENT,
                store,
                customer.id,
                None,
                lead_id,
                claim.channel[:8],
                "inquiry",
                "evidence",
                submission.received_at,
                claim.where[:40],
                claim.text,
                None,
                submission.remote_address,
            )

    def _points(self, effort: Effort, lead_id: int, qualified: Qualified, store: StoreSettings) -> None:
        """Append to the ledger what changed since the effort was last scored."""
        lines, effort.ledger = lines_to_add(qualified.score, effort.ledger)
        for line in lines:
            self.planned.add(
                tables.SCORE_POINT,
                effort.rooftop_id,
                effort.id,
                lead_id,
                self.world.now,
                store.qualification_version,
                *line,
            )

    def _set_aside(self, inquiry: Inquiry, effort: Effort, lead_id: int) -> None:
        """Grade D is kept and shown, closed by rule; opening it again is one tap."""
        reason = BAD_REASON_OF_KIND.get(inquiry.prospect.kind_hint, "spam")
        effort.stage, effort.closed_at = str(Stage.BAD), self.world.now
        self.planned.add(
            tables.CLOSING,
            effort.rooftop_id,
            effort.id,
            str(Stage.BAD),
            reason,
            "",
            self.world.now,
            str(Stage.NEW),
        )
        self._happened_in(
            effort, lead_id, self.world.now, Event.CLOSED, {"stage": "bad", "reason": reason, "by_rule": True}
        )
        self._assignment(effort, lead_id, None, "desk", "", 0, (Reason("routing.not_worked"),), ())

    # -- owner -------------------------------------------------------------------------------------------

    def _assign(
        self, inquiry: Inquiry, effort: Effort, lead_id: int, efforts: Sequence[Effort]
    ) -> int | None:
        """Choose who is accountable; returns the answering team."""
        store, submission = inquiry.store, inquiry.submission
        candidates = self.world.candidates[store.id]
        taken_by = next((s for s in store.staff if s.user_id == submission.by_user_id), None)
        if taken_by is not None and submission.channel in SPOKEN_CHANNELS:
            effort.owner_id, effort.desk = taken_by.id, ""
            self._assignment(
                effort, lead_id, taken_by.slot, "by_hand", "", 0, (Reason("routing.taken_by"),), ()
            )
            return taken_by.team_id
        local = self.world.now.astimezone(store.zone)
        facts = routing_facts(
            inquiry.prospect,
            source_kind=inquiry.source_kind,
            source_id=inquiry.source.id if inquiry.source else None,
            grade=effort.grade,
            weekday=local.weekday(),
            minute=local.hour * 60 + local.minute,
            seed=lead_id,
            department=submission.department if submission.department in routing.DEPARTMENTS else None,
        )
        decision = routing.choose(
            facts, store.routing, list(candidates.values()), _previous(efforts), desk=store.desk
        )
        slot = "sales"
        if decision.staff_id is not None:
            chosen = candidates[decision.staff_id]
            candidates[decision.staff_id] = with_assignment(chosen, effort.grade, decision.received_after)
            tally = candidates[decision.staff_id].received_by_grade[effort.grade]
            self.planned.tallies[store.id, decision.staff_id, effort.grade] = tally
            effort.owner_id, effort.desk, slot = decision.staff_id, "", chosen.slot
        else:
            effort.owner_id, effort.desk = None, (decision.desk or store.desk)[:60]
        self._assignment(
            effort,
            lead_id,
            slot,
            decision.how,
            decision.rule,
            store.routing_version,
            decision.reasons,
            [{"staff": one.staff_id, **one.reason.to_json()} for one in decision.considered],
        )
        return _team_of(store, effort.owner_id)

    def _assignment(
        self,
        effort: Effort,
        lead_id: int,
        slot: str | None,
        how: str,
        rule: str,
        version: int,
        reasons: Sequence[Reason],
        considered: Sequence[Mapping[str, Any]],
    ) -> None:
        self.planned.add(
            tables.ASSIGNMENT,
            effort.rooftop_id,
            effort.id,
            lead_id,
            effort.owner_id,
            effort.desk,
            slot or "sales",
            self.world.now,
            how,
            rule[:80],
            version,
            _reasons(reasons),
            list(considered),
            None,
        )
        self._happened_in(
            effort,
            lead_id,
            self.world.now,
            Event.ASSIGNED,
            {"staff": effort.owner_id, "desk": effort.desk, "how": how},
        )

    # -- clocks and acknowledgement ------------------------------------------------------------------------

    def _start_clock(
        self, inquiry: Inquiry, effort: Effort, lead_id: int, customer: Customer, team: int | None
    ) -> tuple[Due, datetime]:
        """The clock of this lead, and from when somebody may try: later than it starts where a rule holds calls."""
        submission, store = inquiry.submission, inquiry.store
        clock = _due(inquiry, team)
        met_at = submission.received_at if clock.met_at_once else None
        pause = None if met_at else self._held_by_law(inquiry, effort, customer, team, clock)
        due_at = pause.due_at if pause else clock.due_at
        if met_at is None:
            effort.due_at = due_at if effort.due_at is None else min(effort.due_at, due_at)
            effort.escalates_at = first_rung(effort.due_at, store.ladder, store.calendar_of(team))
        else:
            effort.due_at = effort.escalates_at = None
            fact = Fact.VISITED if submission.channel == "walk_in" else Fact.TWO_WAY_CONTACT
            effort.stage = str(stage_after(fact, Stage(effort.stage)))
        self.planned.add(
            tables.RESPONSE_CLOCK,
            effort.rooftop_id,
            effort.id,
            lead_id,
            team,
            submission.received_at,
            clock.clock_starts_at,
            due_at,
            clock.reason.to_json(),
            met_at,
            met_at,
            True if met_at else None,
            0 if met_at else None,
            met_at,
            0 if met_at else None,
            pause.starts_at if pause else None,
            pause.until if pause else None,
            pause.reason.to_json() if pause else None,
            pause.business_seconds if pause else 0,
        )
        return clock, pause.until if pause else clock.clock_starts_at

    def _held_by_law(
        self, inquiry: Inquiry, effort: Effort, customer: Customer, team: int | None, clock: Due
    ) -> Pause | None:
        """Whether a rule forbids to call when the clock begins: then it is paused, and nobody is late (RSP-3)."""
        number = next((one for one in inquiry.points if one.kind == "phone"), None)
        if number is None:
            return None
        prospect, store = inquiry.prospect, inquiry.store
        request = SendRequest(
            message_id=f"first:{effort.id}",
            purpose="follow_up",
            channel="call",
            address=number.value.partition(";")[0],
            automated=False,
            places=places_of(prospect.region or "", prospect.postal_code or "", number.value),
            consent="inquiry",
            inquired_at=inquiry.submission.received_at,
            phone_kind=number.phone_kind,
        )
        answer = decide(request, clock.clock_starts_at, store.law)
        if not isinstance(answer, Hold):
            return None
        return paused_by_law(clock, answer.until, answer.reason, store.calendar_of(team))

    # -- follow-up ---------------------------------------------------------------------------------------

    def _follow_up(
        self,
        inquiry: Inquiry,
        effort: Effort,
        lead_id: int,
        customer: Customer,
        team: int | None,
        clock: Due,
        anchor_at: datetime,
    ) -> None:
        """The first thing a person has to do, whom it is told, and the cadence that goes on from there."""
        store, channel = inquiry.store, inquiry.submission.channel
        self._consent(inquiry, lead_id, customer)
        self._alert(effort, store, "new_lead")
        spoken = channel in SPOKEN_CHANNELS
        if not spoken:
            kind = "call" if customer.phones else "email"
            self.planned.tasks.append(
                NewTask(
                    effort.rooftop_id,
                    effort.id,
                    effort.owner_id,
                    kind,
                    FIRST_CALL_BAND,
                    effort.due_at or clock.due_at,
                    shown_at=anchor_at,
                )
            )
        if effort.following or effort.stopped_at is not None:
            return
        key = choose_cadence(
            store.cadence_bodies,
            source_kind=inquiry.source_kind,
            kind=effort.kind,
            grade=effort.grade,
            tier=effort.tier,
        )
        if key is not None:
            self._enrol(effort, key, inquiry, lead_id, customer, team, anchor_at, first_is_open=not spoken)

    def _enrol(
        self,
        effort: Effort,
        key: str,
        inquiry: Inquiry,
        lead_id: int,
        customer: Customer,
        team: int | None,
        anchor_at: datetime,
        *,
        first_is_open: bool,
    ) -> None:
        store, now = inquiry.store, self.world.now
        case = CaseFacts(
            tier=effort.tier,
            grade=effort.grade,
            source_kind=inquiry.source_kind,
            kind=effort.kind,
            has_phone=bool(customer.phones),
            can_text=bool(customer.phones and store.phone_e164),
            has_email=bool(customer.emails and store.mail_from),
            answered=False,
        )
        start = Start(effort.rooftop_id, effort.id, store.cadences[key], anchor_at, store.calendar_of(team))
        planned = plan_from(start, case, store, now=now)
        id, last_at = self._id("enrolment"), None
        # The first call is open already; the step that asks for it is done with that.
        if first_is_open and isinstance(planned, PlannedStep) and planned.step.kind in ("call", "voicemail"):
            last_at = planned.at
            self.planned.add(
                tables.STEP_RUN, effort.rooftop_id, id, effort.id, planned.position, planned.visit,
                planned.step.key, planned.step.kind, planned.at, now, "task", None, None,
            )  # fmt: skip
            position, visit = step_after(start.published.cadence, planned.position, planned.visit)
            planned = plan_from(start, case, store, position=position, visit=visit, last_at=last_at, now=now)
        self.planned.add(tables.ENROLMENT, *enrolment_row(id, start, planned, now=now, last_at=last_at))
        effort.following = True
        self._happened_in(effort, lead_id, now, Event.CADENCE_STARTED, {"cadence": key})

    def _consent(self, inquiry: Inquiry, lead_id: int, customer: Customer) -> None:
        """Whoever gives a number with an inquiry agrees to be reached about it (LAW-3); the lead is the evidence."""
        for kind, channel in (("phone", "phone"), ("email", "email")):
            point = next((one for one in inquiry.points if one.kind == kind), None)
            if point is not None:
                self.planned.add(
                    tables.CONSENT_EVENT,
                    inquiry.store.id,
                    customer.id,
                    customer.points[point.value],
                    lead_id,
                    channel,
                    "inquiry",
                    "inquiry",
                    inquiry.submission.received_at,
                    inquiry.submission.channel,
                    "",
                    None,
                    inquiry.submission.remote_address,
                )

    def _alert(self, effort: Effort, store: StoreSettings, kind: str) -> None:
        """The owner; of what lies on the desk, everybody who is here."""
        if effort.owner_id is not None:
            staff = [effort.owner_id]
        else:
            there = self.world.candidates[store.id].values()
            staff = [one.staff_id for one in there if one.on_shift][:ALERTED_MAX]
        users = {user for one in staff if (user := store.user_of(one)) is not None}
        for user in sorted(users):
            self.planned.add(ALERT, effort.rooftop_id, effort.id, user, kind, self.world.now, {})
        self.planned.told[effort.rooftop_id][effort.id] = users

    def _acknowledge(
        self,
        inquiry: Inquiry,
        effort: Effort,
        lead_id: int,
        customer: Customer,
        points: Sequence[Point],
        qualified: Qualified,
        clock: Due,
        *,
        shares: bool = False,
    ) -> None:
        """`shares`: the inquiry shares clock and acknowledgement of the one before; that it needs none is no news."""
        submission, store = inquiry.submission, inquiry.store
        if submission.channel in SPOKEN_CHANNELS:
            return
        point = next((one for one in points if one.kind == "email"), None)
        if not store.acknowledges or not store.mail_from:
            rule = "no_sender" if store.acknowledges else "switched_off"
            if not shares:
                self._withheld(effort, lead_id, rule, Reason(f"consent.{rule}"))
            return
        mail = submission.decoded.mail
        point_id = customer.points[point.value] if point else None
        request = SendRequest(
            message_id=f"ack:{lead_id}",
            purpose="acknowledgement",
            channel="email",
            address=point.shown_as if point else "",
            suppressed=point is not None and (store.group_id, point.value) in self.world.suppressed,
            handling=qualified.verdict.handling,
            grade=qualified.grade.letter,
            acknowledged_at=self.world.acknowledged.get((store.group_id, point.value)) if point else None,
            mail=mail,
        )
        verdict = decide(request, self.world.now)
        if not isinstance(verdict, Permit) or point is None or point_id is None:
            if not shares:
                self._withheld(effort, lead_id, verdict.rule, getattr(verdict, "reason", None))
            return
        self.world.acknowledged[store.group_id, point.value] = self.world.now
        language = inquiry.prospect.language or store.language
        closed = clock.clock_starts_at > submission.received_at
        worded = acknowledgement(
            effort.kind,
            language,
            Blanks(
                first_name=inquiry.prospect.first or "",
                vehicle=effort.wanted if effort.kind == "purchase" else "",
                store=store.name,
                phone=store.phone_e164,
                opens=opening_words(clock.clock_starts_at, store.zone, language) if closed else "",
            ),
        )
        headers = {"Auto-Submitted": "auto-replied"}
        if mail and mail.message_id and mail.sender and mail.sender == inquiry.prospect.email:
            headers |= {"In-Reply-To": mail.message_id, "References": mail.message_id}
        self.planned.add(
            tables.MESSAGE,
            effort.rooftop_id,
            effort.id,
            lead_id,
            customer.id,
            point_id,
            "email",
            "out",
            "acknowledgement",
            True,
            f"ack:{lead_id}",
            worded.template,
            worded.language,
            store.name,
            store.mail_from,
            point.shown_as,
            worded.subject,
            worded.body,
            headers,
            {
                "handling": qualified.verdict.handling,
                "grade": qualified.grade.letter,
                "value": point.value,
            },
            "queued",
            self.world.now,
            self.world.now,
            0,
            verdict.rule,
            "",
            "",
            "",
            None,
            None,
        )
        self.planned.mail_queued = True
        self._happened_in(
            effort, lead_id, self.world.now, Event.ACKNOWLEDGEMENT_QUEUED, {"rule": verdict.rule}
        )

    def _withheld(self, effort: Effort, lead_id: int, rule: str, reason: Reason | None) -> None:
        data: dict[str, Any] = {"rule": rule}
        if reason is not None:
            data["reason"] = reason.to_json()
        self._happened_in(effort, lead_id, self.world.now, Event.ACKNOWLEDGEMENT_WITHHELD, data)

    # -- timeline ------------------------------------------------------------------------------------------

    def _happened_in(
        self, effort: Effort, lead_id: int | None, at: datetime, event: Event, data: Mapping[str, Any]
    ) -> None:
        self._happened(effort.rooftop_id, effort.id, lead_id, at, event, data)

    def _happened(
        self,
        rooftop_id: int,
        opportunity_id: int,
        lead_id: int | None,
        at: datetime,
        event: Event,
        data: Mapping[str, Any],
    ) -> None:
        self.planned.add(tables.ACTIVITY, rooftop_id, opportunity_id, lead_id, at, str(event), None, data, "")


def _reasons(reasons: Sequence[Reason]) -> list[dict[str, Any]]:
    return [reason.to_json() for reason in reasons]


def _received(inquiry: Inquiry) -> dict[str, Any]:
    return {"source": inquiry.source.id if inquiry.source else None, "channel": inquiry.submission.channel}


def _distance(store: StoreSettings, prospect: Prospect) -> int | None:
    if not store.postal_code or not prospect.postal_code:
        return None
    return distance_miles(store.postal_code, prospect.postal_code)


def _due(inquiry: Inquiry, team: int | None) -> Due:
    """When somebody must have tried, by the hours of the team that answers."""
    submission, store = inquiry.submission, inquiry.store
    return due(
        submission.received_at,
        store.calendar_of(team),
        store.targets,
        source_kind=inquiry.source_kind,
        channel=submission.channel,
        answered=submission.channel in SPOKEN_CHANNELS,
    )


def _team_of(store: StoreSettings, staff_id: int | None) -> int | None:
    return next((person.team_id for person in store.staff if person.id == staff_id), None)


def _previous(efforts: Sequence[Effort]) -> PreviousOwner | None:
    for effort in efforts:
        if effort.owner_id is not None:
            return PreviousOwner(effort.owner_id, "open" if effort.is_open else "earlier")
    return None
