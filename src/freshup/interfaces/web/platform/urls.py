"""The addresses of this topic."""

from django.urls import URLPattern, URLResolver, path

from freshup.interfaces.web.platform import pwa, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("chosen-store/", views.switch_store, name="switch_store"),
    path("theme/", views.theme, name="theme"),
    path("profile/", views.profile, name="profile"),
    path("settings/audit/", views.audit, name="audit"),
    path("gallery/", views.gallery, name="gallery"),
    path("manifest.webmanifest", pwa.manifest, name="manifest"),
    path("sw.js", pwa.service_worker, name="service_worker"),
    path("offline/", pwa.offline, name="offline"),
]
