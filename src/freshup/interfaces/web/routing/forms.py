"""The lead somebody asks about: who would get it?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from freshup.domain.qualification import GRADES
from freshup.interfaces.web.routing.words import CONDITIONS, DEPARTMENTS
from freshup.interfaces.web.stores.words import LANGUAGES, SOURCE_KINDS


class QuestionForm(forms.Form):
    source_kind = forms.ChoiceField(label=_("Comes as"), choices=list(SOURCE_KINDS.items()))
    source = forms.TypedChoiceField(label=_("Source"), required=False, coerce=int, empty_value=None)
    department = forms.ChoiceField(label=_("For"), choices=list(DEPARTMENTS.items()))
    condition = forms.ChoiceField(
        label=_("New or used"), required=False, choices=[("", _("Not said")), *CONDITIONS.items()]
    )
    make = forms.CharField(label=_("Make"), required=False, max_length=40)
    stock = forms.CharField(label=_("Stock number"), required=False, max_length=30)
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("Not said")), *LANGUAGES.items()]
    )
    grade = forms.ChoiceField(label=_("Grade"), choices=[(one, one) for one in GRADES[:3]])
    at = forms.DateTimeField(
        label=_("Received"),
        required=False,
        help_text=_("In the store's time; empty: now."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, sources: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [("", _("Any of this kind")), *sources]  # type: ignore[attr-defined]
