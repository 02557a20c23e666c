"""The addresses of this topic, below settings/."""

from django.urls import URLPattern, URLResolver, path

from freshup.interfaces.web.stores import giving, hours, people, teams, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.overview, name="settings"),
    path("store/", views.store, name="settings_store"),
    path("hours/", hours.store_hours, name="settings_hours"),
    path("hours/teams/<int:team_id>/", hours.team_hours, name="settings_team_hours"),
    path("people/", people.people, name="settings_people"),
    path("people/new/", people.invite, name="person_new"),
    path("people/<int:staff_id>/", people.person, name="person"),
    path("people/<int:staff_id>/departure/", people.departure, name="person_departure"),
    path("people/<int:staff_id>/return/", people.returning, name="person_return"),
    path("people/<int:staff_id>/hand-over/", people.hand_over, name="person_hand_over"),
    path("people/<int:staff_id>/leads/", giving.person_leads, name="person_leads"),
    path("people/<int:staff_id>/time-off/", people.time_off, name="person_time_off"),
    path("time-off/<int:time_off_id>/removal/", people.time_off_removal, name="time_off_removal"),
    path("teams/", teams.teams, name="settings_teams"),
    path("teams/<int:team_id>/", teams.team, name="settings_team"),
    path("teams/<int:team_id>/removal/", teams.removal, name="team_removal"),
]
