"""What a manager types about a store and its people."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

import phonenumbers
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from freshup.domain.response import Ladder
from freshup.domain.stores import UnknownHolidayCountry, UnknownZone, holiday_names, zone_named
from freshup.interfaces.web.stores.words import KINDS, LANGUAGES, ROLES, SIGHTS
from freshup.operations.stores import Place
from freshup.queries.words import say


class StoreForm(forms.Form):
    """The store's own details."""

    name = forms.CharField(label=_("Name"), max_length=120)
    street = forms.CharField(label=_("Street"), max_length=160, required=False)
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    region = forms.CharField(
        label=_("State"), max_length=3, required=False, help_text=_("Two letters; holidays go by it.")
    )
    postal_code = forms.CharField(
        label=_("ZIP code"), max_length=12, required=False, help_text=_("Distances are measured from here.")
    )
    country = forms.CharField(label=_("Country"), max_length=2, min_length=2)
    local_radius_miles = forms.IntegerField(
        label=_("Local within"), min_value=1, max_value=500, help_text=_("Miles, as the crow flies.")
    )
    timezone = forms.CharField(
        label=_("Time zone"),
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off"}),
        help_text=_("Type a city, such as New_York."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=lambda: settings.LANGUAGES)
    phone_e164 = forms.CharField(
        label=_("Phone"), required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    mail_from = forms.EmailField(
        label=_("Sender address"), required=False, help_text=_("Customers see it and answer to it.")
    )
    acknowledges = forms.BooleanField(label=_("Acknowledge each inquiry by e-mail at once"), required=False)
    response_minutes = forms.IntegerField(
        label=_("First attempt within"), min_value=1, max_value=240, help_text=_("Minutes, in opening hours.")
    )
    after_hours_minutes = forms.IntegerField(
        label=_("After hours: within"), min_value=1, max_value=480, help_text=_("Minutes from next opening.")
    )
    third_party_minutes = forms.IntegerField(
        label=_("Third-party leads: within"),
        min_value=1,
        max_value=480,
        required=False,
        help_text=_("Minutes; empty: as all others."),
    )
    desk_name = forms.CharField(
        label=_("Desk"), max_length=60, help_text=_("Holds the leads nobody on shift can take.")
    )
    lost_needs_manager = forms.BooleanField(
        label=_("A manager confirms what is closed as lost"), required=False
    )

    reply_minutes = forms.IntegerField(
        label=_("A customer's message within"),
        min_value=1,
        max_value=480,
        help_text=_("Minutes, in opening hours."),
    )
    remind_after_minutes = forms.IntegerField(
        label=_("Remind the owner after"),
        min_value=0,
        max_value=1440,
        required=False,
        help_text=_("Minutes past due, in opening hours; empty: never."),
    )
    manager_after_minutes = forms.IntegerField(
        label=_("Tell the managers after"),
        min_value=0,
        max_value=1440,
        required=False,
        help_text=_("Minutes past due, in opening hours; empty: never."),
    )
    reassign_after_minutes = forms.IntegerField(
        label=_("Give it to somebody else after"),
        min_value=0,
        max_value=1440,
        required=False,
        help_text=_("Minutes past due, in opening hours; empty: never."),
    )
    hands_over_at_check_in = forms.BooleanField(
        label=_("BDC hands the customer to sales at check-in"), required=False
    )
    protected_days = forms.IntegerField(
        label=_("A customer stays protected for"),
        min_value=0,
        max_value=365,
        help_text=_("Days since the owner last did something; a colleague who works them is shown."),
    )
    removal_limit_percent = forms.IntegerField(
        label=_("Turn an inventory file away that removes more than"),
        min_value=1,
        max_value=100,
        help_text=_("Percent of the units in stock."),
    )

    tracks_opens = forms.BooleanField(
        label=_("See whether an e-mail was opened"),
        required=False,
        help_text=_("By a picture of one dot; what mail filters open does not count."),
    )
    tracks_clicks = forms.BooleanField(
        label=_("See whether a link in a message was followed"),
        required=False,
        help_text=_(
            "Links then go by an address of Freshup; a link that a customer follows raises their score."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        ladder = Ladder(*(cleaned.get(f"{name}_after_minutes") for name in ("remind", "manager", "reassign")))
        problem = ladder.problem()
        if problem is not None:
            self.add_error("reassign_after_minutes", say(problem))
        return cleaned

    def clean_region(self) -> str:
        return str(self.cleaned_data["region"]).strip().upper()

    def clean_country(self) -> str:
        country = str(self.cleaned_data["country"]).strip().upper()
        try:
            holiday_names(country, "", 2026)
        except UnknownHolidayCountry:
            raise ValidationError(gettext("Write a country as two letters, such as US.")) from None
        return country

    def clean_timezone(self) -> str:
        name = str(self.cleaned_data["timezone"]).strip()
        try:
            zone_named(name)
        except UnknownZone:
            raise ValidationError(gettext("There is no such time zone. Choose one from the list.")) from None
        return name

    def clean_phone_e164(self) -> str:
        typed = str(self.cleaned_data["phone_e164"]).strip()
        if not typed:
            return ""
        try:
            number = phonenumbers.parse(typed, str(self.data.get("country") or "US").upper())
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise ValidationError(gettext("This number can't be dialled."))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@cache
def zones() -> list[str]:
    """Names to choose a time zone from: a place's, those of the stores' own continent first."""
    named = (
        name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/"))
    )
    return sorted(named, key=lambda name: (not name.startswith(("America/", "Pacific/H", "US/")), name))


class PlaceForm(forms.Form):
    """What somebody is at the store, and what share of its leads they get."""

    role = forms.ChoiceField(label=_("Role"))
    scope = forms.ChoiceField(label=_("Sees"), choices=list(SIGHTS.items()), initial="store")
    team = forms.TypedChoiceField(label=_("Team"), required=False, coerce=int, empty_value=None)
    takes_leads = forms.BooleanField(label=_("Is given leads"), required=False, initial=True)
    weight = forms.IntegerField(
        label=_("Share"),
        min_value=0,
        max_value=500,
        initial=100,
        help_text=_("Percent of a full share of leads."),
    )
    capacity = forms.IntegerField(
        label=_("At most"), min_value=1, max_value=1000, initial=40, help_text=_("Leads not yet contacted.")
    )
    tasks_a_day = forms.IntegerField(
        label=_("Tasks a day"),
        min_value=1,
        max_value=500,
        initial=80,
        help_text=_("More than these are planned for the days after; customers who wait never are."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Speaks"),
        required=False,
        choices=list(LANGUAGES.items()),
        widget=forms.CheckboxSelectMultiple,
        initial=["en"],
    )

    def __init__(
        self, *args: Any, roles: tuple[str, ...], teams: list[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        role, team = self.fields["role"], self.fields["team"]
        role.choices = [(one, ROLES[one]) for one in roles]  # type: ignore[attr-defined]
        team.choices = [("", _("No team")), *teams]  # type: ignore[attr-defined]

    def place(self) -> Place:
        cleaned = self.cleaned_data
        return Place(
            role=cleaned["role"],
            scope=cleaned["scope"],
            team_id=cleaned["team"],
            weight=cleaned["weight"],
            capacity=cleaned["capacity"],
            tasks_a_day=cleaned["tasks_a_day"],
            takes_leads=cleaned["takes_leads"],
            languages=tuple(cleaned["languages"]),
        )


class InviteForm(PlaceForm):
    """Somebody new: their account too."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), help_text=_("They sign in with it."))
    language = forms.ChoiceField(label=_("Language of the screens"), choices=lambda: settings.LANGUAGES)
    field_order = ("name", "email", "language")


class TeamForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), choices=list(KINDS.items()))


class TimeOffForm(forms.Form):
    starts_at = forms.DateTimeField(
        label=_("From"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    ends_at = forms.DateTimeField(
        label=_("Until"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", gettext("It must end after it begins."))
        return cleaned
