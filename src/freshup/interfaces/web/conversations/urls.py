"""The addresses of conversations."""

from django.urls import URLPattern, URLResolver, path

from freshup.interfaces.web.conversations import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<int:message_id>/", views.message, name="message"),
]
