"""What the queries found as the components of a page want it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from freshup.domain.events import Event
from freshup.domain.leads import Stage
from freshup.domain.response import ClockState
from freshup.interfaces.web.leads import words
from freshup.queries.leads.page import LeadPage, ReadClock
from freshup.queries.leads.rows import LeadRow
from freshup.queries.leads.timeline import Happened, Wrote
from freshup.queries.words import say

ICONS: Mapping[str, tuple[str, str]] = {
    # kind of activity: (icon, kind of dot)
    Event.LEAD_RECEIVED: ("download", "system"),
    Event.LEAD_JOINED: ("download", "system"),
    Event.LEAD_REPEATED: ("copy", "system"),
    Event.ASSIGNED: ("person", "system"),
    Event.ACKNOWLEDGEMENT_WITHHELD: ("mail", "system"),
    Event.SENDING_FAILED: ("alert", "alert"),
    Event.CALLED: ("phone", "call"),
    Event.WROTE: ("mail", "mail"),
    Event.SPOKE: ("phone", "call"),
    Event.CUSTOMER_WROTE: ("mail", "mail"),
    Event.VISITED: ("store", "call"),
    Event.NOTE: ("note", "note"),
    Event.CLOSED: ("lock", "system"),
    Event.CLOSING_ASKED: ("lock", "alert"),
    Event.REOPENED: ("undo", "system"),
}
MESSAGE_KINDS = {"email": ("mail", "mail"), "text": ("text", "text"), "call": ("phone", "call")}


def listed(row: LeadRow, now: datetime, store_names: Mapping[int, str]) -> dict[str, Any]:
    """A row for `components/lead_row.html`; `store_names` has the store's name where several are listed."""
    places = [name for name in (store_names.get(row.rooftop_id), row.source) if name]
    return {
        "url": reverse("lead", args=[row.id]),
        "name": row.name or _("No name given"),
        "vehicle": row.wanted,
        "tier": row.tier,
        "score": row.score,
        "grade": row.grade,
        "stage": row.stage,
        "owner": row.owner,
        "source": " · ".join(places),
        "received_at": row.last_lead_at,
        "repeat": row.lead_count > 1,
        "clock": _row_clock(row, now),
    }


def _row_clock(row: LeadRow, now: datetime) -> dict[str, Any] | None:
    clock, label = row.clock, _("First call")
    if row.due_at is not None:
        if clock is not None and now < clock.starts_at:
            return {"state": "paused", "until": clock.starts_at, "label": label}
        since = clock.starts_at if clock is not None else row.last_lead_at
        return {"state": "running", "due": row.due_at, "since": since, "label": label}
    if clock is None or clock.attempted_at is None:
        return None
    state = "met" if clock.attempted_at <= clock.due_at else "missed"
    # Outside hours no business time passes: "in time" alone says more than "met in 0:00".
    return {"state": state, "took": clock.business_seconds or None, "label": label}


def clock_face(clock: ReadClock) -> dict[str, Any]:
    """A clock for the lead page: the counting face, and all four facts in both kinds of time."""
    row, reading = clock.row, clock.reading
    face: dict[str, Any] = {"state": "running", "due": row.due_at, "since": row.starts_at}
    if reading.state is ClockState.MET_IN_TIME:
        face = {"state": "met", "took": reading.business_seconds or None}
    elif reading.state is ClockState.MET_LATE:
        face = {"state": "missed", "took": reading.business_seconds or None}
    elif reading.state is ClockState.STARTS_AT_OPENING:
        face = {"state": "paused", "until": row.starts_at}
    elif reading.state is ClockState.PAUSED:
        face = {"state": "paused"}
    attempt = _("First personal attempt")
    if row.attempted_at is not None and row.attempt_claimed:
        attempt = _("First personal attempt (claimed)")
    return {
        "face": face,
        "reason": say(reading.reason),
        "why_due": say(row.due_reason) if row.due_reason else "",
        "due_at": row.due_at,
        "received_at": row.received_at,
        "facts": [
            _fact(
                _("Acknowledged"), row.received_at, row.acknowledged_at, clock.acknowledged_business_seconds
            ),
            _fact(attempt, row.received_at, row.attempted_at, row.attempt_business_seconds),
            _fact(
                _("First two-way contact"), row.received_at, row.contacted_at, row.contact_business_seconds
            ),
        ],
    }


def _fact(label: str, since: datetime, at: datetime | None, business: int | None) -> dict[str, Any]:
    wall = int((at - since).total_seconds()) if at else None
    return {"label": label, "at": at, "wall": words.duration(wall), "business": words.duration(business)}


def ledger(page: LeadPage) -> list[dict[str, Any]]:
    """The score by dimension. Lines that cancelled each other out are left away."""
    by_code: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for line in page.points:
        by_code[line.dimension, line.code].append(line)
    caps = page.store.qualification.caps
    parts = []
    for dimension, label in words.DIMENSIONS.items():
        reasons = []
        for (of, _code), lines in by_code.items():
            total = sum(line.points for line in lines)
            if of == dimension and total:
                reasons.append({"points": total, "text": say(lines[-1].reason), "at": None})
        reasons.sort(key=lambda one: -one["points"])
        points = sum(reason["points"] for reason in reasons)
        parts.append({"label": label, "points": points, "cap": getattr(caps, dimension), "reasons": reasons})
    return parts


def owner_name(page: LeadPage, staff_id: int | None, desk: str) -> str:
    if staff_id is None:
        return desk
    return page.staff_names.get(staff_id) or _("A former colleague")


def assignments(page: LeadPage) -> list[dict[str, Any]]:
    """The owners so far, newest first, each with why, and why nobody else."""
    return [
        {
            "owner": owner_name(page, one.staff_id, one.desk),
            "at": one.at,
            "how": words.HOW_ASSIGNED.get(one.how, one.how),
            "by": one.by_user.name if one.by_user else "",
            "rule": one.rule,
            "version": one.rules_version,
            "reasons": [say(reason) for reason in one.reasons],
            "considered": [_considered(page, each) for each in one.considered],
        }
        for one in page.assignments
    ]


def _considered(page: LeadPage, stored: Mapping[str, Any]) -> dict[str, Any]:
    reason = {name: value for name, value in stored.items() if name != "staff"}
    return {"name": owner_name(page, int(stored["staff"]), ""), "why": say(reason)}


def entries(found: Sequence[Happened | Wrote], page: LeadPage) -> list[dict[str, Any]]:
    """The timeline for `components/timeline_item.html`; `day` marks the first of a day in the store's zone."""
    shown, day = [], None
    said = {inquiry.lead.id: inquiry.lead.said.get("comments", "") for inquiry in page.inquiries}
    for one in found:
        entry = _message(one) if isinstance(one, Wrote) else _activity(one, page, said)
        local = one.at.astimezone(page.store.zone).date()
        shown.append(entry | {"at": one.at, "day": local != day})
        day = local
    return shown


def _message(one: Wrote) -> dict[str, Any]:
    icon, kind = MESSAGE_KINDS.get(one.channel, ("mail", "mail"))
    if one.purpose == "acknowledgement":
        title = _("Acknowledgement")
    elif one.direction == "in":
        title = _("Message from the customer")
    else:
        title = _("Message")
    return {
        "icon": icon,
        "kind": "alert" if one.state in ("failed", "unsure") else kind,
        "title": title,
        "by": _("by itself") if one.automatic else one.by,
        "verified": None,
        "state": words.MESSAGE_STATES.get(one.state, one.state),
        "to": one.recipient,
        "subject": one.subject,
        "body": one.body,
        "failure": one.failure,
    }


def _activity(one: Happened, page: LeadPage, said: Mapping[int, str]) -> dict[str, Any]:
    icon, kind = ICONS.get(one.kind, ("note", "note"))
    claimed = one.data.get("claimed")
    return {
        "icon": "text" if one.data.get("channel") == "text" else icon,
        "kind": kind,
        "title": _title(one, page),
        "by": one.by,
        "verified": None if claimed is None else not claimed,
        "words": one.words or said.get(one.lead_id or 0, "") if _tells(one) else one.words,
        "detail": _detail(one),
    }


def _tells(one: Happened) -> bool:
    return one.kind in (Event.LEAD_RECEIVED, Event.LEAD_JOINED)


def _title(one: Happened, page: LeadPage) -> str:
    if outcome := words.OUTCOMES.get(str(one.data.get("outcome"))):
        return str(outcome)
    params: dict[str, Any] = {}
    if "source" in one.data or one.kind in (Event.LEAD_RECEIVED, Event.LEAD_JOINED):
        source = page.store.sources.get(one.data.get("source") or 0)
        params["source"] = source.name if source else _("an unnamed source")
    if one.kind == Event.ASSIGNED:
        params["owner"] = owner_name(page, one.data.get("staff"), one.data.get("desk", ""))
    if "stage" in one.data:
        params["stage"] = say({"code": f"stage.{one.data['stage']}"}).lower()
    return say({"code": one.kind, **params})


def _detail(one: Happened) -> str:
    if isinstance(one.data.get("reason"), dict):
        return say(one.data["reason"])
    if one.kind in (Event.CLOSED, Event.CLOSING_ASKED):
        text = closing_reason(one.data.get("stage", ""), one.data.get("reason", ""))
        return f"{text} · {_('by a rule')}" if one.data.get("by_rule") else text
    if one.kind == Event.ASSIGNED:
        return str(words.HOW_ASSIGNED.get(one.data.get("how", ""), ""))
    return ""


def closing_reason(stage: str, reason: str) -> str:
    return say({"code": f"{Stage(stage)}.{reason}"}) if stage and reason else ""
