from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class ProfileForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("Customers and colleagues see it."))
    language = forms.ChoiceField(label=_("Language of the screens"), choices=lambda: settings.LANGUAGES)
