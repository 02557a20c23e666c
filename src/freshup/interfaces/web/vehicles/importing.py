"""A vendor's file: received, looked at with what it would do, then applied or turned away."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from freshup.bootstrap.intake import storage
from freshup.domain.vehicles import BYTES_MAX, FIELDS, Comparison
from freshup.interfaces.web.paging import pages, turn_of
from freshup.interfaces.web.scope import Asked, managing, redirected
from freshup.interfaces.web.vehicles import words
from freshup.operations import vehicles as operations
from freshup.operations.vehicles import FileTooLarge, NotWaiting, Preview
from freshup.queries import vehicles as queries
from freshup.queries.stores import settings_of
from freshup.queries.vehicles import ImportRow
from freshup.queries.words import say

SAMPLE_ROWS: Final = 8
PROBLEMS_SHOWN_MAX: Final = 50
CHANGES_SHOWN_MAX: Final = 12


@require_http_methods(["GET", "POST"])
@managing
def imports(request: Asked) -> HttpResponseBase:
    """The files received so far, and a form for the next one."""
    managed = [id for id in request.stores if request.access.manages(id)]
    stores = settings_of(managed)
    error = ""
    if request.method == "POST":
        made, error = _received(request, managed)
        if made is not None:
            return redirected(reverse("inventory_import", args=[made]))
    page = queries.imports(request.access, managed, turn_of(request.GET))
    shown = {
        "rows": [_line(row, {id: one.name for id, one in stores.items()}) for row in page.rows],
        "stores_offered": sorted(((id, one.name) for id, one in stores.items()), key=lambda one: one[1]),
        "error": error,
        "delta": request.POST.get("kind") == "delta",
        "megabytes": BYTES_MAX // 1024**2,
        **pages(page.found, {}),
    }
    return render(request, "vehicles/imports.html", shown, status=422 if error else 200)


def _received(request: Asked, managed: list[int]) -> tuple[int | None, str]:
    """The import that was made of the form, or what is wrong with it."""
    file, store = request.FILES.get("file"), request.POST.get("store", "")
    chosen = next((id for id in managed if str(id) == store), managed[0] if len(managed) == 1 else None)
    if chosen is None:
        return None, _("Choose the store whose units are in the file. Nothing was kept.")
    if not isinstance(file, UploadedFile):
        return None, _("Choose a file first: the CSV export of your inventory vendor.")
    too_large = _("The file is larger than %(megabytes)s MB. Nothing was kept, nothing was changed.")
    if (file.size or 0) > BYTES_MAX:
        return None, too_large % {"megabytes": BYTES_MAX // 1024**2}
    try:
        made = operations.receive(
            request.access,
            chosen,
            file.read(),
            file_name=file.name or "",
            full=request.POST.get("kind") != "delta",
            storage=storage(),
            now=request.now,
        )
    except FileTooLarge:
        return None, too_large % {"megabytes": BYTES_MAX // 1024**2}
    return made, ""


@require_GET
@managing
def one_import(request: Asked, import_id: int) -> HttpResponse:
    """One file: while it waits, how it reads and what it would do; afterwards what it did."""
    row = _found(request, import_id)
    store = settings_of([row.rooftop_id])[row.rooftop_id]
    shown: dict[str, Any] = {
        "one": row,
        "store_name": store.name,
        "zone": store.zone,
        "state_words": words.STATES.get(row.state, row.state),
        "tone": words.STATE_TONES.get(row.state, ""),
        "reason": say(row.reason) if row.reason else "",
        "problems": [_problem(one) for one in row.problems[:PROBLEMS_SHOWN_MAX]],
        "problem_count": len(row.problems),
    }
    if row.state == operations.WAITING:
        shown |= _previewed(operations.preview(request.access, import_id, storage=storage(), now=request.now))
    return render(request, "vehicles/import.html", shown)


@require_POST
@managing
def columns(request: Asked, import_id: int) -> HttpResponseBase:
    """Read the file by other columns, or as the other kind of file."""
    mapping = {name: value for name in FIELDS if (value := request.POST.get(f"column.{name}", ""))}
    full = request.POST.get("kind") != "delta"
    return _done(
        request,
        import_id,
        lambda: operations.choose(request.access, import_id, mapping=mapping, full=full),
        "",
    )


@require_POST
@managing
def application(request: Asked, import_id: int) -> HttpResponseBase:
    """Make the inventory what the file says."""

    def applied() -> None:
        done = operations.apply(request.access, import_id, storage=storage(), now=request.now)
        if done.rejected is not None:
            messages.error(request, _("Turned away whole; the inventory is as it was."))
        else:
            messages.success(request, _("Applied. The inventory is what the file says."))

    return _done(request, import_id, applied, "")


@require_POST
@managing
def rejection(request: Asked, import_id: int) -> HttpResponseBase:
    """Turn the file away."""
    said = _("Turned away. The file is kept, the inventory is as it was.")
    return _done(
        request, import_id, lambda: operations.reject(request.access, import_id, now=request.now), said
    )


def _done(request: Asked, import_id: int, act: Callable[[], None], said: str) -> HttpResponse:
    _found(request, import_id)
    try:
        act()
    except NotWaiting:
        messages.warning(request, _("Somebody has decided about this file meanwhile; nothing was changed."))
    else:
        if said:
            messages.success(request, said)
    return redirected(reverse("inventory_import", args=[import_id]))


def _found(request: Asked, import_id: int) -> ImportRow:
    row = queries.import_of(request.access, import_id)
    if row is None:
        raise Http404
    return row


def _line(row: ImportRow, names: dict[int, str]) -> dict[str, Any]:
    return {
        "row": row,
        "store": names.get(row.rooftop_id, "") if len(names) > 1 else "",
        "state": words.STATES.get(row.state, row.state),
        "tone": words.STATE_TONES.get(row.state, ""),
        "reason": say(row.reason) if row.reason else "",
    }


def _problem(stored: Any) -> dict[str, Any]:
    return {"line": stored["line"], "words": say({k: v for k, v in stored.items() if k != "line"})}


def _previewed(found: Preview) -> dict[str, Any]:
    table, read = found.table, found.read
    headings = table.headings if table else ()
    return {
        "waiting": True,
        "rejected": say(found.rejected) if found.rejected else "",
        "fields": [
            {"name": name, "label": words.FIELDS[name], "heading": found.mapping.get(name, "")}
            for name in FIELDS
        ],
        "headings": headings,
        "unused": [one for one in headings if one not in found.mapping.values()],
        "read_as": _("%(encoding)s, divided by %(delimiter)s")
        % {
            "encoding": words.ENCODINGS.get(table.encoding, table.encoding),
            "delimiter": words.DELIMITERS.get(table.delimiter, table.delimiter),
        }
        if table
        else "",
        "sample": read.units[:SAMPLE_ROWS] if read else (),
        "units_count": len(read.units) if read else 0,
        "problems": [_problem(one.to_json()) for one in found.problems[:PROBLEMS_SHOWN_MAX]],
        "problem_count": read.problem_count if read else len(found.problems),
        "changes": _changes(found.comparison) if found.comparison else None,
    }


def _changes(comparison: Comparison) -> dict[str, Any]:
    return {
        "added": len(comparison.added),
        "changed": len(comparison.changed),
        "repriced": len(comparison.repriced),
        "back": len(comparison.back),
        "gone": len(comparison.gone),
        "unchanged": len(comparison.unchanged),
        "in_stock_before": comparison.in_stock_before,
        "prices": [
            {
                "stock": one.after.stock,
                "name": one.after.line_of_words,
                "before": one.before.price_cents,
                "after": one.after.price_cents,
            }
            for one in comparison.repriced[:CHANGES_SHOWN_MAX]
        ],
        "leaving": [
            {"stock": one.stock, "name": one.line_of_words} for one in comparison.gone[:CHANGES_SHOWN_MAX]
        ],
    }
