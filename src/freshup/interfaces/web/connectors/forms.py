"""The form of one provider's account, made from what the provider must be told."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from freshup.domain.connectors import Field, Problem, Provider
from freshup.domain.connectors.providers import VALUE_LENGTH_MAX
from freshup.interfaces.web.connectors.words import OPTIONS
from freshup.operations.connectors.opening import NAME_LENGTH_MAX
from freshup.queries.words import say

INTAKE_KEY = "intake_key"


class AccountForm(forms.Form):
    """`kept`: the secrets that are there already; they are never shown, and stay when left empty."""

    name = forms.CharField(
        label=lazy("Name"),
        required=False,
        max_length=NAME_LENGTH_MAX,
        help_text=lazy("How it is called in Freshup; empty: the provider's name."),
    )

    def __init__(
        self, *args: Any, provider: Provider, kept: frozenset[str] = frozenset(), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.provider = provider
        for field in provider.fields:
            self.fields[field.name] = _field(field, is_kept=field.name in kept)

    def typed(self) -> dict[str, str]:
        return {field.name: str(self.cleaned_data.get(field.name) or "") for field in self.provider.fields}

    def refuse(self, problems: list[Problem]) -> None:
        for one in problems:
            self.add_error(one.field, say(one.reason))


def _field(field: Field, *, is_kept: bool) -> forms.Field:
    hint = _(field.help) if field.help else ""
    if field.name == INTAKE_KEY and not is_kept:
        hint = _("Leave it empty and a key of its own is made.") if field.required else hint
    options: Mapping[str, Any] = {
        "label": _(field.label),
        # An intake key that is missing is made; what is kept need not be typed again.
        "required": field.required and not is_kept and field.name != INTAKE_KEY and not field.default,
        "help_text": hint,
        "initial": field.default,
    }
    if field.options or field.kind == "yes_no":
        choices = [(one, OPTIONS.get(one, one)) for one in field.options or ("yes", "no")]
        return forms.ChoiceField(choices=choices, **options)
    if field.secret:
        attrs = {"autocomplete": "new-password", "placeholder": _("kept; type to replace") if is_kept else ""}
        return forms.CharField(
            widget=forms.PasswordInput(attrs=attrs), strip=True, max_length=VALUE_LENGTH_MAX, **options
        )
    attrs = {"autocomplete": "off", "spellcheck": "false"}
    if field.kind == "number":
        attrs["inputmode"] = "numeric"
    return forms.CharField(widget=forms.TextInput(attrs=attrs), max_length=VALUE_LENGTH_MAX, **options)


def initial_of(provider: Provider, name: str, plain: Mapping[str, Any]) -> dict[str, str]:
    """What is shown of an account: everything but its secrets."""
    shown = {field.name: str(plain.get(field.name, "")) for field in provider.fields if not field.secret}
    return {"name": name, **shown}
