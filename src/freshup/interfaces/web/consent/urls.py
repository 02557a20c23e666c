"""The addresses of consent."""

from django.urls import URLPattern, URLResolver, path

from freshup.interfaces.web.consent import lead, leaving, log

urlpatterns: list[URLPattern | URLResolver] = [
    path("gate/", log.log, name="gate_log"),
    path("unsubscribe/<str:token>/", leaving.unsubscribe, name="unsubscribe"),
    path("opportunities/<int:opportunity_id>/opt-outs/", lead.opt_outs, name="lead_opt_outs"),
    path("opportunities/<int:opportunity_id>/opt-outs/lifting/", lead.lifting, name="lead_opt_outs_lifting"),
]
