"""What people do with the follow-up of one opportunity: pause it, switch it, stop everything."""

from django.urls import URLPattern, URLResolver, path

from freshup.interfaces.web.cadences import follow_up

urlpatterns: list[URLPattern | URLResolver] = [
    path("opportunities/<int:opportunity_id>/follow-up/pause/", follow_up.pausing, name="follow_up_pause"),
    path(
        "opportunities/<int:opportunity_id>/follow-up/resumption/",
        follow_up.resumption,
        name="follow_up_resumption",
    ),
    path("opportunities/<int:opportunity_id>/follow-up/", follow_up.switching, name="follow_up"),
    path("opportunities/<int:opportunity_id>/stop/", follow_up.stop, name="lead_stop"),
    path("opportunities/<int:opportunity_id>/stop/lifting/", follow_up.lifting, name="lead_stop_lifting"),
]
