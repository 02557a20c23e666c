"""Settings: the keys by which leads may come in."""

import base64
import secrets
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from freshup.bootstrap.intake import storage
from freshup.interfaces.web.intake.forms import KeyForm, RotationForm
from freshup.interfaces.web.intake.of_one import of_key
from freshup.interfaces.web.intake.sample import sample_adf
from freshup.interfaces.web.intake.words import DEPARTMENTS, KEY_STATES
from freshup.interfaces.web.scope import redirected
from freshup.interfaces.web.stores.one import StoreAsked, of_store, settings_page
from freshup.operations.intake import keys as keyring
from freshup.queries import sources as sources_read
from freshup.queries.sources import KeyLine

SECRET_BYTES = 20


@require_GET
@of_store
def keys(request: StoreAsked) -> HttpResponse:
    """All keys, who sends with them, and when they were last used."""
    lines = sources_read.keys(request.access, [request.store.id])
    shown = [_shown(line, request) for line in lines]
    return settings_page(
        request,
        "sources/keys.html",
        {
            "active": [one for one in shown if one["state"] in ("active", "expiring")],
            "off": [one for one in shown if one["state"] not in ("active", "expiring")],
        },
    )


def _shown(line: KeyLine, request: StoreAsked) -> dict[str, Any]:
    state = line.state(request.now)
    return {
        "line": line,
        "state": state,
        "state_words": KEY_STATES[state],
        "department": DEPARTMENTS.get(line.department, line.department),
    }


@of_store
def key_new(request: StoreAsked) -> HttpResponseBase:
    """Make a key; its secret is shown on the answer to this very request and never again."""
    kind = "form" if request.GET.get("kind") == "form" else "server"
    form = KeyForm(
        request.POST or None, kind=kind, sources=_sources(request), initial={"department": "sales"}
    )
    if request.method == "POST" and form.is_valid():
        secret = _new_secret()
        try:
            made = keyring.create_key(
                request.access, request.store.id, kind, form.words(), secret=secret, now=request.now
            )
        except keyring.NotOfThisStore:
            form.add_error("source", _("That source belongs to another store."))
        else:
            return _made(request, made, secret)
    status = 422 if request.method == "POST" else 200
    return settings_page(request, "sources/key_new.html", {"form": form, "kind": kind}, status=status)


def _new_secret() -> str:
    """160 bits in lower-case base32: it survives being read aloud and being the local part of an address."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode().lower()


def _made(request: StoreAsked, key_id: int, secret: str, days: int | None = None) -> HttpResponse:
    line = sources_read.key(request.access, key_id)
    context = {"line": line, "secret": secret, "days": days, **addresses(secret)}
    page = settings_page(request, "sources/key_made.html", context)
    page["Cache-Control"] = "no-store"
    return page


def addresses(secret: str) -> dict[str, str]:
    """Where to send with this key: by web, by mail, by form."""
    base = settings.FRESHUP_BASE_URL
    return {
        "post_url": f"{base}/in/{secret}/",
        "mail_address": f"{secret}@{settings.FRESHUP_INTAKE_DOMAIN}",
        "curl": f"curl --data-binary @lead.xml -H 'Content-Type: application/x-adf+xml' {base}/in/{secret}/",
        "form_url": f"{base}/form/{secret}/",
        "embed": f'<iframe src="{base}/form/{secret}/" title="Inquiry" width="100%" height="900"></iframe>',
    }


@of_key
def key(request: StoreAsked, line: KeyLine) -> HttpResponseBase:
    """One key: its words, its state, how to replace it or switch it off."""
    form = KeyForm(request.POST or None, kind=line.kind, sources=_sources(request), initial=_initial(line))
    if request.method == "POST" and form.is_valid():
        try:
            changed = keyring.change_key(request.access, line.id, form.words(), now=request.now)
        except keyring.NotOfThisStore:
            form.add_error("source", _("That source belongs to another store."))
        else:
            messages.success(request, _("Saved.") if changed else _("Nothing was different."))
            return redirected(reverse("key", args=[line.id]))
    return _key_page(request, line, form, RotationForm(), status=422 if request.method == "POST" else 200)


def _key_page(
    request: StoreAsked, line: KeyLine, form: KeyForm, rotation_form: RotationForm, *, status: int
) -> HttpResponse:
    public = addresses(line.public_value) if line.public_value else {}
    context = {**_shown(line, request), **public, "form": form, "rotation_form": rotation_form}
    return settings_page(request, "sources/key.html", context, status=status)


@require_POST
@of_key
def rotation(request: StoreAsked, line: KeyLine) -> HttpResponseBase:
    """A new key in this one's place; the old one goes on for some days."""
    form = RotationForm(request.POST)
    if not form.is_valid():
        fields = KeyForm(kind=line.kind, sources=_sources(request), initial=_initial(line))
        return _key_page(request, line, fields, form, status=422)
    secret = _new_secret()
    try:
        made = keyring.rotate_key(
            request.access, line.id, secret=secret, overlap=form.overlap, now=request.now
        )
    except keyring.KeyIsOff:
        messages.error(request, _("A key that is off can't be replaced. Make a new one."))
        return redirected(reverse("key", args=[line.id]))
    return _made(request, made, secret, days=form.overlap.days)


@require_POST
@of_key
def disabling(request: StoreAsked, line: KeyLine) -> HttpResponse:
    keyring.disable_key(request.access, line.id, now=request.now)
    messages.success(request, _("Switched off. Whoever sends with it is told that the key is disabled."))
    return redirected(reverse("key", args=[line.id]))


@require_POST
@of_key
def enabling(request: StoreAsked, line: KeyLine) -> HttpResponse:
    keyring.enable_key(request.access, line.id, now=request.now)
    messages.success(request, _("Switched on again."))
    return redirected(reverse("key", args=[line.id]))


@require_POST
@of_key
def test_lead(request: StoreAsked, line: KeyLine) -> HttpResponse:
    """Send a lead by this key and follow it in."""
    user: Any = request.user
    receipt = uuid4()
    body = sample_adf(
        store=request.store.name,
        email=user.email,
        name=user.name.split()[-1] if user.name.split() else "Lead",
        now=request.now,
        number=receipt.hex[:12],
    )
    try:
        taken = keyring.deliver_test(
            request.access, line.id, body, receipt=receipt, storage=storage(), now=request.now
        )
    except keyring.KeyIsOff:
        messages.error(request, _("This key is off: a lead sent with it is refused. Nothing was sent."))
        return redirected(reverse("key", args=[line.id]))
    said = _("Sent. The acknowledgement goes to %(email)s, since that is the customer's address in the test.")
    messages.success(request, said % {"email": user.email})
    return redirected(reverse("submission", args=[taken]))


def _sources(request: StoreAsked) -> list[tuple[int, str]]:
    lines = sources_read.sources(request.access, [request.store.id], now=request.now)
    return [(line.id, line.name) for line in lines if line.archived_at is None]


def _initial(line: KeyLine) -> dict[str, Any]:
    return {
        "label": line.label,
        "department": line.department,
        "source": line.source_id,
        "allowed_origins": "\n".join(line.allowed_origins),
        "consent_text": line.consent_text,
    }
