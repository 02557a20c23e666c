"""The address of the web tag, under settings."""

from django.urls import URLPattern, URLResolver, path

from freshup.interfaces.web.website import tag_settings

urlpatterns: list[URLPattern | URLResolver] = [
    path("web-tag/", tag_settings.web_tag, name="settings_web_tag"),
]
