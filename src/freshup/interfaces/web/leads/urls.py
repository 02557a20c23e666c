"""The addresses of leads: the list, one opportunity and what can happen to it, and a new lead by hand."""

from django.urls import URLPattern, URLResolver, path

from freshup.interfaces.web.leads import acting, entering, listing, one

urlpatterns: list[URLPattern | URLResolver] = [
    path("leads/", listing.leads, name="leads"),
    path("leads/updates/", listing.updates, name="lead_updates"),
    path("leads/new/", entering.new_lead, name="lead_new"),
    path("leads/new/callers/", entering.known_callers, name="lead_callers"),
    path("intake/arriving/<uuid:receipt>/", entering.arriving, name="arriving"),
    path("opportunities/<int:opportunity_id>/", one.lead, name="lead"),
    path("opportunities/<int:opportunity_id>/outcomes/", acting.outcomes, name="lead_outcomes"),
    path("opportunities/<int:opportunity_id>/notes/", acting.notes, name="lead_notes"),
    path("opportunities/<int:opportunity_id>/closing/", acting.closing, name="lead_closing"),
    path(
        "opportunities/<int:opportunity_id>/closing/approval/", acting.approval, name="lead_closing_approval"
    ),
    path("opportunities/<int:opportunity_id>/reopening/", acting.reopening, name="lead_reopening"),
    path("opportunities/<int:opportunity_id>/ownership/", acting.ownership, name="lead_ownership"),
]
