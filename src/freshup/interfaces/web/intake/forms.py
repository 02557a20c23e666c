"""The forms of the intake, source and key screens."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from freshup.domain.intake import Phone, Prospect
from freshup.interfaces.web.intake.words import DEPARTMENTS, SOURCE_KINDS
from freshup.operations.intake.keys import OVERLAP_DAYS_MAX, KeyWords
from freshup.operations.intake.sources import ALIAS_LENGTH_MAX, NAME_LENGTH_MAX, SourceWords

ORIGINS_MAX: Final = 20
COST_CENTS_MAX: Final = 100_000_000


class MoneyField(forms.CharField):
    """Dollars as people write them, cents inside."""

    def to_python(self, value: Any) -> Any:
        text = str(value or "").replace("$", "").replace(",", "").strip()
        if not text:
            return None
        try:
            cents = Decimal(text) * 100
        except InvalidOperation:
            raise forms.ValidationError(_("Write an amount in dollars, such as 1,250 or 99.50.")) from None
        if not cents.is_finite() or cents != cents.to_integral_value() or not 0 <= cents <= COST_CENTS_MAX:
            raise forms.ValidationError(_("Write an amount between 0 and 1,000,000 dollars."))
        return int(cents)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int):
            return value
        return f"{value // 100:,}.{value % 100:02d}" if value % 100 else f"{value // 100:,}"


class CorrectionForm(forms.Form):
    text = forms.CharField(
        label=lazy("Text to read instead"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "wrap": "off"}),
    )


class ReadingForm(forms.Form):
    """One person as far as they could be read, for somebody to complete."""

    first = forms.CharField(label=lazy("First name"), max_length=80, required=False)
    last = forms.CharField(label=lazy("Last name"), max_length=80, required=False)
    email = forms.EmailField(label=lazy("E-mail"), required=False)
    phone = forms.CharField(label=lazy("Phone"), max_length=40, required=False)
    comments = forms.CharField(
        label=lazy("Comments"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )

    @classmethod
    def initial_of(cls, prospect: Prospect) -> dict[str, str]:
        phone = next((one for one in prospect.phones if one.reaches_a_person), None)
        phone = phone or next(iter(prospect.phones), None)
        return {
            "first": prospect.first or "",
            "last": prospect.last or "",
            "email": prospect.email or "",
            "phone": (phone.e164 or phone.raw) if phone else "",
            "comments": prospect.comments or "",
        }

    def completed(self, prospect: Prospect) -> Prospect:
        """The prospect with what was typed; what nobody touched stays as it was read."""
        before, typed = self.initial_of(prospect), self.cleaned_data
        changes: dict[str, Any] = {
            name: typed[name] or None for name in ("first", "last", "comments") if typed[name] != before[name]
        }
        if typed["email"] != before["email"]:
            emails = (typed["email"],) if typed["email"] else ()
            changes |= {"email": typed["email"] or None, "emails": emails}
        if typed["phone"] != before["phone"]:
            others = tuple(one for one in prospect.phones if (one.e164 or one.raw) != before["phone"])
            changes["phones"] = ((Phone(typed["phone"]),) if typed["phone"] else ()) + others
        return replace(prospect, **changes)


class SourceForm(forms.Form):
    name = forms.CharField(label=lazy("Name"), max_length=NAME_LENGTH_MAX)
    kind = forms.ChoiceField(label=lazy("Kind"), choices=list(SOURCE_KINDS.items()))
    parent = forms.TypedChoiceField(
        label=lazy("Part of"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=lazy("A sub-source, such as one campaign of a provider."),
    )
    cost = MoneyField(
        label=lazy("Monthly cost in dollars"),
        required=False,
        help_text=lazy("What it costs whether leads come or not. Empty: unknown."),
    )

    def __init__(self, *args: Any, parents: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = [("", _("Nothing: it stands alone")), *parents]  # type: ignore[attr-defined]

    def words(self) -> SourceWords:
        data = self.cleaned_data
        return SourceWords(data["name"], data["kind"], data["parent"], data["cost"])


class AliasForm(forms.Form):
    alias = forms.CharField(label=lazy("Another name"), max_length=ALIAS_LENGTH_MAX)


class KeyForm(forms.Form):
    label = forms.CharField(
        label=lazy("Who sends with it"), max_length=80, help_text=lazy("Such as the provider's name.")
    )
    department = forms.ChoiceField(label=lazy("Department"), choices=list(DEPARTMENTS.items()))
    source = forms.TypedChoiceField(
        label=lazy("Source"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=lazy("Counts when the lead itself does not say where it comes from."),
    )
    allowed_origins = forms.CharField(
        label=lazy("Websites that may send"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "https://www.example.com"}),
        help_text=lazy("One address a line. Other websites are refused."),
    )
    consent_text = forms.CharField(
        label=lazy("Consent text under the form"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=lazy("Recorded word for word with every inquiry. A changed text is a new version."),
    )

    def __init__(self, *args: Any, kind: str, sources: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [("", _("None")), *sources]  # type: ignore[attr-defined]
        if kind != "form":
            del self.fields["allowed_origins"], self.fields["consent_text"]

    def clean_allowed_origins(self) -> tuple[str, ...]:
        lines = [line.strip().lower() for line in self.cleaned_data["allowed_origins"].splitlines()]
        origins = tuple(dict.fromkeys(_origin(line) for line in lines if line))
        if len(origins) > ORIGINS_MAX:
            raise forms.ValidationError(_("No more than %(most)s websites.") % {"most": ORIGINS_MAX})
        return origins

    def clean_consent_text(self) -> str:
        return str(self.cleaned_data["consent_text"]).replace("\r\n", "\n").strip()

    def words(self) -> KeyWords:
        data = self.cleaned_data
        return KeyWords(
            data["label"].strip(),
            data["department"],
            data["source"],
            data.get("allowed_origins", ()),
            data.get("consent_text", ""),
        )


class RotationForm(forms.Form):
    days = forms.IntegerField(
        label=lazy("Days the old key still works"),
        min_value=0,
        max_value=OVERLAP_DAYS_MAX,
        initial=14,
        help_text=lazy("Long enough for the sender to change over."),
    )

    @property
    def overlap(self) -> timedelta:
        return timedelta(days=self.cleaned_data["days"])


def _origin(line: str) -> str:
    """`scheme://host[:port]` of what somebody copied from the address bar."""
    parts = urlsplit(line if "://" in line else f"https://{line}")
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if parts.scheme not in ("http", "https") or not host or "." not in host and host != "localhost":
        raise forms.ValidationError(_("“%(line)s” is not the address of a website.") % {"line": line[:80]})
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")
