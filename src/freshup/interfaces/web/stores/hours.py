"""Hours of the store and of its teams: the days ahead and recent due times are shown before anything is saved."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from freshup.domain.stores import Calendar
from freshup.interfaces.web.address import address_of
from freshup.interfaces.web.scope import redirected
from freshup.interfaces.web.stores.one import (
    StoreAsked,
    fingerprint,
    of_store,
    settings_page,
    was_previewed,
)
from freshup.interfaces.web.stores.special import SpecialDaysForm
from freshup.interfaces.web.stores.week import WeekForm
from freshup.interfaces.web.stores.words import day_words, hours_words
from freshup.operations.stores import set_store_hours, set_team_hours
from freshup.queries import settings as reads
from freshup.queries.stores import StoreSettings


@of_store
def store_hours(request: StoreAsked) -> HttpResponse:
    """The store's week, its special days and the holidays it observes."""
    store, stored = request.store, reads.store_week(request.store.id)
    today = request.now.astimezone(store.zone).date()
    past = [day for day in stored.special if day[0] < today]
    if request.method != "POST":
        special = SpecialDaysForm.from_rows(day for day in stored.special if day[0] >= today)
        return _page(request, WeekForm.from_rows(stored.week), special, stored.observed)
    week, special = WeekForm.from_post(request.POST.dict()), SpecialDaysForm.from_post(request.POST.dict())
    observed = tuple(sorted(set(request.POST.getlist("observed"))))
    if not all([week.is_valid(), special.is_valid()]):
        return _page(request, week, special, observed)
    typed = [week.rows, special.days, observed]
    days = [*(day for day in past if day[0] not in {one[0] for one in special.days}), *special.days]
    if was_previewed(request, typed):
        set_store_hours(
            request.access, store.id, week.rows, days, observed, now=request.now, ip=address_of(request)
        )
        messages.success(request, gettext("The hours are saved."))
        return redirected(reverse("settings_hours"))
    country, region = store.calendar.country, store.calendar.region
    calendar = Calendar.from_rows(str(store.zone), week.rows, days, observed, country, region)
    after = _with_calendar(store, calendar)
    return _page(
        request,
        week,
        special,
        observed,
        preview=_preview(request, store.calendar, calendar, after),
        previewed=fingerprint(typed),
    )


@of_store
def team_hours(request: StoreAsked, team_id: int) -> HttpResponse:
    """A team's own week, or the store's."""
    store = request.store
    found = reads.team_week(store.id, team_id)
    if found is None:
        raise Http404
    team, stored = found
    if request.method != "POST":
        week = WeekForm.from_rows(stored.week or reads.store_week(store.id).week)
        return _page(request, week, team=team, own_hours=team.own_hours)
    week, own_hours = WeekForm.from_post(request.POST.dict()), "own_hours" in request.POST
    if not week.is_valid():
        return _page(request, week, team=team, own_hours=own_hours)
    typed = [week.rows, own_hours]
    if was_previewed(request, typed):
        set_team_hours(
            request.access,
            store.id,
            team_id,
            week.rows,
            own_hours=own_hours,
            now=request.now,
            ip=address_of(request),
        )
        messages.success(request, gettext("The hours are saved."))
        return redirected(reverse("settings_team_hours", args=[team_id]))
    before = store.calendar_of(team_id)
    calendar = replace_week(store.calendar, week) if own_hours else store.calendar
    after = replace(store, team_calendars={**store.team_calendars, team_id: calendar})
    return _page(
        request,
        week,
        team=team,
        own_hours=own_hours,
        preview=_preview(request, before, calendar, after),
        previewed=fingerprint(typed),
    )


def replace_week(calendar: Calendar, week: WeekForm) -> Calendar:
    """The store's calendar (its special days and holidays) with another week."""
    own = Calendar.from_rows(str(calendar.zone), week.rows)
    return Calendar(
        calendar.zone,
        own.weekly,
        calendar.special_days,
        calendar.observed,
        calendar.country,
        calendar.region,
    )


def _with_calendar(store: StoreSettings, calendar: Calendar) -> StoreSettings:
    """The store with this calendar; its teams keep their own weeks under its special days and holidays."""
    own = {
        team: Calendar(
            calendar.zone,
            theirs.weekly,
            calendar.special_days,
            calendar.observed,
            calendar.country,
            calendar.region,
        )
        for team, theirs in store.team_calendars.items()
    }
    return replace(store, calendar=calendar, team_calendars=own)


def _preview(
    request: StoreAsked, before: Calendar, after: Calendar, settings_after: StoreSettings
) -> dict[str, Any]:
    store = request.store
    days = reads.upcoming_days(before, after, now=request.now)
    return {
        "rows": [
            {
                "label": day_words(day.on),
                "note": day.name,
                "before": hours_words(day.before),
                "after": hours_words(day.after),
            }
            for day in days
        ],
        "due": reads.compare_due_times(store, settings_after, reads.recent_leads(store.id)),
        "gaps": reads.coverage_gaps(settings_after, now=request.now),
    }


def _page(
    request: StoreAsked,
    week: WeekForm,
    special: SpecialDaysForm | None = None,
    observed: tuple[str, ...] = (),
    **shown: Any,
) -> HttpResponse:
    store, team = request.store, shown.get("team")
    today = request.now.astimezone(store.zone).date()
    holidays = (
        reads.holidays_to_choose(store.calendar.country, store.calendar.region, observed, today=today)
        if special is not None
        else []
    )
    tabs = [
        {"label": store.name, "url": reverse("settings_hours"), "active": team is None, "count": None},
        *(
            {
                "label": one.name,
                "url": reverse("settings_team_hours", args=[one.id]),
                "active": team is not None and team.pk == one.id,
                "count": None,
            }
            for one in reads.teams(store.id)
        ),
    ]
    rows = [
        {
            "name": one.name,
            "next": day_words(one.on) if one.on.year < 9999 else "",
            "ticked": one.name in observed,
        }
        for one in holidays
    ]
    around = {"week": week, "special": special, "holidays": rows, "tabs": tabs}
    return settings_page(request, "stores/hours.html", {**around, **shown})
