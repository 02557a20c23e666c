"""Do what is due: claim steps, look at each opportunity as it is now, ask the gate, write; one transaction a batch.

A step is claimed by locking its enrolment and its opportunity and skipping whatever somebody else holds, so that a
reply that is just being taken in, and the stop it brings, always comes first. Whatever kills the worker gives the
steps back. What a step came to stands in `step_run` under a unique key, and so does its message.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from freshup.data.bulk import insert, params_of, reserve_ids, rows_of, sending_apart
from freshup.data.models import Task
from freshup.data.sql import rows
from freshup.domain.cadences import (
    Cadence,
    CaseFacts,
    Finished,
    Planned,
    Step,
    Tally,
    fits_now,
    kind_now,
    retires,
    step_after,
    too_late_at,
    voicemail_key,
)
from freshup.domain.consent import Hold, Permit, Refusal, decide, spread
from freshup.domain.conversations import Template, as_email, fill, with_opt_out
from freshup.domain.conversations.values import Telling, speaks_of_gone_unit, values_of
from freshup.domain.events import Event
from freshup.domain.leads import CLOSED_STAGES, Fact, Stage, stage_after
from freshup.domain.reasons import Reason
from freshup.domain.response import band_of
from freshup.jobs import send_outbox_later
from freshup.operations.cadences.enrolling import Start, enrolment_row, plan_from
from freshup.operations.cadences.exits import STEP_TASKS
from freshup.operations.consent import GATE_DECISION
from freshup.operations.footing import footed, mail_headers
from freshup.operations.response.alerts import tell_all_pages
from freshup.operations.response.tasks import NewTask, open_tasks
from freshup.operations.tables import ACTIVITY, ENROLMENT, MESSAGE, STEP_RUN
from freshup.queries.cases import Known, cases_of, habits, tallies_of
from freshup.queries.gate import Attempt, Facts, facts_of
from freshup.queries.published import Published, cadences_by_version
from freshup.queries.stores import StoreSettings, settings_of
from freshup.queries.telling import tellings

BATCH: Final = 500
# How far over the time after a hold ends its steps are spread.
SPREAD_MINUTES: Final = 45
CHANNEL_OF_KIND: Final = {"call": "call", "voicemail": "call", "text": "text", "email": "email"}

CLAIM: Final = """
SELECT e.id, e.rooftop_id, e.opportunity_id, e.version_id, e.key, e.anchor_at, e.position, e.visit, e.planned_at,
       e.due_at, e.held_by, e.last_at, e.started_at
FROM enrolment e JOIN opportunity o ON o.id = e.opportunity_id
WHERE e.due_at <= %(now)s ORDER BY e.due_at, e.id LIMIT %(limit)s
FOR NO KEY UPDATE OF e, o SKIP LOCKED
"""
# Nearly every look finds nothing; this one costs the same however many are enrolled.
NOTHING_DUE: Final = "SELECT NOT EXISTS (SELECT FROM enrolment WHERE due_at <= %(now)s)"
MOVED: Final = {
    "id": "bigint", "position": "smallint", "visit": "smallint", "planned_at": "timestamptz", "due_at": "timestamptz",
    "held_by": "text", "held_reason": "jsonb", "last_at": "timestamptz", "ended_at": "timestamptz", "ended_by": "text",
}  # fmt: skip
MOVE: Final = f"""
UPDATE enrolment e SET position = u.position, visit = u.visit, planned_at = u.planned_at, due_at = u.due_at,
    held_by = u.held_by, held_reason = nullif(u.held_reason, 'null'), last_at = u.last_at, ended_at = u.ended_at,
    ended_by = u.ended_by, resumes_at = NULL
FROM {rows_of(MOVED)} AS u({", ".join(MOVED)}) WHERE e.id = u.id
"""
RETIRED: Final = {"id": "bigint", "stage": "text"}
# Whoever has been silent for so long is nobody's first call any more.
RETIRE: Final = f"""
UPDATE opportunity o SET stage = u.stage, due_at = NULL, escalates_at = NULL
FROM {rows_of(RETIRED)} AS u({", ".join(RETIRED)}) WHERE o.id = u.id
"""


Told = Mapping[int, Telling]
Tallies = Mapping[int, Sequence[tuple[int, Tally]]]


@dataclass(slots=True)
class Claimed:
    """One enrolment whose step is due, held by this transaction."""

    id: int
    rooftop_id: int
    opportunity_id: int
    version_id: int
    key: str
    anchor_at: datetime
    position: int
    visit: int
    planned_at: datetime
    due_at: datetime
    held_by: str
    last_at: datetime | None
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Work:
    """A claimed step with everything that is known; `step` None: nothing is left of its cadence."""

    at: Claimed
    known: Known
    store: StoreSettings
    cadence: Cadence
    case: CaseFacts
    step: Step | None
    kind: str

    @property
    def point_id(self) -> int | None:
        return self.known.email_id if CHANNEL_OF_KIND.get(self.kind) == "email" else self.known.phone_id


@dataclass(slots=True)
class Outcome:
    """The rows a batch leaves behind."""

    now: datetime
    runs: list[tuple[Any, ...]] = field(default_factory=list)
    moves: list[tuple[Any, ...]] = field(default_factory=list)
    messages: list[tuple[Any, ...]] = field(default_factory=list)
    tasks: list[NewTask] = field(default_factory=list)
    decisions: list[tuple[Any, ...]] = field(default_factory=list)
    activities: list[tuple[Any, ...]] = field(default_factory=list)
    followers: list[tuple[Start, Planned | Finished]] = field(default_factory=list)
    retired: list[tuple[int, str]] = field(default_factory=list)


def run_due(*, now: datetime, limit: int = BATCH, can_text: bool = True) -> int:
    """One batch of due steps; how many there were. A constant number of statements, whatever their number."""
    if rows(NOTHING_DUE, {"now": now})[0][0]:
        return 0
    with transaction.atomic():
        claimed = [Claimed(*row) for row in rows(CLAIM, {"now": now, "limit": limit})]
        if not claimed:
            return 0
        tallies = tallies_of(sorted({one.rooftop_id for one in claimed}))
        work = _gathered(claimed, tallies, can_text)
        outcome = Outcome(now)
        facts = _gate_facts(work, now)
        told = tellings([(one.known, one.store) for one in work if one.step is not None], now=now)
        for one in work:
            _take(one, facts.get(one.at.id), told, tallies, outcome)
        _write(outcome)
        if outcome.messages:
            send_outbox_later()
        return len(claimed)


def _gathered(claimed: Sequence[Claimed], tallies: Tallies, can_text: bool) -> list[Work]:
    stores = settings_of({one.rooftop_id for one in claimed})
    cadences = cadences_by_version(one.version_id for one in claimed)
    known = cases_of([(one.opportunity_id, one.started_at) for one in claimed])
    work = []
    for one in claimed:
        cadence, store, lead = cadences[one.version_id], stores[one.rooftop_id], known[one.opportunity_id]
        case = lead.case(store, since=one.started_at, can_text=can_text)
        step = cadence.steps[one.position] if one.position < len(cadence.steps) else None
        kind = kind_now(step, case, habits(lead, tallies[one.rooftop_id])) if step else ""
        work.append(Work(one, lead, store, cadence, case, step, kind))
    return work


def _gate_facts(work: Sequence[Work], now: datetime) -> dict[int, Facts]:
    """By enrolment, for those whose step goes to the customer by call, text or e-mail."""
    asked = [one for one in work if one.step is not None and one.kind in CHANNEL_OF_KIND]
    found = facts_of(
        [Attempt(one.at.opportunity_id, one.point_id, CHANNEL_OF_KIND[one.kind]) for one in asked], now=now
    )
    return {one.at.id: facts for one, facts in zip(asked, found, strict=True) if facts is not None}


def _take(one: Work, facts: Facts | None, told: Told, tallies: Tallies, out: Outcome) -> None:
    known, step, now = one.known, one.step, out.now
    if known.closed_at is not None or Stage(known.stage) in CLOSED_STAGES:
        _end(one, "closed", out)
    elif known.stopped_at is not None:
        _end(one, "stopped", out)
    elif step is None:
        _next(one, out, tallies, ran=False)
    elif now > too_late_at(step, one.at.due_at):
        _ran(one, "too_late", Reason("cadence.too_late", {"minutes": step.too_late_minutes}), out)
        _next(one, out, tallies, ran=False)
    elif (unfit := fits_now(step, one.case)) is not None:
        _ran(one, "skipped", unfit, out)
        _next(one, out, tallies, ran=False)
    elif step.kind == "wait":
        _ran(one, "waited", None, out)
        _next(one, out, tallies, ran=True)
    else:
        _do(one, step, facts, told, tallies, out)


def _do(one: Work, step: Step, facts: Facts | None, told: Told, tallies: Tallies, out: Outcome) -> None:
    automatic = step.automatic and one.kind in ("email", "text")
    if facts is not None:
        answer = _asked(one, step, facts, automatic, out)
        if isinstance(answer, Hold):
            _held(one, answer, out)
            return
        if isinstance(answer, Refusal):
            _ran(one, "refused", answer.reason, out)
            _next(one, out, tallies, ran=False)
            return
    if automatic and facts is not None:
        why = _message(one, step, facts, told, out)
        if why is None:
            _ran(one, "queued", None, out)
        else:
            _task(one, step, out, held=True)
            _ran(one, "by_person", why, out)
            _happened(one, Event.MESSAGE_HELD, {"reason": why.to_json(), "step": step.key}, out)
    else:
        _task(one, step, out)
        _ran(one, "task", None, out)
    _next(one, out, tallies, ran=True)


def _asked(one: Work, step: Step, facts: Facts, automatic: bool, out: Outcome) -> Permit | Hold | Refusal:
    channel, purpose = CHANNEL_OF_KIND[one.kind], one.cadence.purpose
    request = facts.request(
        _step_key(one), purpose=purpose, channel=channel, automated=automatic, can_text=one.case.can_text,
        registered=one.store.texts_registered,
    )  # fmt: skip
    answer = decide(request, out.now, one.store.law)
    verdict = "allow" if isinstance(answer, Permit) else "hold" if isinstance(answer, Hold) else "refuse"
    out.decisions.append((
        one.at.rooftop_id, one.at.opportunity_id, None, one.at.id, out.now, "due", channel, purpose, automatic, verdict,
        answer.rule, None if isinstance(answer, Permit) else answer.reason.to_json(),
        answer.until if isinstance(answer, Hold) else None, ",".join(answer.states), one.store.law_version, None,
    ))  # fmt: skip
    return answer


def _step_key(one: Work) -> str:
    return f"step:{one.at.id}:{one.at.position}:{one.at.visit}"


def _held(one: Work, answer: Hold, out: Outcome) -> None:
    """A held step moves, a little apart from the others that are held until then; it is never dropped."""
    at = one.at
    until = spread(answer.until, at.opportunity_id, SPREAD_MINUTES)
    out.moves.append(
        (
            at.id,
            at.position,
            at.visit,
            at.planned_at,
            until,
            answer.rule,
            answer.reason.to_json(),
            at.last_at,
            None,
            "",
        )
    )
    if at.held_by != answer.rule:
        _happened(one, Event.STEP_HELD, {"rule": answer.rule, "reason": answer.reason.to_json()}, out)


def _message(one: Work, step: Step, facts: Facts, told: Told, out: Outcome) -> Reason | None:
    """Queue the step's message; a reason where a person has to look first."""
    language = one.known.language or one.store.language
    template = one.store.template(step.template, language)
    if template is None:
        return Reason("cadence.unknown_template", {"template": step.template})
    if one.kind == "email":
        template = as_email(template)
    telling = told[one.at.opportunity_id]
    if speaks_of_gone_unit(template, telling):
        return Reason("template.unit_gone")
    filled = fill(template, values_of(telling))
    if filled.missing:
        return Reason("template.missing", {"fields": ", ".join(filled.missing)})
    out.messages.append(_message_row(one, step, facts, template, filled.subject, filled.body, out.now))
    return None


def _message_row(
    one: Work, step: Step, facts: Facts, template: Template, subject: str, body: str, now: datetime
) -> tuple[Any, ...]:
    at, known, store = one.at, one.known, one.store
    text = one.kind == "text"
    purpose = one.cadence.purpose
    if text and not facts.texted:
        body = with_opt_out(body, template.language)
    if not text:
        body = footed(body, store, template.language, facts.value)
    return (
        at.rooftop_id, at.opportunity_id, None, known.person_id, one.point_id, one.kind, "out", purpose, True,
        _step_key(one), step.template[:40], template.language, _sender_name(one),
        store.phone_e164 if text else store.mail_from, facts.address or "", subject if not text else "", body,
        {} if text else mail_headers(store, facts.value), {"grade": known.grade}, "queued", now, now, 0, "", "", "", "",
        at.id, too_late_at(step, at.due_at),
    )  # fmt: skip


def _sender_name(one: Work) -> str:
    name = one.store.user_names.get(one.known.owner_id or 0, "")
    return f"{name} · {one.store.name}" if name else one.store.name


def _task(one: Work, step: Step, out: Outcome, *, held: bool = False) -> None:
    kind = {"voicemail": "call", "task": "manager"}.get(one.kind, one.kind)
    template = step.template
    if one.kind in ("voicemail", "call"):
        template = voicemail_key(one.known.voicemails) or step.template
    manager = kind == "manager"
    out.tasks.append(
        NewTask(
            rooftop_id=one.at.rooftop_id,
            opportunity_id=one.at.opportunity_id,
            staff_id=None if manager else one.known.owner_id,
            slot="manager" if manager else "",
            kind=kind,
            band=band_of(kind, one.known.tier, first=one.known.attempts == 0),
            due_at=out.now + timedelta(minutes=step.within_minutes),
            enrolment_id=one.at.id,
            step=step.key,
            template=template,
        )
    )


def _ran(one: Work, result: str, reason: Reason | None, out: Outcome) -> None:
    at, step = one.at, one.step
    if step is None:
        return
    out.runs.append((
        at.rooftop_id, at.id, at.opportunity_id, at.position, at.visit, step.key, one.kind, at.planned_at, out.now,
        result, reason.to_json() if reason else None, None,
    ))  # fmt: skip


def _next(one: Work, out: Outcome, tallies: Tallies, *, ran: bool) -> None:
    """What comes after this step; after the last one, the cadence that follows, or the end."""
    at, store = one.at, one.store
    last_at = out.now if ran else at.last_at
    position, visit = (
        (at.position, at.visit) if one.step is None else step_after(one.cadence, at.position, at.visit)
    )
    start = Start(
        at.rooftop_id,
        at.opportunity_id,
        Published(at.version_id, 0, one.cadence),
        at.anchor_at,
        _calendar(one),
    )
    planned = plan_from(
        start,
        one.case,
        store,
        position=position,
        visit=visit,
        last_at=last_at,
        habits=habits(one.known, tallies[at.rooftop_id]),
        parts_used=one.known.parts_used(store),
        now=out.now,
    )
    if isinstance(planned, Planned):
        out.moves.append(
            (at.id, planned.position, planned.visit, planned.at, planned.at, "", None, last_at, None, "")
        )
        return
    _finish(one, planned, last_at, out)


def _finish(one: Work, finished: Finished, last_at: datetime | None, out: Outcome) -> None:
    """The last step is done. What follows a cadence begins when the customer has been silent long enough."""
    at, known = one.at, one.known
    heard_at = max(filter(None, (known.contact_at, known.wrote_at)), default=None)
    quiet = retires(heard_at, known.last_lead_at, out.now, one.cadence)
    if finished.then and not quiet:
        until = max(heard_at or known.last_lead_at, known.last_lead_at) + timedelta(
            days=one.cadence.retire_days
        )
        out.moves.append((at.id, len(one.cadence.steps), 0, until, until, "", None, last_at, None, ""))
        return
    ended_by = "switched" if finished.then else "finished"
    out.moves.append((at.id, at.position, at.visit, None, None, "", None, last_at, out.now, ended_by))
    if finished.then and Stage(known.stage) in (Stage.NEW, Stage.ATTEMPTING):
        out.retired.append((at.opportunity_id, str(stage_after(Fact.WENT_QUIET, Stage(known.stage)))))
        _happened(one, Event.RETIRED, {"days": one.cadence.retire_days}, out)
    follower = one.store.cadences.get(finished.then)
    if follower is None or not follower.cadence.enabled:
        _happened(one, Event.CADENCE_ENDED, {"cadence": at.key, "by": "finished"}, out)
        return
    start = Start(at.rooftop_id, at.opportunity_id, follower, out.now, _calendar(one))
    out.followers.append((start, plan_from(start, one.case, one.store, last_at=last_at, now=out.now)))
    _happened(one, Event.CADENCE_STARTED, {"cadence": finished.then, "after": at.key}, out)


def _end(one: Work, by: str, out: Outcome) -> None:
    at = one.at
    out.moves.append((at.id, at.position, at.visit, None, None, "", None, at.last_at, out.now, by))
    _happened(one, Event.CADENCE_ENDED, {"cadence": at.key, "by": by}, out)


def _calendar(one: Work) -> Any:
    team = next((who.team_id for who in one.store.staff if who.id == one.known.owner_id), None)
    return one.store.calendar_of(team)


def _happened(one: Work, event: Event, data: dict[str, Any], out: Outcome) -> None:
    out.activities.append(
        (one.at.rooftop_id, one.at.opportunity_id, None, out.now, str(event), None, data, "")
    )


def _write(out: Outcome) -> None:
    _update(MOVE, MOVED, out.moves)
    _update(RETIRE, RETIRED, out.retired)
    if out.retired:
        Task.objects.filter(
            opportunity__in=[id for id, _ in out.retired], kind__in=STEP_TASKS, done_at=None
        ).update(done_at=out.now, result="stopped")
    insert(STEP_RUN, out.runs)
    insert(MESSAGE, out.messages)
    open_tasks(out.tasks, now=out.now)
    insert(GATE_DECISION, out.decisions)
    insert(ACTIVITY, out.activities)
    if out.followers:
        ids = reserve_ids({"enrolment": len(out.followers)})["enrolment"]
        insert(
            ENROLMENT,
            [
                enrolment_row(id, start, planned, now=out.now)
                for id, (start, planned) in zip(ids, out.followers, strict=True)
            ],
        )
    told: dict[int, list[int]] = defaultdict(list)
    for task in out.tasks:
        told[task.rooftop_id].append(task.opportunity_id)
    tell_all_pages(told, "task")


def _update(statement: str, columns: dict[str, str], changed: Sequence[tuple[Any, ...]]) -> None:
    if changed:
        with sending_apart() as cursor:
            cursor.execute(statement, params_of(columns, changed))
