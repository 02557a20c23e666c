"""The addresses of appointments."""

from django.urls import URLPattern, URLResolver, path

from freshup.interfaces.web.appointments import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("opportunities/<int:opportunity_id>/appointments/", views.appointments, name="appointments"),
    path(
        "appointments/<int:appointment_id>/cancellation/",
        views.cancellation,
        name="appointment_cancellation",
    ),
    path("appointments/<int:appointment_id>/showing/", views.showing, name="appointment_showing"),
    path("appointments/<int:appointment_id>/no-show/", views.no_show, name="appointment_no_show"),
]
