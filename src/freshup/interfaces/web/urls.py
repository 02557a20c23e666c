"""Every page's address, a file a topic."""

from django.urls import URLPattern, URLResolver, include, path

from freshup.interfaces.web.response.home import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("freshup.interfaces.web.leads.urls")),
    path("", include("freshup.interfaces.web.intake.urls")),
    path("", include("freshup.interfaces.web.conversations.urls")),
    path("", include("freshup.interfaces.web.sandbox.urls")),
    path("", include("freshup.interfaces.web.inbox.urls")),
    path("", include("freshup.interfaces.web.response.urls")),
    path("", include("freshup.interfaces.web.response.alerts_urls")),
    path("", include("freshup.interfaces.web.vehicles.urls")),
    path("", include("freshup.interfaces.web.appointments.urls")),
    path("", include("freshup.interfaces.web.consent.urls")),
    path("", include("freshup.interfaces.web.cadences.urls")),
    path("settings/", include("freshup.interfaces.web.stores.urls")),
    path("settings/", include("freshup.interfaces.web.cadences.settings_urls")),
    path("settings/", include("freshup.interfaces.web.consent.settings_urls")),
    path("settings/", include("freshup.interfaces.web.intake.settings_urls")),
    path("settings/", include("freshup.interfaces.web.connectors.urls")),
    path("settings/", include("freshup.interfaces.web.calls.settings_urls")),
    path("settings/", include("freshup.interfaces.web.qualification.urls")),
    path("settings/", include("freshup.interfaces.web.routing.urls")),
    path("settings/", include("freshup.interfaces.web.website.tag_urls")),
    path("settings/", include("freshup.interfaces.web.website.chat_urls")),
    path("", include("freshup.interfaces.web.platform.urls")),
]
