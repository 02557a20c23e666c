"""Climbing the ladder of what nobody answered: reminder, manager, re-assignment (ROU-4)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import connection

from freshup.data.bulk import Table, insert, params_of, rows_of
from freshup.domain.events import Event
from freshup.domain.reasons import Reason
from freshup.domain.response import band_of, next_rung, rung_after
from freshup.domain.response.ladder import MANAGER, NAMES, REASSIGN
from freshup.operations.response.alerts import NewAlert, raise_alerts, tell_all_pages
from freshup.operations.response.dealing import Dealer, users_on_shift
from freshup.operations.response.giving import Given, Happened, give, write_down
from freshup.operations.response.tasks import NewTask, open_tasks
from freshup.queries.response.untouched import (
    Untouched,
    WaitingClock,
    claim_climbing,
    inquiries_of,
    waiting_clocks,
)
from freshup.queries.stores import StoreSettings, settings_of

ESCALATION: Final = Table(
    "escalation",
    {
        "rooftop_id": "bigint",
        "opportunity_id": "bigint",
        "lead_id": "bigint",
        "rung": "smallint",
        "what": "text",
        "at": "timestamptz",
        "due_at": "timestamptz",
        "staff_id": "bigint",
        "reason": "jsonb",
    },
)
ONCE: Final = "ON CONFLICT (opportunity_id, due_at, rung) DO NOTHING"
_NEXT: Final = {"id": "bigint", "rung": "smallint", "at": "timestamptz"}


@dataclass
class _Climbed:
    """What one batch comes to, to be written at once."""

    places: list[tuple[Any, ...]] = field(default_factory=list)
    escalations: list[tuple[Any, ...]] = field(default_factory=list)
    happened: list[Happened] = field(default_factory=list)
    alerts: list[NewAlert] = field(default_factory=list)
    tasks: list[NewTask] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)
    told: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))


def climb(*, now: datetime, limit: int = 200) -> int:
    """Take the next rung of every opportunity that has reached it; how many were looked at.

    The caller opens the transaction. What was tried, closed or stopped in the meantime leaves the ladder; what policy
    holds moves on to where its pause ends, and nobody is blamed. A constant number of statements a batch.
    """
    claimed = claim_climbing(now=now, limit=limit)
    if not claimed:
        return 0
    ids = [one.id for one in claimed]
    stores = settings_of({one.rooftop_id for one in claimed})
    clocks = waiting_clocks(ids)
    climbing = _Ladders(stores, clocks, Dealer(stores, inquiries_of(ids), now=now), now)
    for one in claimed:
        climbing.take(one)
    _write(climbing.climbed, climbing.dealer, now)
    return len(claimed)


class _Ladders:
    def __init__(
        self,
        stores: Mapping[int, StoreSettings],
        clocks: Mapping[int, WaitingClock],
        dealer: Dealer,
        now: datetime,
    ) -> None:
        self.climbed = _Climbed()
        self.dealer = dealer
        self._stores, self._clocks, self._now = stores, clocks, now

    def take(self, one: Untouched) -> None:
        clock = self._clocks.get(one.id)
        if not one.open or clock is None:
            self._stay(one, None)
            return
        store = self._stores[one.rooftop_id]
        ladder = store.ladder
        calendar = store.calendar_of(clock.team_id)
        # The pause may outlast the due time; late is counted from whichever is later.
        due_at = max(one.due_at, clock.paused_until or one.due_at)
        reached = next_rung(due_at, one.rung, ladder, calendar)
        if reached is None or reached[1] > self._now:
            self._stay(one, reached[1] if reached else None)
            return
        rung = reached[0]
        why = Reason(f"ladder.{NAMES[rung]}")
        if rung == REASSIGN:
            why = self._reassign(one, clock, why)
        elif rung == MANAGER:
            self._tell_managers(one, why)
        else:
            self._remind(one)
        self._record(one, clock, rung, why)
        above = rung_after(due_at, rung, ladder, calendar, now=self._now)
        self.climbed.places.append((one.id, rung, above[1] if above else None))
        self.climbed.told[one.rooftop_id].append(one.id)

    def _stay(self, one: Untouched, at: datetime | None) -> None:
        self.climbed.places.append((one.id, one.rung, at))

    def _record(self, one: Untouched, clock: WaitingClock, rung: int, why: Reason) -> None:
        what = NAMES[rung]
        self.climbed.escalations.append(
            (one.rooftop_id, one.id, clock.lead_id, rung, what, self._now, one.due_at, one.owner_id, why.to_json())
        )  # fmt: skip
        data = {"what": what, "staff": one.owner_id, "reason": why.to_json()}
        self.climbed.happened.append(Happened(one.rooftop_id, one.id, Event.ESCALATED, data))

    def _alert(self, one: Untouched, users: Iterable[int | None], kind: str, **data: Any) -> None:
        self.climbed.alerts += [
            NewAlert(one.rooftop_id, one.id, user, kind, data)
            for user in dict.fromkeys(users)
            if user is not None
        ]

    def _remind(self, one: Untouched) -> None:
        """The owner; what lies on a desk is everybody's who is at work."""
        store = self._stores[one.rooftop_id]
        if one.owner_id is not None:
            self._alert(one, [store.user_of(one.owner_id)], "escalated", what="reminder")
        else:
            self._alert(one, users_on_shift(self.dealer, store), "escalated", what="reminder")

    def _tell_managers(self, one: Untouched, why: Reason) -> None:
        self._alert(one, self._stores[one.rooftop_id].managers, "manager", what="manager", why=why.code)
        band = band_of("manager", one.tier)
        self.climbed.tasks.append(
            NewTask(one.rooftop_id, one.id, None, "manager", band, self._now, slot="manager", words="")
        )

    def _reassign(self, one: Untouched, clock: WaitingClock, why: Reason) -> Reason:
        """To whose turn it is of those at work; where there is nobody else it stays, and the managers know."""
        decision = self.dealer.deal(one)
        if decision.staff_id is None:
            why = Reason("ladder.nobody_else")
            self._tell_managers(one, why)
            return why
        given = self.dealer.given(one, decision, "escalated", why)
        self.climbed.given.append(given)
        store = self._stores[one.rooftop_id]
        self._alert(one, [store.user_of(decision.staff_id)], "reassigned", to="you")
        self._alert(one, [store.user_of(one.owner_id)], "reassigned", to=decision.staff_id)
        return why


def _write(climbed: _Climbed, dealer: Dealer, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE opportunity o SET rung = n.rung, escalates_at = n.at FROM {rows_of(_NEXT)} AS n(id, rung, at)"
            " WHERE o.id = n.id",
            params_of(_NEXT, climbed.places),
        )
    insert(ESCALATION, climbed.escalations, suffix=ONCE)
    write_down(climbed.happened, now=now)
    give(climbed.given, now=now, tallies=dealer.tallies)
    open_tasks(climbed.tasks, now=now)
    raise_alerts(climbed.alerts, now=now)
    tell_all_pages(climbed.told, "board")
