"""Settings: where leads come from, what that costs, and by which names."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from freshup.interfaces.web.intake.forms import AliasForm, SourceForm
from freshup.interfaces.web.intake.of_one import of_source
from freshup.interfaces.web.intake.words import SOURCE_KINDS
from freshup.interfaces.web.scope import redirected
from freshup.interfaces.web.stores.one import StoreAsked, of_store, settings_page
from freshup.operations.intake import sources as catalogue
from freshup.queries import sources as sources_read
from freshup.queries.sources import COUNTED_DAYS, SourceLine

T = TypeVar("T")
Others = list[SourceLine]


@require_GET
@of_store
def sources(request: StoreAsked) -> HttpResponse:
    """All sources with what they brought in the last thirty days."""
    everything = sources_read.sources(request.access, [request.store.id], now=request.now)
    return settings_page(
        request,
        "sources/sources.html",
        {
            "to_review": [_shown(line) for line in everything if line.needs_review],
            "living": [_shown(line) for line in everything if line.archived_at is None],
            "archived": [_shown(line) for line in everything if line.archived_at is not None],
            "targets": [line for line in everything if line.archived_at is None],
            "days": COUNTED_DAYS,
        },
    )


def _shown(line: SourceLine) -> dict[str, Any]:
    return {"line": line, "kind": SOURCE_KINDS.get(line.kind, line.kind)}


@of_store
def source_new(request: StoreAsked) -> HttpResponseBase:
    """Add a source by hand."""
    everything = sources_read.sources(request.access, [request.store.id], now=request.now)
    form = SourceForm(request.POST or None, parents=_parents(everything))
    if request.method == "POST" and form.is_valid():
        made = _named(
            form,
            lambda: catalogue.add_source(request.access, request.store.id, form.words(), now=request.now),
        )
        if made is not None:
            messages.success(request, _("The source is there."))
            return redirected(reverse("source", args=[made]))
    return settings_page(request, "sources/source_new.html", {"form": form}, status=_status(request))


@of_source
def source(request: StoreAsked, line: SourceLine, others: Others) -> HttpResponseBase:
    """One source: its words, its other names, what to do with it."""
    form = SourceForm(request.POST or None, parents=_parents(others), initial=_initial(line))
    if request.method == "POST" and form.is_valid():
        changed = _named(
            form, lambda: catalogue.change_source(request.access, line.id, form.words(), now=request.now)
        )
        if changed is not None:
            return _done(request, line, _("Saved.") if changed else _("Nothing was different."))
    return _source_page(request, line, others, form, AliasForm())


@require_POST
@of_source
def aliases(request: StoreAsked, line: SourceLine, others: Others) -> HttpResponseBase:
    """Give it another name to be known by."""
    form = AliasForm(request.POST)
    if form.is_valid():
        alias = form.cleaned_data["alias"]
        try:
            catalogue.add_alias(request.access, line.id, alias, now=request.now)
        except catalogue.NameTaken as taken:
            form.add_error("alias", _("“%(name)s” is already known by that name.") % {"name": taken.name})
        else:
            return _done(request, line, _("Leads that say “%(alias)s” now count for it.") % {"alias": alias})
    return _source_page(
        request, line, others, SourceForm(parents=_parents(others), initial=_initial(line)), form
    )


@require_POST
@of_source
def alias_removal(request: StoreAsked, line: SourceLine, _others: Others, alias_id: int) -> HttpResponse:
    """Leads that give this name no longer count for it."""
    catalogue.remove_alias(request.access, line.id, alias_id, now=request.now)
    return _done(request, line, _("The name is gone."))


@require_POST
@of_source
def review(request: StoreAsked, line: SourceLine, _others: Others) -> HttpResponse:
    """Let a discovered source stand."""
    catalogue.review_source(request.access, line.id, now=request.now)
    messages.success(request, _("“%(name)s” is kept as a source of its own.") % {"name": line.name})
    return redirected(reverse("sources"))


@require_POST
@of_source
def merging(request: StoreAsked, line: SourceLine, others: Others) -> HttpResponse:
    """It is another name of a source that is already there."""
    into = next((one for one in others if str(one.id) == request.POST.get("into")), None)
    try:
        catalogue.merge_source(request.access, line.id, into.id if into else line.id, now=request.now)
    except catalogue.NotIntoItself:
        messages.error(request, _("Choose another source of the same store. Nothing was changed."))
        return redirected(reverse("source", args=[line.id]))
    return _done(request, into or line, _("One source now, under both names."))


@require_POST
@of_source
def archiving(request: StoreAsked, line: SourceLine, _others: Others) -> HttpResponse:
    """We have left this provider."""
    catalogue.archive_source(request.access, line.id, now=request.now)
    return _done(request, line, _("Archived. Its leads keep its name."))


@require_POST
@of_source
def restoring(request: StoreAsked, line: SourceLine, _others: Others) -> HttpResponse:
    """Take an archiving or a merging back."""
    catalogue.restore_source(request.access, line.id, now=request.now)
    return _done(request, line, _("The source is back."))


def _done(request: StoreAsked, line: SourceLine, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirected(reverse("source", args=[line.id]))


def _parents(lines: Others) -> list[tuple[int, str]]:
    return [(line.id, line.name) for line in lines if line.parent_id is None and line.archived_at is None]


def _initial(line: SourceLine) -> dict[str, Any]:
    return {"name": line.name, "kind": line.kind, "parent": line.parent_id, "cost": line.monthly_cost_cents}


def _named(form: SourceForm, act: Callable[[], T]) -> T | None:
    """Do it; what stands against it is said at its field."""
    try:
        return act()
    except catalogue.NameTaken as taken:
        form.add_error("name", _("“%(name)s” is already known by that name.") % {"name": taken.name})
    except catalogue.NotAParent:
        form.add_error("parent", _("A source with parts can't be a part itself."))
    return None


def _source_page(
    request: StoreAsked, line: SourceLine, others: Others, form: SourceForm, alias_form: AliasForm
) -> HttpResponse:
    context = {
        "line": line,
        "form": form,
        "alias_form": alias_form,
        "targets": [one for one in others if one.archived_at is None],
        "days": COUNTED_DAYS,
    }
    return settings_page(request, "sources/source.html", context, status=_status(request))


def _status(request: StoreAsked) -> int:
    return 422 if request.method == "POST" else 200
