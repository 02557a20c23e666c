"""Settings: the store's numbers, how a call to each is answered, and what is recorded."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from freshup.domain.calls import CallPlan
from freshup.interfaces.web.address import address_of
from freshup.interfaces.web.calls.forms import DEPARTMENTS, LineForm, RulesForm
from freshup.interfaces.web.calls.telling import addresses, told
from freshup.interfaces.web.scope import redirected
from freshup.interfaces.web.stores.one import (
    StoreAsked,
    fingerprint,
    of_store,
    settings_page,
    was_previewed,
)
from freshup.operations.calls.lines import (
    NoSuchLine,
    WrongLine,
    add_line,
    change_call_rules,
    change_line,
    give_up_line,
)
from freshup.queries.calls import Line, call_rules, carriers_of, lines_of


@require_http_methods(["GET", "POST"])
@of_store
def phone(request: StoreAsked) -> HttpResponse:
    """The lines, and the rules all of them share; a change of these is shown before it is saved."""
    plan = CallPlan.read(call_rules(request.store.id))
    if request.method != "POST":
        return _phone_page(request, RulesForm(initial=plan.to_json()), plan)
    form = RulesForm(request.POST)
    if not form.is_valid():
        return _phone_page(request, form, plan)
    rules = form.rules()
    if was_previewed(request, rules.to_json()):
        change_call_rules(request.access, request.store.id, rules, now=request.now, ip=address_of(request))
        messages.success(request, _("Calls are answered like this from now on."))
        return redirected(reverse("settings_phone"))
    return _phone_page(request, form, rules, previewed=fingerprint(rules.to_json()))


def _phone_page(request: StoreAsked, form: RulesForm, plan: CallPlan, **shown: Any) -> HttpResponse:
    lines = [_row(request, one) for one in lines_of(request.store.id)]
    return settings_page(
        request,
        "calls/phone.html",
        {
            "form": form,
            "lines": lines,
            "carriers": carriers_of(request.store.id),
            "told": told(request.store, plan, "sales", now=request.now),
            **shown,
        },
    )


def _row(request: StoreAsked, line: Line) -> dict[str, Any]:
    source = request.store.sources.get(line.source_id or 0)
    return {
        "line": line,
        "department": dict(DEPARTMENTS).get(line.department, line.department),
        "source": source.name if source else "",
    }


@require_http_methods(["GET", "POST"])
@of_store
def line_new(request: StoreAsked) -> HttpResponse:
    """Another number."""
    initial: dict[str, Any] = {
        **CallPlan.read(call_rules(request.store.id)).to_json(),
        "takes_calls": True,
        "takes_texts": True,
    }
    form = _form(request, initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_line(
                request.access, request.store.id, form.words(), now=request.now, ip=address_of(request)
            )
        except WrongLine as wrong:
            form.refused(wrong.problems)
        else:
            messages.success(request, _("The number is there. Give your provider these addresses for it."))
            return redirected(reverse("line", args=[made]))
    return settings_page(
        request, "calls/line_new.html", {"form": form, "carriers": carriers_of(request.store.id)}
    )


@require_http_methods(["GET", "POST"])
@of_store
def line(request: StoreAsked, line_id: int) -> HttpResponse:
    """One number; a change is shown with what it does before it is saved."""
    found = next((one for one in lines_of(request.store.id) if one.id == line_id), None)
    if found is None:
        raise Http404
    form = _form(request, _initial(found))
    plan, department, shown = found.plan, found.department, {}
    if request.method == "POST" and form.is_valid():
        words = form.words()
        typed = form.cleaned_data
        plan, department = words.plan, words.department
        if was_previewed(request, typed):
            try:
                change_line(request.access, line_id, words, now=request.now, ip=address_of(request))
            except WrongLine as wrong:
                form.refused(wrong.problems)
            else:
                messages.success(request, _("The number is saved."))
                return redirected(reverse("line", args=[line_id]))
        shown = {"previewed": fingerprint(typed)}
    return settings_page(
        request,
        "calls/line.html",
        {
            "form": form,
            "line": found,
            "told": told(request.store, plan, department, now=request.now),
            "addresses": addresses(found.connector_id),
            **shown,
        },
    )


@require_POST
@of_store
def line_end(request: StoreAsked, line_id: int) -> HttpResponse:
    """Give a number up; what came by it stays."""
    try:
        give_up_line(request.access, line_id, now=request.now, ip=address_of(request))
    except NoSuchLine:
        raise Http404 from None
    messages.success(request, _("The number is given up. What came by it stays."))
    return redirected(reverse("settings_phone"))


def _form(request: StoreAsked, initial: dict[str, Any]) -> LineForm:
    store = request.store
    return LineForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        connectors=[(str(one.id), one.name) for one in carriers_of(store.id)],
        sources=sorted(((str(one.id), one.name) for one in store.sources.values()), key=lambda one: one[1]),
        people=[
            (str(staff), name) for staff, name in sorted(store.user_names.items(), key=lambda one: one[1])
        ],
    )


def _initial(line: Line) -> dict[str, Any]:
    return {
        **line.plan.to_json(),
        "number": line.e164,
        "name": line.name,
        "connector": str(line.connector_id),
        "source": str(line.source_id or ""),
        "department": line.department,
        "is_main": line.is_main,
        "takes_calls": line.takes_calls,
        "takes_texts": line.takes_texts,
        "group": [str(one) for one in line.plan.group],
    }
