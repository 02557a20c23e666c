"""How things stand, read from the product's tables once a simulated day and at the end."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from freshup.interfaces.console.simulation.counter import rows
from freshup.interfaces.console.simulation.log import MessageLog
from freshup.interfaces.console.simulation.town import Store
from freshup.queries.response.up_next import before, up_next

CLOCKS: Final = """
SELECT c.lead_id, l.submission_id, c.opportunity_id, c.received_at, c.acknowledged_at, c.attempted_at, c.contacted_at,
       c.verified_attempt_at IS NOT NULL
FROM response_clock c JOIN lead l ON l.id = c.lead_id ORDER BY c.lead_id
"""
# What is due for somebody who lets it lie is no robot's delay: of tasks only those to come count as next.
OPPORTUNITIES: Final = """
SELECT o.id, o.rooftop_id, o.person_id, o.closed_at IS NULL,
       (o.owner_id IS NOT NULL)::int + (o.desk <> '')::int, o.due_at,
       o.stopped_at IS NOT NULL OR o.due_at IS NOT NULL
           OR EXISTS (SELECT FROM task t WHERE t.opportunity_id = o.id AND t.done_at IS NULL)
           OR EXISTS (SELECT FROM enrolment e WHERE e.opportunity_id = o.id AND e.ended_at IS NULL)
           OR EXISTS (SELECT FROM appointment a WHERE a.opportunity_id = o.id AND a.at > %(now)s
                      AND a.cancelled_at IS NULL AND a.shown_at IS NULL)
           OR EXISTS (SELECT FROM closing k WHERE k.opportunity_id = o.id AND k.undone_at IS NULL),
       least((SELECT min(e.due_at) FROM enrolment e WHERE e.opportunity_id = o.id),
             (SELECT min(m.send_after) FROM message m WHERE m.opportunity_id = o.id AND m.state = 'queued'),
             (SELECT min(t.due_at) FROM task t WHERE t.opportunity_id = o.id AND t.done_at IS NULL
              AND t.due_at > %(now)s)),
       o.score, (SELECT coalesce(sum(p.points), 0) FROM score_point p WHERE p.opportunity_id = o.id), o.grade
FROM opportunity o
WHERE %(all)s OR (o.closed_at IS NULL AND o.last_activity_at > %(since)s)
ORDER BY o.id
"""
DUE_CALLS: Final = """
SELECT t.id, t.rooftop_id, t.opportunity_id, t.staff_id, t.due_at FROM task t
WHERE t.done_at IS NULL AND t.kind IN ('call', 'callback') AND t.due_at <= %(now)s ORDER BY t.rooftop_id, t.id
"""
# The first price and every change since; a price that was taken back to none ends what is told.
PRICES: Final = """
SELECT u.rooftop_id, u.id, u.price_cents, (
    SELECT sum(change) FROM (
        SELECT p.price_cents - coalesce(lag(p.price_cents) OVER (ORDER BY p.at, p.id), 0) AS change
        FROM unit_price p WHERE p.unit_id = u.id) c)
FROM unit u WHERE u.gone_at IS NULL ORDER BY u.rooftop_id, u.id
"""


class States:
    """Writes down how things stand; of the clocks only what changed since the last time."""

    def __init__(self, stores: Mapping[int, Store], inquiries: Mapping[int, str], log: MessageLog) -> None:
        self._stores = stores
        self._inquiries = inquiries
        self._log = log
        self._clocks: dict[int, tuple[Any, ...]] = {}

    def clocks(self, now: datetime, *, everything: bool = False) -> None:
        for lead, submission, *facts in rows(CLOCKS):
            if everything or self._clocks.get(lead) != tuple(facts):
                self._clocks[lead] = tuple(facts)
                opportunity, received, acknowledged, attempted, contacted, verified = facts
                self._log.write(
                    "clock", now, lead=lead, inquiry=self._inquiries.get(submission), opportunity=opportunity,
                    received_at=received, acknowledged_at=acknowledged, attempted_at=attempted,
                    contacted_at=contacted, attempt_verified=verified,
                )  # fmt: skip

    def opportunities(self, now: datetime, *, since: datetime, everything: bool = False) -> None:
        """Those of which something happened since; at the end all."""
        for id, store, person, is_open, owners, due_at, waits, next_at, score, ledger, grade in rows(
            OPPORTUNITIES, {"now": now, "since": since, "all": everything}
        ):
            self._log.write(
                "opportunity", now, store=self._stores[store].number, opportunity=id, person=person, open=is_open,
                owners=owners, due_at=due_at, waits=waits, next_at=next_at, score=score, ledger=int(ledger),
                grade=grade,
            )  # fmt: skip

    def prices(self, now: datetime) -> None:
        for store, unit, price, history in rows(PRICES):
            self._log.write(
                "price", now, store=self._stores[store].number, vehicle=unit, price_cents=price,
                history_cents=None if history is None else int(history),
            )  # fmt: skip

    def due_calls(self, now: datetime) -> None:
        """Every call that is due, and what the lists of the store's people show at the same moment."""
        by_store: dict[int, list[tuple[int, int | None]]] = {}
        for task, store, opportunity, staff, due_at in rows(DUE_CALLS, {"now": now}):
            by_store.setdefault(store, []).append((task, staff))
            self._log.write(
                "due_call", now, store=self._stores[store].number, task=task, opportunity=opportunity, owner=staff,
                due_at=due_at,
            )  # fmt: skip
        for store, calls in by_store.items():
            shown = self._shown(self._stores[store], calls, now)
            self._log.write("shown", now, store=self._stores[store].number, tasks=sorted(shown))

    @staticmethod
    def _shown(store: Store, calls: list[tuple[int, int | None]], now: datetime) -> set[int]:
        """What Up next lists; further down than its page, whoever asks is told the place in line."""
        shown: set[int] = set()
        asked = {staff for _, staff in calls}
        # Whoever checks a customer in has them from then on, a manager too.
        people = [(agent.staff_id, agent.scope) for agent in store.at_work]
        people.append((store.manager.places.get(store.rooftop_id, 0), store.manager))
        for staff_id, scope in people:
            if staff_id not in asked and None not in asked:
                continue
            line = up_next(scope, [store.rooftop_id], now=now)
            shown |= {row.task_id for row in line.rows}
            if line.more:
                further = [task for task, staff in calls if task not in shown and staff in (staff_id, None)]
                shown |= {
                    task for task in further if before(scope, [store.rooftop_id], task, now=now) is not None
                }
        return shown
