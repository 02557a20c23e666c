"""The root of all addresses."""

from django.urls import URLPattern, URLResolver, include, path

from freshup.interfaces.api.forms import hosted_form

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("freshup.interfaces.web.urls")),
    path("form/<str:key>/", hosted_form, name="hosted_form"),
]
