"""The root of all addresses."""

from django.urls import URLPattern, URLResolver, include, path

from freshup.interfaces.api.chat import chat_door
from freshup.interfaces.api.demo_site import demo_site, demo_site_unit
from freshup.interfaces.api.forms import hosted_form
from freshup.interfaces.api.links import mail_pixel, tracked_link
from freshup.interfaces.api.videos import video_file, video_page, video_poster, video_views
from freshup.interfaces.api.widgets import widget

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("freshup.interfaces.web.urls")),
    path("form/<str:key>/", hosted_form, name="hosted_form"),
    path("demo-site/<str:key>/", demo_site, name="demo_site"),
    path("demo-site/<str:key>/<str:stock>/", demo_site_unit, name="demo_site_unit"),
    path("chat/<str:key>/<slug:what>/", chat_door, name="chat_door"),
    path("l/<str:link>/", tracked_link, name="tracked_link"),
    path("o/<str:link>.gif", mail_pixel, name="mail_pixel"),
    path("widget/<str:name>", widget, name="widget"),
    path("v/<str:video>/", video_page, name="video_page"),
    path("v/<str:video>/file/", video_file, name="video_file"),
    path("v/<str:video>/poster/", video_poster, name="video_poster"),
    path("v/<str:video>/views/", video_views, name="video_views"),
]
