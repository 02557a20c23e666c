"""Settings: connect a store to a provider, and change what it was told."""

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from freshup.domain.connectors import Problem, Provider, provider_of, read_settings
from freshup.domain.connectors.providers import SANDBOX
from freshup.interfaces.web.connectors.effects import effects, registration_is_missing
from freshup.interfaces.web.connectors.forms import INTAKE_KEY, AccountForm, initial_of
from freshup.interfaces.web.connectors.of_one import of_connector
from freshup.interfaces.web.connectors.words import does_words
from freshup.interfaces.web.scope import redirected
from freshup.interfaces.web.stores.one import StoreAsked, of_store, settings_page
from freshup.operations.connectors.accounts import account_of
from freshup.operations.connectors.opening import WrongSettings, change, connect
from freshup.operations.connectors.sealing import SealBroken
from freshup.operations.intake.keys import KeyWords, create_key
from freshup.operations.intake.receive import find_keys
from freshup.queries.connectors import ConnectorRow, connectors_of

SECRET_BYTES = 24


class NoSuchKey(Exception):
    """The intake key that was typed is not one of this store's, or is off."""


@of_store
def connector_new(request: StoreAsked, provider: str) -> HttpResponseBase:
    """An account of the store's with this provider."""
    chosen = provider_of(provider)
    if chosen is None:
        raise Http404(provider)
    form = AccountForm(request.POST or None, provider=chosen)
    if request.method == "POST" and form.is_valid():
        made = _tried(form, lambda: _connect(request, chosen, form))
        if made is not None:
            messages.success(request, _("Connected. Test it, and copy its addresses to the provider."))
            return redirected(reverse("connector", args=[made]))
    return _page(request, chosen, form, None)


def _connect(request: StoreAsked, provider: Provider, form: AccountForm) -> int:
    typed = _with_key(request, provider, form.typed())
    return connect(
        request.access,
        request.store.id,
        provider.key,
        name=form.cleaned_data["name"],
        typed=typed,
        secret=secrets.token_urlsafe(SECRET_BYTES),
        now=request.now,
    )


@of_connector
def connector_change(request: StoreAsked, row: ConnectorRow) -> HttpResponseBase:
    """Other settings; secrets stay unless they are typed again."""
    provider = provider_of(row.provider)
    if provider is None:
        raise Http404(row.provider)
    kept = _kept(row)
    initial = initial_of(provider, row.name, row.settings)
    form = AccountForm(request.POST or None, provider=provider, kept=kept, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = _tried(form, lambda: _change(request, row, form))
        if done is not None:
            messages.success(request, _("Saved. The next message goes with it."))
            return redirected(reverse("connector", args=[row.id]))
    return _page(request, provider, form, row)


def _change(request: StoreAsked, row: ConnectorRow, form: AccountForm) -> int:
    typed = form.typed()
    _check_key(request, typed.get(INTAKE_KEY, ""))
    change(request.access, row.id, name=form.cleaned_data["name"], typed=typed, now=request.now)
    return row.id


def _kept(row: ConnectorRow) -> frozenset[str]:
    try:
        return frozenset(name for name, value in account_of(row).secrets.items() if value)
    except SealBroken:
        return frozenset()


def _tried(form: AccountForm, act: Callable[[], int]) -> int | None:
    """Done whole or not at all; what stands against it is said at its field."""
    try:
        with transaction.atomic():
            return act()
    except WrongSettings as wrong:
        form.refuse(wrong.problems)
    except NoSuchKey:
        form.add_error(INTAKE_KEY, _("This store has no such intake key, or it is switched off."))
    return None


def _with_key(request: StoreAsked, provider: Provider, typed: dict[str, str]) -> dict[str, str]:
    """A key of its own for forms that come without one, so that its leads can be told apart and switched off alone."""
    field = next((one for one in provider.fields if one.name == INTAKE_KEY), None)
    if field is None or not (field.required or typed[INTAKE_KEY]):
        return typed
    if typed[INTAKE_KEY]:
        _check_key(request, typed[INTAKE_KEY])
        return typed
    secret = secrets.token_hex(20)
    problems: list[Problem] = read_settings(provider, {**typed, INTAKE_KEY: secret})[2]
    if problems:
        raise WrongSettings(problems)
    words = KeyWords(label=_(provider.name)[:80])
    create_key(request.access, request.store.id, "server", words, secret=secret, now=request.now)
    return {**typed, INTAKE_KEY: secret}


def _check_key(request: StoreAsked, key: str) -> None:
    """Raises NoSuchKey; an empty one is no matter of ours."""
    if not key:
        return
    found = find_keys([key]).get(key)
    if found is None or found.rooftop_id != request.store.id or found.refusal(request.now, None):
        raise NoSuchKey


def _page(
    request: StoreAsked, provider: Provider, form: AccountForm, row: ConnectorRow | None
) -> HttpResponse:
    rows = connectors_of([request.store.id])
    context: dict[str, Any] = {
        "form": form,
        "provider": _(provider.name),
        "does": does_words(provider),
        "effects": effects(provider, rows, itself=row.id if row else None),
        "unregistered": registration_is_missing(request.store, provider, row.settings if row else None),
        "is_sandbox": provider.key == SANDBOX,
        "row": row,
    }
    status = 422 if request.method == "POST" else 200
    return settings_page(request, "connectors/edit.html", context, status=status)
