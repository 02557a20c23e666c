"""What was said, as the page of a conversation draws it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from freshup.domain.events import Event
from freshup.interfaces.web.inbox import words
from freshup.interfaces.web.leads.showing import ICONS
from freshup.interfaces.web.leads.words import MESSAGE_STATES, OUTCOMES
from freshup.queries.access import Scope
from freshup.queries.calls import HEARD
from freshup.queries.conversations_of import EVENT, INQUIRY, LINE, Said, Talk
from freshup.queries.stores import StoreSettings
from freshup.queries.words import say

CHAT: Final = "chat"


def entries(found: Sequence[Said], talk: Talk, store: StoreSettings, scope: Scope) -> list[dict[str, Any]]:
    """Newest first; `day` marks the first of a day in the store's zone."""
    shown, day = [], None
    customer = talk.name or _("The customer")
    for one in found:
        local = one.at.astimezone(store.zone).date()
        drawn = _event(one, store) if one.kind == EVENT else _words(one, talk, store, scope, customer)
        shown.append(drawn | {"one": one, "at": one.at, "day": local != day})
        day = local
    return shown


def _event(one: Said, store: StoreSettings) -> dict[str, Any]:
    """Something colleagues did or wrote for each other: the customer sees none of it."""
    kind = str(one.data.get("kind", ""))
    icon, _kind = ICONS.get(kind, ("note", "note"))
    reason = one.data.get("reason")
    who = store.user_names.get(one.data.get("staff") or 0, "") or _("the desk")
    return {
        "aside": True,
        "icon": "flag" if kind in (Event.ANGRY, Event.ANGRY_SEEN) else icon,
        "title": say({"code": kind, "owner": who}),
        "detail": say(reason) if isinstance(reason, Mapping) and "code" in reason else "",
        "by": one.by,
        "words": one.words,
    }


def _words(one: Said, talk: Talk, store: StoreSettings, scope: Scope, customer: str) -> dict[str, Any]:
    icon, channel = words.CHANNELS.get(one.channel, words.OTHER_CHANNEL)
    source = store.sources.get(one.data.get("source") or 0) if one.kind == INQUIRY else None
    ours = one.direction == "out"
    return {
        "aside": False,
        "ours": ours,
        "icon": icon,
        "channel": channel,
        "who": _ours(one, talk) if ours else _theirs(one, customer),
        "source": source.name if source else "",
        "inquiry": one.kind == INQUIRY,
        "call": one.channel == "call",
        "words": one.words,
        "subject": one.subject,
        "rest": one.rest,
        "marks": _marks(one),
        "failure": one.data.get("failure", ""),
        "files": [_file(file, one, scope) for file in one.files],
        "erased": bool(one.data.get("erased")),
    }


def _theirs(one: Said, customer: str) -> str:
    """The customer, or whoever else writes in the thread."""
    details = one.data.get("details") or {}
    stranger = str(one.data.get("sender_name") or one.data.get("sender") or "")
    return stranger if details.get("stranger") and stranger else customer


def _ours(one: Said, talk: Talk) -> str:
    """Who of us: a person, a colleague for the owner, or nobody."""
    if one.kind == LINE:
        return one.by or _("The assistant")
    if not one.by:
        return _("The assistant") if one.channel == CHAT else _("By itself")
    if talk.owner and talk.owner_user_id != one.by_user:
        return _("%(by)s for %(owner)s") % {"by": one.by, "owner": talk.owner}
    return one.by


def _marks(one: Said) -> list[dict[str, Any]]:
    """How far it came and what is odd about it: (words, tone)."""
    told = one.data
    marks: list[tuple[Any, str]] = []
    state, delivery = str(told.get("state", "")), str(told.get("delivery", ""))
    if one.channel == "call":
        if outcome := OUTCOMES.get(str(told.get("outcome", ""))):
            marks.append((outcome, ""))
        if told.get("seconds"):
            marks.append(("{}:{:02}".format(*divmod(int(told["seconds"]), 60)), ""))
    elif one.direction == "out" and state and one.channel != CHAT:
        if delivery in words.DELIVERIES and state in ("sent", "failed"):
            tone = "bad" if delivery in words.FAILED else "good" if delivery in ("delivered", "read") else ""
            marks.append((words.DELIVERIES[delivery], tone))
        else:
            tone = "bad" if state in ("failed", "refused", "unsure") else ""
            marks.append((MESSAGE_STATES.get(state, state), tone))
        if told.get("clicked"):
            marks.append((_("link clicked"), "good"))
        elif told.get("opened"):
            marks.append((_("opened"), "good"))
    details = told.get("details") or {}
    if details.get("stranger"):
        marks.append((_("from another address"), "warn"))
    if details.get("auto"):
        marks.append((_("answered by itself"), ""))
    if told.get("by_model") or details.get("by_model"):
        marks.append((_("drafted by the model"), ""))
    return [{"words": said, "tone": tone} for said, tone in marks]


def _file(file: Any, one: Said, scope: Scope) -> dict[str, Any]:
    heard = file.kind in HEARD
    may = (
        not heard
        or file.kind == "voicemail"
        or scope.manages(file.rooftop_id)
        or one.by_user == scope.user_id
    )
    return {
        "id": file.pk,
        "name": file.name or words.FILES.get(file.kind, words.FILES["file"]),
        "heard": heard,
        "size": file.size,
        "url": reverse("file", args=[file.pk]) if may and file.state == "kept" else "",
        "why": file.reason if file.state == "refused" else "",
        "waits": file.state == "waiting",
        "locked": not may,
    }
