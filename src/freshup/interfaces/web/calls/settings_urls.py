"""The addresses of the telephone, below settings/."""

from django.urls import URLPattern, URLResolver, path

from freshup.interfaces.web.calls import phone

urlpatterns: list[URLPattern | URLResolver] = [
    path("phone/", phone.phone, name="settings_phone"),
    path("phone/lines/new/", phone.line_new, name="line_new"),
    path("phone/lines/<int:line_id>/", phone.line, name="line"),
    path("phone/lines/<int:line_id>/end/", phone.line_end, name="line_end"),
]
