"""What the queries found as the components of a page want it."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from freshup.domain.events import SENTENCES, Event
from freshup.domain.leads import Stage
from freshup.domain.response import ClockState
from freshup.interfaces.web.cadences.plans import WHY_ENDED
from freshup.interfaces.web.leads import words
from freshup.interfaces.web.leads.chats import chat_entry, together
from freshup.interfaces.web.reached import reached
from freshup.queries.calls import Listening
from freshup.queries.leads.page import LeadPage, ReadClock
from freshup.queries.leads.rows import LeadRow
from freshup.queries.leads.timeline import Happened, Wrote
from freshup.queries.stores import StoreSettings
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
    Event.CALLBACK_AGREED: ("phone", "call"),
    Event.BAD_NUMBER: ("alert", "alert"),
    Event.APPOINTMENT_SET: ("calendar", "call"),
    Event.APPOINTMENT_CANCELLED: ("calendar", "system"),
    Event.CHECKED_IN: ("store", "call"),
    Event.NO_SHOW: ("calendar", "alert"),
    Event.CADENCE_STARTED: ("refresh", "system"),
    Event.CADENCE_ENDED: ("refresh", "system"),
    Event.CADENCE_PAUSED: ("pause", "system"),
    Event.STEP_HELD: ("pause", "system"),
    Event.STEP_SKIPPED: ("refresh", "system"),
    Event.MESSAGE_HELD: ("alert", "alert"),
    Event.STOPPED: ("lock", "alert"),
    Event.STOP_LIFTED: ("undo", "system"),
    Event.OPTED_OUT: ("lock", "alert"),
    Event.OPT_OUT_LIFTED: ("undo", "system"),
    Event.ESCALATED: ("alert", "alert"),
    Event.SKATED: ("alert", "alert"),
    Event.RULED: ("scale", "system"),
    Event.CREDITED: ("star", "system"),
    Event.VOICEMAIL_LEFT: ("phone", "call"),
    Event.CLICKED: ("eye", "mail"),
    Event.BROWSED: ("globe", "system"),
    Event.VIDEO_WATCHED: ("eye", "call"),
}
# What tells how a call went, on the evidence of a provider.
CALLED = (Event.CALLED, Event.SPOKE, Event.BAD_NUMBER)
NOTHING_HEARD: Mapping[int, Sequence[Listening]] = {}
MESSAGE_KINDS = {
    "email": ("mail", "mail"),
    "text": ("text", "text"),
    "call": ("phone", "call"),
    "chat": ("text", "text"),
}


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


def entries(
    found: Sequence[Happened | Wrote],
    page: LeadPage,
    heard: Mapping[int, Sequence[Listening]] = NOTHING_HEARD,
) -> list[dict[str, Any]]:
    """The timeline for `components/timeline_item.html`; `day` marks the first of a day in the store's zone.

    `heard`: what was recorded, by message.
    """
    shown, day = [], None
    said = {inquiry.lead.id: inquiry.lead.said.get("comments", "") for inquiry in page.inquiries}
    for one in found:
        entry = _message(one) if isinstance(one, Wrote) else _activity(one, page, said)
        local = one.at.astimezone(page.store.zone).date()
        recorded = heard.get(call_of(one) or 0, ())
        shown.append(entry | {"at": one.at, "day": local != day, "heard": recorded})
        day = local
    return together(shown)


def call_of(one: Happened | Wrote) -> int | None:
    """The message of the call an entry tells of; a voicemail is told of by its call."""
    if isinstance(one, Wrote):
        return one.id if one.channel == "call" else None
    return one.data.get("message") if one.kind in CALLED else None


def brief(one: Happened | Wrote, store: StoreSettings) -> dict[str, Any]:
    """One thing that happened in one line, for a page that has no room for the whole story."""
    if isinstance(one, Wrote):
        entry = _message(one)
        words_said = one.subject if one.channel == "email" else one.body
        return {
            "icon": entry["icon"],
            "title": entry["title"],
            "by": entry["by"],
            "at": one.at,
            "words": words_said,
        }
    icon, _kind = ICONS.get(one.kind, ("note", "note"))
    title = event_title(one, store, store.user_names)
    return {"icon": icon, "title": title, "by": one.by, "at": one.at, "words": one.words}


def _message(one: Wrote) -> dict[str, Any]:
    if one.channel == "chat":
        return chat_entry(one)
    icon, kind = MESSAGE_KINDS.get(one.channel, ("mail", "mail"))
    title = _("Acknowledgement")
    if one.purpose != "acknowledgement":
        title = str(words.MESSAGES.get((one.direction, one.channel), words.MESSAGES[one.direction, "email"]))
    if one.state == "missed":
        title = _("Missed call")
    if one.direction == "in" and one.channel == "email" and (one.stranger or one.automatic):
        title = _("Automatic reply") if one.automatic else _("E-mail from somebody else in the thread")
    return {
        "icon": icon,
        "kind": "alert" if one.state in ("failed", "unsure") else kind,
        "title": title,
        "by": _("by itself") if one.automatic and one.direction == "out" else one.by,
        "verified": _verified(one),
        "state": words.MESSAGE_STATES.get(one.state, one.state),
        "reached": reached(one.delivery, one.opened_at, one.clicked_at),
        "to": one.recipient,
        "subject": one.subject,
        "body": one.body,
        "failure": one.failure,
        "url": reverse("message", args=[one.id]) if one.channel == "email" else "",
    }


def _verified(one: Wrote) -> bool | None:
    """Whether a provider says so; a call that somebody dials on their own phone is their word alone."""
    if one.channel == "call":
        return one.carried
    if one.state not in ("sent", "received"):
        return None
    return True


def _activity(one: Happened, page: LeadPage, said: Mapping[int, str]) -> dict[str, Any]:
    icon, kind = ICONS.get(one.kind, ("note", "note"))
    claimed = one.data.get("claimed")
    return {
        "icon": "text" if one.data.get("channel") == "text" else icon,
        "kind": kind,
        "title": event_title(one, page.store, page.staff_names),
        "by": one.by,
        "verified": None if claimed is None else not claimed,
        "words": one.words or said.get(one.lead_id or 0, "") if _tells(one) else one.words,
        "detail": _detail(one),
    }


def _tells(one: Happened) -> bool:
    return one.kind in (Event.LEAD_RECEIVED, Event.LEAD_JOINED)


def event_title(one: Happened, store: StoreSettings, names: Mapping[int, str]) -> str:
    """What happened as a sentence; `names` are the store's people by staff id."""
    if outcome := words.OUTCOMES.get(str(one.data.get("outcome"))):
        return str(outcome)
    sentence = SENTENCES.get(one.kind, "")
    blanks = {name: fill(one, store, names) for name, fill in BLANKS.items() if f"%({name})s" in sentence}
    try:
        return say({**blanks, "code": one.kind})
    except KeyError:
        # A sentence that says more than its line knows is cut short, never an error page.
        return str(_(sentence)).partition("%(")[0].rstrip(" :,")


def _staff_named(id: Any, names: Mapping[int, str], desk: str = "") -> str:
    if not id:
        return desk or _("the desk")
    return names.get(id) or _("A former colleague")


def _cadence_named(one: Happened, store: StoreSettings) -> str:
    key = str(one.data.get("cadence", ""))
    return _(store.cadences[key].cadence.name) if key in store.cadences else key


def _source_named(one: Happened, store: StoreSettings) -> str:
    source = store.sources.get(one.data.get("source") or 0)
    return source.name if source else _("an unnamed source")


Fill = Callable[[Happened, StoreSettings, Mapping[int, str]], str]
BLANKS: Mapping[str, Fill] = {
    "source": lambda one, store, names: _source_named(one, store),
    "owner": lambda one, store, names: _staff_named(
        one.data.get("owner" if one.kind == Event.SKATED else "staff"), names, one.data.get("desk", "")
    ),
    "actor": lambda one, store, names: one.by or _staff_named(one.data.get("staff"), names),
    "stage": lambda one, store, names: say({"code": f"stage.{one.data.get('stage', '')}"}).lower(),
    "cadence": lambda one, store, names: _cadence_named(one, store),
    "tier": lambda one, store, names: str(words.TIERS.get(one.data.get("tier", ""), "")).lower(),
    "days": lambda one, store, names: str(one.data.get("days", "")),
    "pages": lambda one, store, names: str(one.data.get("pages", "")),
    "vehicles": lambda one, store, names: str(one.data.get("vehicles", "")),
    "what": lambda one, store, names: str(
        words.RUNGS.get(one.data.get("what", ""), one.data.get("what", ""))
    ),
    "store": lambda one, store, names: _("another store"),
}


def _detail(one: Happened) -> str:
    # The rung of the ladder says in the title what its reason would say again.
    if isinstance(one.data.get("reason"), dict) and one.kind != Event.ESCALATED:
        return say(one.data["reason"])
    if one.kind in (Event.CLOSED, Event.CLOSING_ASKED):
        text = closing_reason(one.data.get("stage", ""), one.data.get("reason", ""))
        return f"{text} · {_('by a rule')}" if one.data.get("by_rule") else text
    if one.kind == Event.ASSIGNED:
        return str(words.HOW_ASSIGNED.get(one.data.get("how", ""), ""))
    if one.kind == Event.CADENCE_ENDED:
        return str(WHY_ENDED.get(str(one.data.get("by", "")), ""))
    return ""


def closing_reason(stage: str, reason: str) -> str:
    return say({"code": f"{Stage(stage)}.{reason}"}) if stage and reason else ""
