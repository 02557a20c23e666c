"""What arrived and what became of it: the list, one document raw beside understood, and what to do about it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from freshup.bootstrap.intake import decoder, storage
from freshup.domain.intake import Decoded, Document, Prospect
from freshup.interfaces.web.intake import words
from freshup.interfaces.web.intake.forms import CorrectionForm, ReadingForm
from freshup.interfaces.web.intake.showing import editable, edited, shown
from freshup.interfaces.web.paging import pages, turn_of
from freshup.interfaces.web.scope import Asked, redirected, signed_in
from freshup.operations.intake import correct
from freshup.operations.stores import must_manage
from freshup.ports.storage import MissingBytes
from freshup.queries import submissions
from freshup.queries.stores import settings_of
from freshup.queries.submissions import Arrived, Received, SubmissionNotFound

# Read again for the page only while that costs milliseconds; what a larger one made shows in its leads.
READ_AGAIN_BYTES_MAX: Final = 2_500_000
PROSPECTS_SHOWN_MAX: Final = 10
TABS: Final = ("quarantined", "", "waiting", "repaired", "parsed", "not_a_lead")


@require_GET
@signed_in
def intake(request: Asked) -> HttpResponse:
    """Everything that arrived, newest first, by what became of it."""
    stores = submissions.seen_whole(request.access, request.stores)
    if not stores:
        return render(request, "intake/own_only.html")
    state = request.GET.get("state", "")
    state = state if state in submissions.STATES else ""
    turn = turn_of(request.GET)
    page = submissions.arrivals(request.access, stores, turn, state=state or None)
    counts = submissions.attention(request.access, stores)
    newest = turn.before is None and turn.after is None
    names = {id: store.name for id, store in settings_of(request.access.stores).items()}
    return render(
        request,
        "intake/intake.html",
        {
            "rows": [_line(row, names) for row in page.rows],
            "state": state,
            "tabs": [_tab(one, state, counts) for one in TABS],
            "quarantined": counts["quarantined"],
            "quarantined_words": _capped(counts["quarantined"]),
            "reasons": _reasons(request, stores) if state == "quarantined" else [],
            "several_stores": len(stores) > 1,
            "live": newest and any(row.state == "waiting" for row in page.rows),
            "managing": any(map(request.access.manages, stores)),
            **pages(page.found, {"state": state} if state else {}),
        },
    )


def _tab(one: str, state: str, counts: dict[str, int]) -> dict[str, Any]:
    return {
        "label": words.STATES[one] if one else _("Everything"),
        "url": f"{reverse('intake')}?{urlencode({'state': one})}" if one else reverse("intake"),
        "active": one == state,
        "count": _capped(counts[one]) if counts.get(one) else None,
    }


def _capped(count: int) -> str:
    return f"{submissions.COUNTED_MAX - 1}+" if count >= submissions.COUNTED_MAX else str(count)


def _reasons(request: Asked, stores: Sequence[int]) -> list[dict[str, Any]]:
    managed = [store for store in stores if request.access.manages(store)]
    return [
        {"reason": reason, "words": words.reason_words(reason), "count": count}
        for reason, count in submissions.quarantine_reasons(request.access, managed)
    ]


def _line(row: Arrived, store_names: Mapping[int, str]) -> dict[str, Any]:
    return {
        "row": row,
        "first": row.leads[0] if row.leads else None,
        "more": max(0, len(row.leads) - 1),
        "reason": words.reason_words(row.reason),
        "store": store_names.get(row.rooftop_id, ""),
    }


@require_GET
@signed_in
def submission(request: Asked, submission_id: int) -> HttpResponse:
    """One document: what came beside what was understood."""
    found = _found(request, submission_id)
    body, missing = _body(found)
    decoded = _read(found, found.corrected_body or body, request)
    prospects = decoded.prospects if decoded else ()
    return render(
        request,
        "intake/submission.html",
        {
            "one": found,
            "name": _name(found, prospects),
            "raw": shown(body) if body is not None else None,
            "missing": missing,
            "corrected": shown(found.corrected_body) if found.corrected_body is not None else None,
            "headers": sorted(found.headers.items()),
            "reason": words.reason_words(found.reason),
            "leads": [{"lead": lead, "why": words.repeat_words(lead.rule)} for lead in found.leads],
            "people": [{"facts": words.facts(one)} for one in prospects[:PROSPECTS_SHOWN_MAX]],
            "people_more": max(0, len(prospects) - PROSPECTS_SHOWN_MAX),
            "too_large": decoded is None and body is not None,
            "managing": request.access.manages(found.rooftop_id),
            "store_name": settings_of([found.rooftop_id])[found.rooftop_id].name,
            "live": found.state == "waiting",
        },
    )


def _name(found: Received, prospects: Sequence[Prospect]) -> str:
    """Whom the document is about, as far as that is known."""
    if found.leads:
        return found.leads[0].name
    first = prospects[0] if prospects else Prospect()
    return " ".join(filter(None, (first.first, first.last))) or first.company or first.email or ""


def _found(request: Asked, submission_id: int) -> Received:
    try:
        return submissions.received(request.access, submission_id)
    except SubmissionNotFound as unknown:
        raise Http404 from unknown


def _body(found: Received) -> tuple[bytes | None, bool]:
    """The bytes as they came; True when they should be there and are not."""
    if found.body is not None or not found.stored_as:
        return found.body, False
    try:
        return storage().get(found.stored_as), False
    except MissingBytes:
        return None, True


def _read(found: Received, body: bytes | None, request: Asked) -> Decoded | None:
    if body is None or len(body) > READ_AGAIN_BYTES_MAX:
        return None
    return decoder()(
        Document(
            body=body,
            content_type="" if found.corrected_body is not None else found.content_type,
            headers=found.headers,
            zone=settings_of([found.rooftop_id])[found.rooftop_id].zone,
            received_at=found.received_at,
            envelope_from=found.envelope_from,
        )
    )


@require_GET
@signed_in
def raw(request: Asked, submission_id: int) -> HttpResponse:
    """The bytes exactly as they came, to keep; never to be rendered by a browser."""
    found = _found(request, submission_id)
    body, _missing = _body(found)
    if body is None:
        raise Http404
    return HttpResponse(
        body,
        content_type="text/plain; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="submission-{found.id}.txt"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


@signed_in
def correction(request: Asked, submission_id: int) -> HttpResponseBase:
    """Edit what came and have it read again."""
    found = _managed(request, submission_id)
    body, _missing = _body(found)
    text = editable(found.corrected_body or body or b"")
    form = CorrectionForm(request.POST or None, initial={"text": text})
    if request.method == "POST" and form.is_valid():
        new = edited(form.cleaned_data["text"], body or b"")
        return _done(
            request,
            found,
            lambda: correct.correct(request.access, found.id, new, now=request.now),
            _("Saved. It is being read again; what came stays as it was."),
        )
    status = 422 if request.method == "POST" else 200
    context = {"one": found, "form": form, "raw": shown(body or b""), "editable": text is not None}
    return render(request, "intake/correction.html", context, status=status)


@signed_in
def acceptance(request: Asked, submission_id: int) -> HttpResponseBase:
    """Make the lead of what could be read, completed by a person."""
    found = _managed(request, submission_id)
    body, _missing = _body(found)
    read = _read(found, found.corrected_body or body, request)
    prospects = (read.prospects if read else ()) or (_by_mail(read),)
    forms = [
        ReadingForm(request.POST or None, prefix=f"p{n}", initial=ReadingForm.initial_of(one))
        for n, one in enumerate(prospects[:PROSPECTS_SHOWN_MAX])
    ]
    if request.method == "POST" and all(form.is_valid() for form in forms):
        completed = [form.completed(one) for form, one in zip(forms, prospects, strict=False)]
        everybody = [*completed, *prospects[PROSPECTS_SHOWN_MAX:]]
        try:
            return _done(
                request,
                found,
                lambda: correct.accept(request.access, found.id, everybody, now=request.now),
                _("Taken as a lead. It is being worked in now."),
            )
        except correct.NobodyToReach:
            forms[0].add_error(None, _("A lead needs a phone number or an e-mail address."))
    people = [{"form": form, "facts": words.facts(one)} for form, one in zip(forms, prospects, strict=False)]
    status = 422 if request.method == "POST" else 200
    context = {
        "one": found,
        "people": people,
        "raw": shown(body or b""),
        "reason": words.reason_words(found.reason),
    }
    return render(request, "intake/acceptance.html", context, status=status)


def _by_mail(read: Decoded | None) -> Prospect:
    """Nobody could be read: begin with who wrote the mail, if it is one."""
    mail = read.mail if read else None
    return Prospect(email=mail.sender, comments=mail.subject) if mail else Prospect()


@require_POST
@signed_in
def retry(request: Asked, submission_id: int) -> HttpResponseBase:
    """Read it once more as it stands."""
    found = _managed(request, submission_id)
    return _done(
        request,
        found,
        lambda: correct.retry(request.access, found.id, now=request.now),
        _("It is being read again."),
    )


@require_POST
@signed_in
def setting_aside(request: Asked, submission_id: int) -> HttpResponseBase:
    """It is no lead."""
    found = _managed(request, submission_id)
    return _done(
        request,
        found,
        lambda: correct.set_aside(request.access, found.id, now=request.now),
        _("Marked as no lead. It is kept, and can be made a lead later."),
    )


@require_POST
@signed_in
def retries(request: Asked) -> HttpResponseBase:
    """Read again everything that was quarantined for one reason."""
    stores = [
        one for one in submissions.seen_whole(request.access, request.stores) if request.access.manages(one)
    ]
    if not stores:
        raise PermissionDenied("Only a manager of this store may do that.")
    moved = correct.retry_all(request.access, stores, request.POST.get("reason", ""), now=request.now)
    said = ngettext("%(n)s document is being read again.", "%(n)s documents are being read again.", moved)
    messages.success(request, said % {"n": moved})
    return redirected(reverse("intake"))


def _managed(request: Asked, submission_id: int) -> Received:
    """The submission, for somebody who may decide about it; the operation asks once more."""
    found = _found(request, submission_id)
    must_manage(request.access, found.rooftop_id)
    return found


def _done(request: HttpRequest, found: Received, act: Callable[[], None], said: str) -> HttpResponse:
    try:
        act()
    except correct.MovedMeanwhile:
        messages.warning(request, _("It has moved on since you opened it; nothing was changed."))
    except correct.CorrectionTooLarge:
        messages.error(request, _("The text is larger than 200 kB; nothing was changed."))
    else:
        messages.success(request, said)
    return redirected(reverse("submission", args=[found.id]))
