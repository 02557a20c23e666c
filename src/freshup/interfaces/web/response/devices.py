"""Alerts outside the page: the phones and browsers that ring, one's number for texts, what a locked screen shows."""

import json
import re
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from freshup.bootstrap.push import push_public_key, push_sender
from freshup.domain.intake.phones import canonical_phone
from freshup.interfaces.web.response.alerts import user_of
from freshup.interfaces.web.scope import Asked, redirected, signed_in
from freshup.operations.response.own_alerts import (
    DEVICES_MAX,
    DeviceTaken,
    TooManyDevices,
    add_device,
    choose_alerts,
    forget_gone,
    remove_device,
)
from freshup.ports.push import Device, SubscriptionGone, UnableToPush
from freshup.queries.response.alerts import ShownDevice, choices_of, devices_of

ENDPOINT_LENGTH_MAX = 1_000
TEST_SECONDS = 60
# 65 and 16 bytes in base64url.
KEY = re.compile(r"[\w-]{86,88}={0,2}", re.ASCII)
SECRET = re.compile(r"[\w-]{22}={0,2}", re.ASCII)
BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


class ChoicesForm(forms.Form):
    phone = forms.CharField(
        label=gettext_lazy("Your own mobile number"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("For alerts by text, and for nothing else. Customers never see it."),
    )
    by_text = forms.BooleanField(label=gettext_lazy("Text me alerts too"), required=False)
    show_names = forms.BooleanField(
        label=gettext_lazy("Show the customer's name in alerts"),
        required=False,
        help_text=gettext_lazy("Whoever picks up a locked phone can read it."),
    )

    def clean_phone(self) -> str:
        typed: str = self.cleaned_data["phone"].strip()
        if not typed:
            return ""
        phone = canonical_phone(typed)[0]
        if phone is None:
            raise forms.ValidationError(_("That is no phone number we can text. Nothing was changed."))
        return phone

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("by_text") and not self.errors and not cleaned.get("phone"):
            self.add_error("phone", _("Texts need a number to go to. Nothing was changed."))
        return cleaned


def alerting(request: Asked, form: ChoicesForm | None = None) -> dict[str, Any]:
    """What the profile page shows about alerts."""
    user_id = user_of(request)
    chosen = choices_of(user_id)
    initial = {"phone": chosen.phone, "by_text": chosen.by_text, "show_names": chosen.show_names}
    return {
        "devices": devices_of(user_id),
        "push_key": push_public_key(),
        "choices": form or ChoicesForm(initial=initial, auto_id="alert_%s"),
    }


@require_POST
@signed_in
def choices(request: Asked) -> HttpResponse:
    form = ChoicesForm(request.POST)
    if form.is_valid():
        choose_alerts(user_of(request), **form.cleaned_data)
        messages.success(request, _("Saved."))
    else:
        for error in form.errors.values():
            messages.error(request, str(error[0]))
    return redirected(reverse("profile") + "#alerts")


@require_POST
@signed_in
def add(request: Asked) -> HttpResponse:
    """What the browser tells after a person said yes; the codes are for its script."""
    given = {name: request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth")}
    well_formed = KEY.fullmatch(given["p256dh"]) and SECRET.fullmatch(given["auth"])
    if len(given["endpoint"]) > ENDPOINT_LENGTH_MAX or not well_formed:
        return HttpResponse(status=422)
    if not push_sender().accepts(given["endpoint"]):
        return HttpResponse(status=422)
    try:
        add_device(
            user_of(request), **given, device=_name(request.headers.get("user-agent", "")), now=request.now
        )
    except DeviceTaken:
        return HttpResponse(status=409)
    except TooManyDevices:
        messages.error(request, _("You have %(n)d devices. Remove one first.") % {"n": DEVICES_MAX})
        return HttpResponse(status=422)
    messages.success(request, _("Alerts reach this device now."))
    return HttpResponse(status=201)


@require_POST
@signed_in
def remove(request: Asked, device_id: int) -> HttpResponse:
    if not remove_device(user_of(request), device_id, now=request.now):
        raise Http404
    messages.success(request, _("That device hears nothing any more."))
    return redirected(reverse("profile") + "#alerts")


@require_POST
@signed_in
def test(request: Asked, device_id: int) -> HttpResponse:
    """Sent while the person waits, since what the push service says is the answer they want; seconds at most."""
    device = _device(request, device_id)
    payload = {
        "title": _("This is a test"),
        "body": _("Alerts reach this device."),
        "tag": "test",
        "call": reverse("alerts"),
        "lead": reverse("alerts"),
        "actions": [],
    }
    sent_to = Device(device.endpoint, device.p256dh, device.auth)
    try:
        push_sender().send(sent_to, json.dumps(payload).encode(), ttl=TEST_SECONDS)
        messages.success(request, _("Sent. It should ring within seconds."))
    except SubscriptionGone:
        forget_gone(user_of(request), device.endpoint, now=request.now)
        messages.error(request, _("That device has withdrawn its permission. Turn alerts on there again."))
    except UnableToPush:
        messages.error(request, _("The push service did not take it. Nothing else was changed; try again."))
    return redirected(reverse("profile") + "#alerts")


def _device(request: Asked, device_id: int) -> ShownDevice:
    for one in devices_of(user_of(request)):
        if one.id == device_id:
            return one
    raise Http404


def _name(agent: str) -> str:
    """Such as "Chrome · Android": enough to tell one's devices apart, and no more than that is kept."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    return " · ".join(part for part in (browser, system) if part)
