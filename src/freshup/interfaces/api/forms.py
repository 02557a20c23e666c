"""`/form/<key>/`: a store's inquiry form on a page of ours, for a site without one, alone or in a frame.

It needs no cookie and no script; inside the frame that `widget/form.js` makes, one script tells the page around it how
high it is. What is sent becomes a document of our own JSON and takes the way of every other inquiry.
"""

import json
import logging
import time
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from freshup.domain.website.visits import is_token
from freshup.interfaces.api.asking import client_address, worth_keeping
from freshup.interfaces.api.batching import NotTaken, batcher
from freshup.interfaces.api.limits import Turn, intake_limits
from freshup.operations.intake.receive import Delivery, FoundKey, Refused, find_keys
from freshup.queries import access
from freshup.queries.hosted_forms import FormFacts, form_of

log = logging.getLogger(__name__)

SECONDS_TO_WRITE_MAX: Final = 20
# What is sent is English whatever language the page has: the values are read by the decoder.
TIMEFRAMES: Final = (
    ("", _("Not sure yet")),
    ("within 48 hours", _("In the next two days")),
    ("within 7 days", _("Within a week")),
    ("within 30 days", _("Within a month")),
    ("1-3 months", _("In one to three months")),
    ("3-6 months", _("Later")),
)


class InquiryForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("E-mail"), required=False, widget=forms.EmailInput({"autocomplete": "email"})
    )
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    vehicle = forms.CharField(label=_("The vehicle you are asking about"), required=False, max_length=160)
    timeframe = forms.ChoiceField(label=_("When do you want to buy?"), required=False, choices=TIMEFRAMES)
    trade = forms.CharField(
        label=_("A vehicle to trade in"),
        required=False,
        max_length=160,
        help_text=_("Year, make, model and mileage, if there is one."),
    )
    comments = forms.CharField(
        label=_("Your question"), required=False, max_length=4000, widget=forms.Textarea({"rows": 4})
    )
    # People do not see it and leave it empty; what fills in every field of a page is no person.
    leave_empty = forms.CharField(required=False)
    # The name of the browser, where the web tag of the site has one.
    visitor = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    consent = forms.BooleanField(required=False)
    consent_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("email") and not cleaned.get("phone"):
            raise ValidationError(
                _("Leave a phone number or an e-mail address, so that the store can answer.")
            )
        return cleaned


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def hosted_form(request: HttpRequest, key: str) -> HttpResponse:
    """In the language of the browser, unless the page around it names its own (`?lang=es`)."""
    asked = request.GET.get("lang", "")
    with override(asked if asked in dict(settings.LANGUAGES) else get_language()):
        return _form(request, key)


def _form(request: HttpRequest, key: str) -> HttpResponse:
    key = key.strip().lower()
    turn = intake_limits().ask(key, _address(request), time.monotonic())
    if turn.is_refused:
        return _too_many(turn)
    found, facts = _find(key, request)
    framed = "framed" in request.GET
    if request.method != "POST":
        visitor = request.GET.get("visitor", "")
        asked = {
            "vehicle": request.GET.get("vehicle", "")[:160],
            "visitor": visitor if is_token(visitor) else "",
        }
        form = InquiryForm(initial={**asked, "consent_version": facts.consent_version}, auto_id="%s")
        return _page(found, facts, {"form": form}, framed=framed)
    form = InquiryForm(request.POST, auto_id="%s")
    if not form.is_valid():
        return _page(found, facts, {"form": form}, status=422, framed=framed)
    if form.cleaned_data["leave_empty"]:
        log.info("a form was filled in by a machine and thrown away")
        return _page(found, facts, {"thanks": True}, framed=framed)
    if facts.consent_text and form.cleaned_data["consent_version"] != facts.consent_version:
        return _asked_anew(found, facts, request)
    taken = _hand_in(_delivery(request, key, facts, form.cleaned_data, turn))
    if not taken:
        failed = gettext("Your inquiry could not be taken just now. Please send it again in a moment.")
        return _page(found, facts, {"form": form, "failed": failed}, status=503, framed=framed)
    return _page(found, facts, {"thanks": True}, framed=framed)


def _find(key: str, request: HttpRequest) -> tuple[FoundKey, FormFacts]:
    """The form of a key that is in use. A secret key has none, and is not given away either."""
    found = find_keys([key]).get(key)
    if found is None:
        intake_limits().guessed(key, _address(request), time.monotonic())
        log.warning("unknown intake key %s… (%d characters) for a form", key[:2], len(key))
        raise Http404
    if found.kind != "form" or found.refusal(datetime.now(UTC), None):
        raise Http404
    access.enter(access.of_stores([found.rooftop_id], [found.group_id]))
    facts = form_of(found.id)
    if facts is None:
        raise Http404
    intake_limits().found(key)
    return found, facts


def _asked_anew(found: FoundKey, facts: FormFacts, request: HttpRequest) -> HttpResponse:
    """The words of consent changed while the form was open: what somebody agrees to is what they have read."""
    again = request.POST.copy()
    again["consent_version"] = str(facts.consent_version)
    again.pop("consent", None)
    changed = gettext("The wording about how we may contact you has changed. Please read it once more.")
    shown = {"form": InquiryForm(again, auto_id="%s"), "failed": changed}
    return _page(found, facts, shown, status=409, framed="framed" in request.GET)


def _delivery(request: HttpRequest, key: str, facts: FormFacts, said: dict[str, Any], turn: Turn) -> Delivery:
    now = datetime.now(UTC)
    document = {
        "full_name": said["name"],
        "email": said["email"],
        "phone": said["phone"],
        "vehicle": said["vehicle"],
        "trade_in": said["trade"],
        "timeframe": said["timeframe"],
        "comments": said["comments"],
        "language": get_language(),
        "requested_at": now.isoformat(timespec="seconds"),
        "page": _page_it_came_from(request),
        "visitor": said["visitor"] if is_token(said["visitor"]) else "",
    }
    if facts.consent_text:
        document["consent"] = {
            "text": facts.consent_text,
            "version": facts.consent_version,
            "channel": "text",
            "given": bool(said["consent"]),
        }
    return Delivery(
        key=key,
        receipt=uuid4(),
        channel="form",
        received_at=now,
        body=json.dumps({name: value for name, value in document.items() if value}).encode(),
        content_type="application/json",
        headers=worth_keeping({name.lower(): value for name, value in request.headers.items()}),
        remote_address=_address(request),
        over_limit=turn.over_limit,
    )


def _hand_in(delivery: Delivery) -> bool:
    try:
        (answer,) = batcher().submit([delivery]).result(SECONDS_TO_WRITE_MAX)
    except (NotTaken, TimeoutError):
        return False
    return not isinstance(answer, Refused)


def _page(
    found: FoundKey, facts: FormFacts, context: dict[str, Any], *, status: int = 200, framed: bool = False
) -> HttpResponse:
    """Without the request: a signed-in visitor's context has no business on a public page."""
    words = {"facts": facts, "language": get_language(), "framed": framed, **context}
    response = HttpResponse(render_to_string("forms/inquiry.html", words), status=status)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    # Only the store's own sites may show it in a frame; X-Frame-Options cannot name them.
    ancestors = [origin for origin in found.allowed_origins if _is_origin(origin)]
    response._csp_replace = {"frame-ancestors": ancestors or ["'none'"]}  # type: ignore[attr-defined]
    response.xframe_options_exempt = bool(ancestors)
    return response


def _too_many(turn: Turn) -> HttpResponse:
    response = HttpResponse(gettext("Too many at once. Please come back in a moment."), status=429)
    response["Retry-After"] = str(int(turn.wait_seconds) + 1)
    return response


def _is_origin(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in ("https", "http") and bool(parts.netloc) and not set(text) & set(" ;,'\"")


def _page_it_came_from(request: HttpRequest) -> str:
    """Without its query, which may hold anything."""
    parts = urlsplit(request.headers.get("referer", ""))
    return f"{parts.scheme}://{parts.netloc}{parts.path}"[:300] if parts.netloc else ""


def _address(request: HttpRequest) -> str | None:
    forwarded = request.headers.get("x-forwarded-for", "")
    return client_address(request.META.get("REMOTE_ADDR"), forwarded, settings.FRESHUP_TRUSTED_PROXIES)
