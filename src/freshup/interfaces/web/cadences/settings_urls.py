"""The addresses of the settings of cadences and texts."""

from django.urls import URLPattern, URLResolver, path

from freshup.interfaces.web.cadences import publishing, text, texts

urlpatterns: list[URLPattern | URLResolver] = [
    path("cadences/", publishing.cadences, name="settings_cadences"),
    path("cadences/<slug:cadence_key>/", publishing.cadence, name="settings_cadence"),
    path("cadences/<slug:cadence_key>/rehearsal/", publishing.rehearsal, name="settings_cadence_rehearsal"),
    path("texts/", texts.texts, name="settings_texts"),
    path("texts/<slug:text_key>/<slug:language>/", text.text, name="settings_text"),
    path("texts/<slug:text_key>/<slug:language>/preview/", text.preview, name="settings_text_preview"),
]
