"""The live board: who is waiting, who is slipping, and whether customers are tried in time."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from freshup.domain.response.compliance import Tally, Waited, tallied
from freshup.interfaces.web.scope import Asked, managing
from freshup.queries.response import board as reads
from freshup.queries.response.compliance import DAYS, team_names, waited
from freshup.queries.stores import StoreSettings, settings_of
from freshup.queries.words import say

WAYS: Final = ("person", "team", "source", "hour")


@require_GET
@managing
def board(request: Asked) -> HttpResponse:
    """Drawn again whenever something happened, and every half a minute anyway."""
    found = reads.board(request.access, request.stores, now=request.now)
    template = "response/_board.html" if request.htmx else "response/board.html"
    return render(request, template, _shown(found, request.now))


def _shown(found: reads.Board, now: datetime) -> dict[str, Any]:
    several = len(found.stores) > 1
    total = sum(tallied(found.clocks, lambda one: 0, now).values(), Tally())
    overdue = [one for one in found.loads if one.overdue]
    return {
        "several": several,
        "waiting": [_waiting(one, found, now) for one in found.waiting],
        "waiting_count": _at_most(found.total("waiting"), found),
        "late_count": _at_most(found.total("late"), found),
        "desk_count": _at_most(found.total("on_desk"), found),
        "replies": [{"one": one, "store": _store(found, one.rooftop_id)} for one in found.replies],
        "reply_count": sum(one.replies for one in found.loads),
        "overdue": [
            {
                "one": one,
                "name": one.name or (_("Managers") if one.of_managers else _store_desk(found, one)),
                "store": _store(found, one.rooftop_id),
            }
            for one in overdue
        ],
        "overdue_count": sum(one.overdue for one in overdue),
        "people": [{"one": one, "store": _store(found, one.rooftop_id)} for one in found.people],
        "escalations": [
            {
                "one": one,
                "words": say(one.reason) if one.reason else "",
                "store": _store(found, one.rooftop_id),
            }
            for one in found.escalations
        ],
        "trouble": [_trouble(one, found) for one in found.trouble],
        "total": total,
        "lines": _lines(found.clocks, found.stores, "person", now)[:8],
    }


def _at_most(count: int, found: reads.Board) -> str:
    """A figure counted to a limit says so."""
    return f"{count}+" if count >= reads.COUNTED_MAX * max(1, len(found.stores)) else str(count)


def _store(found: reads.Board, rooftop_id: int) -> str:
    return found.stores[rooftop_id].name if len(found.stores) > 1 else ""


def _store_desk(found: reads.Board, one: reads.Load) -> str:
    return found.stores[one.rooftop_id].desk if one.staff_id is None else _("A former colleague")


def _waiting(one: reads.WaitingLead, found: reads.Board, now: datetime) -> dict[str, Any]:
    paused_until = one.held_until or (one.starts_at if one.starts_at > now else None)
    return {
        "one": one,
        "paused_until": paused_until,
        "why": (say(one.held_by) if one.held_by else _("Paused by a rule"))
        if one.held_until
        else (_("The clock starts when the team opens") if paused_until else ""),
        "store": _store(found, one.rooftop_id),
    }


def _trouble(one: reads.Trouble, found: reads.Board) -> dict[str, Any]:
    words = {
        "silent_store": _("Nothing has come in for more than a day"),
        "silent_key": _("“%(label)s” has delivered nothing for days") % {"label": one.label},
        "expiring": _("The key “%(label)s” ends soon") % {"label": one.label},
        "quarantined": _("%(count)s documents could not be read since yesterday") % {"count": one.count},
        "failing": _("“%(label)s” fails: %(count)s%% of the last day did not work")
        % {"label": one.label, "count": one.count},
        "silent": _("Nothing has gone through “%(label)s” for days") % {"label": one.label},
    }
    pages = {"quarantined": reverse("intake") + "?state=quarantined", "silent_store": reverse("sources")}
    if one.id is not None:
        pages[one.kind] = reverse("connector", args=[one.id])
    return {
        "words": words[one.kind],
        "at": one.at,
        "url": pages.get(one.kind, reverse("keys")),
        "store": _store(found, one.rooftop_id),
    }


@require_GET
@managing
def compliance(request: Asked) -> HttpResponse:
    """First attempts in time, by person, team, source or hour; each figure with its definition."""
    by = request.GET.get("by", "")
    by = by if by in WAYS else "person"
    typed = request.GET.get("days", "")
    days = int(typed) if typed in {str(one) for one in DAYS} else 1
    mine = [id for id in request.stores if id in request.access.rooftops and request.access.manages(id)]
    stores = settings_of(mine)
    reads.walk_indexes()
    clocks = waited(stores, now=request.now, days=days)
    shown = {
        "by": by,
        "days": days,
        "by_tabs": [_tab(label, by == code, code, days) for code, label in _ways().items()],
        "day_tabs": [_tab(label, days == code, by, code) for code, label in _spans().items()],
        "lines": _lines(clocks, stores, by, request.now),
        "total": sum(tallied(clocks, lambda one: 0, request.now).values(), Tally()),
        "head": _ways()[by],
    }
    return render(request, "response/compliance.html", shown)


def _ways() -> dict[str, str]:
    return {"person": _("Person"), "team": _("Team"), "source": _("Source"), "hour": _("Hour")}


def _spans() -> dict[int, str]:
    return {1: _("Today"), 7: _("7 days"), 30: _("30 days")}


def _tab(label: str, active: bool, by: str, days: int) -> dict[str, Any]:
    url = f"{reverse('board_compliance')}?by={by}&days={days}"
    return {"label": label, "url": url, "active": active, "count": None}


def _lines(
    clocks: Sequence[Waited],
    stores: Mapping[int, StoreSettings],
    by: str,
    now: datetime,
) -> list[dict[str, Any]]:
    """Worst first; by hour, in the order of the day."""
    keys: dict[str, Callable[[Waited], Hashable]] = {
        "person": lambda one: (one.rooftop_id, one.staff_id, one.desk),
        "team": lambda one: (one.rooftop_id, one.team_id),
        "source": lambda one: (one.rooftop_id, one.source_id),
        "hour": lambda one: one.hour,
    }
    found = tallied(clocks, keys[by], now)
    teams = team_names(stores) if by == "team" else {}
    lines = [
        {"name": _name(by, key, stores, teams), "tally": tally, "key": key} for key, tally in found.items()
    ]
    if by == "hour":
        return sorted(lines, key=lambda line: int(str(line["key"])))
    return sorted(lines, key=lambda line: (line["tally"].percent, -line["tally"].counted, line["name"]))


def _name(by: str, key: Any, stores: Mapping[int, StoreSettings], teams: Mapping[int, str]) -> str:
    if by == "hour":
        return f"{key:02d}:00"
    store = stores[key[0]]
    if by == "person":
        name = (store.user_names.get(key[1]) or _("A former colleague")) if key[1] else key[2]
    elif by == "team":
        name = teams.get(key[1], _("No team"))
    else:
        name = store.sources[key[1]].name if key[1] in store.sources else _("Unknown source")
    return f"{name} · {store.name}" if len(stores) > 1 else str(name)
