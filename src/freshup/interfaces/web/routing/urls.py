"""The addresses of this topic, below settings/."""

from django.urls import URLPattern, URLResolver, path

from freshup.interfaces.web.routing import views, who

urlpatterns: list[URLPattern | URLResolver] = [
    path("routing/", views.routing, name="routing"),
    path("routing/preview/", views.preview, name="routing_preview"),
    path("routing/who/", who.who_would_get, name="who_would_get"),
]
