"""What a manager types about the store's numbers and how calls are answered."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from freshup.domain.calls import CallPlan, Problem
from freshup.domain.calls.plan import GREETING_LENGTH_MAX, RECORDING_DAYS, RING_SECONDS, VOICEMAIL_SECONDS
from freshup.operations.calls.lines import LineWords
from freshup.queries.words import say

DEPARTMENTS = (("sales", _("Sales")), ("service", _("Service")), ("parts", _("Parts")))


def _seconds(label: Any, limits: tuple[int, int]) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=limits[0], max_value=limits[1])


class PlanFields(forms.Form):
    """How a call is answered; the same for the store and for one line."""

    owner_seconds = _seconds(_("Ring the owner of a known customer for"), RING_SECONDS)
    group_seconds = _seconds(_("Then everybody of the group for"), RING_SECONDS)
    accept_by_key = forms.BooleanField(
        label=_("Whoever picks up presses a key to take the call"),
        required=False,
        help_text=_("Else the voicemail of somebody's own phone answers the customer."),
    )
    record = forms.BooleanField(label=_("Record calls"), required=False)
    greeting = forms.CharField(
        label=_("Greeting"),
        required=False,
        max_length=GREETING_LENGTH_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Empty: ours, in the customer's language."),
    )
    greeting_closed = forms.CharField(
        label=_("Greeting when the store is closed"),
        required=False,
        max_length=GREETING_LENGTH_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Empty: ours, in the customer's language."),
    )
    voicemail_seconds = _seconds(_("A message may last"), VOICEMAIL_SECONDS)

    def plan(self, **more: Any) -> CallPlan:
        typed = {name: self.cleaned_data[name] for name in PlanFields.base_fields}
        return CallPlan(**{**typed, **more})


class RulesForm(PlanFields):
    """What every line does unless it says otherwise."""

    announce = forms.BooleanField(
        label=_("Say that a call is recorded"),
        required=False,
        help_text=_("Without it nothing is recorded where the law of either place wants everybody to know."),
    )
    recording_days = _seconds(_("Keep recordings and voicemails for"), RECORDING_DAYS)

    def rules(self) -> CallPlan:
        return self.plan(
            announce=self.cleaned_data["announce"], recording_days=self.cleaned_data["recording_days"]
        )


class LineForm(PlanFields):
    """One number of the store."""

    number = forms.CharField(label=_("Number"), max_length=40, widget=forms.TextInput(attrs={"type": "tel"}))
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Where it stands: on the sign, in the radio spot.")
    )
    connector = forms.ChoiceField(label=_("Provider"))
    source = forms.ChoiceField(
        label=_("Calls count for the source"),
        required=False,
        help_text=_("A stranger's call becomes its lead."),
    )
    department = forms.ChoiceField(
        label=_("Calls are for"), choices=DEPARTMENTS, help_text=_("Service and parts make no sales leads.")
    )
    is_main = forms.BooleanField(
        label=_("The store's main number: customers see it when we call or text"), required=False
    )
    takes_calls = forms.BooleanField(label=_("Takes calls"), required=False)
    takes_texts = forms.BooleanField(label=_("Takes texts"), required=False)
    group = forms.MultipleChoiceField(
        label=_("Who is rung"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody chosen: everybody of the department who is on shift."),
    )

    def __init__(
        self,
        *args: Any,
        connectors: Sequence[tuple[str, str]],
        sources: Sequence[tuple[str, str]],
        people: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.choose("connector", connectors)
        self.choose("source", [("", _("None")), *sources])
        self.choose("group", people)

    def choose(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def words(self) -> LineWords:
        typed: Mapping[str, Any] = self.cleaned_data
        return LineWords(
            number=typed["number"],
            name=typed["name"],
            connector_id=int(typed["connector"]),
            department=typed["department"],
            source_id=int(typed["source"]) if typed["source"] else None,
            is_main=typed["is_main"],
            takes_texts=typed["takes_texts"],
            takes_calls=typed["takes_calls"],
            plan=self.plan(group=tuple(map(int, typed["group"]))),
        )

    def refused(self, problems: Sequence[Problem]) -> None:
        named = {"connector_id": "connector", "source_id": "source"}
        for one in problems:
            field = named.get(one.field, one.field)
            self.add_error(field if field in self.fields else None, say(one.reason))
