"""Who works at the store: invited, changed, given shifts, leaving."""

import secrets
from dataclasses import asdict, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from freshup.domain.stores import Shift, TimeOff
from freshup.interfaces.web.scope import redirected
from freshup.interfaces.web.stores.forms import InviteForm, PlaceForm, TeamForm, TimeOffForm
from freshup.interfaces.web.stores.one import (
    StoreAsked,
    fingerprint,
    of_store,
    settings_page,
    was_previewed,
)
from freshup.interfaces.web.stores.week import WeekForm
from freshup.interfaces.web.stores.words import KINDS, LANGUAGES, ROLES, SIGHTS
from freshup.operations.stores import (
    AccountElsewhere,
    AlreadyHere,
    LastManager,
    Place,
    RoleTooHigh,
    add_time_off,
    archive_person,
    change_person,
    grantable_roles,
    hand_to_desk,
    invite_person,
    remove_time_off,
    restore_person,
    set_shifts,
)
from freshup.queries import settings as reads
from freshup.queries.routing import RoutingTrial, recent_routed, try_routing
from freshup.queries.stores import SLOT_OF_ROLE, StaffFacts, StoreSettings

# Read aloud over a counter: no letter that looks like a digit.
PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@of_store
def people(request: StoreAsked) -> HttpResponse:
    """Everybody with a place here, and the teams."""
    store = request.store
    everybody = reads.people(store.id, now=request.now, calendar=store.calendar)
    lines = [
        {
            "line": line,
            "role": ROLES.get(line.role, line.role),
            "sight": gettext("Every store of the group") if line.whole_group else SIGHTS.get(line.scope, ""),
            "languages": ", ".join(str(LANGUAGES.get(code, code)) for code in line.languages),
        }
        for line in everybody
    ]
    teams = [
        {
            "team": team,
            "form": TeamForm(initial={"name": team.name, "kind": team.kind}, auto_id=f"t{team.id}_%s"),
            "kind": KINDS.get(team.kind, team.kind),
        }
        for team in reads.teams(store.id)
    ]
    shown = {
        "lines": lines,
        "teams": teams,
        "team_form": TeamForm(auto_id="new_team_%s"),
        "gaps": reads.coverage_gaps(store, now=request.now),
    }
    return settings_page(request, "stores/people.html", shown)


@never_cache
@of_store
def invite(request: StoreAsked) -> HttpResponse:
    """Give somebody a place. The password of a new account is shown on the answer, once, and nowhere else."""
    choices = _choices(request)
    initial = {"language": request.store.language}
    if request.method != "POST":
        form = InviteForm(initial=initial, **choices)
        return settings_page(request, "stores/person_new.html", {"form": form})
    form = InviteForm(request.POST, **choices)
    if form.is_valid():
        password = "-".join("".join(secrets.choice(PASSWORD_LETTERS) for _ in range(4)) for _ in range(4))
        try:
            staff_id, made = invite_person(
                request.access,
                request.store.id,
                email=form.cleaned_data["email"],
                name=form.cleaned_data["name"],
                language=form.cleaned_data["language"],
                password=password,
                place=form.place(),
                now=request.now,
            )
        except AlreadyHere:
            form.add_error("email", gettext("This person has a place here already."))
        except AccountElsewhere:
            form.add_error(
                "email",
                gettext(
                    "This address has an account in a store you do not manage. Its manager can add them here."
                ),
            )
        else:
            shown = {"form": form, "staff_id": staff_id, "password": password if made else ""}
            return settings_page(request, "stores/person_made.html", shown)
    return settings_page(request, "stores/person_new.html", {"form": form})


@of_store
def person(request: StoreAsked, staff_id: int) -> HttpResponse:
    """One place: role, share, shifts, time off."""
    details = _details(request, staff_id)
    line = details.line
    may_change = line.role in grantable_roles(request.access, request.store.id)
    shown: dict[str, Any] = {"may_change": may_change}
    if request.method != "POST":
        form = PlaceForm(initial=_initial(line), **_choices(request))
        return _person_page(request, details, form, WeekForm.from_rows(details.week, shifts=True), **shown)
    form = PlaceForm(request.POST, **_choices(request))
    week = WeekForm.from_post(request.POST.dict(), shifts=True)
    if not all([form.is_valid(), week.is_valid()]):
        return _person_page(request, details, form, week, **shown)
    place = form.place()
    typed = [asdict(place), week.rows]
    if was_previewed(request, typed):
        return _saved(request, details, place, form, week)
    shown |= {"preview": _preview(request, details, place, week), "previewed": fingerprint(typed)}
    return _person_page(request, details, form, week, **shown)


def _saved(
    request: StoreAsked, details: reads.PersonDetails, place: Place, form: PlaceForm, week: WeekForm
) -> HttpResponse:
    staff_id, store = details.line.id, request.store.id
    try:
        change_person(request.access, store, staff_id, place, now=request.now)
        if tuple(week.rows) != details.week:
            set_shifts(request.access, store, staff_id, week.rows, now=request.now)
    except RoleTooHigh:
        form.add_error("role", gettext("You can't change a role above your own."))
        return _person_page(request, details, form, week)
    except LastManager:
        form.add_error("role", gettext("Nobody else manages this store. Make somebody a manager first."))
        return _person_page(request, details, form, week)
    messages.success(request, gettext("%(name)s is saved.") % {"name": details.line.name})
    return redirected(reverse("person", args=[staff_id]))


def _preview(
    request: StoreAsked, details: reads.PersonDetails, place: Place, week: WeekForm
) -> dict[str, Any]:
    store = request.store
    after = replace(store, staff=_staff_after(store, details, place, week))
    old, new = reads.coverage_gaps(store, now=request.now), reads.coverage_gaps(after, now=request.now)
    trial: RoutingTrial = try_routing(store, after, recent_routed(request.access, store))
    return {
        "rows": _changes(request, details, place, week),
        "gaps_before": len(old),
        "gaps": new,
        "trial": trial,
    }


def _staff_after(
    store: StoreSettings, details: reads.PersonDetails, place: Place, week: WeekForm
) -> tuple[StaffFacts, ...]:
    """The store's lead takers with this person as typed."""
    others = tuple(one for one in store.staff if one.id != details.line.id)
    if not place.takes_leads or details.line.archived_at is not None:
        return others
    kinds = {team.id: team.kind for team in reads.teams(store.id)}
    facts = StaffFacts(
        id=details.line.id,
        user_id=details.line.user_id,
        team_id=place.team_id,
        slot=kinds.get(place.team_id or 0) or SLOT_OF_ROLE.get(place.role, "sales"),
        weight=place.weight / 100,
        capacity=place.capacity,
        languages=place.languages,
        shifts=tuple(Shift(*row) for row in week.rows),
        time_off=tuple(TimeOff(row.starts_at, row.ends_at) for row in details.time_off),
    )
    return tuple(sorted((*others, facts), key=lambda one: one.id))


def _changes(
    request: StoreAsked, details: reads.PersonDetails, place: Place, week: WeekForm
) -> list[dict[str, Any]]:
    line = details.line
    teams = {team.id: team.name for team in reads.teams(request.store.id)}
    yes_no = {True: gettext("Yes"), False: gettext("No")}
    hours = sum(row[2] - row[1] for row in week.rows) / 60

    def languages(codes: tuple[str, ...]) -> str:
        return ", ".join(str(LANGUAGES.get(code, code)) for code in codes) or "–"

    rows = [
        (gettext("Role"), ROLES.get(line.role, line.role), ROLES[place.role]),
        (gettext("Sees"), SIGHTS.get(line.scope, line.scope), SIGHTS[place.scope]),
        (gettext("Team"), line.team or "–", teams.get(place.team_id or 0, "–")),
        (gettext("Is given leads"), yes_no[line.takes_leads], yes_no[place.takes_leads]),
        (gettext("Share"), f"{line.weight} %", f"{place.weight} %"),
        (gettext("At most"), line.capacity, place.capacity),
        (gettext("Tasks a day"), line.tasks_a_day, place.tasks_a_day),
        (gettext("Speaks"), languages(line.languages), languages(place.languages)),
        (gettext("Hours a week"), f"{line.hours_a_week:g}", f"{hours:g}"),
    ]
    changed = [{"label": a, "before": str(b), "after": str(c)} for a, b, c in rows if str(b) != str(c)]
    if not changed and tuple(week.rows) != details.week:
        changed = [{"label": gettext("Shifts"), "before": gettext("as now"), "after": gettext("moved")}]
    return changed


@require_POST
@of_store
def departure(request: StoreAsked, staff_id: int) -> HttpResponse:
    """Somebody leaves: no sign of the store and no leads from now on; what they own waits for a new owner."""
    details = _details(request, staff_id)
    try:
        archive_person(request.access, request.store.id, staff_id, now=request.now)
    except RoleTooHigh:
        messages.error(request, gettext("You can't change a role above your own."))
    except LastManager:
        messages.error(request, gettext("Nobody else manages this store. Make somebody a manager first."))
    else:
        messages.success(request, gettext("%(name)s no longer works here.") % {"name": details.line.name})
        if details.line.open_opportunities:
            return redirected(reverse("person_leads", args=[staff_id]))
    return redirected(reverse("person", args=[staff_id]))


@require_POST
@of_store
def returning(request: StoreAsked, staff_id: int) -> HttpResponse:
    """Somebody who left is back, with the shifts they had."""
    details = _details(request, staff_id)
    try:
        restore_person(request.access, request.store.id, staff_id, now=request.now)
        messages.success(request, gettext("%(name)s works here again.") % {"name": details.line.name})
    except RoleTooHigh:
        messages.error(request, gettext("You can't change a role above your own."))
    return redirected(reverse("person", args=[staff_id]))


@require_POST
@of_store
def hand_over(request: StoreAsked, staff_id: int) -> HttpResponse:
    """All their open opportunities to the desk."""
    _details(request, staff_id)
    handed = hand_to_desk(request.access, request.store.id, staff_id, now=request.now)
    words = ngettext(
        "%(count)s open lead lies on the desk now.", "%(count)s open leads lie on the desk now.", handed
    )
    messages.success(request, words % {"count": handed})
    return redirected(reverse("person", args=[staff_id]))


@require_POST
@of_store
def time_off(request: StoreAsked, staff_id: int) -> HttpResponse:
    """Somebody is away."""
    details = _details(request, staff_id)
    with timezone.override(request.store.zone):
        form = TimeOffForm(request.POST)
        valid = form.is_valid()
    if not valid:
        place = PlaceForm(initial=_initial(details.line), **_choices(request))
        week = WeekForm.from_rows(details.week, shifts=True)
        return _person_page(request, details, place, week, time_off_form=form, may_change=True)
    add_time_off(request.access, request.store.id, staff_id, now=request.now, **form.cleaned_data)
    messages.success(request, gettext("Time off is noted: no leads in these days."))
    return redirected(reverse("person", args=[staff_id]))


@require_POST
@of_store
def time_off_removal(request: StoreAsked, time_off_id: int) -> HttpResponse:
    """They are here after all."""
    try:
        staff_id = remove_time_off(request.access, request.store.id, time_off_id, now=request.now)
    except ObjectDoesNotExist:
        raise Http404 from None
    messages.success(request, gettext("The time off is removed."))
    return redirected(reverse("person", args=[staff_id]))


def _details(request: StoreAsked, staff_id: int) -> reads.PersonDetails:
    store = request.store
    found = reads.person(store.id, staff_id, now=request.now, calendar=store.calendar)
    if found is None:
        raise Http404
    return found


def _choices(request: StoreAsked) -> dict[str, Any]:
    return {
        "roles": grantable_roles(request.access, request.store.id),
        "teams": [(team.id, team.name) for team in reads.teams(request.store.id)],
    }


def _initial(line: reads.PersonLine) -> dict[str, Any]:
    names = ("role", "scope", "takes_leads", "weight", "capacity", "tasks_a_day", "languages")
    return {name: getattr(line, name) for name in names} | {"team": line.team_id}


def _person_page(
    request: StoreAsked, details: reads.PersonDetails, form: PlaceForm, week: WeekForm, **shown: Any
) -> HttpResponse:
    around = {
        "line": details.line,
        "role": ROLES.get(details.line.role, details.line.role),
        "time_off": details.time_off,
        "form": form,
        "week": week,
        "time_off_form": TimeOffForm(),
        "may_change": True,
    }
    return settings_page(request, "stores/person.html", {**around, **shown})
