"""The addresses of the settings of consent."""

from django.urls import URLPattern, URLResolver, path

from freshup.interfaces.web.consent.law import law, preview

urlpatterns: list[URLPattern | URLResolver] = [
    path("law/", law, name="settings_law"),
    path("law/preview/", preview, name="settings_law_preview"),
]
