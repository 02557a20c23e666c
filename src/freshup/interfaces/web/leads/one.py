"""The page of one opportunity: who it is, what happened, whose it is and why, what to do now."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_GET

from freshup.domain.leads import BAD_REASONS, LOST_REASONS
from freshup.domain.routing.credits import WHOLE
from freshup.interfaces.web.appointments.showing import form_context, panel
from freshup.interfaces.web.cadences import plans
from freshup.interfaces.web.conversations.writing import composer_of
from freshup.interfaces.web.leads import words
from freshup.interfaces.web.leads.showing import (
    assignments,
    call_of,
    clock_face,
    closing_reason,
    entries,
    ledger,
    owner_name,
)
from freshup.interfaces.web.offers import offers
from freshup.interfaces.web.scope import Asked, signed_in
from freshup.interfaces.web.times import choices
from freshup.interfaces.web.ways import answered
from freshup.queries.cadences import cadence_choices, follow_up_of
from freshup.queries.calls import heard_of
from freshup.queries.leads.page import Inquiry, LeadPage, lead_page
from freshup.queries.leads.timeline import Timeline, timeline
from freshup.queries.ownership import rulings_of, standing_credits
from freshup.queries.reach import Way, ways_of
from freshup.queries.response.call_screen import appointments_of
from freshup.queries.stores import StoreSettings
from freshup.queries.videos import videos_of
from freshup.queries.visits import on_site
from freshup.queries.words import say


@require_GET
@signed_in
def lead(request: Asked, opportunity_id: int) -> HttpResponse:
    """Everything about one opportunity; the timeline goes on with `?before=`."""
    page = lead_page(request.access, opportunity_id, now=request.now)
    if page is None:
        raise Http404
    story = timeline(opportunity_id, request.GET.get("before", ""))
    shown = _shown(request, page) | _story(request, page, story) | _next(request, page)
    return render(request, "leads/lead.html", shown)


def _story(request: Asked, page: LeadPage, story: Timeline) -> dict[str, Any]:
    heard = heard_of(request.access, filter(None, map(call_of, story.entries)))
    return {"entries": entries(story.entries, page, heard), "older": story.older}


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
        "closing": closing,
        "closing_reason": closing_reason(closing.stage, closing.reason) if closing else "",
        "awaiting": closing is not None and not page.is_closed,
        "by_rule": closing is not None and closing.by_user is None,
        "lost_reasons": [(code, say({"code": f"lost.{code}"})) for code in LOST_REASONS],
        "bad_reasons": [(code, say({"code": f"bad.{code}"})) for code in BAD_REASONS],
        "desk": page.store.desk,
    }


def _next(request: Asked, page: LeadPage) -> dict[str, Any]:
    """What can be done now and what comes by itself: ways and the gate, composer, follow-up, visits, vehicles."""
    opportunity, store, now = page.opportunity, page.store, request.now
    found = ways_of(opportunity.pk, opportunity.person_id, store, now=now)
    language = opportunity.person.language or store.language
    visits = panel(appointments_of(opportunity.pk), now)
    plan = plans.shown(follow_up_of(opportunity.pk, opportunity.stopped_at, store, now=now), store, language)
    interests = [one for inquiry in page.inquiries for one in inquiry.wanted]
    return {
        "reaches": _reaches(found, request, store),
        "can_call": any(way.channel == "call" for way in found),
        "plan": plan,
        "cadence_choices": cadence_choices(store),
        "pauses": choices(now, store.zone),
        "appointments": visits,
        "has_standing": any(one["standing"] for one in visits),
        "closed": page.is_closed,
        "offers": offers(store.id, interests),
        "credits": _credits(page),
        "rulings": rulings_of(opportunity.pk),
        "on_site": on_site(opportunity.pk),
        "videos": [
            {"video": one, "over": one.is_over(now)} for one in videos_of(request.access, opportunity.pk)
        ],
        "any_suppressed": any(way.suppressed for way in found),
        "opt_out_url": _url("lead_opt_outs", opportunity.pk),
        "opt_in_url": _url("lead_opt_outs_lifting", opportunity.pk),
        **form_context(now, store),
        **composer_of(request, opportunity.pk, store, found, opportunity.person),
    }


def _reaches(found: Sequence[Way], request: Asked, store: StoreSettings) -> list[dict[str, Any]]:
    """Each number and address once, with what the gate says to each channel of it."""
    by_point: dict[int, list[Way]] = defaultdict(list)
    for way in found:
        by_point[way.contact_point_id].append(way)
    shown = []
    for ways in by_point.values():
        one = ways[0]
        answers = [
            {"channel_words": words.CONTACT_CHANNELS.get(way.channel, way.channel)}
            | answered(way.answer, request.now, store.zone)
            for way in ways
        ]
        shown.append(
            {
                "id": one.contact_point_id,
                "is_phone": one.kind == "phone",
                "value": one.value,
                "shown_as": one.shown_as,
                "extension": one.extension,
                "masked": one.masked,
                "silent": one.phone_kind in ("fax", "pager"),
                "kind": words.PHONE_KINDS.get(one.phone_kind, ""),
                "reachability": words.REACHABILITY.get(one.reachability, ""),
                "bad": one.reachability in ("bounced", "disconnected", "wrong_person"),
                "suppressed": any(way.suppressed for way in ways),
                "answers": answers,
            }
        )
    return shown


def _credits(page: LeadPage) -> list[dict[str, str]]:
    return [
        {
            "part": say({"code": f"credit.{part}"}),
            "who": ", ".join(
                page.staff_names.get(share.staff_id, "")
                + (f" {share.percent} %" if share.percent != WHOLE else "")
                for share in shares
            ),
        }
        for part, shares in standing_credits(page.opportunity.pk).items()
    ]


def _url(name: str, opportunity_id: int) -> str:
    try:
        return reverse(name, args=[opportunity_id])
    except NoReverseMatch:
        return ""


def _inquiry(one: Inquiry) -> dict[str, Any]:
    lead = one.lead
    return {
        "lead": lead,
        "source": lead.source.name if lead.source else "",
        "channel": words.CHANNELS.get(lead.channel, lead.channel),
        "said": lead.said,
        # The name of a browser says nothing to anybody who reads.
        "extensions": [one for one in lead.said.get("extensions", {}).items() if one[0] != "visitor"],
        "grade_reasons": [say(reason) for reason in lead.grade_reasons],
        "verdict_reasons": [say(reason) for reason in lead.verdict.get("reasons", [])],
        "wanted": one.wanted,
        "traded": one.traded,
        "repeats": [
            {"at": again.at, "why": say({"code": f"repeat.{again.rule}"}), "submission": again.submission_id}
            for again in one.repeats
        ],
    }
