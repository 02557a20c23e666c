"""The addresses of one's own alerts and of the devices that tell them."""

from django.urls import URLPattern, URLResolver, path

from freshup.interfaces.web.response import alerts, devices

urlpatterns: list[URLPattern | URLResolver] = [
    path("alerts/", alerts.listed, name="alerts"),
    path("alerts/news/", alerts.news, name="alert_news"),
    path("alerts/seen/", alerts.seen, name="alerts_seen"),
    path("alerts/choices/", devices.choices, name="alert_choices"),
    path("alerts/devices/", devices.add, name="alert_devices"),
    path("alerts/devices/<int:device_id>/removal/", devices.remove, name="alert_device_removal"),
    path("alerts/devices/<int:device_id>/test/", devices.test, name="alert_device_test"),
]
