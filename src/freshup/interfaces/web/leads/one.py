"""The page of one opportunity: who it is, what happened, whose it is and why, what to do now."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from freshup.domain.leads import BAD_REASONS, LOST_REASONS
from freshup.interfaces.web.leads import words
from freshup.interfaces.web.leads.showing import (
    assignments,
    clock_face,
    closing_reason,
    entries,
    ledger,
    owner_name,
)
from freshup.interfaces.web.scope import Asked, signed_in
from freshup.queries.leads.page import Inquiry, LeadPage, Reach, lead_page
from freshup.queries.leads.timeline import timeline
from freshup.queries.words import say


@require_GET
@signed_in
def lead(request: Asked, opportunity_id: int) -> HttpResponse:
    """Everything about one opportunity; the timeline goes on with `?before=`."""
    page = lead_page(request.access, opportunity_id, now=request.now)
    if page is None:
        raise Http404
    story = timeline(opportunity_id, request.GET.get("before", ""))
    return render(request, "leads/lead.html", _shown(request, page) | _story(page, story))


def _story(page: LeadPage, story: Any) -> dict[str, Any]:
    return {"entries": entries(story.entries, page), "older": story.older}


def _shown(request: Asked, page: LeadPage) -> dict[str, Any]:
    opportunity = page.opportunity
    managing = request.access.manages(opportunity.rooftop_id)
    closing, dimensions = page.standing_closing, ledger(page)
    mine = request.access.places.get(opportunity.rooftop_id)
    return {
        "page": page,
        "opportunity": opportunity,
        # Times on this page are its store's, whichever store is chosen.
        "zone": page.store.zone,
        "owner": owner_name(page, opportunity.owner_id, opportunity.desk),
        "managing": managing,
        "can_claim": opportunity.owner_id is None and mine is not None and not page.is_closed,
        "clocks": [clock_face(clock) for clock in page.clocks],
        "dimensions": dimensions,
        "scale": max((part["cap"] for part in dimensions), default=40),
        "assignments": assignments(page),
        "inquiries": [_inquiry(one) for one in page.inquiries],
        "reaches": [_reach(one) for one in page.reaches],
        "closing": closing,
        "closing_reason": closing_reason(closing.stage, closing.reason) if closing else "",
        "awaiting": closing is not None and not page.is_closed,
        "by_rule": closing is not None and closing.by_user is None,
        "lost_reasons": [(code, say({"code": f"lost.{code}"})) for code in LOST_REASONS],
        "bad_reasons": [(code, say({"code": f"bad.{code}"})) for code in BAD_REASONS],
        "desk": page.store.desk,
    }


def _inquiry(one: Inquiry) -> dict[str, Any]:
    lead = one.lead
    return {
        "lead": lead,
        "source": lead.source.name if lead.source else "",
        "channel": words.CHANNELS.get(lead.channel, lead.channel),
        "said": lead.said,
        "extensions": list(lead.said.get("extensions", {}).items()),
        "grade_reasons": [say(reason) for reason in lead.grade_reasons],
        "verdict_reasons": [say(reason) for reason in lead.verdict.get("reasons", [])],
        "wanted": one.wanted,
        "traded": one.traded,
        "repeats": [
            {"at": again.at, "why": say({"code": f"repeat.{again.rule}"}), "submission": again.submission_id}
            for again in one.repeats
        ],
    }


def _reach(one: Reach) -> dict[str, Any]:
    point = one.point
    return {
        "point": point,
        "is_phone": point.kind == "phone",
        "silent": point.phone_kind in ("fax", "pager"),
        "kind": words.PHONE_KINDS.get(point.phone_kind, ""),
        "reachability": words.REACHABILITY.get(point.reachability, ""),
        "bad": point.reachability in ("bounced", "disconnected", "wrong_person"),
        "suppressed": one.suppressed,
    }
