"""May the store text from its number? What was declared to the carriers' registry, and how it stands."""

from dataclasses import fields
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from freshup.domain.connectors.texting import STATUSES, USE_CASES, Registration
from freshup.interfaces.web.address import address_of
from freshup.interfaces.web.scope import redirected
from freshup.interfaces.web.stores.one import StoreAsked, of_store, settings_page
from freshup.operations.connectors.registering import WrongRegistration, register
from freshup.queries.numbers import registration_of, texting_at
from freshup.queries.words import say

STATUS_WORDS: Final = {
    "none": _("Not handed in"),
    "submitted": _("Handed in"),
    "approved": _("Approved"),
    "rejected": _("Rejected"),
}
TONES: Final = {"approved": "good", "rejected": "bad", "submitted": "warn"}
USE_CASE_WORDS: Final = {
    "MIXED": _("Mixed: service and marketing"),
    "CUSTOMER_CARE": _("Customer care"),
    "MARKETING": _("Marketing"),
    "LOW_VOLUME": _("Low volume, mixed"),
    "2FA": _("Sign-in codes"),
}
TEXT_LENGTH_MAX: Final = 4_000


class RegistrationForm(forms.Form):
    """As the registry asks for it."""

    status = forms.ChoiceField(
        label=_("How it stands"), choices=[(one, STATUS_WORDS[one]) for one in STATUSES]
    )
    brand = forms.CharField(
        label=_("Brand"),
        max_length=80,
        required=False,
        help_text=_("The id or name the registry gave the company."),
    )
    campaign = forms.CharField(
        label=_("Campaign"), max_length=80, required=False, help_text=_("The id of the approved campaign.")
    )
    use_case = forms.ChoiceField(
        label=_("Use case"),
        required=False,
        choices=[("", _("Choose")), *((one, USE_CASE_WORDS[one]) for one in USE_CASES)],
    )
    samples = forms.CharField(
        label=_("Sample texts"),
        required=False,
        max_length=TEXT_LENGTH_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line, two at least; one of them says how to end the texts."),
    )
    opt_in = forms.CharField(
        label=_("How customers agree"),
        required=False,
        max_length=TEXT_LENGTH_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Where and with which words, as the registry was told."),
    )
    privacy_url = forms.CharField(
        label=_("Privacy policy"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"inputmode": "url"}),
        help_text=_("It must say that numbers are not passed on for marketing."),
    )


@of_store
def texting(request: StoreAsked) -> HttpResponse:
    """The registration of the store, and whether its texts go out."""
    store = request.store
    kept = registration_of(store.id)
    if request.method != "POST":
        return _page(request, RegistrationForm(initial=_initial(kept)))
    form = RegistrationForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    typed = Registration(**{one.name: form.cleaned_data[one.name].strip() for one in fields(Registration)})
    try:
        changed = register(request.access, store.id, typed, now=request.now, ip=address_of(request))
    except WrongRegistration as wrong:
        for name, reason in wrong.problems:
            form.add_error(name, say(reason))
        return _page(request, form)
    if changed:
        messages.success(request, gettext("The registration is saved."))
    else:
        messages.info(request, gettext("Nothing differs from before. Nothing was changed."))
    return redirected(reverse("settings_texting"))


def _initial(kept: Registration) -> dict[str, Any]:
    return {one.name: getattr(kept, one.name) for one in fields(Registration)}


def _page(request: StoreAsked, form: RegistrationForm) -> HttpResponse:
    kept = registration_of(request.store.id)
    return settings_page(
        request,
        "conversations/texting.html",
        {
            "form": form,
            "status": STATUS_WORDS.get(kept.status, kept.status),
            "tone": TONES.get(kept.status, ""),
            "standing": texting_at(request.store.id),
        },
        status=422 if form.errors else 200,
    )
