"""The addresses of the chat's settings, below settings/."""

from django.urls import URLPattern, URLResolver, path

from freshup.interfaces.web.website.chat_settings import chat, chat_trial

urlpatterns: list[URLPattern | URLResolver] = [
    path("chat/", chat, name="settings_chat"),
    path("chat/trial/", chat_trial, name="settings_chat_trial"),
]
