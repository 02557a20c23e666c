"""The addresses of the settings of consent."""

from django.urls import URLPattern, URLResolver, path

from freshup.interfaces.web.consent.law import law, preview
from freshup.interfaces.web.consent.national_list import national_list
from freshup.interfaces.web.conversations.texting_settings import texting

urlpatterns: list[URLPattern | URLResolver] = [
    path("law/", law, name="settings_law"),
    path("law/preview/", preview, name="settings_law_preview"),
    path("do-not-call/", national_list, name="settings_do_not_call"),
    path("texting/", texting, name="settings_texting"),
]
