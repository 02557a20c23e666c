"""What Up next found, as its card and its queue want it."""

from collections.abc import Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from freshup.domain.conversations import Template, fill
from freshup.domain.events import Event
from freshup.interfaces.web.leads import words
from freshup.queries.response.up_next import CardFacts, LastThing, UpNextRow
from freshup.queries.stores import StoreSettings
from freshup.queries.words import SENTENCES, say

ICONS: Final[Mapping[str, str]] = {
    "reply": "text",
    "callback": "phone",
    "call": "phone",
    "text": "text",
    "email": "mail",
    "video": "eye",
    "manager": "flag",
    "appointment": "calendar",
}
# What no call and no message settles: whoever did it says so.
BY_HAND: Final = ("video", "manager")
OPENING: Final = "call_opening_"
# When a store has no opening line for its kind of source.
OPENING_OF_ANY: Final = "first_party"


def queued(row: UpNextRow, store: StoreSettings, *, several: bool) -> dict[str, Any]:
    """A row of the queue."""
    return {
        "task_id": row.task_id,
        "url": f"{reverse('up_next')}?task={row.task_id}",
        "icon": ICONS.get(row.kind, "note"),
        "why": say(row.sentence),
        "name": row.name or _("No name given"),
        "vehicle": row.wanted,
        "tier": row.tier,
        "score": row.score,
        "grade": row.grade,
        "repeat": row.lead_count > 1,
        "on_desk": row.on_desk,
        "store": store.name if several else "",
        "clock": clock_of(row),
    }


def clock_of(row: UpNextRow) -> dict[str, Any]:
    """The counting face: the promise of this task, from when it stood in line on."""
    since = row.shown_at
    if row.is_first_call and row.clock_starts_at is not None:
        since = row.clock_starts_at
    return {"state": "running", "due": row.due_at, "since": since, "label": say(row.sentence)}


def card(row: UpNextRow, facts: CardFacts, store: StoreSettings, me: str, *, several: bool) -> dict[str, Any]:
    """The card on top: who, why, what is known, what to say, how to reach them."""
    source = store.sources.get(row.source_id) if row.source_id else None
    return queued(row, store, several=several) | {
        "row": row,
        "opportunity_id": row.opportunity_id,
        "by_hand": row.kind in BY_HAND and not row.on_desk,
        "words": say({"code": row.words}) if row.words in SENTENCES else row.words,
        "stage": row.stage,
        "source": source.name if source else "",
        "owner": row.owner,
        "reasons": [{"points": points, "text": say(reason)} for points, reason in facts.reasons],
        "phones": [_way(point, stopped) for point, stopped in facts.points if point.kind == "phone"],
        "emails": [_way(point, stopped) for point, stopped in facts.points if point.kind != "phone"],
        "opening": opening(row, store, me),
        "last": _last(row.last, store),
        "clock": clock_of(row),
        # Settled where what was said can be read.
        "angry": row.words.startswith("angry."),
        "answers": row.kind == "reply" or row.words.startswith("angry."),
        # A manager's task is looked at, not telephoned.
        "manager": row.kind == "manager",
    }


def _way(point: Any, stopped: bool) -> dict[str, Any]:
    return {
        "id": point.id,
        "value": point.value,
        "shown_as": point.shown_as,
        "kind": words.PHONE_KINDS.get(point.phone_kind, ""),
        "reachability": words.REACHABILITY.get(point.reachability, ""),
        "bad": stopped or point.reachability in ("bounced", "disconnected", "wrong_person"),
    }


def opening(row: UpNextRow, store: StoreSettings, me: str) -> str:
    """What to say first, filled with what the row knows; empty where something needed is not known.

    The call screen fills it again with price and availability of that moment.
    """
    source = store.sources.get(row.source_id) if row.source_id else None
    template = opening_template(store, source.kind if source else "", row.language)
    if template is None:
        return ""
    filled = fill(template, known_fields(row, store, me))
    return "" if filled.missing else filled.body


def opening_template(store: StoreSettings, source_kind: str, language: str) -> Template | None:
    """The opening line for this kind of source, else the one for the store's own website."""
    for kind in filter(None, (source_kind, OPENING_OF_ANY)):
        if found := store.template(OPENING + kind, language or store.language):
            return found
    return None


def known_fields(row: UpNextRow, store: StoreSettings, me: str) -> dict[str, str]:
    return {
        "first_name": row.first_name,
        "vehicle": row.wanted,
        "store": store.name,
        "store_phone": store.phone_e164,
        "website": store.website,
        "agent_name": me,
        "agent_first_name": me.split(" ", 1)[0],
    }


def _last(last: LastThing | None, store: StoreSettings) -> dict[str, Any] | None:
    if last is None:
        return None
    return {"text": last_words(last, store), "at": last.at, "by": last.by}


def last_words(last: LastThing, store: StoreSettings) -> str:
    """The last thing in one sentence."""
    if outcome := words.OUTCOMES.get(last.outcome):
        return str(outcome)
    if last.kind in (Event.LEAD_RECEIVED, Event.LEAD_JOINED):
        source = store.sources.get(last.source_id) if last.source_id else None
        return say({"code": last.kind, "source": source.name if source else _("an unnamed source")})
    return say({"code": last.kind})


def lead_link(opportunity_id: int, write: str = "") -> str:
    """The lead's page, with the composer open on a channel."""
    page = reverse("lead", args=[opportunity_id])
    return f"{page}?write={write}#write" if write else page
