"""Rulings, credits and a transfer to another store: a manager's word on whose a customer is."""

from collections.abc import Sequence
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from freshup.domain.routing.credits import Share
from freshup.interfaces.web.scope import Asked, redirected, signed_in
from freshup.operations.leads import (
    ClosedAlready,
    NeedsManager,
    NoSuchOpportunity,
    NothingSaid,
)
from freshup.operations.ownership import (
    CreditRefused,
    TransferRefused,
    preview_transfer,
    record_credit,
    rule,
    transfer,
)
from freshup.operations.routing import UnknownOwner
from freshup.queries.ownership import other_stores, transferable
from freshup.queries.words import say

WORDS_LENGTH_MAX: Final = 4_000
SHARES_MAX: Final = 6
DIGITS_MAX: Final = 17


@require_POST
@signed_in
def rulings(request: Asked, opportunity_id: int) -> HttpResponse:
    """`owner=17`, or `part=sold` with `staff=17&share=50` for each; `words` say why."""
    words = request.POST.get("words", "").replace("\0", "")[:WORDS_LENGTH_MAX]
    return _acted(request, opportunity_id, words=words)


@require_POST
@signed_in
def credit_lines(request: Asked, opportunity_id: int) -> HttpResponse:
    """`part=sold` with `staff=17&share=50` for each who earned it."""
    return _acted(request, opportunity_id)


def _acted(request: Asked, opportunity_id: int, words: str | None = None) -> HttpResponse:
    part, shares = request.POST.get("part", ""), _shares(request)
    try:
        if words is None:
            record_credit(request.access, opportunity_id, part, shares, now=request.now)
            messages.success(request, _("The credit is recorded."))
        else:
            owner = _number(request.POST.get("owner", ""))
            rule(
                request.access,
                opportunity_id,
                words,
                now=request.now,
                owner_id=owner,
                part=part,
                shares=shares,
            )
            messages.success(request, _("Your ruling stands on the record."))
    except NoSuchOpportunity:
        raise Http404 from None
    except NeedsManager:
        raise PermissionDenied(_("Only a manager of this store may do that.")) from None
    except CreditRefused as refused:
        messages.error(request, say(refused.reason))
    except NothingSaid:
        messages.error(request, _("A ruling needs words: say why. Nothing was saved."))
    except UnknownOwner:
        messages.error(request, _("Choose somebody who works at this store. Nothing was changed."))
    return redirected(reverse("lead", args=[opportunity_id]))


def _shares(request: Asked) -> list[Share]:
    """Each person chosen, with a share; without any shares typed, equal parts of the whole."""
    chosen = [
        (staff, percent)
        for staff, percent in zip(
            map(_number, request.POST.getlist("staff")[:SHARES_MAX]), _percents(request), strict=False
        )
        if staff is not None
    ]
    if any(percent is not None for _staff, percent in chosen):
        return [Share(staff, percent or 0) for staff, percent in chosen]
    return [Share(staff, share) for (staff, _none), share in zip(chosen, _equal(len(chosen)), strict=True)]


def _percents(request: Asked) -> Sequence[int | None]:
    typed = [_number(one) for one in request.POST.getlist("share")[:SHARES_MAX]]
    # Beyond 100 it can't add to 100 either; kept small, so that it fits the column.
    return [*(None if one is None else min(one, 999) for one in typed), *[None] * SHARES_MAX]


def _equal(people: int) -> list[int]:
    """100 in equal whole parts; what is left over goes to the first."""
    return [100 // people + (n < 100 % people) for n in range(people)] if people else []


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= DIGITS_MAX else None


@require_http_methods(["GET", "POST"])
@signed_in
def transferring(request: Asked, opportunity_id: int) -> HttpResponse:
    """Which store it could go to and what that does; the POST does it."""
    opportunity = transferable(request.access, opportunity_id)
    if opportunity is None:
        raise Http404
    typed = request.POST if request.method == "POST" else request.GET
    to = _number(typed.get("store", ""))
    stores = other_stores(request.access, opportunity.rooftop)
    shown: dict[str, Any] = {"opportunity": opportunity, "choices": stores, "to": to}
    if to is None:
        return render(request, "ownership/transfer.html", shown)
    try:
        if request.method == "POST":
            new = transfer(request.access, opportunity_id, to, now=request.now)
            messages.success(request, _("Transferred. This is the lead at its new store."))
            return redirected(reverse("lead", args=[new]))
        shown["preview"] = preview_transfer(request.access, opportunity_id, to, now=request.now)
    except NeedsManager:
        raise PermissionDenied(_("Only somebody who manages both stores may do that.")) from None
    except ClosedAlready:
        shown["problem"] = _("It is closed, or waits for a manager. Open it first. Nothing was changed.")
    except TransferRefused:
        shown["problem"] = _("It can't go there: choose another store of your group. Nothing was changed.")
    return render(request, "ownership/transfer.html", shown)
