"""A customer goes on at another store of the group: closed here, opened there, with clocks of its own (ADR 0016)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.db.models import F, Max
from django.db.models.functions import Greatest

from freshup.data.bulk import insert
from freshup.data.models import (
    Assignment,
    Closing,
    Lead,
    Opportunity,
    PersonStore,
    ResponseClock,
    Rooftop,
    Source,
    Task,
)
from freshup.domain.events import Event
from freshup.domain.leads import CLOSED_STAGES, Stage
from freshup.domain.reasons import Reason
from freshup.domain.response import Due, band_of, due, first_rung
from freshup.domain.routing import Decision
from freshup.domain.routing.transfer import CLOSED_AS, REASON
from freshup.operations import tables
from freshup.operations.cadences import happened_to, start_over
from freshup.operations.conversations.talks import moved
from freshup.operations.leads import ClosedAlready, NeedsManager
from freshup.operations.opportunities import UnableToChange, locked
from freshup.operations.response.alerts import NewAlert, raise_alerts, tell_all_pages
from freshup.operations.response.dealing import Dealer
from freshup.operations.response.giving import TALLY_SUFFIX, Given, Happened, write_down
from freshup.operations.response.tasks import NewTask, open_tasks
from freshup.queries.access import Scope
from freshup.queries.response.untouched import Untouched, inquiries_of
from freshup.queries.stores import StoreSettings, settings_of

_COPIES: Final = (
    """INSERT INTO search_key (rooftop_id, key, person_id)
       SELECT %(store)s, key, person_id FROM search_key WHERE rooftop_id = %(from)s AND person_id = %(person)s
       ON CONFLICT DO NOTHING""",
    """INSERT INTO vehicle_interest (rooftop_id, lead_id, opportunity_id, role, interest, condition, year, make,
                                     model, trim, vin, stock, odometer)
       SELECT %(store)s, %(lead)s, %(new)s, role, interest, condition, year, make, model, trim, vin, stock, odometer
       FROM vehicle_interest WHERE lead_id = %(old_lead)s ORDER BY id""",
    """INSERT INTO score_point (rooftop_id, opportunity_id, lead_id, at, rules_version, dimension, code, points, reason)
       SELECT %(store)s, %(new)s, %(lead)s, %(now)s, 0, dimension, code, points, reason
       FROM score_point WHERE opportunity_id = %(old)s ORDER BY id""",
    """INSERT INTO credit (rooftop_id, opportunity_id, part, staff_id, share, at, by_user_id, ruling_id)
       SELECT %(store)s, %(new)s, part, staff_id, share, at, by_user_id, NULL
       FROM credit WHERE opportunity_id = %(old)s ORDER BY id""",
)


class TransferRefused(UnableToChange):
    """It can't go there: not a store of the same group that the asker manages too."""


@dataclass(frozen=True, slots=True)
class Transferred:
    """Where it goes: who would own it (or which desk), and by when a first attempt is due there."""

    store: StoreSettings
    owner: str
    due: Due


def preview_transfer(scope: Scope, opportunity_id: int, to_store: int, *, now: datetime) -> Transferred:
    """What `transfer` would do at this moment. Raises what it raises, and writes nothing."""
    opportunity = locked(scope, opportunity_id)
    store, lead = _checked(scope, opportunity, to_store)
    _dealer, decision = _decided(opportunity, store, now)
    owner = store.user_names.get(decision.staff_id or 0) or decision.desk or store.desk
    return Transferred(store, owner, _due(store, decision.staff_id, lead, opportunity, now))


def transfer(scope: Scope, opportunity_id: int, to_store: int, *, now: datetime) -> int:
    """Move it; the new opportunity's id comes back.

    Raises NoSuchOpportunity, NeedsManager (of either store), ClosedAlready, TransferRefused. Twice is refused: after
    the first it is closed here.
    """
    opportunity = locked(scope, opportunity_id)
    store, lead = _checked(scope, opportunity, to_store)
    dealer, decision = _decided(opportunity, store, now)
    limit = _due(store, decision.staff_id, lead, opportunity, now)
    new = _opened(opportunity, store, decision, limit, now)
    copied = _copied(lead, new, now)
    _copy_rows(opportunity, new, lead, copied, now)
    team = next((one.team_id for one in store.staff if one.id == decision.staff_id), None)
    ResponseClock.objects.create(
        rooftop_id=store.id,
        opportunity=new,
        lead=copied,
        team_id=team,
        received_at=now,
        starts_at=limit.clock_starts_at,
        due_at=limit.due_at,
        due_reason=limit.reason.to_json(),
    )
    insert(
        tables.ROUTING_TALLY,
        [(rooftop, staff, grade, n) for (rooftop, staff, grade), n in dealer.tallies.items()],
        suffix=TALLY_SUFFIX,
    )
    given = dealer.given(
        _as_untouched(opportunity, store.id), decision, "transferred", Reason("routing.transferred")
    )
    _assigned(new, copied, given, scope, now)
    _close_here(scope, opportunity, store, now)
    moved(opportunity.pk, new.pk, store.id)
    _tell(scope, opportunity, new, copied, store, now)
    return int(new.pk)


def _checked(scope: Scope, opportunity: Opportunity, to_store: int) -> tuple[StoreSettings, Lead]:
    here = opportunity.rooftop_id
    if not scope.manages(here) or not scope.manages(to_store) or to_store not in scope.rooftops:
        raise NeedsManager
    stores = settings_of([here, to_store])
    archived = Rooftop.objects.filter(id=to_store, archived_at=None).first() is None
    if to_store == here or archived or stores[here].group_id != stores[to_store].group_id:
        raise TransferRefused
    if opportunity.closed_at is not None or Stage(opportunity.stage) in CLOSED_STAGES:
        raise ClosedAlready
    if Closing.objects.filter(opportunity=opportunity, undone_at=None).exists():
        raise ClosedAlready
    lead = Lead.objects.filter(opportunity=opportunity).order_by("-received_at", "-id").first()
    if lead is None:
        raise TransferRefused
    return stores[to_store], lead


def _as_untouched(opportunity: Opportunity, store_id: int) -> Untouched:
    return Untouched(
        opportunity.id, store_id, None, "", opportunity.grade, opportunity.tier, opportunity.kind, None,
        opportunity.opened_at, 0, None, True,
    )  # fmt: skip


def _decided(opportunity: Opportunity, store: StoreSettings, now: datetime) -> tuple[Dealer, Decision]:
    dealer = Dealer({store.id: store}, inquiries_of([opportunity.id]), now=now)
    return dealer, dealer.deal(_as_untouched(opportunity, store.id))


def _due(
    store: StoreSettings, staff_id: int | None, lead: Lead, opportunity: Opportunity, now: datetime
) -> Due:
    """As if it had come in at the other store just now; a call that was answered was answered here."""
    team = next((one.team_id for one in store.staff if one.id == staff_id), None)
    source = _source(opportunity, store)
    kind = store.sources[source].kind if source is not None else "first_party"
    return due(now, store.calendar_of(team), store.targets, source_kind=kind, channel=_channel(lead))


def _channel(lead: Lead) -> str:
    return "form" if lead.channel == "walk_in" else lead.channel


def _source(opportunity: Opportunity, store: StoreSettings) -> int | None:
    """The source of the same name there, if there is one."""
    if opportunity.source_id is None:
        return None
    name = Source.objects.filter(id=opportunity.source_id).values_list("name", flat=True).first()
    found = store.source_by_alias.get(name.casefold()) if name else None
    return found.id if found else None


def _opened(
    opportunity: Opportunity, store: StoreSettings, decision: Decision, limit: Due, now: datetime
) -> Opportunity:
    PersonStore.objects.bulk_create(
        [PersonStore(rooftop_id=store.id, person_id=opportunity.person_id, created_at=now)],
        ignore_conflicts=True,
    )
    team = next((one.team_id for one in store.staff if one.id == decision.staff_id), None)
    climbs_at = first_rung(limit.due_at, store.ladder, store.calendar_of(team))
    return Opportunity.objects.create(
        rooftop_id=store.id,
        person_id=opportunity.person_id,
        previous=opportunity,
        source_id=_source(opportunity, store),
        owner_id=decision.staff_id,
        desk="" if decision.staff_id else (decision.desk or store.desk)[:60],
        stage=str(Stage.NEW),
        grade=opportunity.grade,
        score=opportunity.score,
        tier=opportunity.tier,
        kind=opportunity.kind,
        wanted=opportunity.wanted,
        facts=opportunity.facts,
        opened_at=now,
        last_lead_at=now,
        last_activity_at=now,
        due_at=limit.due_at,
        escalates_at=climbs_at,
        stopped_at=opportunity.stopped_at,
    )


def _copied(lead: Lead, new: Opportunity, now: datetime) -> Lead:
    """The latest inquiry once more, received there now: a clock belongs to one lead, and the old one has its own."""
    position = Lead.objects.filter(submission=lead.submission_id).aggregate(last=Max("position"))["last"] or 0
    return Lead.objects.create(
        rooftop_id=new.rooftop_id,
        opportunity=new,
        person_id=lead.person_id,
        submission_id=lead.submission_id,
        position=position + 1,
        source_id=new.source_id,
        channel=lead.channel,
        kind=lead.kind,
        received_at=now,
        requested_at=lead.requested_at,
        grade=lead.grade,
        grade_reasons=lead.grade_reasons,
        verdict=lead.verdict,
        provider=lead.provider,
        language=lead.language,
        said=lead.said,
    )


def _copy_rows(opportunity: Opportunity, new: Opportunity, lead: Lead, copied: Lead, now: datetime) -> None:
    values: dict[str, Any] = {
        "store": new.rooftop_id, "from": opportunity.rooftop_id, "person": opportunity.person_id,
        "lead": copied.pk, "old_lead": lead.pk, "new": new.pk, "old": opportunity.pk, "now": now,
    }  # fmt: skip
    with connection.cursor() as cursor:
        for sql in _COPIES:
            cursor.execute(sql, values)


def _assigned(new: Opportunity, lead: Lead, given: Given, scope: Scope, now: datetime) -> None:
    Assignment.objects.create(
        rooftop_id=new.rooftop_id,
        opportunity=new,
        lead=lead,
        staff_id=given.staff_id,
        desk=new.desk,
        slot=given.slot,
        at=now,
        how="transferred",
        rule=given.rule,
        rules_version=given.rules_version,
        reasons=list(given.reasons),
        considered=list(given.considered),
        by_user_id=scope.user_id,
    )


def _close_here(scope: Scope, opportunity: Opportunity, store: StoreSettings, now: datetime) -> None:
    Closing.objects.create(
        rooftop_id=opportunity.rooftop_id,
        opportunity=opportunity,
        stage=CLOSED_AS,
        reason=REASON,
        at=now,
        by_user_id=scope.user_id,
        approved_at=now,
        approved_by_id=scope.user_id,
        previous_stage=opportunity.stage,
    )
    Opportunity.objects.filter(id=opportunity.id).update(
        stage=CLOSED_AS,
        closed_at=now,
        due_at=None,
        escalates_at=None,
        last_activity_at=Greatest(F("last_activity_at"), now),
    )
    Task.objects.filter(opportunity=opportunity, done_at=None).update(
        done_at=now, done_by=scope.user_id, result="moved"
    )
    # Its follow-up speaks for a store the customer has left.
    here = settings_of([opportunity.rooftop_id])[opportunity.rooftop_id]
    happened_to(opportunity, str(CLOSED_AS), now=now, store=here, by=scope.user_id)


def _tell(
    scope: Scope, opportunity: Opportunity, new: Opportunity, lead: Lead, store: StoreSettings, now: datetime
) -> None:
    write_down(
        [
            Happened(
                opportunity.rooftop_id,
                opportunity.id,
                Event.TRANSFERRED,
                {"store": store.id, "to": new.pk},
                scope.user_id,
            ),
            Happened(
                store.id,
                new.pk,
                Event.LEAD_RECEIVED,
                {"source": new.source_id, "from": opportunity.rooftop_id, "previous": opportunity.pk},
                scope.user_id,
            ),
            Happened(
                store.id,
                new.pk,
                Event.ASSIGNED,
                {"staff": new.owner_id, "desk": new.desk, "how": "transferred"},
                scope.user_id,
            ),
        ],
        now=now,
    )
    due_at = new.due_at or now
    band = band_of("call", new.tier, first=True)
    open_tasks([NewTask(store.id, new.pk, new.owner_id, "call", band, due_at)], now=now)
    start_over(new, store, now=now)
    user = store.user_of(new.owner_id)
    if user is not None:
        raise_alerts([NewAlert(store.id, new.pk, user, "new_lead", {"transferred": True})], now=now)
    tell_all_pages({opportunity.rooftop_id: [opportunity.id], store.id: [new.pk]}, "lead")
