"""What somebody wants of a provider's telephone is asked of it by a worker, with no transaction open.

Whatever dies in between is never dialled again: a phone that rings twice is worse than one that must be tapped again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from freshup.data.models import Message
from freshup.domain.consent import Permit
from freshup.domain.reasons import N_ as _
from freshup.operations.calls.asking import permit_now, refuse
from freshup.operations.calls.pretending import take_simulated
from freshup.operations.calls.rows import remember
from freshup.operations.connectors.accounts import accounts_for
from freshup.operations.connectors.tally import Count
from freshup.operations.connectors.tally import count as tally
from freshup.operations.response.alerts import tell_pages
from freshup.ports.accounts import Account
from freshup.ports.calling import CallPlacer, OutgoingCall, Placed
from freshup.ports.mail import UnableToSend, UnsureIfSent
from freshup.ports.storage import Storage
from freshup.queries.calls import VOICE, phones_of

BATCH: Final = 20
# What is still to be asked of the provider, in a call's details; then what became of the asking.
ASKS: Final = "asks"
WANTED: Final = "bridge"
DROP: Final = "drop"
UNSURE: Final = _("Nobody knows whether the provider took it")
DISCONNECTED: Final = _("The store is not connected to this provider any more")
MakePlacer = Callable[[Account], CallPlacer | None]


@dataclass(frozen=True, slots=True)
class _Job:
    """One thing to ask of a provider; only a call to be placed has a permit."""

    message_id: int
    account: Account
    call: OutgoingCall
    leg_id: str
    permit: Permit | None


def place_wanted(make: MakePlacer, *, storage: Storage, clock: Callable[[], datetime]) -> int:
    """One round: taken up, asked, written down. How many calls there were comes back."""
    with transaction.atomic():
        waiting = _waiting()
        jobs = _taken_up(waiting, now=clock())
    for job in jobs:
        answer = _asked(make(job.account), job)
        with transaction.atomic():
            _write(job, answer, storage, now=clock())
    return len(waiting)


def _waiting() -> list[Message]:
    return list(
        Message.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
        .select_related("contact_point")
        .filter(state="calling", details__asks__in=(WANTED, DROP))
        .order_by("id")[:BATCH]
    )


def _taken_up(waiting: list[Message], *, now: datetime) -> list[_Job]:
    accounts = accounts_for({one.rooftop_id for one in waiting}, VOICE)
    phones = phones_of({one.by_user_id for one in waiting if one.by_user_id is not None})
    jobs = []
    for call in waiting:
        account = accounts.get(call.rooftop_id)
        permit: Permit | None = None
        if account is None or account.id != call.connector_id:
            _failed(call, DISCONNECTED, now=now)
            continue
        if call.details[ASKS] == WANTED:
            answer = permit_now(call, now=now)
            if not isinstance(answer, Permit):
                refuse(call, answer, now=now)
                continue
            permit = answer
        remember(call, {ASKS: f"{call.details[ASKS]}_asked"})
        outgoing = OutgoingCall(phones.get(call.by_user_id or 0, ""), call.sender, call.pk)
        jobs.append(_Job(call.pk, account, outgoing, str(call.details.get("leg_id", "")), permit))
    return jobs


def _asked(placer: CallPlacer | None, job: _Job) -> Placed | UnableToSend | UnsureIfSent:
    if placer is None:
        return UnableToSend("no such provider", permanent=True)
    try:
        if job.permit is None:
            return placer.drop(job.leg_id, reference=job.message_id)
        return placer.bridge(job.call, permit=job.permit)
    except (UnableToSend, UnsureIfSent) as failed:
        return failed
    finally:
        placer.close()


def _write(
    job: _Job, answer: Placed | UnableToSend | UnsureIfSent, storage: Storage, *, now: datetime
) -> None:
    call = Message.objects.select_for_update(no_key=True, of=("self",)).get(id=job.message_id)
    if isinstance(answer, Placed):
        # A report may have come before the answer; what it said stays.
        call.provider_id = call.provider_id or answer.provider_id[:120]
        remember(call, {ASKS: ""}, "provider_id")
        take_simulated(job.account, answer.reports, storage=storage, now=now)
    elif job.permit is None:
        # The agent is still on the line and can speak for themselves.
        remember(call, {ASKS: "", "drop": "failed"})
    elif isinstance(answer, UnsureIfSent):
        call.failure = UNSURE
        remember(call, {ASKS: ""}, "failure")
    else:
        _failed(call, str(answer), now=now)
    error = "" if isinstance(answer, Placed) else str(answer)
    tally({job.account.id: Count(sent=int(not error), failed=int(bool(error)), error=error)}, now=now)
    tell_pages(call.rooftop_id, [call.opportunity_id], "clock")


def _failed(call: Message, why: str, *, now: datetime) -> None:
    """Nobody's phone rang."""
    call.state, call.settled_at, call.failure = "failed", now, why[:200]
    remember(call, {ASKS: ""}, "state", "settled_at", "failure")
