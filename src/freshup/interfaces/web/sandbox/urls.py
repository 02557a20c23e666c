"""The addresses of the sandbox."""

from django.urls import URLPattern, URLResolver, path

from freshup.interfaces.web.sandbox import phone

urlpatterns: list[URLPattern | URLResolver] = [
    path("sandbox/", phone.sandbox_phone, name="sandbox_phone"),
    path("sandbox/texts/", phone.texts, name="sandbox_texts"),
    path("sandbox/mails/", phone.mails, name="sandbox_mails"),
    path("sandbox/calls/", phone.calls, name="sandbox_calls"),
]
