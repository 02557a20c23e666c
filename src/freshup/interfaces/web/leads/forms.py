"""What is typed while a customer is on the phone or at the desk."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from freshup.domain.intake.phones import canonical_phone
from freshup.domain.people import canonical_email

PHONE, WALK_IN = "phone", "walk_in"
# The words are what our own reader of time frames understands.
TIMEFRAMES: Final = (
    ("within 7 days", _("Week")),
    ("within 30 days", _("Month")),
    ("within 90 days", _("Quarter")),
    ("just looking", _("Looking")),
    ("", _("Unsaid")),
)


class NewLeadForm(forms.Form):
    """A phone-up or walk-in. One of phone and e-mail is needed; all else helps."""

    channel = forms.ChoiceField(
        label=_("How"),
        choices=((PHONE, _("Phone")), (WALK_IN, _("Walk-in"))),
        widget=forms.RadioSelect,
        initial=PHONE,
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(
            attrs={"type": "tel", "autocomplete": "off", "inputmode": "tel", "autofocus": True}
        ),
    )
    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "off", "inputmode": "email"}),
    )
    first = forms.CharField(
        label=_("First name"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    last = forms.CharField(
        label=_("Last name"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    vehicle = forms.CharField(
        label=_("Vehicle"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "2023 Toyota RAV4 XLE"}),
    )
    stock = forms.CharField(
        label=_("Stock number"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    timeframe = forms.ChoiceField(
        label=_("Wants to buy"), choices=TIMEFRAMES, widget=forms.RadioSelect, required=False, initial=""
    )
    note = forms.CharField(
        label=_("Note"), max_length=4_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    source = forms.ChoiceField(label=_("Source"), required=False)
    store = forms.TypedChoiceField(label=_("Store"), coerce=int)

    def __init__(
        self, *args: Any, sources: list[tuple[str, str]], stores: list[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [("", _("As above")), *sources]  # type: ignore[attr-defined]
        self.fields["store"].choices = stores  # type: ignore[attr-defined]
        if len(stores) == 1:
            self.fields["store"].widget = forms.HiddenInput()
            self.fields["store"].initial = stores[0][0]

    def clean_phone(self) -> str:
        typed: str = self.cleaned_data["phone"].strip()
        if typed and canonical_phone(typed)[0] is None:
            raise forms.ValidationError(
                _("This number can't be dialled: area code and seven figures are needed.")
            )
        return typed

    def clean_email(self) -> str:
        typed: str = self.cleaned_data["email"].strip()
        if typed and canonical_email(typed) is None:
            raise forms.ValidationError(_("This is no e-mail address."))
        return typed

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("phone") and not cleaned.get("email"):
            self.add_error(None, _("A phone number or an e-mail address is needed. Nothing was saved yet."))
        return cleaned
