"""The addresses of this topic, below settings/."""

from django.urls import URLPattern, URLResolver, path

from freshup.interfaces.web.qualification import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("points/", views.points, name="points"),
    path("points/preview/", views.preview, name="points_preview"),
]
