"""Up next: what one person has to do now, the most urgent first, over all the stores they work in.

Their own tasks and those on the desks they may take from are walked along their own indexes, in order, and
merged; only the rows that are shown are dressed with names. Nothing is counted beyond a hundred.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q

from freshup.data.models import ContactPoint, ScorePoint, Suppression, Task
from freshup.domain.events import Event
from freshup.domain.reasons import Reason
from freshup.domain.response.tasks import FIRST_CALL_BAND
from freshup.queries.access import Scope
from freshup.queries.leads.rows import fetched, full_name

QUEUE_ROWS: Final = 25
COUNTED_MAX: Final = 100
REASONS_SHOWN: Final = 3
# What a missed call leaves on its task, as operations.calls writes it.
MISSED_WORDS: Final = "task.missed_words"
POINTS_MAX: Final = 200
# What tells a person where they stand with a customer; assignments and held steps do not.
TELLING: Final = tuple(
    map(
        str,
        (
            Event.CALLED, Event.WROTE, Event.SPOKE, Event.CUSTOMER_WROTE, Event.VISITED, Event.NOTE,
            Event.CALLBACK_AGREED, Event.BAD_NUMBER, Event.APPOINTMENT_SET, Event.APPOINTMENT_CANCELLED,
            Event.CHECKED_IN, Event.NO_SHOW, Event.LEAD_RECEIVED, Event.LEAD_JOINED, Event.LEAD_REPEATED,
        ),
    )
)  # fmt: skip

TASK_COLUMNS: Final = (
    "id, rooftop_id, opportunity_id, staff_id, slot, kind, band, due_at, shown_at, words, template"
)
IN_LINE: Final = "band, due_at, id"
WALK: Final = """
    SELECT v.* FROM unnest(%(ids_{name})s::bigint[]) AS s(id), LATERAL (
        SELECT {columns} FROM task
        WHERE {path} AND done_at IS NULL AND shown_at <= %(now)s AND {guard}
        ORDER BY {in_line} LIMIT %(counted)s) v"""
# A person may have been handed a task of somebody whose leads they don't see: the first wall, as the second.
SEEN: Final = (
    "rooftop_id = ANY(%(stores)s::bigint[]) AND (rooftop_id = ANY(%(whole)s::bigint[]) OR EXISTS ("
    "SELECT 1 FROM opportunity o WHERE o.id = opportunity_id AND o.owner_id = ANY(%(mine)s::bigint[])))"
)
DRESSED: Final = """
WITH found AS MATERIALIZED (SELECT * FROM ({walks}) u ORDER BY {in_line} LIMIT %(counted)s),
page AS MATERIALIZED (
    SELECT *, count(*) OVER () AS waiting FROM (SELECT *, row_number() OVER (ORDER BY {in_line}) AS place FROM found) f)
SELECT page.*, o.person_id, o.source_id, o.owner_id, o.desk, o.stage, o.grade, o.score, o.tier, o.wanted,
       o.lead_count, p.first_name, p.last_name, p.company, p.language, a.name,
       k.starts_at, k.due_at, k.attempted_at, h.kind, h.at, h.outcome, h.by, h.source
FROM page
JOIN opportunity o ON o.id = page.opportunity_id
LEFT JOIN person p ON p.id = o.person_id
LEFT JOIN staff st ON st.id = o.owner_id
LEFT JOIN account a ON a.id = st.user_id
LEFT JOIN LATERAL (
    SELECT c.starts_at, c.due_at, c.attempted_at FROM response_clock c
    WHERE c.opportunity_id = o.id ORDER BY c.lead_id DESC LIMIT 1) k ON true
LEFT JOIN LATERAL (
    SELECT y.kind, y.at, y.data->>'outcome' AS outcome, y.data->>'source' AS source, w.name AS by
    FROM (SELECT * FROM activity x WHERE x.opportunity_id = o.id AND x.kind = ANY(%(telling)s::text[])
          ORDER BY x.at DESC, x.id DESC LIMIT 1) y
    LEFT JOIN account w ON w.id = y.actor_id) h ON true
WHERE page.place <= %(shown)s
ORDER BY page.place
"""


@dataclass(frozen=True, slots=True)
class LastThing:
    """The last thing that tells where one stands with this customer: an event's kind, and the outcome if any."""

    kind: str
    at: datetime
    outcome: str
    by: str
    source_id: int | None


@dataclass(frozen=True, slots=True)
class UpNextRow:
    """One thing to do. `staff_id` None: it lies on the desk, whoever is quick may take it."""

    task_id: int
    rooftop_id: int
    opportunity_id: int
    staff_id: int | None
    slot: str
    kind: str
    band: int
    due_at: datetime
    shown_at: datetime
    words: str
    template: str
    person_id: int
    source_id: int | None
    owner_id: int | None
    owner: str
    stage: str
    grade: str
    score: int
    tier: str
    wanted: str
    lead_count: int
    name: str
    first_name: str
    language: str
    clock_starts_at: datetime | None
    clock_due_at: datetime | None
    attempted_at: datetime | None
    last: LastThing | None

    @property
    def is_first_call(self) -> bool:
        return self.kind == "call" and self.band == FIRST_CALL_BAND

    @property
    def sentence(self) -> Reason:
        """Why it is here."""
        if self.kind == "callback" and self.words == MISSED_WORDS:
            return Reason("task.missed_call")
        return Reason("task.first_call" if self.is_first_call else f"task.{self.kind}")

    @property
    def on_desk(self) -> bool:
        return self.staff_id is None


@dataclass(frozen=True, slots=True)
class UpNext:
    """`rows` in order of urgency; `waiting` counts them all, to a hundred. `comes_at`: when there is nothing
    now, the moment the next of the person's own tasks shows."""

    rows: Sequence[UpNextRow]
    waiting: int
    comes_at: datetime | None = None

    @property
    def more(self) -> int:
        return max(0, self.waiting - len(self.rows))

    @property
    def uncounted(self) -> bool:
        return self.waiting >= COUNTED_MAX


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What the card on top says beyond its row: reasons of the score, and the ways to reach the person."""

    reasons: Sequence[tuple[int, dict[str, Any]]]
    points: Sequence[tuple[ContactPoint, bool]]


def up_next(scope: Scope, stores: Sequence[int], *, now: datetime) -> UpNext:
    """The first rows of the line, in one statement; a second when there is none."""
    walks, params = _walks(scope, stores)
    if not walks:
        return UpNext((), 0)
    sql = DRESSED.format(walks=" UNION ALL ".join(walks), in_line=IN_LINE)
    found = fetched(
        sql,
        params | {"now": now, "counted": COUNTED_MAX, "shown": QUEUE_ROWS + 1, "telling": list(TELLING)},
    )
    if not found:
        return UpNext((), 0, _comes_at(scope, stores, now))
    return UpNext([_row(row) for row in found], found[0][12])


def before(scope: Scope, stores: Sequence[int], task_id: int, *, now: datetime) -> int | None:
    """How many things stand in line before this task now; None when it is no longer there. One statement."""
    walks, params = _walks(scope, stores)
    if not walks:
        return None
    sql = f"""
        WITH found AS MATERIALIZED (
            SELECT * FROM ({" UNION ALL ".join(walks)}) u ORDER BY {IN_LINE} LIMIT %(counted)s)
        SELECT place FROM (SELECT id, row_number() OVER (ORDER BY {IN_LINE}) AS place FROM found) f
        WHERE id = %(task)s"""
    found = fetched(sql, params | {"now": now, "counted": COUNTED_MAX, "task": task_id})
    return found[0][0] - 1 if found else None


def card_facts(row: UpNextRow, group_id: int) -> CardFacts:
    """Three statements, for the one card."""
    totals: dict[tuple[str, str], tuple[int, dict[str, Any]]] = {}
    lines = ScorePoint.objects.filter(opportunity=row.opportunity_id).order_by("id")[:POINTS_MAX]
    for dimension, code, more, reason in lines.values_list("dimension", "code", "points", "reason"):
        totals[dimension, code] = (totals.get((dimension, code), (0, reason))[0] + more, reason)
    reasons = sorted((one for one in totals.values() if one[0] > 0), key=lambda one: -one[0])
    points = list(
        ContactPoint.objects.filter(person=row.person_id)
        .exclude(phone_kind__in=("fax", "pager"))
        .order_by("kind", "id")
    )
    stopped = set(
        Suppression.objects.filter(
            group=group_id, value__in=[point.value for point in points], lifted_at=None
        ).values_list("value", flat=True)
    )
    points.sort(key=lambda point: (point.kind != "phone", point.id))
    return CardFacts(reasons[:REASONS_SHOWN], [(point, point.value in stopped) for point in points])


@dataclass(frozen=True, slots=True)
class TaskPlace:
    """Where a task belongs; `on_desk` says that its customer has no owner either."""

    rooftop_id: int
    opportunity_id: int
    on_desk: bool


def place_of_task(task_id: int) -> TaskPlace | None:
    """None when there is no such task to be seen."""
    task = Task.objects.filter(id=task_id).select_related("opportunity").first()
    if task is None:
        return None
    on_desk = task.opportunity.owner_id is None and not task.slot
    return TaskPlace(task.rooftop_id, task.opportunity_id, on_desk)


def _walks(scope: Scope, stores: Sequence[int]) -> tuple[list[str], dict[str, Any]]:
    """Along which indexes to walk: the person's own places, and the desks of stores they see whole."""
    asked = [id for id in stores if id in scope.places]
    own = sorted({scope.places[id] for id in asked})
    desks = [id for id in asked if id in scope.rooftops]
    managed = [id for id in desks if scope.manages(id)]
    params: dict[str, Any] = {
        "stores": asked,
        "whole": list(scope.rooftops),
        "mine": list(scope.owners),
        "managed": managed,
        "ids_own": own,
        "ids_desk": desks,
    }
    walks = []
    if own:
        walks.append(_walk("own", "staff_id = s.id", SEEN))
    if desks:
        for_me = "(slot <> 'manager' OR rooftop_id = ANY(%(managed)s::bigint[]))"
        walks.append(_walk("desk", "rooftop_id = s.id AND staff_id IS NULL", for_me))
    return walks, params


def _walk(name: str, path: str, guard: str) -> str:
    return WALK.format(name=name, path=path, guard=guard, columns=TASK_COLUMNS, in_line=IN_LINE)


def _comes_at(scope: Scope, stores: Sequence[int], now: datetime) -> datetime | None:
    own = [scope.places[id] for id in stores if id in scope.places]
    waiting = Task.objects.filter(Q(staff__in=own), done_at=None, shown_at__gt=now)
    return waiting.order_by("shown_at").values_list("shown_at", flat=True).first()


def _row(row: Sequence[Any]) -> UpNextRow:
    task, store, opportunity, staff, slot, what, band, due_at, shown_at, words, template = row[:11]
    person, source, owner_id, desk, stage, grade, score, tier, wanted, leads = row[13:23]
    first, last, company, language, owner, starts, due, tried, kind, at, outcome, by, of = row[23:]
    return UpNextRow(
        task_id=task,
        rooftop_id=store,
        opportunity_id=opportunity,
        staff_id=staff,
        slot=slot,
        kind=what,
        band=band,
        due_at=due_at,
        shown_at=shown_at,
        words=words,
        template=template,
        person_id=person,
        source_id=source,
        owner_id=owner_id,
        owner=owner or desk,
        stage=stage,
        grade=grade,
        score=score,
        tier=tier,
        wanted=wanted,
        lead_count=leads,
        name=full_name(first, last, company),
        first_name=first or "",
        language=language or "",
        clock_starts_at=starts,
        clock_due_at=due,
        attempted_at=tried,
        last=LastThing(kind, at, outcome or "", by or "", int(of) if of else None) if kind else None,
    )
