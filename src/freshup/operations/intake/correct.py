"""What a person does about a document that made no lead: edit it, try it again, take it as read, set it aside.

What came stays as it came; a correction lies beside it with who made it and when.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet

from freshup.data.models import AuditEntry, Lead, Submission
from freshup.domain.intake import Phone, Prospect, Vehicle
from freshup.jobs import drain_intake_later
from freshup.operations.stores import must_manage
from freshup.queries.access import Scope
from freshup.queries.submissions import OPEN_TO_CORRECTION, SubmissionNotFound

CORRECTED_BYTES_MAX: Final = 200_000
RETRIED_AT_ONCE_MAX: Final = 1_000
SET_ASIDE_BY_HAND: Final = "set aside by hand"


class MovedMeanwhile(Exception):
    """The submission waits again or has become a lead since the page was opened; nothing was changed."""


class NobodyToReach(Exception):
    """What was read has neither a usable phone number nor an e-mail address, so it can't be a lead yet."""


class CorrectionTooLarge(Exception):
    """The corrected text is larger than CORRECTED_BYTES_MAX."""


def retry(scope: Scope, submission_id: int, *, now: datetime) -> None:
    """Read it once more as it stands. Raises `SubmissionNotFound`, `MovedMeanwhile`."""
    _move(scope, submission_id, "retried", {"state": "waiting", "reason": ""}, now)
    drain_intake_later()


def correct(
    scope: Scope, submission_id: int, body: bytes, *, now: datetime, action: str = "corrected"
) -> None:
    """Read this text instead of what came. Raises what `retry` raises, and `CorrectionTooLarge`."""
    if len(body) > CORRECTED_BYTES_MAX:
        raise CorrectionTooLarge(len(body))
    changes = {
        "state": "waiting",
        "reason": "",
        "corrected_body": body,
        "corrected_at": now,
        "corrected_by_id": scope.user_id,
    }
    _move(scope, submission_id, action, changes, now)
    drain_intake_later()


def accept(scope: Scope, submission_id: int, prospects: Sequence[Prospect], *, now: datetime) -> None:
    """Make leads of these prospects, as somebody confirmed them. Raises what `correct` raises, and `NobodyToReach`."""
    if not any(prospect.can_be_reached or prospect.phones for prospect in prospects):
        raise NobodyToReach
    correct(scope, submission_id, as_json(prospects), now=now, action="accepted")


def set_aside(scope: Scope, submission_id: int, *, now: datetime) -> None:
    """It is no lead: kept apart, out of the pile. Raises what `retry` raises."""
    _move(scope, submission_id, "set_aside", {"state": "not_a_lead", "reason": SET_ASIDE_BY_HAND}, now)


def retry_all(scope: Scope, stores: Sequence[int], reason: str, *, now: datetime) -> int:
    """Read again what was quarantined for this reason, at most RETRIED_AT_ONCE_MAX; returns how many."""
    for store in stores:
        must_manage(scope, store)
    found = _open(Submission.objects.filter(rooftop_id__in=stores, state="quarantined", reason=reason))
    chosen = list(
        found.order_by("rooftop_id", "-received_at").values_list("id", flat=True)[:RETRIED_AT_ONCE_MAX]
    )
    moved = Submission.objects.filter(id__in=chosen, state="quarantined").update(state="waiting", reason="")
    if moved:
        drain_intake_later()
        for store in stores:
            _note(scope, store, "retried_all", None, now)
    return moved


def _open(submissions: "QuerySet[Submission]") -> "QuerySet[Submission]":
    return submissions.filter(
        ~Exists(Lead.objects.filter(submission_id=OuterRef("id"))),
        erased_at=None,
        state__in=OPEN_TO_CORRECTION,
    )


def _move(scope: Scope, submission_id: int, action: str, changes: Mapping[str, Any], now: datetime) -> None:
    """Claim by conditional update. `processed_at` stays: the drain asks by it what was made already."""
    mine = Submission.objects.filter(id=submission_id, rooftop_id__in=scope.rooftops)
    rooftop_id = mine.values_list("rooftop_id", flat=True).first()
    if rooftop_id is None:
        raise SubmissionNotFound(submission_id)
    must_manage(scope, rooftop_id)
    if not _open(mine).update(**changes):
        raise MovedMeanwhile(submission_id)
    _note(scope, rooftop_id, action, submission_id, now)


def _note(scope: Scope, rooftop_id: int, action: str, submission_id: int | None, now: datetime) -> None:
    # Not `record_change`: no setting moved, so intake may keep what it knows of the store.
    AuditEntry.objects.create(
        rooftop_id=rooftop_id,
        user_id=scope.user_id,
        at=now,
        action=f"submission.{action}",
        target="submission",
        target_id=submission_id,
    )


def as_json(prospects: Sequence[Prospect]) -> bytes:
    """The prospects in the shape our own JSON door reads, so that a confirmed reading goes the same way in."""
    return json.dumps({"leads": [_prospect(one) for one in prospects]}, ensure_ascii=False, indent=1).encode(
        "utf-8", "replace"
    )


def _prospect(one: Prospect) -> dict[str, Any]:
    return _filled(
        first_name=one.first,
        middle_name=one.middle,
        last_name=one.last,
        company=one.company,
        emails=list(one.emails or ([one.email] if one.email else [])),
        phones=[_phone(phone) for phone in one.phones],
        street=one.street,
        city=one.city,
        region=one.region,
        postal_code=one.postal_code,
        country=one.country,
        vehicles=[_vehicle(vehicle) for vehicle in one.vehicles],
        trade_ins=[_vehicle(vehicle) for vehicle in one.trade_ins],
        comments=one.comments,
        timeframe=one.timeframe,
        financing={True: "yes", False: "cash"}.get(one.wants_finance)
        if one.wants_finance is not None
        else None,
        provider=one.provider,
        vendor=one.vendor,
        source_ids=[{"source": id.source, "id": id.id} for id in one.source_ids],
        requested_at=one.requested_at.isoformat() if one.requested_at else None,
        resend="yes" if one.resend else None,
        language=one.language,
    )


def _phone(phone: Phone) -> dict[str, Any]:
    number = phone.e164 or phone.raw
    return _filled(number=f"{number} x{phone.extension}" if phone.extension else number, type=phone.kind)


def _vehicle(vehicle: Vehicle) -> dict[str, Any]:
    price = vehicle.price_cents
    return _filled(
        interest=vehicle.interest,
        status="cpo" if vehicle.certified else vehicle.status,
        year=vehicle.year,
        year_to=vehicle.year_to,
        make=vehicle.make,
        model=vehicle.model,
        trim=vehicle.trim,
        vin=vehicle.vin,
        stock=vehicle.stock,
        odometer=vehicle.odometer,
        odometer_unit=vehicle.odometer_unit,
        color=vehicle.color,
        body=vehicle.body,
        price=None if price is None else f"{price // 100}.{price % 100:02d}",
    )


def _filled(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [])}
