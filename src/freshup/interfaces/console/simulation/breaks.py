"""Faults planted where the product would have them, so that the judge can be seen to find each (`--break NAME`)."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from unittest.mock import patch

from django.db import connection, transaction

from freshup.domain import consent
from freshup.domain.qualification.ledger import lines_to_add
from freshup.interfaces.console.simulation import staff
from freshup.operations.cadences import running
from freshup.operations.conversations import recording
from freshup.operations.conversations.recording import Result
from freshup.operations.intake import gather, plan, write
from freshup.operations.intake.plan import Waiting, to_work
from freshup.operations.response.attempts import attempted
from freshup.operations.vehicles import writing
from freshup.queries import outbox
from freshup.queries.response import up_next

# Wherever the product asks the gate by itself.
GATES: Final = (
    "freshup.operations.conversations.claiming",
    "freshup.operations.conversations.handing_over",
    "freshup.operations.cadences.running",
)
# Of many, one in so many is hit.
ONE_IN: Final = 4
ACCOUNTABLE: Final = "exactly_one_is_accountable"


@dataclass(frozen=True, slots=True)
class Patch:
    """One name of the product's, and what stands there instead."""

    where: str
    instead: Any


def _always(request: consent.SendRequest, now: datetime, law: consent.Law = consent.DEFAULT_LAW) -> Any:
    """A gate that lets everything pass: it is told what nobody may ask it to believe."""
    return consent.decide(
        replace(
            request,
            purpose="reply",
            automated=False,
            suppressed=False,
            stopped=False,
            closed_as="",
            running=True,
            too_late_at=None,
            attempts=(),
            automated_attempts=(),
            wrote_at=now,
            named_at=now,
        ),
        now,
        law,
    )


def _all_in_new_york(region: str, postal_code: str, e164: str | None) -> tuple[consent.Place, ...]:
    places = consent.places_of(region, postal_code, e164)
    return tuple(consent.Place(one.state, "America/New_York") for one in places)


def _reads_nothing(text: str) -> None:
    """Nobody understands a refusal, so it is taken for an answer."""


def _no_cap(request: consent.SendRequest, now: datetime, law: consent.Law) -> None:
    """As many calls and texts as anybody likes."""


def _forgets(*_: Any, **__: Any) -> None:
    """The store is told, and nothing comes of it."""


def _loses(submission: Waiting) -> Any:
    """One document in four is understood, settled, and becomes nothing."""
    return [] if submission.id % ONE_IN == 0 else to_work(submission)


def _never_a_repeat(*_: Any) -> None:
    """The same inquiry again is another lead."""


def _drifts(score: Any, ledger: Mapping[str, tuple[str, int]]) -> Any:
    """The ledger gets a point less than the score in its first line."""
    lines, after = lines_to_add(score, dict(ledger))
    return [lines[0]._replace(points=lines[0].points - 1), *lines[1:]] if lines else lines, after


def _robots_count(results: Sequence[Result]) -> None:
    """What a machine sent stops the clock like a person's word."""
    RECORD(results)
    with transaction.atomic():
        attempted(
            [
                (one.message.opportunity_id, one.sent_at)
                for one in results
                if one.sent_at and one.message.automatic
            ]
        )


def _nobodys(effort: Any) -> tuple[Any, ...]:
    """One new opportunity in four has no owner and lies on no desk."""
    row = list(OPPORTUNITY(effort))
    if effort.id % ONE_IN == 0:
        row[5], row[6] = None, ""
    return tuple(row)


def _keeps_no_history(table: Any, rows: Any, *, suffix: str = "") -> None:
    """A price that changes is not written down."""
    if table.name != "unit_price" or not _repriced(rows):
        INSERT(table, rows, suffix=suffix)


def _repriced(rows: Sequence[Sequence[Any]]) -> bool:
    """Whether these units had a price before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM unit_price WHERE unit_id = ANY (%s))", [[row[1] for row in rows]]
        )
        found = cursor.fetchone()
    return bool(found and found[0])


RECORD: Final = recording.record
OPPORTUNITY: Final = write._opportunity
# As it stands in the module that uses it: a door knows no tables.
INSERT: Final[Any] = vars(writing)["insert"]
_CONVERSATIONS: Final = "freshup.operations.conversations"
_HIDDEN: Final = up_next.SEEN.replace(
    "rooftop_id = ANY", "kind NOT IN ('call', 'callback') AND rooftop_id = ANY", 1
)
BREAKS: Final[Mapping[str, tuple[Patch, ...]]] = {
    "gate_off": tuple(Patch(f"{where}.decide", _always) for where in GATES),
    "double_send": (),
    "wrong_zone": (Patch("freshup.queries.gate.places_of", _all_in_new_york),),
    "opt_out_ignored": (Patch(f"{_CONVERSATIONS}.obeying.read_opt_out", _reads_nothing),),
    "cap_off": (Patch("freshup.domain.consent.decision._capped", _no_cap),),
    "purchase_ignored": (Patch(f"{staff.__name__}.note_purchase", _forgets),),
    "lost_wake_up": (
        Patch(f"{_CONVERSATIONS}.claiming.CLAIM",
              outbox.CLAIM.replace("send_after <= %(now)s", f"send_after <= %(now)s AND id %% {ONE_IN} <> 0")),
    ),
    "lost_lead": (Patch(f"{gather.__name__}.to_work", _loses),),
    "doubled_lead": (Patch(f"{plan.__name__}.duplicate_of", _never_a_repeat),),
    "stuck_step": (
        Patch(f"{running.__name__}.CLAIM",
              running.CLAIM.replace("e.due_at <= %(now)s", f"e.due_at <= %(now)s AND e.id %% {ONE_IN} <> 0")),
    ),
    "robot_as_person": (Patch(f"{_CONVERSATIONS}.sending.record", _robots_count),),
    "owner_lost": (Patch(f"{write.__name__}._opportunity", _nobodys),),
    "score_drift": (Patch(f"{plan.__name__}.lines_to_add", _drifts),),
    "clock_backwards": (
        Patch(f"{_CONVERSATIONS}.recording.ACKNOWLEDGE",
              recording.ACKNOWLEDGE.replace("= u.sent_at", "= u.sent_at - interval '1 day'")),
    ),
    "hidden_call": (Patch(f"{up_next.__name__}.SEEN", _HIDDEN),),
    "price_drift": (Patch(f"{writing.__name__}.insert", _keeps_no_history),),
}  # fmt: skip


@contextmanager
def broken(how: str | None) -> Iterator[None]:
    """Plant the fault for as long as the block lasts; None plants nothing. A database must be there."""
    with ExitStack() as planted:
        for one in BREAKS.get(how or "", ()):
            planted.enter_context(patch(one.where, one.instead))
        if how == "owner_lost":
            planted.enter_context(_without_wall())
        yield


@contextmanager
def _without_wall() -> Iterator[None]:
    """PostgreSQL itself would refuse an opportunity that is nobody's."""
    _execute(f"ALTER TABLE opportunity DROP CONSTRAINT {ACCOUNTABLE}")
    try:
        yield
    finally:
        _execute(
            f"ALTER TABLE opportunity ADD CONSTRAINT {ACCOUNTABLE} CHECK"
            " ((owner_id IS NOT NULL AND desk = '') OR (owner_id IS NULL AND desk <> '')) NOT VALID"
        )


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
