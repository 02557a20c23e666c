"""The addresses of intake."""

from django.urls import URLPattern, URLResolver, path

from freshup.interfaces.web.intake import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("intake/", views.intake, name="intake"),
    path("intake/retries/", views.retries, name="intake_retries"),
    path("intake/<int:submission_id>/", views.submission, name="submission"),
    path("intake/<int:submission_id>/raw/", views.raw, name="submission_raw"),
    path("intake/<int:submission_id>/correction/", views.correction, name="submission_correction"),
    path("intake/<int:submission_id>/acceptance/", views.acceptance, name="submission_acceptance"),
    path("intake/<int:submission_id>/retry/", views.retry, name="submission_retry"),
    path("intake/<int:submission_id>/setting-aside/", views.setting_aside, name="submission_setting_aside"),
]
